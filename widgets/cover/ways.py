"""The ways into the book, side by side: each a link to a page with a sentence of what waits there.

The marker's body has a line for each: `- [Play](playground): Change everything while it learns.`
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

_WAY = re.compile(r"- \[(?P<label>[^\]]+)\]\((?P<slug>\w+)\): (?P<says>.+)")


@dataclass(frozen=True)
class Way:
    """A link to a page of the book."""

    label: str
    slug: str
    says: str


def parse_ways(body: str) -> tuple[Way, ...]:
    """Read the marker's body. Raises ValueError naming a line that is no way."""
    ways = []
    for line in filter(None, map(str.strip, body.splitlines())):
        hit = _WAY.fullmatch(line)
        if hit is None:
            raise ValueError(f"a way is written '- [label](page): what waits there', got '{line}'")
        ways.append(Way(**hit.groupdict()))
    if not ways:
        raise ValueError("there is no way in: write at least one line '- [label](page): what waits there'")
    return tuple(ways)


def widget(*, key: str, caption: str) -> None:
    """Draw the ways side by side, or below each other where there is no room. caption: see parse_ways."""
    with st.container(horizontal=True, key=f"{key}-ways"):
        for way in parse_ways(caption):
            with st.container(key=f"way-{way.slug}", gap=None):
                st.page_link(f"pages/{way.slug}.py", label=way.label)
                st.caption(way.says)
