"""The playground on the page: controls, the stage that plays, the reader's own points, link and scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from mlp_core import to_script
from mlp_core.plane_data import REACH
from mlp_core.pytorch_script import to_pytorch_script
from widgets.network_controls import bound
from widgets.playground import controls, state
from widgets.playground.points import MOST_BYTES, parse_points, written
from widgets.playground.recording import Recording, exported
from widgets.playground.settings import (
    LARGEST,
    MOST_HIDDEN_LAYERS,
    MOST_OWN_IN_ADDRESS,
    MOST_OWN_POINTS,
    MOST_WIDTH,
    OwnPoint,
    Settings,
)
from widgets.playground.stage import empty_plane, film_of, losses, note, picture, weight_place

_HERE = Path(__file__).parent.parent
# The film's script with its own mount renamed, and below it the playground's, which uses it.
_SCRIPT = (
    (_HERE / "film.js").read_text(encoding="utf-8").replace("export default function", "export function mount", 1)
    + "\n"
    + (_HERE / "playground.js").read_text(encoding="utf-8")
)
_MESSAGE, _PICTURE, _SENT, _REMARK = "playground_message", "playground_picture", "playground_sent", "playground_remark"
_CHANGED, _HEARD = "playground_changed", "playground_heard"
CHUNK_SECONDS = 0.12  # of computing, between two answers to the page
FIRST_SECONDS = 0.06
PATIENCE_SECONDS = 3.0
FIRST_BYTES = 1_500_000
CHUNK_BYTES = 1_500_000
MOST_TYPED = 500  # own points in the table


@st.fragment
def widget(*, key: str, caption: str) -> None:
    """The playground. There is one on the page; its settings are those of the session."""
    wrong = state.follow_address()
    if wrong:
        st.warning(f"The playground in this address could not be read, so here is its first state. {wrong}")
    if caption:
        st.markdown(caption)
    controls.draw(_own_points, _link_and_scripts)
    message = st.session_state.pop(_MESSAGE, "")
    if message:
        st.warning(message)
    _stage(key)


# --- the stage --------------------------------------------------------------------------------------------------------


@st.fragment
def _stage(key: str) -> None:
    """The stage is redrawn alone while it plays; what the reader does on it concerns the controls too."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun()
    state.follow_address()
    try:
        _draw_stage(key)
    except ValueError as error:
        st.info(f"This setting cannot be computed. {error}", icon=":material/rule:")


def _draw_stage(key: str) -> None:
    settings = state.current()
    if settings.data == "own" and not settings.own:
        _mount(f"{key}-stage", {"html": empty_plane(), "heard": _heard()})
        return
    recording = state.recording()
    goal = settings.iteration // settings.step
    html = _picture(recording, 0 if state.wants_to_play() else goal)
    start, stop = st.session_state.pop(_SENT, (0, 0))
    # Frames that were asked for under other settings are of no use any more.
    more = film_of(recording.frames[start:stop], recording.settings).data() if start < stop else None
    _mount(
        f"{key}-stage",
        {
            "html": html,
            "heard": _heard(),
            "goal": goal,
            "play": state.wants_to_play(),
            "total": len(recording.frames) if recording.complete else None,
            "start": start,
            "more": more,
            "slots": {"curve": _html(losses(recording.frames[:stop])), "note": _html(note(recording))} if more else {},
        },
    )


def _mount(key: str, data: dict[str, Any]) -> None:
    mount = st.components.v2.component(
        "hidden_layers_playground", html='<div class="hl-mount"></div>', js=_SCRIPT, isolate_styles=False
    )
    mount(
        key=key,
        data=data,
        on_more_change=lambda: _more(st.session_state[key].more),
        on_rest_change=lambda: _rest(st.session_state[key].rest),
        on_act_change=lambda: _acts(st.session_state[key].act),
    )


def _html(node: Any) -> str:
    return str(node) if node is not None else ""


