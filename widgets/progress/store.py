"""What the reader has done: answers, code and scores, by kind and name, kept across visits.

On the reader's own machine it is kept in a file (json_file), in the browser edition in the browser's storage (keeper).
A server that is open to a network keeps it for the session only: its file would be everybody's. Each session has a copy
of its own, which is merged with what other windows keep (kept.Progress).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from widgets.code.runner.policy import Place
from widgets.code.runner.visitor import place_of_code
from widgets.kit import following
from widgets.progress import json_file
from widgets.progress.kept import CannotBeKept, Progress

_STATE = "progress"
_GENERATION, _CHOSEN = f"{_STATE}-generation", f"{_STATE}-chosen"
_TROUBLE, _REFUSED, _ASIDE, _STAMP = (f"{_STATE}-{name}" for name in ("trouble", "refused", "aside", "stamp"))
_BEGUN = f"{_STATE}-begun"
_ELSEWHERE = f"{_STATE}-elsewhere"
Change = Callable[[Progress], Progress]


# --- what widgets do --------------------------------------------------------------------------------------------------


def get(kind: str, name: str) -> Any:
    """What was kept under that kind and name, None if nothing was or if it does not have the form that it should."""
    return everything().get(kind, name)


def put(kind: str, name: str, value: Any) -> None:
    """Keep a value made of dicts, lists, texts and numbers; None to keep it no longer.

    A value that could not be read back is not kept, and the panel says so (trouble).
    """
    _change(lambda progress: progress.put(kind, name, value, _now()))


def update(kind: str, name: str, fields: Mapping[str, Any]) -> None:
    """Keep some fields of a table; the others stay as they are, also if another window has changed them meanwhile."""
    _change(lambda progress: progress.put(kind, name, {**(progress.get(kind, name) or {}), **fields}, _now()))


def drop(kind: str, name: str) -> None:
    """Keep it no longer."""
    put(kind, name, None)


def follow(shows: Callable[[Progress], object] | None = None) -> None:
    """The fragment that is being drawn shows it, and is redrawn when something is kept, here or elsewhere.

    shows: with it, only when what it makes of the progress changes.
    """
    following.read(_STATE, shows)
    follow_elsewhere()


def follow_elsewhere() -> None:
    """The fragment that is being drawn is redrawn when something comes from another tab."""
    following.read(_ELSEWHERE)


def written(kind: str, name: str) -> int:
    """When it was kept last, in milliseconds since 1970; 0 if nobody knows. Something newer has a later time."""
    return everything().time(kind, name)


def generation() -> int:
    """A number that changes when an earlier visit is remembered, a file is brought back, or a reader begins anew.

    Fields that start with what is kept have it in their keys. What another tab keeps meanwhile does not change it: a
    reader may be in the middle of typing.
    """
    return int(st.session_state.get(_GENERATION, 0))


def chosen() -> int:
    """The last generation that the reader has asked for, by a file or by beginning anew."""
    return int(st.session_state.get(_CHOSEN, 0))


def begun() -> int:
    """When a reader last began anew, in milliseconds since 1970; what is older is somebody else's."""
    return everything().begun


def edition(text: str) -> str:
    """A short mark of a text of the lesson: what was kept for another edition of it is told by it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# --- what the panel does ----------------------------------------------------------------------------------------------


def as_text() -> str:
    """All of it, as the text of a progress file to take away."""
    return json_file.write(everything().only_values())


def restore(text: str) -> int:
    """Add the content of a progress file; of two answers to one question the later one counts.

    Returns how many things came or changed. Raises ValueError if it is no progress file, or too much together.
    """
    file = json_file.read(text)
    before = everything()
    json_file.write(before.with_file(file, _now()))
    _change(lambda progress: progress.with_file(file, _now()), chosen=True)
    after = everything()
    return sum(
        value != before.kinds.get(k, {}).get(n) for k, names in after.kinds.items() for n, value in names.items()
    )


def begin_anew() -> None:
    """Take all of it away, in this session, in its file or storage, and in other windows as they hear of it."""
    _change(lambda progress: progress.anew(_now()), chosen=True)
    st.session_state[_BEGUN] = begun_here() + 1


def place_of_progress() -> Place:
    """Where it is kept: HERE in the browser's storage, PROCESS in a file, NOWHERE only in the session."""
    return place_of_code()


