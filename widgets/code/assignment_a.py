"""Assignment A: six networks with one hidden layer, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from studies.exercises.assignments import HIDDEN_ACTIVATIONS, WIDTHS, Result, compare_widths
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme
from widgets.progress import panel, store

if TYPE_CHECKING:
    import altair as alt

_POINTS = 150  # of a curve, about so many points are drawn
_NAME = "assignment-a"
_RATE, _SEED = 0.05, 1


def chart(results: Sequence[Result]) -> alt.LayerChart:
    """The six loss curves: a colour for each activation, dashes for the wider layer."""
    import altair as alt

    points: list[dict[str, Any]] = []
    for result in results:
        every = max(1, len(result.losses) // _POINTS)
        for i in range(0, len(result.losses), every):
            label = f"{result.width} neurons"
            points.append({"iteration": i + 1, "loss": float(result.losses[i]), "f": result.activation, "width": label})
    up = charts.powers_axis(point["loss"] for point in points)
    line = (
        alt.Chart(charts.rows(points))
        .mark_line(strokeWidth=theme.STROKE["line"])
        .encode(
            x=alt.X("iteration:Q", title="iteration"),
            y=alt.Y("loss:Q", title="loss", scale=alt.Scale(type="log"), axis=up),
            color=alt.Color(
                "f:N",
                title="hidden activation",
                scale=alt.Scale(domain=list(HIDDEN_ACTIVATIONS), range=list(theme.SERIES[: len(HIDDEN_ACTIVATIONS)])),
                legend=charts.line_legend(title="hidden activation"),
            ),
            strokeDash=alt.StrokeDash(
                "width:N",
                title=None,
                scale=alt.Scale(domain=[f"{width} neurons" for width in WIDTHS], range=[[1, 0], [6, 3]]),
                legend=charts.line_legend(columns=1),  # on a phone there is no room for two beside the other
            ),
        )
    )
    return alt.LayerChart(layer=[line], height=theme.CHART_HEIGHT + 60)


def table(results: Sequence[Result]) -> str:
    """The six runs as a Markdown table, with how long each took on this machine."""
    rows = [
        f"| {result.width} | {result.activation} | {theme.number(result.final_loss, 4)} "
        f"| {result.digits_right}\u00a0of\u00a010 "
        f"| {1000 * result.seconds:.0f} ms | {result.stopped or 'finished'} |"
        for result in results
    ]
    head = "| neurons | activation | last loss | digits right | time | ran |\n|--:|:--|--:|--:|--:|:--|"
    return "\n".join([head, *rows])


def history(runs: Sequence[tuple[float, int, int, Sequence[Result]]]) -> str:
    """What each press gave, as a Markdown table: rate, iterations, seed, and the digits right of the six networks."""
    names = [f"{width} {activation}" for width in WIDTHS for activation in HIDDEN_ACTIVATIONS]
    head = " | ".join(["rate", "iterations", "seed", *names])
    rows = [
        " | ".join([theme.number(rate), str(iterations), str(seed), *(str(one.digits_right) for one in results)])
        for rate, iterations, seed, results in runs
    ]
    return "\n".join([f"| {head} |", f"|{'--:|' * (3 + len(names))}", *(f"| {row} |" for row in rows)])


def widget(*, key: str, caption: str) -> None:
    """Settings, the six runs, and the reader's conclusion."""
    store.follow()
    kept = store.get("assignments", _NAME) or {}
    now = store.generation()  # fields that were drawn before an earlier visit was remembered are not asked any more
    with st.form(f"{key}-form"):
        if caption:
            st.markdown(caption)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-controls"):
            rate = st.number_input(
                "Learning rate",
                0.001,
                10.0,
                kept.get("rate", _RATE),
                step=0.01,
                format="%.3f",
                key=f"{key}-rate-{now}",
                width=160,
            )
            iterations = st.number_input(
                "Iterations", 10, 5000, kept.get("iterations", 300), step=100, key=f"{key}-iterations-{now}", width=160
            )
            seed = st.number_input("Seed", 0, 999, _SEED, key=f"{key}-seed", width=160)
            pressed = st.form_submit_button("Train the six networks", type="primary", key=f"{key}-train")
            st.session_state[f"{key}-train-measured"] = True  # the site's builder does not answer for another machine
    runs = st.session_state.setdefault(f"{key}-runs", [])
    if pressed:
        runs.append((rate, int(iterations), int(seed), _train(rate, int(iterations), int(seed))))
        store.update("assignments", _NAME, {"rate": rate, "iterations": int(iterations)})
    if runs:
        _show(key, runs)
    else:
        st.info("The curves appear here when you press. Write down first what you expect.", icon=":material/edit:")
    _conclusion(f"{key}-conclusion-{now}", str(kept.get("conclusion", "")))


def _show(key: str, runs: Sequence[tuple[float, int, int, Sequence[Result]]]) -> None:
    *_, results = runs[-1]
    described = "Six loss curves: 20 and 100 hidden neurons, each with sigmoid, relu and tanh."
    columns = {"iteration": "iteration", "loss": "loss"}
    losses = Table("The loss of each run", columns, series=("width", "f"))
    charts.show(chart(results), key=f"{key}-chart", description=described, tables=[losses])
    st.markdown(table(results))
    if len(runs) > 1:
        st.markdown("**All your runs: how many of the ten digits each network read**")
        st.markdown(history(runs))


def _train(rate: float, iterations: int, seed: int) -> list[Result]:
    results: list[Result] = []
    bar = st.progress(0.0, "Training …")
    for result in compare_widths(rate, iterations, seed):
        results.append(result)
        bar.progress(len(results) / (len(WIDTHS) * len(HIDDEN_ACTIVATIONS)), "Training …")
    bar.empty()
    return results


def _conclusion(key: str, kept: str) -> None:
    """Only what the reader types is kept: a field that was drawn empty says nothing."""
    st.text_area(
        "Your conclusion",
        kept,
        placeholder="Which activation learns fastest at this rate? What do 100 neurons change, and at what price?",
        key=key,
        on_change=lambda: store.update("assignments", _NAME, {"conclusion": st.session_state[key]}),
    )
    panel.warn()