def _picture(recording: Recording, goal: int) -> str:
    """The figure of a recording, made once: as many first frames as are quickly there, up to the one to be shown."""
    kept = st.session_state.get(_PICTURE)
    if kept is None or kept[0] is not recording:
        # The first picture of a visit is complete, and the same on every machine; later ones must answer quickly.
        recording.extend(goal + 1, FIRST_SECONDS if kept else PATIENCE_SECONDS)
        count = max(1, min(len(recording.frames), FIRST_BYTES // _bytes(recording)))
        kept = (recording, picture(recording, count, min(goal, count - 1)))
        st.session_state[_PICTURE] = kept
    html: str = kept[1]
    return html


def _bytes(recording: Recording) -> int:
    """About how long a frame is on its way to the page."""
    frame = recording.frames[0]
    return (frame.output.size + frame.hidden.size + frame.strokes.size) * 4 // 3 + len(frame.weights)


def _whole(value: Any, low: int, high: int) -> int:
    """A whole number from the page, within bounds: what a page sends is not to be trusted."""
    return min(max(int(value), low), high) if isinstance(value, int | float) and abs(value) < 1e9 else low


def _more(request: Mapping[str, Any] | None) -> None:
    """The page has `have` frames and wants to have `until`."""
    if not request:
        return
    try:
        recording = state.recording()
    except ValueError:
        return
    have = _whole(request.get("have"), 0, 10_000)
    until = max(have + 1, _whole(request.get("until"), 0, 10_000))
    recording.extend(until, CHUNK_SECONDS)
    st.session_state[_SENT] = (have, min(until, len(recording.frames), have + CHUNK_BYTES // _bytes(recording)))


def _rest(frame: Any) -> None:
    """The reader looks at this frame now: the address and the scripts mean it."""
    if frame is not None:
        _show(_whole(frame, 0, 10_000))
        st.session_state[_CHANGED] = controls.shows_scripts()


def _show(frame: int) -> Settings:
    """Make the iteration of a frame the one that is shown."""
    settings = state.current()
    settings = replace(settings, iteration=min(frame * settings.step, settings.last_iteration))
    state.keep(settings)
    return settings


def _heard() -> int:
    """The number of the last act of the reader that was answered."""
    return int(st.session_state.get(_HEARD, 0))


def _acts(events: Sequence[Mapping[str, Any]] | None) -> None:
    """What the reader did on the stage; some of it may have been heard before."""
    for event in events or ():
        serial = event.get("serial")
        if isinstance(serial, int) and serial > _heard():
            st.session_state[_HEARD] = serial
            _act(event)


def _act(event: Mapping[str, Any]) -> None:
    try:
        if event.get("kind") == "weight":
            _set_weight(event)
        elif event.get("kind") == "point":
            _click(event)
        elif event.get("kind") == "ask":
            _ask(event)
    except ValueError as error:
        st.session_state[_MESSAGE] = str(error)
    st.session_state[_CHANGED] = True


def _set_weight(event: Mapping[str, Any]) -> None:
    try:
        value = float(str(event.get("value"))[:40])
    except ValueError:
        value = float("nan")
    if not abs(value) <= LARGEST:
        raise ValueError(f"A weight must be a number from −{LARGEST:,.0f} to {LARGEST:,.0f}.")
    settings, frame = state.current(), _whole(event.get("frame"), 0, 10_000)
    frames = state.recording().frames
    if frame < len(frames) and frames[frame].stopped:
        raise ValueError("The run has ended at this frame, so that it cannot go on from here. Step back first.")
    settings = _show(frame)
    state.keep(settings.edited(*weight_place(settings, _whole(event.get("index"), -1, 10_000)), value))


def _ask(event: Mapping[str, Any]) -> None:
    """A button of the stage: `width:layer:by`, `depth:0:by` or `undo:0:0`."""
    what, layer, by = str(event.get("what")).split(":")
    settings = state.current()
    hidden = list(settings.hidden)
    if what == "width" and 0 <= int(layer) < len(hidden):
        hidden[int(layer)] += int(by)
        state.change(hidden=_checked_hidden(hidden))
    elif what == "depth":
        state.change(hidden=_checked_hidden(controls.deeper(settings.hidden, max(0, len(hidden) + int(by)))))
    elif what == "undo":
        state.keep(settings.changed(edits=settings.edits[:-1]))


def _checked_hidden(widths: Any) -> tuple[int, ...]:
    return tuple(_whole(width, 1, MOST_WIDTH) for width in widths)[:MOST_HIDDEN_LAYERS]


# --- the reader's own points ------------------------------------------------------------------------------------------


def _click(event: Mapping[str, Any]) -> None:
    """A click on the plane, as shares of its width and height: add a point there, or take the nearest one away."""
    across, down = (min(max(float(event.get(name) or 0), 0.0), 1.0) for name in ("across", "down"))
    x1, x2 = round(REACH * (2 * across - 1), 2), round(REACH * (1 - 2 * down), 2)
    settings, tool = state.current(), _whole(event.get("tool"), -1, 1)
    if tool >= 0:
        if len(settings.own) >= MOST_OWN_POINTS:
            raise ValueError(f"There are {MOST_OWN_POINTS:,} points already, which is the most.")
        state.change(own=(*settings.own, OwnPoint(x1, x2, tool)))
    elif settings.own:
        nearest = min(settings.own, key=lambda point: (point.x1 - x1) ** 2 + (point.x2 - x2) ** 2)
        kept = list(settings.own)
        kept.remove(nearest)
        state.change(own=tuple(kept))


def _own_points() -> None:
    """Click, type or read a file."""
    settings = state.current()
    st.markdown(
        f"Click on the plane below, type points in the table, or read a CSV file with up to {MOST_OWN_POINTS:,} lines "
        "`x1, x2, class`; the class is 0 or 1."
    )
    said, about = st.session_state.get(_REMARK, ("", None))
    if said and about is settings.own:  # until the points are others
        st.info(said)
    if len(settings.own) <= MOST_TYPED:
        st.text_area(
            "Table of points",
            height=170,
            **bound("playground-table", written(settings.own), _read_points),
        )
    else:
        st.caption(f"{len(settings.own):,} points are too many for a table to type in; the file can be saved and read.")
    upload = st.file_uploader(
        "CSV file", type=["csv", "txt"], key="playground-file", on_change=_read_file, max_upload_size=1
    )
    del upload  # it is read in the callback, once
    with st.container(horizontal=True, vertical_alignment="bottom"):
        controls.split_slider()
        st.download_button(
            "Save as CSV", written(settings.own), "points.csv", "text/csv", key="playground-save", on_click="ignore"
        )
        for name in ("moons", "xor"):
            label = controls.DATA_LABELS[name]
            st.button(f"Begin with {label}", key=f"playground-take-{name}", on_click=_take, args=(name,))
        st.button("Take all away", key="playground-none", on_click=lambda: state.change(own=()))


def _take(name: str) -> None:
    """The points of a toy data set become the reader's own."""
    split = replace(state.current(), data=name, points=60, train=100).problem().split
    points = zip(split.train_points.round(2).tolist(), split.train_classes.tolist(), strict=True)
    state.change(own=tuple(OwnPoint(x1, x2, int(label)) for (x1, x2), label in points))


def _read_file() -> None:
    upload = st.session_state["playground-file"]
    if upload is None:
        return
    if upload.size > MOST_BYTES:
        _remark(f"This file has {upload.size:,} bytes; at most {MOST_BYTES:,} are read.")
        return
    _read_points(upload.getvalue().decode("utf-8", errors="replace"))


def _read_points(text: str) -> None:
    try:
        points, remark = parse_points(text)
    except ValueError as error:
        _remark(f"Nothing was read. {error}")
        return
    state.change(own=points)
    _remark(f"{len(points):,} points read. {remark}")


def _remark(said: str) -> None:
    """Say something about the points as they are now."""
    st.session_state[_REMARK] = (said, state.current().own)


# --- link and scripts -------------------------------------------------------------------------------------------------


def _link_and_scripts() -> None:
    """What the address means now, and the training as programs."""
    settings = state.current()
    if settings.fits_into_address:
        st.markdown(
            f"The address of this page describes exactly this playground, at iteration {settings.iteration}"
            + (f", with {len(settings.edits)} weights set by hand" if settings.edits else "")
            + ". Copy it to show somebody the same numbers."
        )
    else:
        st.markdown(
            f"An address holds up to {MOST_OWN_IN_ADDRESS} own points; you have {len(settings.own):,}. "
            "Save them as CSV to share them."
        )
    try:
        run = exported(settings)
        programs = {"NumPy": to_script(run), "PyTorch": to_pytorch_script(run)}
    except ValueError as error:
        st.info(str(error))
        return
    since = settings.edits[-1].iteration if settings.edits else 0
    st.markdown(f"The training from iteration {since} to {since + run.iterations} as programs of their own:")
    with st.container(horizontal=True):
        for name, program in programs.items():
            st.download_button(
                f"{name} script",
                program,
                f"playground_{name.lower()}.py",
                "text/x-python",
                key=f"playground-script-{name}",
                on_click="ignore",
            )
    for name, program in programs.items():
        with st.expander(f"Look at the {name} script"):
            st.code(program, language="python", height=320)
