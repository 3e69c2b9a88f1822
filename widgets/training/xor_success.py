"""How often training solves XOR: the share of random starts against the number of hidden neurons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from mlp_core import ACTIVATIONS, datasets
from studies.training.chances import Fraction, solved_fractions
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme
from widgets.training.xor_machine import SOLVED_BELOW

if TYPE_CHECKING:
    import altair as alt

WIDTHS = (1, 2, 3, 4, 6, 8, 12, 20)
STARTS, ITERATIONS, RATE = 200, 600, 1.0
# Linear neurons solve XOR from no start.
HIDDEN = ("tanh", *(name for name, f in ACTIVATIONS.items() if f.elementwise and name not in ("tanh", "linear")))


@lru_cache(maxsize=8)
def fractions(hidden: str) -> tuple[Fraction, ...]:
    """For each of WIDTHS the share of STARTS random starts that are solved within ITERATIONS iterations."""
    data = datasets.xor()
    return solved_fractions(
        WIDTHS,
        (hidden, "sigmoid"),
        data.X,
        data.Y,
        starts=STARTS,
        learning_rate=RATE,
        iterations=ITERATIONS,
        below=SOLVED_BELOW,
    )


def build(widths: Sequence[int], found: Sequence[Fraction]) -> alt.LayerChart:
    """A point for each share, a bar for its uncertainty, and the count of solved starts above it."""
    import altair as alt

    rows = [
        {
            "Q": str(width),
            "share": fraction.share,
            "low": fraction.low,
            "high": fraction.high,
            "count": f"{fraction.successes}/{fraction.trials}",
            "solved": fraction.successes,
        }
        for width, fraction in zip(widths, found, strict=True)
    ]
    base = alt.Chart(charts.rows(rows)).encode(
        x=alt.X("Q:N", sort=[str(width) for width in widths], title="Q, hidden neurons", axis=alt.Axis(labelAngle=0)),
        tooltip=[
            "Q:N",
            "count:N",
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("low:Q", format=".1%", title="lower limit"),
            alt.Tooltip("high:Q", format=".1%", title="upper limit"),
        ],
    )
    percent = alt.Y(
        "low:Q",
        title="starts that solve XOR",
        scale=alt.Scale(domain=[0, 1.08], nice=False),  # room for a count above a share of 100 %
        axis=alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1]),
    )
    colour = theme.SERIES[0]
    layers = [
        base.mark_rule(strokeWidth=theme.STROKE["line"], color=colour).encode(y=percent, y2="high:Q"),
        base.mark_tick(color=colour, thickness=2, size=12).encode(y="low:Q"),
        base.mark_tick(color=colour, thickness=2, size=12).encode(y="high:Q"),
        base.mark_point(filled=True, size=90, color=colour, opacity=1).encode(y="share:Q"),
        base.mark_text(dy=-9, fontSize=theme.LABEL["tick"], color=theme.CHART["quiet"]).encode(
            y="high:Q", text="solved:Q"
        ),
    ]
    return alt.LayerChart(layer=layers, height=theme.CHART_HEIGHT)


@charts.remembered
def _chart(hidden: str) -> alt.LayerChart:
    return build(WIDTHS, fractions(hidden))


def widget(*, key: str, caption: str) -> None:
    """Train all starts of all widths for the hidden activation that the reader chooses."""
    chosen = st.segmented_control("Hidden activation", HIDDEN, default=HIDDEN[0], required=True, key=f"{key}-hidden")
    hidden = str(chosen)
    found = fractions(hidden)
    shares = ", ".join(f"{theme.number(100 * f.share, 1)} % with {q}" for q, f in zip(WIDTHS, found, strict=True))
    charts.show(
        _chart(hidden),
        key=f"{key}-chart",
        description=f"Share of {STARTS} random starts that solve XOR, by hidden neurons: {shares}.",
        tables=[
            Table(
                f"Starts that solve XOR, of {STARTS}, with the limits of the share that chance allows for",
                {"Q": "hidden neurons", "count": "solved", "share": "share", "low": "lower", "high": "upper"},
                decimals=3,
            )
        ],
    )
    if caption:
        st.caption(caption)
