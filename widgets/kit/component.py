"""The one call of Streamlit's components: a script of the book's, mounted at a place of the page.

The scripts are written in client/ and bundled by `make client` into widgets/scripts, each under a name with its hash.
Streamlit serves them by address (widgets/pyproject.toml), so that a page fetches each once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st

PACKAGE = "hidden-layers-widgets"  # whose components they are, see widgets/pyproject.toml
SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
_FILES = {path.name.rpartition("-")[0]: path.name for path in sorted(SCRIPTS.glob("*.js"))}
# What a script that draws finds in its place.
MOUNT = '<div class="hl-mount"></div>'
_LATE = "component-late"  # in the session: (key, name) of what was said while another page was opened
# Streamlit's list of components -> what was entered there. A process has one such list; each AppTest has its own.
_known: WeakKeyDictionary[Any, dict[tuple[str, str | None], Callable[..., Any]]] = WeakKeyDictionary()


def mount(
    name: str,
    *,
    key: str,
    data: Mapping[str, Any] | None = None,
    html: str | None = MOUNT,
    default: dict[str, Any] | None = None,
    hears: Mapping[str, Callable[[Any], None]] | None = None,
) -> Any:
    """Put the component `name` on the page; its script is called with `data`.

    html: what stands there before the script runs, or None for a script that shows nothing.
    default: the states of the script before it has set them; they are attributes of what is returned.
    hears: name of a state or trigger -> who is called with its value when the script sets it.
    """
    component = _registered(name, html)
    heard: dict[str, Any] = {
        f"on_{name}_change": partial(_pass_on, key, name, hear) for name, hear in (hears or {}).items()
    }
    mounted = component(key=key, data=data, default=default, **heard)
    late: frozenset[tuple[str, str]] = st.session_state.get(_LATE, frozenset())
    if waiting := [event for event in hears or {} if (key, event) in late]:
        st.session_state[_LATE] = late - {(key, event) for event in waiting}
        said = {event: value for event in waiting if (value := getattr(mounted, event)) is not None}
        for event, value in said.items():
            (hears or {})[event](value)
        if said:
            st.rerun()  # what stands above does not know of it yet
    return mounted


def _registered(name: str, html: str | None) -> Callable[..., Any]:
    """The component, which this server's Streamlit is told of once: each time it would look for its script again."""
    if not st.runtime.exists():
        return _register(name, html)
    known = _known.setdefault(st.runtime.get_instance().bidi_component_registry, {})
    if (name, html) not in known:
        known[name, html] = _register(name, html)
    return known[name, html]


def _register(name: str, html: str | None) -> Callable[..., Any]:
    return st.components.v2.component(f"{PACKAGE}.{name}", html=html, js=_FILES[name], isolate_styles=False)


def _pass_on(key: str, name: str, hear: Callable[[Any], None]) -> None:
    try:
        value = st.session_state[key][name]
    except KeyError:
        # Another page is opened: Streamlit has let go of the component's state, not yet of what it has just said. If
        # the component is on that page too, it is heard as soon as it is mounted there.
        st.session_state[_LATE] = st.session_state.get(_LATE, frozenset()) | {(key, name)}
    else:
        hear(value)
