"""Controls that show a value kept elsewhere, and hand over what the reader makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

_LINKS = "shared_controls"


def bound(
    key: str,
    value: Any,
    change: Callable[[Any], None],
    *,
    options: Sequence[Any] | None = None,
    first: str = "value",
) -> dict[str, Any]:
    """Arguments that tie a control to a value that nothing else on the page changes.

    options: of a menu, which takes a place among them; a menu whose words may change has another key with other words,
    since the page keeps the old ones. first: what another control calls the value it begins with.

    It begins with the value, and is told it. Streamlit tells the page once; where the next run's answer overtakes that
    one, the page draws the control as it begins, and sends that as the reader's wish.
    Nothing is no wish: where a value is expected, an emptied field or a choice that is taken back keeps the one before.
    """
    # A value that is set, be it the same, makes the page draw the control anew.
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def taken() -> None:
        new = st.session_state.get(key)
        if new is not None and not _is_stale(new, value):
            change(new)

    shown = {first: value}
    if options is not None:
        shown = {"options": options, "index": options.index(value) if value in options else None}
    return {"key": key, "on_change": taken, **shown}


def _is_stale(new: Any, value: Any) -> bool:
    """Whether a menu hands over words instead of a choice.

    The page sends the words of what is chosen. Where they have changed since it was drawn, as an activation's name in a
    label, Streamlit finds no such choice any more and takes them for a new one.
    """
    return isinstance(new, str) and not isinstance(value, str | None)


def surviving(key: str, options: Sequence[str], otherwise: str) -> str:
    """What the session keeps for this control, as long as it is still offered; from then on, otherwise."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = otherwise
    return str(st.session_state[key])


@dataclass
class _Link:
    """A shared control: how often it got a new name, its value, and what the page shows under each of its names."""

    version: int = 0
    value: Any = None
    shown: dict[str, Any] = field(default_factory=dict)


def shared(key: str, value: Any, change: Callable[[Any], None], **begins: Any) -> dict[str, Any]:
    """`bound`, for a value that other controls on the page change too: the last input wins, and all copies agree.

    begins: options or first, see there.

    The page sends what all its controls show with every change, also for those that have not heard yet of a change
    made elsewhere, and Streamlit takes that for the reader's wish. So a control whose value was changed from elsewhere
    gets a new name; the control in use keeps its own. Under a name, old or new, only what differs from what the page is
    known to show there is a wish: Streamlit calls for old names as well, as long as the page sends them.
    """
    links: dict[str, _Link] = st.session_state.setdefault(_LINKS, {})
    link = links.setdefault(key, _Link(value=value))
    if value != link.value:
        link.version += 1
        link.value = value
    version = link.version
    name = f"{key}-{version}" if version else key
    link.shown[name] = value

    def taken(new: Any) -> None:
        if link.shown[name] == new:
            return
        link.shown[name] = new
        if version == link.version:
            link.value = new
        change(new)

    return bound(name, value, taken, **begins)
