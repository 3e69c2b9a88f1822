"""Mark for a moment what a change of the reader's network has altered on the page, and tell it to screen readers."""

from __future__ import annotations

from collections.abc import Mapping

from widgets.kit import component


def mark(words: str, network: Mapping[str, str]) -> None:
    """Have the page compare its figures before and after (client/kit/changes.ts).

    words: the network in one line; network: what tells it from every other.
    """
    component.mount("changes", key="network-changes", html=None, data={"words": words, "network": dict(network)})
