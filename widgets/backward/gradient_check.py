"""The gradient check: every weight's derivative by backpropagation beside the slope that was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, GradientCheck
from mlp_core.backprop import ForwardTrace
from mlp_core.gradcheck import AGREES
from studies.backwards.kinks import Kink, kinks_met_by, kinks_of
from studies.mistakes.derivatives import check_with_fault
from widgets.backward.miniature import miniature
from widgets.backward.steps.kinks import kink_words
from widgets.backward.steps.names import Names
from widgets.drawing import charts, figure
from widgets.drawing.data_table import Table
from widgets.drawing.diagram import Network
from widgets.drawing.matrix import matrix
from widgets.drawing.plot import Scale, axes
from widgets.drawing.sign import verdict
from widgets.kit import following, reader, theme
from widgets.kit.controls import shared
from widgets.kit.theme import counted

Array = NDArray[np.floating]

SMOOTH = ("tanh", "sigmoid")  # a hidden layer's and the last layer's activation of the smooth twin
DIGITS = tuple(range(1, 13))  # ε from 10⁻¹ to 10⁻¹²
MOST = (5, 5)
MOST_KINKS = 2  # sums at a kink that are named one by one
NO_SLOPE = "kink: no slope here"
FAULTS = {
    "": "none: it is right",
    "one_percent": "one hundredth too large",
    "derivative_forgotten": "forgotten: 1 everywhere",
    "derivative_at_value": "taken at f(s) instead of s",
    "value_for_derivative": "f(s) itself instead of its derivative",
    "wrong_sign": "the wrong sign",
}
_STATE = "gradient_check"


@dataclass(frozen=True)
class Settings:
    """What the reader has set: ε = 10^−digits, the fault, the activation that has it, and which network is checked."""

    digits: int = 4
    fault: str = ""
    step: int = 0
    smooth: bool = True

    @property
    def epsilon(self) -> float:
        """How far a weight is moved."""
        return 10.0**-self.digits


def settings() -> Settings:
    """The settings, shared by every widget that shows the check."""
    following.read(_STATE)
    return st.session_state.get(_STATE, Settings())


def change(**changes: Any) -> None:
    """Change some of the settings."""
    st.session_state[_STATE] = replace(settings(), **changes)
    following.changed(_STATE)


def checked_network(own: reader.ReaderNetwork, smooth: bool) -> reader.ReaderNetwork:
    """The reader's network, or its twin with the same weights and smooth activations.

    A loss that needs outputs between 0 and 1 gets them from the sigmoid as well.
    """
    if not smooth:
        return own
    loss = "half_sse" if own.loss == "softmax_cross_entropy" else own.loss
    return replace(own, activations=(SMOOTH[0],) * (own.last - 1) + (SMOOTH[1],), loss=loss)


def build(check: GradientCheck, names: Names, network: Network, trace: ForwardTrace) -> h.Node:
    """The picture, a verdict, and for each weight matrix both gradients and their difference.

    trace: the pass at which the gradients are taken, which tells where a sum stands at a kink itself.
    """
    differences, kinks = check.relative_differences, Kinks(trace)
    return h.fragment[
        _verdict(check, differences),
        [h.p(".hl-check-verdict")[said] for said in kinks.sentences(names)],
        h.div(".hl-check.hl-moves" if _is_narrow(names) else ".hl-check.hl-wide-check.hl-moves")[
            miniature(network, ".hl-checked", {"data-marks": " ".join(_wrong_edges(names, differences))}),
            h.div[
                h.div(".hl-scroll.hl-check-numbers")[
                    [_pair(check, differences, names, step, kinks) for step in range(names.last)]
                ],
                figure.readout("Choose a number to compare it with the other one.", label="The weight you chose"),
            ],
            scatter(check, differences, names),
        ],
    ]


def _is_narrow(names: Names) -> bool:
    """Whether three matrices of each step leave room for the points beside them."""
    return names.last <= 2 and max(names.sizes[1:]) <= 2


def _verdict(check: GradientCheck, differences: tuple[Array, ...]) -> h.Element:
    wrong = sum(int((d > AGREES).sum()) for d in differences)
    total = sum(d.size for d in differences)
    kinks = sum(int(kink.sum()) for kink in check.at_kink)
    if wrong:
        told = "disagrees. Its line is" if wrong == 1 else "disagree. Their lines are"
        words = f"{wrong} of {counted(total, 'weight')} {told} drawn thick."
    elif kinks == total:
        words = "No weight has a slope."
    elif total - kinks == 1:
        words = "The one weight that has a slope agrees." if kinks else "The one weight agrees."
    else:
        words = f"All {total - kinks} weights {'that have a slope ' if kinks else ''}agree."
    return h.p(".hl-check-verdict", {"class": f"hl-check-verdict {'hl-differs' if wrong else 'hl-agrees'}"})[
        h.b[None if kinks == total else verdict(not wrong, said=False), words],
        " Largest difference, as a part of the largest entry of the same matrix: ",
        f"{theme.number(check.relative_error)}.",
        kinks > 0
        and f" {kinks} of {counted(total, 'weight')} {'is' if kinks == 1 else 'are'} at a kink, "
        "where there is no slope to compare.",
    ]


def _wrong_edges(names: Names, differences: tuple[Array, ...]) -> list[str]:
    first = 0 if names.bias else 1
    return [
        f"w{step}.{first + int(i)}.{int(j) + 1}"
        for step, values in enumerate(differences)
        for i, j in np.argwhere(values > AGREES)
    ]


class Kinks:
    """The weighted sums of a pass that are at a kink, and what is said of them."""

    def __init__(self, trace: ForwardTrace) -> None:
        self.trace = trace
        self.found = kinks_of(trace)

    def sentences(self, names: Names) -> list[h.Node]:
        """One for each of the first sums at a kink, and how many more there are."""
        said: list[h.Node] = [
            h.fragment[_place(kink, names), f" {kink_words(kink, self.trace)}."] for kink in self.found[:MOST_KINKS]
        ]
        more = len(self.found) - MOST_KINKS
        return [*said, f"{more} more sums are at a kink."] if more > 0 else said

    def of_weight(self, names: Names, layer: int, row: int, column: int, measured: float) -> h.Node:
        """Why the weight w^(layer)[row, column] has no slope, which one the book takes, and what is measured."""
        met = kinks_met_by(self.found, self.trace, layer, row, column)
        if not met:
            return (
                f"A {NO_SLOPE}. The step ε takes a weighted sum across 0, where the activation bends: the measured "
                "number is a mean of two slopes."
            )
        more = f" ({len(met) - 1} more sums do as well)" if len(met) > 1 else ""
        return h.fragment[
            f"A {NO_SLOPE}. ",
            _place(met[0], names),
            f" {kink_words(met[0], self.trace)}{more}. The central difference steps to both sides of it and gives "
            f"{theme.number(measured, 8)}, the mean of two slopes.",
        ]


def _place(kink: Kink, names: Names) -> h.Node:
    return h.fragment["The sum ", names.entry("sums", kink.layer, kink.point + 1, kink.neuron + 1)]


def _pair(
    check: GradientCheck,
    differences: tuple[Array, ...],
    names: Names,
    l: int,  # noqa: E741
    kinks: Kinks,
) -> h.Element:
    rows, columns = names.axes("gradient", l)
    analytic, numeric, apart, kink = check.analytic[l], check.numeric[l], differences[l], check.at_kink[l]
    name = names.matrix("gradient", l)

    def cell(i: int, j: int) -> tuple[tuple[str, ...], h.Node]:
        row, column = rows.first + i, j + 1
        lit = tuple(f"{letter}{l}.{row}.{column}" for letter in "ambw")
        return lit, h.fragment[
            h.b[names.entry("weights", l, row, column)],
            f": by backpropagation {theme.number(float(analytic[i, j]), 8)}, "
            f"measured {theme.number(float(numeric[i, j]), 8)}. ",
            kinks.of_weight(names, l, i, j, float(numeric[i, j]))
            if kink[i, j]
            else f"They differ by {theme.number(float(apart[i, j]))} of the largest entry of this matrix.",
        ]

    def mark(i: int, j: int) -> h.Node:
        if kink[i, j]:
            return h.span(title=NO_SLOPE)["kink"]
        wrong = apart[i, j] > AGREES
        return h.span(".hl-differs" if wrong else ".hl-agrees")[
            verdict(False) if wrong else None, theme.number(float(apart[i, j]), 6)
        ]

    return h.div(".hl-row.hl-walk-equation.hl-check-row")[
        matrix(
            f"{name} by backpropagation",
            analytic,
            rows,
            columns,
            tag=f"a{l}",
            cell=cell,
            decimals=4,
            most=MOST,
            title=name,
        ),
        matrix("measured", numeric, rows, columns, tag=f"m{l}", cell=cell, decimals=4, most=MOST),
        matrix("difference", apart, rows, columns, tag=f"b{l}", cell=cell, entry=mark, most=MOST),
    ]


def scatter(check: GradientCheck, differences: tuple[Array, ...], names: Names) -> h.Element:
    """Each weight as a point: measured slope against backpropagation's. A right program has all of them on the line.

    A point lights with its entries in the matrices. One unit is equally long on both axes: the line is at 45°.
    """
    both = np.concatenate([values.ravel() for values in (*check.analytic, *check.numeric)])
    low, high = float(both.min()), float(both.max())
    rim = 0.06 * (high - low) or 1.0
    across = Scale(low - rim, high + rim, 52, 250)
    up = Scale(low - rim, high + rim, 222, 24)
    first = 0 if names.bias else 1
    line, circle = h.Element("line"), h.Element("circle")
    points = [
        circle(
            {"class": _point_class(check, differences, step, i, j)},
            figure.part([f"w{step}.{first + i}.{j + 1}"]),
            cx=f"{across(float(check.analytic[step][i, j])):g}",
            cy=f"{up(float(check.numeric[step][i, j])):g}",
            r="5",
        )
        for step, analytic in enumerate(check.analytic)
        for i, j in np.ndindex(analytic.shape)
    ]
    return h.Element("svg")(
        ".hl-plot.hl-check-plot", {"viewBox": "0 0 258 262", "role": "img"}, aria_label=_scatter_words(check)
    )[
        axes(across, up, "by backpropagation", "measured slope"),
        line(".hl-same", x1=f"{across.start:g}", y1=f"{up.start:g}", x2=f"{across.end:g}", y2=f"{up.end:g}"),
        points,
    ]


def _point_class(check: GradientCheck, differences: tuple[Array, ...], step: int, i: int, j: int) -> str:
    if check.at_kink[step][i, j]:
        return "hl-weight hl-weight-kink"
    return "hl-weight hl-weight-wrong" if differences[step][i, j] > AGREES else "hl-weight"


def _scatter_words(check: GradientCheck) -> str:
    said = "all points are on the line" if check.agrees else "some points are off the line"
    if any(kink.any() for kink in check.at_kink):
        said += "; pale ones are at a kink, where there is no slope"
    return f"One point for each weight, measured slope against derivative by backpropagation; {said}."


def slopes(check: GradientCheck, names: Names) -> list[dict[str, str | float]]:
    """Both derivatives along each weight, for the table under the figure."""
    first = 0 if names.bias else 1
    return [
        {
            "weight": f"{names.matrix('weights', step)}, row {first + i}, column {j + 1}",
            "backpropagation": float(analytic[i, j]),
            "measured": float(check.numeric[step][i, j]),
        }
        for step, analytic in enumerate(check.analytic)
        for i, j in np.ndindex(analytic.shape)
    ]


def widget(*, key: str, caption: str) -> None:
    """Check the gradient of the reader's network, or of its smooth twin, and let the reader break a derivative."""
    own = checked_network(reader.current(), settings().smooth)
    _controls(key, own)
    now = settings()
    step = min(now.step, own.last - 1)
    breakable = ACTIVATIONS[own.activations[step]].elementwise
    data, net = own.dataset(), own.network()
    check = check_with_fault(
        net, data.X, data.Y, own.loss, now.epsilon, step, now.fault if now.fault and breakable else None
    )
    names = Names(own.sizes, own.bias, own.points)
    figure.show(
        build(check, names, Network.of(net), net.forward(data.X)),
        key=f"{key}-figure",
        label="The gradient by backpropagation beside the measured one",
        caption_text=caption,
    )
    charts.fold(
        charts.spec_of(slopes(check, names)),
        key=f"{key}-chart",
        tables=[
            Table(
                "The slope of the loss along each weight",
                {"weight": "weight", "backpropagation": "by backpropagation", "measured": "measured"},
                decimals=8,
            )
        ],
    )