def trouble() -> str:
    """Why what the reader does is not kept for the next visit, as a part of a sentence; "" if it is."""
    return str(st.session_state.get(_REFUSED) or st.session_state.get(_TROUBLE, ""))


def put_aside() -> str:
    """Where something is that could not be read and was put aside, "" if nothing was."""
    return str(st.session_state.get(_ASIDE, ""))


def everything() -> Progress:
    """The session's copy. Where it is kept in a file, the file is read at the first use."""
    if _STATE not in st.session_state:
        refresh()
    return st.session_state[_STATE]


def refresh() -> None:
    """Take in what other windows have written into the file since it was last looked at."""
    st.session_state.setdefault(_STATE, Progress())
    if place_of_progress() is not Place.PROCESS:
        return
    stamp = _stamp()
    if stamp is None or stamp != st.session_state.get(_STAMP):
        _exchange(json_file.unchanged)


# --- what the keeper does ---------------------------------------------------------------------------------------------


def in_storage() -> str:
    """All of it, as the text for the browser's storage; "" if there is nothing to keep."""
    progress = everything()
    return "" if progress == Progress() else json_file.write(progress)


def begun_here() -> int:
    """How often the reader has begun anew in this session: each time the page is to be loaded anew."""
    return int(st.session_state.get(_BEGUN, 0))


def take_over(text: str, *, earlier: bool) -> str:
    """Merge what the browser has in its storage. Returns "merged", "unreadable" (it may be
    put aside) or "newer" (it has to stay as it is).

    earlier: it is from an earlier visit, and fields shall show it; else another tab has just written it.
    """
    try:
        found = json_file.read(text)
    except json_file.NewerEdition as error:
        _say(_TROUBLE, f"{error}; what that one keeps stays as it is".replace("the file", "what this browser keeps"))
        return "newer"
    except ValueError:
        _say(_ASIDE, "this browser's storage")
        return "unreadable"
    before = everything()
    try:
        st.session_state[_STATE] = _checked(before.merged(found))
    except CannotBeKept as error:
        _say(_TROUBLE, str(error))
        return "newer"
    if everything() == before:
        return "merged"
    if earlier:
        _next_generation()
    else:
        following.changed(_ELSEWHERE)
    return "merged"


def browser_trouble(reason: str) -> None:
    """The browser has said why it keeps nothing, or "" that it does."""
    _say(_TROUBLE, reason)


# --- inside -----------------------------------------------------------------------------------------------------------


def _now() -> int:
    return time.time_ns() // 1_000_000


def _checked(progress: Progress) -> Progress:
    """The same, if all of it can be read back."""
    try:
        json_file.write(progress)
    except ValueError as error:
        raise CannotBeKept(str(error)) from None
    return progress


def _change(change: Change, *, chosen: bool = False) -> None:
    """Change the session's copy, and the file if there is one."""
    before = everything()
    try:
        if place_of_progress() is Place.PROCESS:
            _exchange(lambda progress: _checked(change(progress)))
        else:
            st.session_state[_STATE] = _checked(change(before))
    except CannotBeKept as error:
        _say(_REFUSED, f"the last thing that you did cannot be kept: {error}")
        return
    if everything() == before and not chosen:
        return
    st.session_state[_REFUSED] = ""
    if chosen:
        _next_generation()
        st.session_state[_CHOSEN] = generation()
    following.changed(_STATE, before, everything())


def _exchange(change: Change) -> None:
    """With the file."""
    done = json_file.exchange(json_file.default_path(), everything(), change)
    st.session_state[_STATE] = done.progress
    st.session_state[_STAMP] = _stamp()
    st.session_state[_TROUBLE] = done.trouble
    if done.aside:
        st.session_state[_ASIDE] = f"the file {done.aside} in the folder {json_file.default_path().parent}"


def _stamp() -> tuple[int, int] | None:
    """What changes when somebody writes the file."""
    try:
        found = json_file.default_path().stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _say(what: str, text: str) -> None:
    if st.session_state.get(what, "") != text:
        st.session_state[what] = text
        following.changed(_STATE, everything(), everything())


def _next_generation() -> None:
    st.session_state[_GENERATION] = generation() + 1
