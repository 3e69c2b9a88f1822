"""The losses of a training with the reader's own code, as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme

if TYPE_CHECKING:
    import altair as alt

_POINTS = 300  # of a curve, about so many points are drawn


def chart(losses: Sequence[float]) -> alt.LayerChart:
    """losses: one for each iteration, above 0. Both axes logarithmic, as in the lesson on training."""
    import altair as alt

    every = max(1, len(losses) // _POINTS)
    points = [{"iteration": i + 1, "loss": losses[i]} for i in range(0, len(losses), every) if losses[i] > 0]
    across, up = (charts.powers_axis(point[name] for point in points) for name in ("iteration", "loss"))
    line = (
        alt.Chart(charts.rows(points))
        .mark_line(strokeWidth=theme.STROKE["line"], color=theme.SERIES[0])
        .encode(
            x=alt.X("iteration:Q", title="iteration", scale=alt.Scale(type="log", nice=False), axis=across),
            y=alt.Y("loss:Q", title="loss", scale=alt.Scale(type="log"), axis=up),
        )
    )
    return alt.LayerChart(layer=[line], height=theme.CHART_HEIGHT)


def show(losses: Sequence[float], *, key: str) -> None:
    """Draw them, with their data as a table."""
    described = (
        f"The loss during {len(losses)} iterations, from {theme.number(losses[0])} to {theme.number(losses[-1])}."
    )
    charts.show(
        chart(losses),
        key=key,
        description=f"{described} Both axes are logarithmic.",
        tables=[Table("The losses that your fit gave back", {"iteration": "iteration", "loss": "loss"})],
    )
