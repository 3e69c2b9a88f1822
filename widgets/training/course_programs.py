"""The course's program beside the repaired one, on the course's own settings: recorded curves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme

if TYPE_CHECKING:
    import altair as alt

_RECORD = Path(__file__).resolve().parent.parent.parent / "content" / "data" / "claims" / "assignments.json"


@cache
def record() -> dict[str, Any]:
    """What tools/record_claims.py has recorded of studies.mistakes.course."""
    return json.loads(_RECORD.read_text(encoding="utf-8"))["course"]


def chart(found: Mapping[str, Any]) -> alt.LayerChart:
    """One colour for each network; the original is solid, the repaired program dashed."""
    import altair as alt

    names = list(found["curves"])
    points = [
        {"iteration": i, "loss": loss, "network": network, "program": program}
        for network, programs in found["curves"].items()
        for program, losses in programs.items()
        for i, loss in zip(found["iterations"], losses, strict=True)
    ]
    across, up = (charts.powers_axis(point[name] for point in points) for name in ("iteration", "loss"))
    lines = (
        alt.Chart(charts.rows(points))
        .mark_line(strokeWidth=theme.STROKE["line"])
        .encode(
            x=alt.X("iteration:Q", title="iteration", scale=alt.Scale(type="log", nice=False), axis=across),
            y=alt.Y("loss:Q", title="mean square", scale=alt.Scale(type="log"), axis=up),
            color=alt.Color(
                "network:N",
                title=None,
                scale=alt.Scale(domain=names, range=list(theme.SERIES[: len(names)])),
                legend=charts.line_legend(),
            ),
            strokeDash=alt.StrokeDash(
                "program:N",
                title=None,
                scale=alt.Scale(domain=["original", "repaired"], range=[[1, 0], [6, 4]]),
                legend=charts.line_legend(orient="bottom"),
            ),
        )
    )
    return alt.LayerChart(layer=[lines], height=theme.CHART_HEIGHT + 80)  # two legends


def table(found: Mapping[str, Any]) -> str:
    """Where each run ends, as a Markdown table."""
    rows = [
        f"| {network} | {theme.number(ends['original'][-1])} | {theme.number(ends['repaired'][-1])} |"
        for network, ends in found["curves"].items()
    ]
    return "\n".join(["| network | original ends at | repaired ends at |\n|:--|--:|--:|", *rows])


def widget(*, key: str, caption: str) -> None:
    """The curves and where they end."""
    found = record()
    last = found["iterations"][-1]
    charts.show(
        chart(found),
        key=f"{key}-chart",
        description=(
            f"Eight loss curves over {last} iterations: four networks, each under the original and the repaired "
            "program. The two curves of a network stay close to one another."
        ),
        tables=[
            Table(
                "The losses of each run",
                {"iteration": "iteration", "loss": "mean of squared errors"},
                series=("network", "program"),
            )
        ],
    )
    st.markdown(table(found))
    if caption:
        st.caption(caption)