def _controls(key: str, own: reader.ReaderNetwork) -> None:
    now = settings()
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", key=f"{key}-panel"):
        epsilon_slider(f"{key}-epsilon")
        steps = range(own.last)
        words = [f"f{theme.superscript(step)}, {own.activations[step]}" for step in steps]
        st.selectbox(
            "Break the derivative of",
            format_func=words.__getitem__,
            width=150,
            **shared(
                f"{key}-step-{'-'.join(own.activations)}",  # the page keeps a menu's words: others are another menu's
                min(now.step, own.last - 1),
                lambda value: change(step=value),
                options=steps,
            ),
        )
        st.selectbox(
            "in this way",
            format_func=FAULTS.__getitem__,
            width=250,
            **shared(f"{key}-fault", now.fault, lambda value: change(fault=value), options=list(FAULTS)),
        )
        smooth_toggle(f"{key}-smooth")


def epsilon_slider(key: str) -> None:
    """ε, from 10⁻¹² on the left to 10⁻¹ on the right as on the curve's axis, the same in every widget."""
    st.select_slider(
        "ε, how far to move",
        list(reversed(DIGITS)),
        format_func=lambda digits: f"10{theme.power(-digits)}",
        width=150,
        **shared(key, settings().digits, lambda value: change(digits=value)),
    )


def smooth_toggle(key: str) -> None:
    """Whether the smooth twin is checked or the reader's own network."""
    st.toggle(
        "Smooth f",
        help="Smooth activations. On: your network with tanh and sigmoid. Off: your own activations.",
        **shared(key, settings().smooth, lambda value: change(smooth=value)),
    )
