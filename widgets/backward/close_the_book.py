"""Close the book: the reader derives a rule on paper, then compares step by step and ticks what was there."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from widgets.kit import theme

HAD, MISSED = "I had this", "I did not"


@dataclass(frozen=True)
class Derivation:
    """What to derive, its steps as (title, text), and what is said at the end."""

    task: str
    steps: tuple[tuple[str, str], ...]
    end: str


def parse_steps(body: str) -> Derivation:
    """Read the marker's body: the task; then `- title: text` for each step, and `! text` for the end.

    Lines that follow belong to what they follow. Raises ValueError saying what is missing.
    """
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in body.splitlines():
        if line[:2] in ("- ", "! "):
            parts.append((line[0], [line[2:]]))
        else:
            parts[-1][1].append(line)
    texts = [(sign, "\n".join(lines).strip()) for sign, lines in parts]
    task = texts[0][1]
    titled = [text.partition(": ") for sign, text in texts if sign == "-"]
    end = "\n".join(text for sign, text in texts if sign == "!")
    if not task or not end:
        raise ValueError("a derivation says what is to be derived, and at its end ('! …') what that was good for")
    if len(titled) < 2 or not all(title and text for title, _, text in titled):
        raise ValueError("a derivation has at least two steps '- title: text'")
    return Derivation(task, tuple((title, text) for title, _, text in titled), end)


def widget(*, key: str, caption: str) -> None:
    """Show the task; then the steps, each after the reader has said whether the one before was on the paper."""
    derivation = parse_steps(caption)
    ticks: list[bool] = st.session_state.setdefault(f"{key}-ticks", [])
    with st.container(border=True, key=f"{key}-question"):
        st.markdown(theme.colour_maths(derivation.task))
        if not st.session_state.get(f"{key}-open"):
            st.button("I am done: compare", key=f"{key}-compare", on_click=_open, args=(key, True))
            return
        for number, (title, text) in enumerate(derivation.steps[: len(ticks) + 1]):
            _step(key, number, title, text, ticks)
        if len(ticks) == len(derivation.steps):
            _end(derivation, ticks)
            st.button("Once more, from an empty sheet", key=f"{key}-again", on_click=_open, args=(key, False))


def _step(key: str, number: int, title: str, text: str, ticks: list[bool]) -> None:
    said = ""
    if number < len(ticks):
        said = " :material/check_circle: *you had this*" if ticks[number] else " :material/cancel: *not on your paper*"
    st.markdown(theme.colour_maths(f"**{number + 1}. {title}.**{said}\n\n{text}"))
    if number == len(ticks):
        with st.container(horizontal=True, key=f"{key}-tick"):
            for label, had in ((HAD, True), (MISSED, False)):
                st.button(label, key=f"{key}-{number}-{had}", on_click=ticks.append, args=(had,))


def _end(derivation: Derivation, ticks: list[bool]) -> None:
    missed = [title for (title, _), had in zip(derivation.steps, ticks, strict=True) if not had]
    if not missed:
        st.success(
            f"All {len(ticks)} steps were there. {theme.colour_maths(derivation.end)}", icon=":material/check_circle:"
        )
        return
    st.info(
        f"You had {sum(ticks)} of {len(ticks)}. Read about these once more, and then try again from an empty sheet: "
        f"{theme.colour_maths('; '.join(missed))}. {theme.colour_maths(derivation.end)}"
    )


def _open(key: str, wanted: bool) -> None:
    st.session_state[f"{key}-open"] = wanted
    st.session_state[f"{key}-ticks"] = []
