"""Assignment B: the best network with two hidden layers of ten, a leaderboard, and the hand-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isclose
from typing import Any

import streamlit as st

from mlp_core import ACTIVATIONS
from mlp_core.datasets import seven_segment
from studies.exercises.assignments import ITERATIONS, Entry, Trained, hand_in
from studies.exercises.course_template import can_be_template, template
from widgets.drawing import figure
from widgets.drawing import seven_segment as drawing
from widgets.kit import theme
from widgets.kit.plain import plain
from widgets.progress import store

_NAME = "assignment-b"
_MOST_SHOWN = 10
_TOLD = 1e-6  # a kept loss that is further from this machine's, relative to it, is remarked on
_LABELS = ("First hidden layer", "Second hidden layer", "Output layer")
_START = Entry(("sigmoid", "sigmoid", "sigmoid"), 0.05, 1)  # reads half of the digits: room to improve
Try = dict[str, Any]


def attempt(entry: Entry) -> Try:
    """Train an entry's network: its settings, its loss and what it takes each digit for, as plain values."""
    trained = _trained(entry)
    return {
        "activations": list(entry.activations),
        "learning_rate": entry.learning_rate,
        "seed": entry.seed,
        "loss": trained.loss,
        "digits": list(trained.digits),
        "stopped": trained.stopped,
    }


@lru_cache(maxsize=64)
def _trained(entry: Entry) -> Trained:
    return entry.run()


def entry_of(kept: Mapping[str, Any]) -> Entry:
    """The entry of a try."""
    return Entry(tuple(kept["activations"]), float(kept["learning_rate"]), int(kept["seed"]))


def ranked(tries: Sequence[Try]) -> list[Try]:
    """The different tries that trained to the end, the smallest loss first."""
    different = {entry_of(kept): kept for kept in tries if not kept["stopped"]}
    return sorted(different.values(), key=lambda kept: float(kept["loss"]))


def right(kept: Mapping[str, Any]) -> int:
    """How many digits a try reads."""
    return sum(digit == answer for digit, answer in enumerate(kept["digits"]))


def leaderboard(tries: Sequence[Try]) -> str:
    """The best tries as a Markdown table."""
    rows = [
        f"| {place} | {', '.join(kept['activations'])} | {theme.number(kept['learning_rate'])} | {kept['seed']} "
        f"| {theme.number(kept['loss'], 5)} | {right(kept)} of 10 |"
        for place, kept in enumerate(ranked(tries)[:_MOST_SHOWN], start=1)
    ]
    return "\n".join(
        ["| place | activations | rate | seed | last loss | digits right |\n|--:|:--|--:|--:|--:|--:|", *rows]
    )


def widget(*, key: str, caption: str) -> None:
    """Choose, train, compare; hand in the best."""
    store.follow_elsewhere()
    tries: list[Try] = list(store.get("assignments", _NAME) or [])
    entry = _choose(key, caption)
    state = f"{key}-latest"
    if entry is not None:
        st.session_state[state] = attempt(entry)
        tries.append(st.session_state[state])
        store.put("assignments", _NAME, tries)
    latest = st.session_state.setdefault(state, None) or (ranked(tries)[0] if ranked(tries) else attempt(_START))
    _show(latest, key)
    if ranked(tries):
        st.markdown("**Your tries, the best first**")
        st.markdown(leaderboard(tries))
        _hand_in(key, ranked(tries)[0])


def _choose(key: str, caption: str) -> Entry | None:
    """The controls; an entry when the reader presses."""
    with st.form(f"{key}-form", enter_to_submit=False):  # Enter in a field takes the number, it does not train
        if caption:
            st.markdown(caption)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-entry-controls"):
            names = [
                st.selectbox(
                    label,
                    [name for name, f in ACTIVATIONS.items() if f.elementwise or number == len(_LABELS) - 1],
                    index=list(ACTIVATIONS).index(_START.activations[number]),
                    key=f"{key}-f{number}",
                    width=190,
                )
                for number, label in enumerate(_LABELS)
            ]
            rate = st.number_input(
                "Learning rate", 0.0001, 10.0, _START.learning_rate, 0.01, format="%.4f", key=f"{key}-rate", width=190
            )
            seed = st.number_input("Seed", 0, 9999, _START.seed, key=f"{key}-seed", width=190)
        pressed = st.form_submit_button(f"Train for {ITERATIONS} iterations", type="primary")
    return Entry(tuple(names), float(rate), int(seed)) if pressed else None


def _show(kept: Try, key: str) -> None:
    words = (
        f"{', '.join(kept['activations'])}; learning rate {theme.number(kept['learning_rate'])}; seed {kept['seed']}"
    )
    loss = f"last loss **{theme.number(kept['loss'], 5)}**, {right(kept)} of 10 digits right"
    st.markdown(f"{words}: {loss}.")
    if kept["stopped"]:
        st.warning(f"This run {plain(kept['stopped'])}. It takes no place among your tries.", icon=":material/warning:")
    pictures = [[bool(on) for on in row] for row in seven_segment().X]
    figure.show(
        drawing.answers(pictures, kept["digits"]),
        key=f"{key}-answers",
        label="What the network takes each digit for",
        caption_text="Each display shows the digit that the network answers: “3 → 8” with a cross took the 3 for an 8.",
    )


def other_here(kept: Mapping[str, Any], trained: Trained) -> str:
    """What to say if a kept try ends elsewhere when it is trained again on this machine; "" if it does not."""
    if trained.stopped:
        return (
            f"On this machine your best try does not come to its end, so there is no file of it: it {trained.stopped}."
        )
    if isclose(kept["loss"], trained.loss, rel_tol=_TOLD, abs_tol=_TOLD):
        return ""
    return (
        f"On this machine your best try ends at a loss of **{theme.number(trained.loss, 5)}**, and so the file says. "
        f"The {theme.number(kept['loss'], 5)} on the board was computed on another machine or by an older edition of "
        "this book, which rounds differently, and this training multiplies such differences."
    )


def _hand_in(key: str, best: Try) -> None:
    entry = entry_of(best)
    trained = _trained(entry)
    said = other_here(best, trained)
    if said:
        st.info(plain(said) if trained.stopped else said)
    if trained.stopped:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-controls"):
        name = st.text_input("Your name", key=f"{key}-name", width=260)
        st.download_button(
            "Download your best entry",
            hand_in(entry, name, trained),
            "entry.py",
            "text/x-python",
            key=f"{key}-save",
            on_click="ignore",
        )
    _for_the_course(key, entry)


def _for_the_course(key: str, entry: Entry) -> None:
    """The entry in the form that the course's students hand in."""
    with st.expander("For students of the course: your entry as its template"):
        if not can_be_template(entry):
            st.markdown("The course's template has no softmax: each activation there is a function of one sum alone.")
            return
        st.markdown(
            "Its interface is that of the course's template: `tanh(x, deriv)`, `layers`, `activ`, `alpha`. It draws "
            "other weights from your seed than this book does, so its loss is another, and it prints the mean of the "
            "squares."
        )
        with st.container(horizontal=True):
            for label, repaired in (("As the course has it", False), ("Repaired", True)):
                st.download_button(
                    label,
                    template(entry, repaired=repaired),
                    f"template{'_repaired' if repaired else ''}.py",
                    "text/x-python",
                    key=f"{key}-template-{repaired}",
                    on_click="ignore",
                )
