"""The same two curves on three kinds of axes: what is straight where says how a quantity falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from studies.forwards.need import decays
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme

if TYPE_CHECKING:
    import altair as alt

Kind = Literal["linear", "log"]
# Label -> the kinds of the horizontal and the vertical scale.
AXES: dict[str, tuple[Kind, Kind]] = {
    "Ordinary": ("linear", "linear"),
    "Logarithmic upwards": ("linear", "log"),
    "Both logarithmic": ("log", "log"),
}
_OPENS = "Logarithmic upwards"


def build(across: Kind, upwards: Kind) -> alt.LayerChart:
    """The chart of both curves; across, upwards: kinds of scale."""
    import altair as alt

    found = decays()
    rows = [
        {"round": float(n), "value": float(value), "curve": name}
        for name, (rounds, values) in found.items()
        for n, value in zip(rounds, values, strict=True)
    ]
    names = list(found)
    legend = charts.line_legend(columns=alt.ExprRef("width < 400 ? 1 : 0"))
    # On a logarithmic axis lines at powers of ten only: there is no room for all that Vega would draw.
    counted = alt.X("round:Q", title="round", scale=alt.Scale(type=across, domain=[int(across == "log"), 1000]))
    left = alt.Y("value:Q", title="what is left", scale=alt.Scale(type=upwards, domain=[1e-6 * (upwards == "log"), 1]))
    if across == "log":
        counted = counted.axis(charts.powers_ticks(range(4)))
    if upwards == "log":
        left = left.axis(charts.powers_ticks(range(-6, 1)))
    line = (
        alt.Chart(charts.rows(rows))
        .mark_line(strokeWidth=theme.STROKE["firm"], clip=True)
        .encode(
            x=counted,
            y=left,
            color=alt.Color(
                "curve:N", scale=alt.Scale(domain=names, range=list(theme.SERIES[: len(names)])), legend=legend
            ),
            strokeDash=alt.StrokeDash(
                "curve:N",
                scale=alt.Scale(domain=names, range=[list(dash) for dash in theme.SERIES_DASH[: len(names)]]),
                legend=legend,
            ),
        )
    )
    return alt.LayerChart(layer=[line], height=theme.CHART_HEIGHT)


_chart = charts.remembered(build)


def widget(*, key: str, caption: str) -> None:
    """The kind of axes, and the chart."""
    chosen = st.segmented_control("Axes", list(AXES), default=_OPENS, key=f"{key}-axes", required=True)
    across, upwards = AXES[chosen]
    described = f"{' and '.join(decays())}, against the round; axes: {chosen.lower()}."
    table = Table("What is left after each round", {"round": "round", "value": "what is left"}, series=("curve",))
    charts.show(_chart(across, upwards), key=f"{key}-{across}-{upwards}", description=described, tables=[table])
    if caption:
        st.caption(caption)
