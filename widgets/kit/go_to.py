"""Scroll to a heading of the page that has just been drawn, as a link to it would."""

from __future__ import annotations

from widgets.kit import component


def mount(anchor: str) -> None:
    """Scroll to the heading with this name in the address, once."""
    component.mount("go_to", key="go-to", html=None, data={"anchor": anchor})
