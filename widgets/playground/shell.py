"""The playground on the page: controls, the stage that plays, the reader's own points, link and scripts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite
from typing import Any

import streamlit as st

from mlp_core import to_script
from mlp_core.export.programs import Training, to_notebook, to_pytorch_script
from studies.playground.points import REACH, three_clouds
from widgets.kit import component
from widgets.kit.controls import shared
from widgets.kit.plain import plain
from widgets.kit.theme import counted
from widgets.kit.written_numbers import NotANumber, number
from widgets.kit.written_table import decoded
from widgets.playground import chooser, controls, state
from widgets.playground.points import OwnData, points_of, rounded, written
from widgets.playground.reading import MOST_BYTES, Choice, read, read_columns
from widgets.playground.recording import Recording, exported
from widgets.playground.scripts import rounding_note
from widgets.playground.settings import (
    LARGEST,
    MOST_CLASSES,
    MOST_HIDDEN_LAYERS,
    MOST_OWN_IN_ADDRESS,
    MOST_OWN_POINTS,
    MOST_WIDTH,
    OwnPoint,
    Settings,
)
from widgets.playground.stage import empty_plane, film_of, losses, note, picture, weight_place

_MESSAGE, _PICTURE, _SENT, _REMARK = "playground_message", "playground_picture", "playground_sent", "playground_remark"
_CHANGED, _HEARD = "playground_changed", "playground_heard"
_POINT, _READ = "playground_point", "playground_read"
_UNREAD = "playground_unread"  # what was typed into the table and cannot be read yet, and the points beside it
_PENDING = "playground_pending"  # the text that was read last, and whether the reader is to choose how
FIRST_POINT = (0.5, 0.5)  # where the cross stands at first
CHUNK_SECONDS = 0.12  # of computing, between two answers to the page
FIRST_WORK = 10_000_000  # multiplications that may be done before a new picture is shown
PATIENCE_SECONDS = 3.0
FIRST_BYTES = 1_500_000
CHUNK_BYTES = 1_500_000
MOST_VALUES = 24_000  # of all neurons in all frames, that are sent at once for the cross
NEAR = 0.3  # of a point that a click takes away: about the size of its mark
MOST_TYPED = 500  # own points in the table


@st.fragment
def widget(*, key: str, caption: str) -> None:
    """The playground. There is one on the page; its settings are those of the session."""
    wrong = state.take_address()
    if wrong:
        st.warning(f"Not all of this address could be read; the rest is set. {plain(wrong)}")
    if caption:
        st.markdown(caption)
    controls.draw(_own_points, _link_and_scripts)
    message = st.session_state.pop(_MESSAGE, "")
    if message:
        st.warning(plain(message))
    _stage(key)
    _mount_ears(f"{key}-ears")


# --- the stage --------------------------------------------------------------------------------------------------------


@st.fragment
def _stage(key: str) -> None:
    """The stage is redrawn alone while it plays."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun()
    state.keep_address(f"{key}-address")
    try:
        _draw_stage(key)
    except ValueError as error:
        st.info(f"This setting cannot be computed. {plain(str(error))}", icon=":material/rule:")


def _draw_stage(key: str) -> None:
    settings = state.current()
    if settings.data == "own" and not settings.own:
        _mount(f"{key}-stage", {"html": empty_plane(settings), "version": 0, "heard": _heard()})
        return
    recording = state.recording()
    goal = settings.iteration // settings.step
    shown = 0 if state.wants_to_play() else goal
    version, html = _picture(recording, shown)
    sent: _Sent = st.session_state.pop(_SENT, _Sent())
    # Frames that were asked for under other settings are of no use any more.
    fits = sent.version == version and sent.start < sent.stop
    more = film_of(recording.frames[sent.start : sent.stop], recording.settings).data() if fits else None
    has_it = sent.version == version
    read: tuple[int, int] | None = st.session_state.pop(_READ, None)
    if fits:
        read = (sent.start, sent.stop)
    elif not has_it:
        around = MOST_VALUES // (2 * sum(settings.sizes))
        read = (max(0, shown - around), shown + around)
    _mount(
        f"{key}-stage",
        {
            # A page that has this picture already is spared it: it may be a megabyte.
            "html": "" if has_it else html,
            "version": version,
            "heard": _heard(),
            "goal": goal,
            "play": state.wants_to_play(),
            "goes_on": state.goes_on(),
            "total": len(recording.frames) if recording.complete else None,
            "start": sent.start,
            "more": more,
            "values": _values(recording, *read) if read else None,
            "slots": {"curve": _html(losses(recording.frames[: sent.stop])), "note": _html(note(recording))}
            if more
            else {},
        },
    )


