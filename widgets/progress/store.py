"""What the reader has done: answers, code and scores, by kind and name, kept across visits.

On the reader's own machine it is kept in a file (progress_file), in the browser edition in the browser's storage. A
server that is open to a network keeps it for the session only: its file would be everybody's.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import streamlit as st

from widgets.code.runner.policy import Place
from widgets.code.runner.visitor import place_of_code
from widgets.kit import following
from widgets.progress import forms, json_file
from widgets.progress.json_file import Kinds

_STATE = "progress"
_SCRIPT = """
const KEY = "hidden-layers-progress";
const store = (use) => { try { return use(localStorage); } catch { return null; } };  // storage may be forbidden
const state = (globalThis.hiddenLayersProgress ??= { asked: false, restored: false, saved: 0 });

export default function ({ data, setStateValue }) {
  if (data.restored) state.restored = true;
  if (data.ask && !state.asked) {
    state.asked = true;
    const text = store((storage) => storage.getItem(KEY));
    if (text) return setStateValue("found", text);
    state.restored = true;
  }
  // Nothing is written over what an earlier visit kept before Python has taken that over.
  if (!state.restored || data.changes <= state.saved) return;
  state.saved = data.changes;
  store((storage) => storage.setItem(KEY, data.text));
}
"""


def get(kind: str, name: str) -> Any:
    """What was kept under that kind and name, None if nothing was or if it does not have the form that it should."""
    value = _kinds().get(kind, {}).get(name)
    return value if forms.fits(kind, name, value) else None


def put(kind: str, name: str, value: Any) -> None:
    """Keep a value made of dicts, lists, texts and numbers; None to keep it no longer."""
    names = _kinds().setdefault(kind, {})
    if names.get(name) == value:
        return
    if value is None:
        names.pop(name, None)
    else:
        # Text that is no Unicode (half of a pair) could not be written into a file.
        names[name] = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    st.session_state[f"{_STATE}-changes"] = st.session_state.get(f"{_STATE}-changes", 0) + 1
    if _where() is Place.PROCESS:
        json_file.save(json_file.default_path(), kind, name, value)
    following.changed(_STATE)


def follow() -> None:
    """The fragment that is being drawn shows all of it, and is redrawn when something is kept."""
    following.read(_STATE)


def drop(kind: str, name: str) -> None:
    """Keep it no longer."""
    put(kind, name, None)


def generation() -> int:
    """A number that changes when the whole of it is replaced, as by a restored file."""
    return int(st.session_state.get(f"{_STATE}-generation", 0))


def was_replaced() -> bool:
    """Whether the reader has put a file in the place of what was here, and not an earlier visit been remembered."""
    return generation() > 0 and st.session_state.get(f"{_STATE}-replaced") == generation()


def edition(text: str) -> str:
    """A short mark of a text of the lesson: what was kept for another edition of it is told by it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def as_text() -> str:
    """All of it, as the text of a progress file."""
    return json_file.write(_kinds())


def restore(text: str) -> None:
    """Put the content of a progress file in the place of what is kept. Raises ValueError if it is none."""
    _replace(json_file.read(text))
    st.session_state[f"{_STATE}-replaced"] = generation()
    st.session_state[f"{_STATE}-changes"] = st.session_state.get(f"{_STATE}-changes", 0) + 1
    if _where() is Place.PROCESS:
        json_file.replace(json_file.default_path(), _kinds())


def keep_in_browser(key: str, *, ask: bool = False) -> None:
    """In the browser edition, hand what is kept to the browser's storage; elsewhere nothing needs to be done.

    It is called where something may just have been kept. ask: once for each visit, fetch what an earlier visit kept.
    """
    if _where() is not Place.HERE:
        return
    mount = st.components.v2.component(
        "hidden_layers_progress", html='<div class="hl-store"></div>', js=_SCRIPT, isolate_styles=False
    )
    changes = st.session_state.get(f"{_STATE}-changes", 0)
    data = {
        "ask": ask,
        "restored": st.session_state.get(f"{_STATE}-restored", False),
        "changes": changes,
        "text": as_text() if changes else "",
    }
    mount(key=key, data=data, on_found_change=lambda: _take_over(st.session_state[key].found))


def _take_over(text: str | None) -> None:
    """What an earlier visit kept, with what was done in this one on top. A text that cannot be read stays as it is."""
    try:
        kinds = json_file.read(text or "")
    except ValueError:
        return
    for kind, names in _kinds().items():
        kinds.setdefault(kind, {}).update(names)
    _replace(kinds)
    st.session_state[f"{_STATE}-restored"] = True


def how_long() -> str:
    """How long it is kept, in words."""
    if _where() is Place.NOWHERE:
        return "This copy of the book comes over a network: they are kept only until you close the page."
    return "They are kept for your next visit."


def _where() -> Place:
    return place_of_code()


def _kinds() -> Kinds:
    if _STATE not in st.session_state:
        at_home = _where() is Place.PROCESS
        st.session_state[_STATE] = json_file.load(json_file.default_path()) if at_home else {}
    kinds: Kinds = st.session_state[_STATE]
    return kinds


def _replace(kinds: Kinds) -> None:
    st.session_state[_STATE] = kinds
    st.session_state[f"{_STATE}-generation"] = generation() + 1
