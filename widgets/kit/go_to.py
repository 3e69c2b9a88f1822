"""Scroll to a heading of the page that has just been drawn, as a link to it would."""

from __future__ import annotations

from pathlib import Path

from widgets.kit import component

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def mount(anchor: str) -> None:
    """Scroll to the heading with this name in the address, once."""
    component.mount("go_to", _SCRIPT, key="go-to", html=None, data={"anchor": anchor})
