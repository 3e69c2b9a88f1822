"""The signs for right and wrong: one icon each, with a word for readers who do not see it (sign.css draws them)."""

from __future__ import annotations

import htpy as h

WORDS = {"right": "right ", "wrong": "wrong ", "open": "undecided "}


def sign(kind: str, *, said: bool = True) -> h.Element:
    """The icon of "right", "wrong" or "open". said: whether its word is said, too: not where the text has it."""
    return h.span(f".{classes(kind)}".replace(" ", "."))[h.span(".hl-hidden-words")[WORDS[kind]] if said else None]


def classes(kind: str) -> str:
    """The classes that draw an icon, for an element in which it changes."""
    if kind not in WORDS:
        raise ValueError(f"kind: expected one of {', '.join(WORDS)}, got {kind!r}")
    return f"hl-sign hl-sign-{kind}"


def verdict(right: bool, *, said: bool = True) -> h.Element:
    """The icon of what is right or wrong; see `sign`."""
    return sign("right" if right else "wrong", said=said)
