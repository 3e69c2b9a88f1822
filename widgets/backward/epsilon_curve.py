"""How far the measured slopes are off, for every ε: a curve shaped like a U."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from studies.backwards.epsilon_curve import EpsilonCurve, epsilon_curve
from widgets.backward.gradient_check import checked_network, epsilon_slider, settings, smooth_toggle
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import reader, theme

if TYPE_CHECKING:
    import altair as alt

EPSILONS = np.logspace(-12, -1, 23)
# An error of exactly 0 has no place on a logarithmic axis; it is drawn at the smallest error a float64 can show.
LEAST = 1e-17


def build(curve: EpsilonCurve, epsilon: float) -> alt.LayerChart:
    """Largest error against ε, both logarithmic, for central and one-sided differences; a rule at the reader's ε."""
    import altair as alt

    series = {"central": curve.central, "one-sided": curve.one_sided}
    rows = [
        {"epsilon": float(step), "error": max(float(error), LEAST), "difference": name}
        for name, errors in series.items()
        for step, error in zip(curve.epsilons, errors, strict=True)
    ]
    colours = alt.Scale(domain=list(series), range=list(theme.SERIES[:2]))
    dashes = alt.Scale(domain=list(series), range=[list(dash) for dash in theme.SERIES_DASH[:2]])
    errors = np.maximum([curve.central, curve.one_sided], LEAST)
    low, high = math.log10(errors.min()), math.log10(errors.max())
    every_second = range(2 * math.ceil(low / 2), math.floor(high) + 1, 2)
    lines = (
        alt.Chart(charts.rows(rows))
        .mark_line(point=True)
        .encode(
            alt.X("epsilon:Q", title="ε", scale=alt.Scale(type="log"), axis=charts.powers_ticks(range(-12, 0))),
            alt.Y(
                "error:Q",
                title="largest error",
                scale=alt.Scale(type="log"),
                axis=charts.powers_ticks(every_second),
            ),
            color=alt.Color("difference:N", scale=colours, legend=None),
            strokeDash=alt.StrokeDash("difference:N", scale=dashes),
            tooltip=["difference:N", alt.Tooltip("epsilon:Q", format=".1e"), alt.Tooltip("error:Q", format=".1e")],
        )
    )
    rule = (
        alt.Chart(charts.rows([{"epsilon": epsilon, "label": "your ε"}]))
        .mark_rule(strokeDash=[2, 2], strokeWidth=theme.STROKE["line"], color=theme.CHART["quiet"])
        .encode(x="epsilon:Q", tooltip=["label:N"])
    )
    # Each name on the side of its line where the other line is not, at an ε that leaves it room on a phone.
    sides: dict[str, tuple[int, dict[str, Any]]] = {
        "central": (-7, {"align": "left", "dx": 9, "dy": 9}),
        "one-sided": (-3, {"align": "right", "dx": -6, "dy": -10}),
    }
    names = [
        alt.Chart(charts.rows([[row for row in rows if row["difference"] == name][at]]))
        .mark_text(fontSize=theme.LABEL["name"], fontWeight="bold", **side)
        .encode(x="epsilon:Q", y="error:Q", text="difference:N", color=alt.Color("difference:N", scale=colours))
        for name, (at, side) in sides.items()
    ]
    return alt.layer(lines, rule, *names).properties(height=theme.CHART_HEIGHT)  # type: ignore[return-value]


@lru_cache(maxsize=8)
def _curve(own: reader.ReaderNetwork) -> EpsilonCurve:
    data, net = own.dataset(), own.network()
    return epsilon_curve(net, data.X, data.Y, own.loss, EPSILONS)


@charts.remembered
def _chart(own: reader.ReaderNetwork, epsilon: float) -> alt.LayerChart:
    return build(_curve(own), epsilon)


def widget(*, key: str, caption: str) -> None:
    """The curve for the network of the check, with the ε of the check marked."""
    import streamlit as st

    with st.container(border=True, horizontal=True, vertical_alignment="bottom", key=f"{key}-panel"):
        epsilon_slider(f"{key}-epsilon")
        smooth_toggle(f"{key}-smooth")
    own = checked_network(reader.current(), settings().smooth)
    curve = _curve(own)
    best = int(np.argmin(curve.central))
    charts.show(
        _chart(own, settings().epsilon),
        key=f"{key}-chart",
        description=(
            "Largest error of the measured slopes against epsilon. For central differences it is smallest, "
            f"{theme.number(float(curve.central[best]))}, at {theme.number(float(curve.epsilons[best]))}, and grows to "
            "either side."
        ),
        tables=[Table("Largest error of a measured slope", {"epsilon": "ε", "error": "error"}, series=("difference",))],
    )
    if caption:
        st.caption(caption)
