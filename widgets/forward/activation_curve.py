"""An activation and its slope as curves, with the reader's own weighted sums marked on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, ForwardTrace
from studies.forwards.curves import activation_curve, tangent
from widgets.drawing import charts, figure
from widgets.drawing.data_table import Table
from widgets.drawing.explain import sum_of_products
from widgets.forward.neuron_as_matrices import opening_entry, pick_step
from widgets.kit import reader, theme
from widgets.kit.controls import shared
from widgets.kit.remembered import remembered

if TYPE_CHECKING:
    import altair as alt

Array = NDArray[np.floating]

REACH = 4.0  # the curve is drawn at least from −REACH to REACH
PLACES = 81  # on either side of 0
KINDS = ("f, the activation", "f′, its slope")


def build(trace: ForwardTrace, step: int, row: int, unit: int) -> alt.LayerChart:
    """The chart of f and f′ of one step, with the weighted sum of data point `row` at neuron `unit` (from 0) chosen."""
    import altair as alt

    s, value, slope = chosen_place(trace, step, row, unit)
    x = alt.X("s:Q", title="weighted sum s")
    y = alt.Y("y:Q", title=None)
    legend = charts.line_legend()
    colour = alt.Color("kind:N", scale=alt.Scale(domain=KINDS, range=theme.SERIES[:2]), legend=legend)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=KINDS, range=theme.SERIES_DASH[:2]), legend=legend)
    tips = [alt.Tooltip("where:N", title="where"), alt.Tooltip("s:Q", format=".3f"), alt.Tooltip("y:Q", format=".3f")]

    def layer(rows: list[dict[str, Any]]) -> Any:
        return alt.Chart(charts.rows(rows))

    def mark(height: float, colour: str, shape: str) -> Any:
        one = layer([{"s": s, "y": height, "where": "your choice"}])
        return one.mark_point(size=150, filled=True, opacity=1, color=colour, shape=shape).encode(
            x=x, y=y, tooltip=tips
        )

    others = layer(_other_sums(trace, step)).mark_point(size=45, filled=True, opacity=0.75, color=theme.SERIES[0])
    drawn = [
        layer([{"s": s}])
        .mark_rule(strokeDash=[2, 3], color=theme.SERIES[5], strokeWidth=theme.STROKE["thin"])
        .encode(x=x),
        layer(_curve_rows(trace, step, row, unit))
        .mark_line(strokeWidth=theme.STROKE["firm"])
        .encode(x=x, y=y, color=colour, strokeDash=dash, detail="side:N"),
        layer([{"s": at, "y": height} for at, height in tangent(s, value, slope)])
        .mark_line(color=theme.SERIES[2], strokeWidth=theme.STROKE["line"])
        .encode(x=x, y=y),
        others.encode(x=x, y=y, tooltip=tips),
        mark(slope, theme.SERIES[1], "square"),
        mark(value, theme.SERIES[0], "circle"),
    ]
    return alt.LayerChart(layer=drawn, height=theme.CHART_HEIGHT)


def chosen_place(trace: ForwardTrace, step: int, row: int, unit: int) -> tuple[float, float, float]:
    """The chosen weighted sum, its activation and the slope there."""
    sums = trace.sums[step][row]
    values, slopes = activation_curve(trace.activations[step], sums[unit : unit + 1], sums, unit)
    return float(sums[unit]), float(values[0]), float(slopes[0])


def _curve_rows(trace: ForwardTrace, step: int, row: int, unit: int) -> list[dict[str, Any]]:
    """Both curves. The side of 0 keeps relu's slope from being joined up across its jump."""
    sums = trace.sums[step]
    reach = max(REACH, float(np.ceil(np.abs(sums).max())))
    places = np.concatenate([np.linspace(-reach, 0, PLACES), np.linspace(1e-9, reach, PLACES)])
    values, slopes = activation_curve(trace.activations[step], places, sums[row], unit)
    return [
        {"s": round(float(s), 3), "y": float(y), "kind": kind, "side": f"{kind} {'right' if s > 0 else 'left'}"}
        for kind, ys in zip(KINDS, (values, slopes), strict=True)
        for s, y in zip(places, ys, strict=True)
    ]


def _other_sums(trace: ForwardTrace, step: int) -> list[dict[str, Any]]:
    """All weighted sums of the step as points on the curve; with softmax each lies on a curve of its own."""
    if not ACTIVATIONS[trace.activations[step]].elementwise:
        return []
    sums, values = trace.sums[step], trace.layers[step + 1]
    return [
        {"s": float(sums[i, j]), "y": float(values[i, j]), "where": f"data point {i + 1}, neuron {j + 1}"}
        for i in range(sums.shape[0])
        for j in range(sums.shape[1])
    ]