@dataclass(frozen=True)
class _Sent:
    """What the page has asked for: the frames start … stop of the picture of that version, which it has."""

    version: int = 0
    start: int = 0
    stop: int = 0


def _mount(key: str, data: dict[str, Any]) -> None:
    hears = {"more": _more, "rest": _rest, "read": _read}
    component.mount("playground", key=key, data=data, hears=hears)


def _mount_ears(key: str) -> None:
    """What hears the reader's acts on the stage: other settings, and so other controls."""
    component.mount("playground_ears", key=key, html=None, hears={"act": _acts})


def _point() -> tuple[float, float]:
    """Where the cross stands, at which the values of all neurons are read."""
    return st.session_state.get(_POINT, FIRST_POINT)


def _values(recording: Recording, start: int, stop: int) -> dict[str, Any] | None:
    """What all neurons answer at the cross in some frames, for the page."""
    if start >= min(stop, len(recording.frames)):
        return None
    values = recording.values_at(*_point(), start, stop)
    return {"point": _point(), "start": start, "bytes": b64encode(values.astype("<f8").tobytes()).decode("ascii")}


def _html(node: Any) -> str:
    return str(node) if node is not None else ""


def _picture(recording: Recording, goal: int) -> tuple[int, str]:
    """The figure of a recording, made once: as many first frames as are quickly there, up to the one to be shown.

    Returns the number of the picture among those of this visit, and its HTML.
    """
    kept = st.session_state.get(_PICTURE)
    if kept is None or kept[0] is not recording:
        # The first picture of a visit is complete; later ones must answer quickly. Each is the same on every machine.
        until = min(goal + 1, 1 + FIRST_WORK // recording.work) if kept else goal + 1
        recording.extend(until, PATIENCE_SECONDS)
        count = max(1, min(len(recording.frames), goal + 1, FIRST_BYTES // _bytes(recording)))
        version = kept[1] + 1 if kept else 1
        kept = (recording, version, picture(recording, count, min(goal, count - 1), _point()))
        st.session_state[_PICTURE] = kept
    return kept[1], kept[2]


def _bytes(recording: Recording) -> int:
    """About how long a frame is on its way to the page."""
    frame = recording.frames[0]
    return (frame.output.nbytes + frame.hidden.nbytes + frame.strokes.nbytes + frame.weights.nbytes) * 4 // 3


def _whole(value: Any, low: int, high: int) -> int:
    """A whole number from the page, within bounds: what a page sends is not to be trusted."""
    return min(max(int(value), low), high) if isinstance(value, int | float) and abs(value) < 1e9 else low


def _more(request: Mapping[str, Any] | None) -> None:
    """The page has `have` frames of a picture and wants to have `until`."""
    if not request:
        return
    try:
        recording = state.recording()
    except ValueError:
        return
    have = _whole(request.get("have"), 0, 10_000)
    until = max(have + 1, _whole(request.get("until"), 0, 10_000))
    recording.extend(until, CHUNK_SECONDS)
    stop = min(until, len(recording.frames), have + max(1, CHUNK_BYTES // _bytes(recording)))
    st.session_state[_SENT] = _Sent(_whole(request.get("version"), 0, 10**9), have, stop)


def _read(request: Mapping[str, Any] | None) -> None:
    """The page wants to know what the neurons answer at a point, in the frames start … stop of a picture it has."""
    if not request:
        return
    x1, x2 = (_coordinate(request.get(name)) for name in ("x1", "x2"))
    st.session_state[_POINT] = (x1, x2)
    start = _whole(request.get("start"), 0, 10_000)
    most = max(1, MOST_VALUES // sum(state.current().sizes))
    st.session_state[_READ] = (start, _whole(request.get("stop"), start, start + most))
    st.session_state[_SENT] = _Sent(_whole(request.get("version"), 0, 10**9))


def _coordinate(value: Any) -> float:
    """A coordinate from the page, within the picture."""
    return min(max(float(value), -REACH), REACH) if isinstance(value, int | float) and isfinite(value) else 0.0


def _rest(request: Mapping[str, Any] | None) -> None:
    """The reader looks at this frame of this picture now: the address and the scripts mean it."""
    if request:
        _show(_whole(request.get("frame"), 0, 10_000))
        st.session_state[_SENT] = _Sent(_whole(request.get("version"), 0, 10**9))
        st.session_state[_CHANGED] = controls.shows_scripts()


def _show(frame: int) -> Settings:
    """Make the iteration of a frame the one that is shown."""
    settings = state.current()
    settings = replace(settings, iteration=min(frame * settings.step, settings.last_iteration))
    state.keep(settings, goes_on=state.goes_on())
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


def _set_weight(event: Mapping[str, Any]) -> None:
    try:
        value = number(str(event.get("value"))[:40])
    except NotANumber:
        value = float("nan")
    if not abs(value) <= LARGEST:
        raise ValueError(f"A weight must be a number from −{LARGEST:,.0f} to {LARGEST:,.0f}.")
    settings, frame = state.current(), _whole(event.get("frame"), 0, 10_000)
    frames = state.recording().frames
    if frame < len(frames) and frames[frame].stopped:
        raise ValueError("The run has ended at this frame, so that it cannot go on from here. Step back first.")
    settings = _show(frame)
    edited = settings.edited(*weight_place(settings, _whole(event.get("index"), -1, 10_000)), value)
    state.keep(edited, goes_on=True)


def _ask(event: Mapping[str, Any]) -> None:
    """A button of the stage: `width:layer:by`, `depth:0:by` or `undo:0:0`."""
    what, layer, by = str(event.get("what")).split(":")
    settings = _show(_whole(event.get("frame"), 0, 10_000)) if what == "undo" else state.current()
    hidden = list(settings.hidden)
    if what == "width" and 0 <= int(layer) < len(hidden):
        hidden[int(layer)] += int(by)
        state.change(hidden=_checked_hidden(hidden))
    elif what == "depth":
        state.change(hidden=_checked_hidden(controls.deeper(settings.hidden, max(0, len(hidden) + int(by)))))
    elif what == "undo":
        state.keep(settings.changed(edits=settings.edits[:-1]), goes_on=True)


def _checked_hidden(widths: Any) -> tuple[int, ...]:
    return tuple(_whole(width, 1, MOST_WIDTH) for width in widths)[:MOST_HIDDEN_LAYERS]


# --- the reader's own points ------------------------------------------------------------------------------------------


def _click(event: Mapping[str, Any]) -> None:
    """A click on the plane, as shares of its width and height: add a point there, or take the nearest one away."""
    across, down = (min(max(float(event.get(name) or 0), 0.0), 1.0) for name in ("across", "down"))
    x1, x2 = round(REACH * (2 * across - 1), 2), round(REACH * (1 - 2 * down), 2)
    settings = state.current()
    tool = _whole(event.get("tool"), -1, min(settings.class_count, MOST_CLASSES - 1))  # one class more may be begun
    if tool >= 0:
        if len(settings.own) >= MOST_OWN_POINTS:
            raise ValueError(f"There are {MOST_OWN_POINTS:,} points already, which is the most.")
        unread = _unread()
        across_axis, up_axis = settings.coordinates
        point = OwnPoint(rounded(across_axis, x1), rounded(up_axis, x2), tool)
        state.change(own=(*settings.own, point))
        if unread is not None:
            name = state.current().class_names[tool] if settings.classes else tool
            _keep_unread(f"{unread.rstrip()}\n{point.x1!r}, {point.x2!r}, {name}\n")
    elif settings.own:
        distances = [hypot(left - x1, low - x2) for left, low in settings.own_positions.tolist()]
        nearest = distances.index(min(distances))
        if distances[nearest] > NEAR:
            raise ValueError("There is no point here: click on the one that is to be taken away.")
        state.change(own=(*settings.own[:nearest], *settings.own[nearest + 1 :]))


def _own_points() -> None:
    """Click, type or read a file."""
    settings = state.current()
    st.markdown(
        f"Click on the plane below, type points in the table, or read a CSV file with up to {MOST_OWN_POINTS:,} lines "
        f"`x1, x2, class`. A heading may name the columns in another order, and up to {MOST_CLASSES} classes may have "
        "any names. Where a text can be read in two ways, you choose."
    )
    _about_reading(settings)
    if len(settings.own) <= MOST_TYPED:
        st.text_area(
            "Table of points",
            height=170,
            **shared("playground-table", _in_table(settings), _read_table),
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
            "Save as CSV", written(settings), "points.csv", "text/csv", key="playground-save", on_click="ignore"
        )
        for name in ("moons", "xor", _THREE):
            label = controls.DATA_LABELS.get(name, name)
            st.button(f"Begin with {label}", key=f"playground-take-{name}", on_click=_take, args=(name,))
        st.button("Take all away", key="playground-none", on_click=_take_away)


def _about_reading(settings: Settings) -> None:
    """What was read last, or how it is to be read as long as the reader is to choose."""
    pending: chooser.Pending | None = st.session_state.get(_PENDING)
    if pending is not None and pending.open:
        with st.container(border=True, key="playground-chooser"):
            _choose(pending, settings)
        return
    said, about = st.session_state.get(_REMARK, ("", None))
    if said and about is settings.own:  # until the points are others
        st.info(plain(said))
        if pending is not None:
            st.button("Read it another way", key="playground-reread", on_click=_reopen)


def _choose(pending: chooser.Pending, settings: Settings) -> None:
    data = chooser.draw(pending, settings.classes, _keep_choice)
    with st.container(horizontal=True):
        count = 0 if data is None else len(data.own)
        st.button(
            "Take this point" if count == 1 else f"Take these {count:,} points" if count else "Take these points",
            type="primary",
            disabled=data is None,
            key="playground-take-read",
            on_click=_take_read,
            args=(data,),
        )
        st.button("Do not read it", key="playground-drop-read", on_click=_drop_read)


def _keep_choice(choice: Choice) -> None:
    st.session_state[_PENDING] = replace(st.session_state[_PENDING], choice=choice)


def _reopen() -> None:
    st.session_state[_PENDING] = replace(st.session_state[_PENDING], open=True)


def _take_read(data: OwnData) -> None:
    st.session_state[_PENDING] = replace(st.session_state[_PENDING], open=False)
    state.change(**data.changes())
    count = "1 point" if len(data.own) == 1 else f"{len(data.own):,} points"
    _remark(f"{count} read. {data.remark}")
    st.session_state.pop(_UNREAD, None)


def _drop_read() -> None:
    for kept in (_PENDING, _UNREAD, _REMARK):
        st.session_state.pop(kept, None)


def _take(name: str) -> None:
    """The points of a toy data set become the reader's own."""
    _drop_read()
    if name == _THREE:
        cloud = three_clouds(60, rng=state.current().seed)
        points, labels = cloud.X, cloud.Y[:, 0]
    else:
        split = replace(state.current(), data=name, points=60, train=100).problem().split
        points, labels = split.train_points, split.train_classes
    pairs = zip(points.round(2).tolist(), labels.tolist(), strict=True)
    state.change(own=tuple(OwnPoint(x1, x2, int(label)) for (x1, x2), label in pairs), classes=(), axes=())


_THREE = "three clouds"


def _take_away() -> None:
    _drop_read()
    state.change(own=(), classes=(), axes=())


def _read_file() -> None:
    upload = st.session_state["playground-file"]
    if upload is None:
        return
    if upload.size > MOST_BYTES:
        _remark(f"This file has {upload.size:,} bytes; at most {MOST_BYTES:,} are read.")
        return
    try:
        text = decoded(upload.getvalue())
    except ValueError as error:
        _remark(f"Nothing was read. {error}")
        return
    _read_points(text)


def _in_table(settings: Settings) -> str:
    """What the reader typed, as long as a line of it cannot be read; else the points as they are."""
    unread = _unread()
    return written(settings) if unread is None else unread


def _unread() -> str | None:
    """What was typed beside the points as they are now and could not be read."""
    text, about = st.session_state.get(_UNREAD, (None, None))
    return text if about is state.current().own else None


def _keep_unread(text: str) -> None:
    st.session_state[_UNREAD] = (text, state.current().own)


def _read_table(text: str) -> None:
    """An emptied table is one without points; one that cannot be read stays as it was typed."""
    if not text.strip():
        _take_away()
    elif not _read_points(text):
        _keep_unread(text)


def _read_points(text: str) -> bool:
    """Make the points in a text the reader's own. False if they are not yet: it cannot be read, or in several ways."""
    last: chooser.Pending | None = st.session_state.get(_PENDING)
    pending = chooser.Pending(text, last.serial + 1 if last else 1, open=False)
    try:
        reading = read(text, known=state.current().classes)
        data = None if reading.open else points_of(reading)
    except ValueError as error:
        if not _may_choose(text):
            st.session_state.pop(_PENDING, None)
            _remark(f"Nothing was read. {error}")
            return False
        data = None
    st.session_state[_PENDING] = replace(pending, open=data is None)
    if data is None:
        _remark("")
        return False
    _take_read(data)
    return True


def _may_choose(text: str) -> bool:
    """Whether it is open which column is which: another choice may make points of what is none."""
    try:
        return "columns" in read_columns(text).open
    except ValueError:
        return False


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
            + (f", with {counted(len(settings.edits), 'weight')} set by hand" if settings.edits else "")
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
        notebook = to_notebook(Training.of(run))
        unsteady = rounding_note(settings)
    except ValueError as error:
        st.info(str(error))
        return
    since = settings.edits[-1].iteration if settings.edits else 0
    st.markdown(f"The training from iteration {since} to {since + run.iterations} as programs of their own:")
    if unsteady:
        st.info(unsteady, icon=":material/warning:")
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
        st.download_button(
            "Notebook",
            notebook,
            "playground.ipynb",
            "application/x-ipynb+json",
            help="The NumPy program in cells for Jupyter, with its formulas.",
            key="playground-notebook",
            on_click="ignore",
        )
    for name, program in programs.items():
        with st.expander(f"Look at the {name} script"):
            st.code(program, language="python", height=320)
