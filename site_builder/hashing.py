"""The hash by which everything here is known."""

from __future__ import annotations

import hashlib


def sha256(content: bytes) -> str:
    """The hash by which everything here is known, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
