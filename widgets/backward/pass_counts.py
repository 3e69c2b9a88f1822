"""What the gradient costs backwards and forwards, in passes and in multiplications, for small and large networks."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h

from studies.backwards.graph import passes
from studies.forwards.worked import hand_worked
from widgets.drawing import figure
from widgets.kit import reader

# The network of *Handwritten digits*.
DIGITS = (784, 100, 10)


def build(networks: Iterable[tuple[str, tuple[int, ...], bool]]) -> h.Node:
    """A table with a row for each network: its name, sizes, and whether it has a bias."""
    heads = ("network", "weights", "one pass", "backwards", "forwards")
    return h.div(".hl-scroll")[
        h.table(".hl-rules.hl-counts")[
            h.thead[h.tr[[h.th(scope="col")[head] for head in heads]]],
            h.tbody[[_row(*network) for network in networks]],
        ]
    ]


def _row(name: str, sizes: tuple[int, ...], bias: bool) -> h.Element:
    cost = passes(sizes, bias)
    written = " → ".join(map(str, sizes)) + (", bias" if bias else "")
    return h.tr[
        h.th(scope="row")[name, h.br, h.span(".hl-shape")[written]],
        h.td[f"{cost.weights:,}"],
        h.td[f"{cost.arrows:,}"],
        h.td["1 pass", h.br, h.b[f"{cost.reverse:,}"]],
        h.td[f"{cost.weights:,} {'passes' if cost.weights > 1 else 'pass'}", h.br, h.b[f"{cost.forward:,}"]],
    ]


def widget(*, key: str, caption: str) -> None:
    """The book's network, the reader's if it is another, and that of the digits."""
    own = reader.current()
    worked = hand_worked().net
    networks = [("the book's network", worked.sizes, worked.bias)]
    if (own.sizes, own.bias) != (worked.sizes, worked.bias):
        networks.append(("your network", own.sizes, own.bias))
    networks.append(("handwritten digits", DIGITS, True))
    figure.show(build(networks), key=key, label="Cost of all derivatives, backwards and forwards", caption_text=caption)
