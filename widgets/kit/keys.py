"""Keys for finding one's way, and a button that names them; client/kit/keys.ts hears them."""

from __future__ import annotations

import htpy as h

from widgets.kit import component


def mount() -> None:
    """Put the button on the page."""
    button = h.button(".hl-keys-button", type="button", aria_haspopup="dialog")["Keys: press ", h.kbd["?"]]
    component.mount("keys", key="keys", data={"html": str(button)})
