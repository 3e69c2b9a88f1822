"""Which order of the factors in the gradient fits? All eight products of the two matrices, judged by their shapes."""

from __future__ import annotations

import htpy as h

from studies.forwards.product_orders import ProductOrder, product_orders
from widgets.backward.steps.names import Names
from widgets.drawing import figure
from widgets.drawing.matrix import Axis
from widgets.drawing.sign import verdict
from widgets.kit import reader

RIGHT = ("A", (True, False))  # Lᵀ·(δ ∘ f′)


def build(names: Names, index: int) -> h.Node:
    """The table for ∂L/∂w^(index): every order with its shapes and what it gives."""
    points, fan_in, fan_out = names.data_points(), names.neurons(index, bias=names.bias), names.neurons(index + 1)
    orders = product_orders((points.size, fan_in.size), (points.size, fan_out.size), (fan_in.size, fan_out.size))
    wanted = h.fragment[names.matrix("gradient", index), " must have the shape ", _shape(fan_in, fan_out)]
    rows = [_row(names, index, order, (points, fan_in, fan_out)) for order in orders]
    return h.fragment[
        h.p(".hl-orders-wanted")[wanted, ", one entry for each weight."],
        h.div(".hl-scroll")[
            h.table(".hl-orders", aria_label="All orders of the two factors")[
                h.thead[h.tr[[h.th(scope="col")[name] for name in ("product", "shapes", "what it gives")]]],
                h.tbody[rows],
            ]
        ],
    ]


def _row(names: Names, index: int, order: ProductOrder, axes: tuple[Axis, Axis, Axis]) -> h.Element:
    points, fan_in, fan_out = axes
    layer = names.read(index)
    turn_a, turn_b = order.transposed
    a = (layer + ("ᵀ" if turn_a else ""), (fan_in, points) if turn_a else (points, fan_in))
    scaled = f"({names.matrix('scaled', index)})"
    b = (scaled + ("ᵀ" if turn_b else ""), (fan_out, points) if turn_b else (points, fan_out))
    left, right = (a, b) if order.first == "A" else (b, a)
    right_one = (order.first, order.transposed) == RIGHT
    kind = "fits" if right_one else "chance" if order.fits else "fails"
    return h.tr({"class": f"hl-order-{kind}"})[
        h.th(scope="row")[f"{left[0]} · {right[0]}"],
        h.td[_shape(*left[1]), " · ", _shape(*right[1])],
        h.td[_verdict(order, right_one)],
    ]


def _verdict(order: ProductOrder, right_one: bool) -> h.Node:
    if right_one:
        return h.fragment[verdict(True, said=False), "fits: this is the gradient"]
    if order.fits:
        return "◌ fits too, because two sizes of your network are equal; its numbers are others"
    if order.shape is None:
        words = f"cannot be multiplied: {order.factors[0][1]} ≠ {order.factors[1][0]}"
    else:
        words = f"has the shape {order.shape[0]} × {order.shape[1]}"
    return h.fragment[verdict(False, said=False), words]


def _shape(rows: Axis, columns: Axis) -> h.Node:
    sides = [h.span(f".hl-dim-{side.letter.lower()}")[str(side.size)] for side in (rows, columns)]
    return h.span(".hl-shape")["(", sides[0], " × ", sides[1], ")"]


def widget(*, key: str, caption: str) -> None:
    """The table for the last weight matrix of the reader's network."""
    own = reader.current()
    names = Names(own.sizes, own.bias, own.points)
    content = build(names, own.last - 1)
    figure.show(content, key=key, label="Which order of the factors in the gradient fits", caption_text=caption)
