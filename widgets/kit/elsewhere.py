"""A button at each figure with what takes it to other places: link, frame, QR code, picture (client/elsewhere)."""

from __future__ import annotations

from widgets.kit import component


def mount() -> None:
    """Put the buttons on the page; nothing else of it is shown."""
    component.mount("elsewhere", key="elsewhere", html=None)
