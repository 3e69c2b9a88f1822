"""The network as a small picture beside matrices and factors."""

from __future__ import annotations

from collections.abc import Mapping

import htpy as h

from widgets.drawing.diagram import ROOMY, TIGHT, Network, diagram


def miniature(network: Network, kind: str = "", attributes: Mapping[str, str] | None = None) -> h.Element:
    """The network, whose parts light and say nothing; a large one is drawn tightly, so that its letters can be read.

    kind: further classes of the frame around it.
    """
    small = network.last <= 2 and max(network.sizes) + network.bias <= TIGHT.most
    drawn = diagram(network, described=False, spacing=ROOMY if small else TIGHT)
    return h.div(".hl-walk-picture" + ("" if small else ".hl-tightly") + kind, attributes or {})[drawn]
