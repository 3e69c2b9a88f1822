"""How many numbers the reader's network has to learn, worked out matrix by matrix."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h

from studies.forwards.shapes import parameter_count
from widgets.drawing import figure
from widgets.forward.shape_chain import chain
from widgets.kit import reader
from widgets.kit.remembered import remembered


@remembered
def build(sizes: tuple[int, ...], bias: bool) -> h.Node:
    """One line for each weight matrix: rows times columns; below it the sum."""
    _, *weights, _ = chain(sizes, bias, points=1)
    counts = [factor.rows.size * factor.columns.size for factor in weights]
    total = parameter_count(sizes, bias)
    lines = [
        h.tr[
            h.th(scope="row")[factor.name],
            h.td[_rows(factor.rows.one_more, factor.rows.label()), " · ", factor.columns.label()],
            h.td[f"{factor.rows.size} · {factor.columns.size}"],
            h.td(".hl-number")[str(count)],
        ]
        for factor, count in zip(weights, counts, strict=True)
    ]
    return h.div(".hl-scroll")[
        h.table(".hl-count-table")[
            h.thead[h.tr[h.th["Matrix"], h.th["rows · columns"], h.th["in numbers"], h.th["weights"]]],
            h.tbody[lines],
            h.tfoot[
                h.tr[
                    h.th(scope="row", colspan="3")[f"All together{_biases(sizes[1:]) if bias else ''}"],
                    h.td(".hl-number")[h.b[str(total)]],
                ]
            ],
        ]
    ]


def _rows(one_more: bool, label: h.Node) -> h.Node:
    return h.fragment["(", label, ")"] if one_more else label


def _biases(widths: Sequence[int]) -> str:
    count = sum(widths)
    return f", {count} of them bias{'es' if count > 1 else ''}"


def widget(*, key: str, caption: str) -> None:
    """Count the weights of the reader's network."""
    own = reader.current()
    figure.show(build(own.sizes, own.bias), key=key, label="The number of weights", caption_text=caption)
