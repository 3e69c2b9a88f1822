"""The loss curves of our own run, of PyTorch and of Keras, from the same initial weights."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from mlp_core.export.programs import PROGRAMS, text
from studies.training.programs import largest_difference, losses_of, xor_training
from widgets.code.runner import library as libraries
from widgets.code.runner.policy import Place
from widgets.code.runner.visitor import place_of_code
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme

if TYPE_CHECKING:
    import altair as alt

OURS = "this book, now"
_EVERY = 5  # of a curve's points, one in so many is drawn; the differences are taken over all
_RECORD = Path(__file__).resolve().parent.parent.parent / "content" / "data" / "parity" / "frameworks.json"
_DASHES = ((1, 0), (9, 9), (3, 6))  # the first curve is a broad band, on which the others lie


@cache
def record() -> dict[str, Any]:
    """The recorded runs: versions, and for each run its seed, library, seconds and losses."""
    return json.loads(_RECORD.read_text(encoding="utf-8"))


def chart(curves: Mapping[str, Sequence[float]]) -> alt.LayerChart:
    """curves: label -> losses. Dashes of different length, so that curves that lie on one another all show."""
    import altair as alt

    names = list(curves)
    up = charts.powers_axis(loss for losses in curves.values() for loss in losses[::_EVERY] if loss > 0)
    layers = []
    legend = charts.line_legend(symbolOpacity=1)
    for number, (name, losses) in enumerate(curves.items()):
        points = [
            {"iteration": i + 1, "loss": losses[i], "run": name} for i in range(0, len(losses), _EVERY) if losses[i] > 0
        ]
        width = 9 if number == 0 else 2.5
        layers.append(
            alt.Chart(charts.rows(points))
            .mark_line(strokeWidth=width, opacity=0.35 if number == 0 else 1)
            .encode(
                x=alt.X("iteration:Q", title="iteration", axis=alt.Axis(tickCount=5, format="d")),
                y=alt.Y("loss:Q", title="loss", scale=alt.Scale(type="log"), axis=up),
                color=alt.Color(
                    "run:N",
                    title=None,
                    scale=alt.Scale(domain=names, range=[theme.SERIES[0], theme.SERIES[1], theme.SERIES[2]]),
                    legend=legend,
                ),
                strokeDash=alt.StrokeDash(
                    "run:N",
                    title=None,
                    scale=alt.Scale(domain=names, range=[list(dash) for dash in _DASHES]),
                    legend=legend,
                ),
            )
        )
    return alt.LayerChart(layer=layers, height=theme.CHART_HEIGHT)


def differences(curves: Mapping[str, Sequence[float]]) -> list[tuple[str, float]]:
    """How far each other curve lies from the first at most."""
    first, *others = curves.items()
    return [(name, largest_difference(first[1], losses)) for name, losses in others]


def widget(*, key: str, caption: str) -> None:
    """Our run is made now; the libraries' runs are recorded, or made now where the library is installed."""
    recorded = record()
    seeds = sorted({run["seed"] for run in recorded["runs"]})
    seed = st.segmented_control("Seed of the initial weights", seeds, default=seeds[0], required=True, key=f"{key}-s")
    assert seed is not None
    task = xor_training(int(seed))
    curves: dict[str, Sequence[float]] = {OURS: losses_of(task).tolist()}
    for run in recorded["runs"]:
        if run["seed"] == seed:
            live = _run_here(run["library"], int(seed), key)
            name = f"{run['library']}, {'here' if live else 'recorded'}"
            curves[name] = live or run["losses"]
    described = "Three loss curves that lie on one another: this book's, PyTorch's and Keras's."
    table = Table("The loss of each run", {"iteration": "iteration", "loss": "loss"}, series=("run",), decimals=6)
    charts.show(chart(curves), key=f"{key}-chart", description=described, tables=[table])
    rows = "\n".join(f"| {name} | {theme.number(value)} |" for name, value in differences(curves))
    st.markdown(f"| run | largest difference from ours |\n|:--|:--|\n{rows}")
    versions = ", ".join(f"{name} {version}" for name, version in recorded["versions"].items())
    st.caption(f"{caption}  \nRecorded with {versions}.")


def _run_here(library: str, seed: int, key: str) -> list[float] | None:
    """The losses of a run made on this machine at the reader's press, None if there is none."""
    if sys.platform == "emscripten" or place_of_code() is not Place.PROCESS or not libraries.is_installed(library):
        return None
    state = f"{key}-{library}-{seed}"
    if st.button(f"Run {library} here", key=f"{state}-button", help="It is installed on this machine."):
        with st.spinner(f"{library} is training …"):
            st.session_state[state] = libraries.losses_of(text(PROGRAMS[library](xor_training(seed))))
    return st.session_state.get(state)