def describe(trace: ForwardTrace, step: int, row: int, unit: int) -> h.Node:
    """The chosen sum, its activation and its slope in numbers and words."""
    s, value, slope = chosen_place(trace, step, row, unit)
    name = trace.activations[step]
    argument = theme.number(s)
    softmax = (
        h.div[f"Softmax looks at the whole row: the curve holds the other sums of data point {row + 1} where they are."]
        if not ACTIVATIONS[name].elementwise
        else None
    )
    return h.div(".hl-readout", role="status")[
        h.div(".hl-formula")[
            "Data point ", h.b(".hl-dim-n")[str(row + 1)], ", neuron ", h.b[str(unit + 1)], ": the weighted sum is ",
            sum_of_products(trace.inputs[step][row], trace.weights[step][:, unit]), ".",
        ],
        h.div(".hl-formula")[
            f"{name}({argument}) = ", h.b[theme.number(value)], f", and the slope there is {name}′({argument}) = ",
            h.b[theme.number(slope)], ".",
        ],
        h.div[_slope_in_words(slope)],
        softmax,
    ]  # fmt: skip


def _slope_in_words(slope: float) -> str:
    if slope == 0:
        return "The curve is flat here: a small change of the sum changes nothing."
    if slope == 1:
        return "A small change of the sum passes through unchanged."
    return f"A small change of the sum passes through {theme.number(slope)} times as large."


@charts.remembered
def _chart(own: reader.ReaderNetwork, step: int, row: int, unit: int) -> alt.LayerChart:
    return build(own.forward(), step, row, unit)


@remembered
def _numbers(own: reader.ReaderNetwork, step: int, row: int, unit: int) -> h.Node:
    return describe(own.forward(), step, row, unit)


def widget(*, key: str, caption: str) -> None:
    """Pick a weighted sum of the reader's network and an activation; see value and slope."""
    own = reader.current()
    with st.container(border=True, key=f"{key}-panel"):
        step = pick_step(own, key=key)
        _pick_function(own, step, key=key)
        trace = own.forward()
        row, unit = _pick_sum(trace, step, key=key)
    s, value, slope = chosen_place(trace, step, row, unit)
    name = trace.activations[step]
    words = f"{name} and its slope against the weighted sum; at s = {s:.3g} it is {value:.3g} with slope {slope:.3g}."
    tables = [Table(f"{name} and its slope", {"s": "weighted sum s", "y": "value"}, series=("kind",))]
    if ACTIVATIONS[name].elementwise:
        tables.append(Table("The weighted sums of this step", {"where": "where", "s": "s", "y": f"{name}(s)"}))
    charts.show(_chart(own, step, row, unit), key=f"{key}-chart", description=words, tables=tables)
    figure.show(_numbers(own, step, row, unit), key=f"{key}-numbers", label="The chosen sum", caption_text=caption)


def _pick_function(own: reader.ReaderNetwork, step: int, *, key: str) -> None:
    """The activation of this step; it is the network's own, so the whole page follows."""

    def change(name: str) -> None:
        names = list(reader.current().activations)
        if step >= len(names) or (not ACTIVATIONS[name].elementwise and step < len(names) - 1):
            return  # another change, which arrived together with this one, has taken the layer away
        names[step] = name
        reader.change(activations=tuple(names))

    choices = [name for name, f in ACTIVATIONS.items() if f.elementwise or step == own.last - 1]
    st.segmented_control(
        f"Activation f{theme.superscript(step)}",
        choices,
        required=True,
        **shared(f"{key}-f{step}", own.activations[step], change, first="default"),
    )


def _pick_sum(trace: ForwardTrace, step: int, *, key: str) -> tuple[int, int]:
    """Which data point and which neuron, both from 0."""
    points, units = trace.sums[step].shape
    row, unit = opening_entry(trace)
    with st.container(horizontal=True, gap="medium"):
        n = st.selectbox("Data point", range(points), row, format_func=_from_one, key=f"{key}-n-{points}", width=150)
        q = st.selectbox("Neuron", range(units), unit, format_func=_from_one, key=f"{key}-q-{step}-{units}", width=150)
    return int(n), int(q)


def _from_one(index: int) -> str:
    return str(index + 1)
