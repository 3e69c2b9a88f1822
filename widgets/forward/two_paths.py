"""Two paths from x to y: along each the rates multiply, and the paths add."""

from __future__ import annotations

import htpy as h
import streamlit as st

from studies.forwards.need import TwoPaths
from widgets.drawing import figure, graph
from widgets.drawing.graph import Card, Reading
from widgets.kit import theme

START = TwoPaths(2.0, -1.0, 3.0, 4.0)
STEP = 0.1  # how far x is moved
_RATES = (("a", "x to u"), ("c", "u to y"), ("b", "x to v"), ("d", "v to y"))


def build(paths: TwoPaths) -> h.Node:
    """The picture, and below it the two paths and their sum."""
    moved = paths.moved(STEP)
    changes = {
        "x": (paths.x, STEP),
        "u": (paths.u, moved.u - paths.u),
        "v": (paths.v, moved.v - paths.v),
        "y": (paths.y, moved.y - paths.y),
    }
    at = {"x": (44, 90), "u": (192, 38), "v": (192, 142), "y": (340, 90)}
    return h.fragment[
        graph.picture(
            384,
            184,
            "x changes u and v, and both change y",
            [
                _arrow(at["x"], at["u"], paths.a, -1),
                _arrow(at["u"], at["y"], paths.c, -1),
                _arrow(at["x"], at["v"], paths.b, 1),
                _arrow(at["v"], at["y"], paths.d, 1),
            ],
            [_card(name, *at[name], value, change, _say(name, paths)) for name, (value, change) in changes.items()],
        ),
        h.table(".hl-rules")[
            h.tbody[
                _row("through u", _product(paths.a, paths.c), paths.first),
                _row("through v", _product(paths.b, paths.d), paths.second),
                _row("together", f"{_number(paths.first)} + {theme.factor(paths.second)}", paths.rate),
                _row(
                    "measured",
                    f"{_number(changes['y'][1])} / {_number(STEP)}",
                    changes["y"][1] / STEP,
                ),
            ]
        ],
        figure.readout("Choose a card: above is the value, below how much it changes.", label="The chosen quantity"),
    ]


def _number(value: float) -> str:
    return theme.number(round(value, 9))


def _product(first: float, second: float) -> str:
    return f"{theme.factor(first)} · {theme.factor(second)}"


def _row(name: str, worked: str, rate: float) -> h.Element:
    return h.tr[h.th(scope="row")[name], h.td[f"{worked} = ", h.b[_number(rate)]]]


def _arrow(start: tuple[float, float], end: tuple[float, float], rate: float, side: int) -> h.Node:
    """An arrow with its rate beside it, above the upper path and below the lower one."""
    left, right = (start[0] + graph.WIDTH / 2, start[1]), (end[0] - graph.WIDTH / 2, end[1])
    x, y = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    return h.fragment[graph.arrow(left, right), graph.note(x, y + (20 if side > 0 else -12), f"× {theme.factor(rate)}")]


def _card(name: str, x: float, y: float, value: float, change: float, say: h.Node) -> h.Element:
    kind = {"x": "given", "y": "result"}.get(name, "made")
    above, below = f"value-{name}", f"change-{name}"
    return graph.card(
        Card(
            x,
            y,
            kind,
            name,
            Reading(_number(value), (above,), say, (above,)),
            Reading(_number(change), (below,), say, (below,)),
            lower="Δ",
        )
    )


def _say(name: str, paths: TwoPaths) -> h.Node:
    if name == "x":
        return h.fragment[h.b["x"], f" is moved by {_number(STEP)}, and everything that depends on it follows."]
    if name == "y":
        return h.fragment[
            h.b[f"dy/dx = {_number(paths.rate)}"],
            f": the change through u, {_number(paths.first * STEP)}, and the change through v, "
            f"{_number(paths.second * STEP)}, both arrive at y and are added.",
        ]
    rate, onward = (paths.a, paths.c) if name == "u" else (paths.b, paths.d)
    return h.fragment[
        h.b[f"d{name}/dx = {_number(rate)}"],
        f": {name} changes {_number(rate)} times as fast as x, and y {_number(onward)} times as fast as {name}. "
        f"Along this path that is {_product(rate, onward)} = {_number(rate * onward)}.",
    ]


def widget(*, key: str, caption: str) -> None:
    """Four rates to set, the picture and the sum."""
    with st.container(horizontal=True, key=f"{key}-controls"):
        rates = {
            name: st.number_input(
                f"Rate from {label}",
                -9.0,
                9.0,
                getattr(START, name),
                0.5,
                format="%.4g",
                key=f"{key}-{name}",
                width=150,
            )
            for name, label in _RATES
        }
    figure.show(
        build(TwoPaths(**rates)),
        key=f"{key}-figure",
        label="Two paths from x to y, with the rate on each arrow and the change of each quantity",
        caption_text=caption,
    )
