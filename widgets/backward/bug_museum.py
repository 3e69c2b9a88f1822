"""The bug museum: what a program with a bug shows, and the damage the bug does, measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core import MLP, datasets, fit
from studies.mistakes.classroom import Bugs, classroom_fit, classroom_layers
from studies.mistakes.programs import buggy_gradients, buggy_training, relative_errors
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import theme

if TYPE_CHECKING:
    import altair as alt

Array = NDArray[np.floating]

# Every exhibit learns XOR, at starts and rates where rounding does not decide how a run ends: a start that differs by
# 1e-15 ends as the lesson says too, so every machine shows what the text tells.
SEED = 1
SMALL, DEEP = (2, 4, 1), (2, 4, 4, 1)
SMALL_ACTIVATIONS, DEEP_ACTIVATIONS = ("tanh", "sigmoid"), ("tanh", "tanh", "sigmoid")
LARGE_RATE, LARGE_RATE_SEED = 8.0, 20
ONE_NEURON_SEED, ONE_NEURON_RATE = 3, 0.2
FORGOTTEN_RATE = 0.2
RATES = tuple(float(rate) for rate in np.logspace(-3, 1, 9))
CALLS = 5
RIGHT = "right program"
MUSEUM = "this program"


def network(deep: bool = False, seed: int = SEED) -> MLP:
    """The network that the exhibits train: 2-4-1, or 2-4-4-1, whose middle weights are square."""
    sizes, activations = (DEEP, DEEP_ACTIVATIONS) if deep else (SMALL, SMALL_ACTIVATIONS)
    return MLP(sizes, activations, rng=seed)


@cache
def runs(bug: str, learning_rate: float, iterations: int, deep: bool = False, seed: int = SEED) -> dict[str, Array]:
    """The losses of a right program and of one with the bug, from the same weights."""
    data, net = datasets.xor(), network(deep, seed)
    wrong = buggy_training(net, data.X, data.Y, bug, learning_rate=learning_rate, iterations=iterations)
    return {RIGHT: fit(net, data, learning_rate=learning_rate, iterations=iterations).losses, MUSEUM: wrong}


@cache
def one_neuron_runs(iterations: int = 3000) -> dict[str, Array]:
    """XOR with a single hidden neuron, in a right program and in the one that overwrites the ones."""
    data, net = datasets.xor(), MLP((2, 1, 1), SMALL_ACTIVATIONS, rng=ONE_NEURON_SEED)
    wrong = classroom_fit(
        classroom_layers(data.X, (2, 1, 1)),
        data.Y,
        SMALL_ACTIVATIONS,
        learning_rate=ONE_NEURON_RATE,
        iterations=iterations,
        rng=ONE_NEURON_SEED,
        bugs=Bugs(updated_weights=False, overwritten_ones=True, growing_layers=False),
    )
    return {RIGHT: fit(net, data, learning_rate=ONE_NEURON_RATE, iterations=iterations).losses, MUSEUM: wrong.losses}


def losses_of(bug: str, *training: Any) -> dict[str, Array]:
    """What both programs of an exhibit lose; training as `runs` takes it."""
    return one_neuron_runs() if bug == "overwritten_ones" else runs(bug, *training)


@cache
def shapes_of_calls(calls: int = CALLS) -> list[list[tuple[int, ...]]]:
    """The shapes of the weights that `fit` makes when it is called again and again with the same list of layers."""
    data = datasets.xor()
    layers = classroom_layers(data.X, SMALL)
    bugs = Bugs(updated_weights=False, overwritten_ones=False, growing_layers=True)
    return [
        [w.shape for w in classroom_fit(layers, data.Y, SMALL_ACTIVATIONS, iterations=1, rng=SEED, bugs=bugs).weights]
        for _ in range(calls)
    ]


@cache
def hidden_layer_after_one_pass() -> dict[str, Array]:
    """The hidden layer with its column of ones first, (N, Q + 1), after the first pass of both programs."""
    data = datasets.xor()
    after = {}
    for name, overwritten in ((RIGHT, False), (MUSEUM, True)):
        layers = classroom_layers(data.X, (2, 1, 1))
        bugs = Bugs(updated_weights=False, overwritten_ones=overwritten, growing_layers=True)
        classroom_fit(layers, data.Y, SMALL_ACTIVATIONS, iterations=1, rng=ONE_NEURON_SEED, bugs=bugs)
        after[name] = layers[1]
    return after


@cache
def errors(bug: str, learning_rate: float, deep: bool = False) -> Array:
    """How wrong the gradient of each weight matrix is, ‖g − right‖ / ‖right‖, at the first iteration."""
    data, net = datasets.xor(), network(deep)
    wrong = buggy_gradients(net, data.X, data.Y, bug, learning_rate=learning_rate)
    return relative_errors(wrong, buggy_gradients(net, data.X, data.Y, "none"))


# --- pure builders ---
def loss_chart(losses: Mapping[str, Array]) -> alt.LayerChart:
    """losses: label -> (iterations,), all above 0. One line per label, both axes logarithmic."""
    import altair as alt

    rows: list[dict[str, Any]] = [
        {"iteration": i + 1, "loss": float(values[i]), "program": name}
        for name, values in losses.items()
        for i in spaced(len(values))
    ]
    labels = list(losses)
    colours = alt.Scale(domain=labels, range=list(theme.SERIES[: len(labels)]))
    dashes = alt.Scale(domain=labels, range=[list(dash) for dash in theme.SERIES_DASH[: len(labels)]])
    legend = charts.line_legend()
    across = charts.powers_axis(row["iteration"] for row in rows)
    up = charts.powers_axis((row["loss"] for row in rows), most=5)
    chart = (
        alt.Chart(charts.rows(rows))
        .mark_line(strokeWidth=theme.STROKE["firm"])
        .encode(
            alt.X("iteration:Q", scale=alt.Scale(type="log", nice=False), axis=across),
            alt.Y("loss:Q", scale=alt.Scale(type="log"), axis=up),
            color=alt.Color("program:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("program:N", scale=dashes, legend=legend),
            tooltip=["program:N", "iteration:Q", alt.Tooltip("loss:Q", format=".4g")],
        )
    )
    return _layered(chart)


def spaced(count: int, most: int = 120) -> list[int]:
    """At most so many places of a curve, evenly spaced on a logarithmic axis, the first and the last among them."""
    return sorted({round(place) - 1 for place in np.geomspace(1, count, min(most, count))})


def error_chart(rates: Sequence[float], values: Array) -> alt.LayerChart:
    """values: (rates,), the error of a gradient at each learning rate; both axes logarithmic."""
    import altair as alt

    rows = [{"rate": rate, "error": float(value)} for rate, value in zip(rates, values, strict=True)]
    chart = (
        alt.Chart(charts.rows(rows))
        .mark_line(
            point=alt.OverlayMarkDef(color=theme.SERIES[1], size=60),
            color=theme.SERIES[1],
            strokeWidth=theme.STROKE["firm"],
        )
        .encode(
            alt.X("rate:Q", title="learning rate", scale=alt.Scale(type="log"), axis=charts.powers_axis(rates)),
            alt.Y(
                "error:Q",
                title="error of the gradient of w⁽⁰⁾",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format="~%", values=[10.0**power for power in range(-6, 1)]),
            ),
            tooltip=["rate:Q", alt.Tooltip("error:Q", format=".2%")],
        )
    )
    return _layered(chart)


def count_chart(counts: Sequence[int]) -> alt.LayerChart:
    """counts: how many weights the network has after the first, second … call."""
    import altair as alt

    rows = [{"call": str(i + 1), "weights": count} for i, count in enumerate(counts)]
    base = alt.Chart(charts.rows(rows)).encode(
        alt.X("call:N", title="call of fit", axis=alt.Axis(labelAngle=0)), alt.Y("weights:Q", title="weights")
    )
    bars = base.mark_bar(color=theme.SERIES[0], size=40)
    labels = base.mark_text(dy=-8, color=theme.CHART["quiet"], fontWeight="bold").encode(text="weights:Q")
    return alt.layer(bars, labels).properties(height=theme.CHART_HEIGHT)  # type: ignore[return-value]


def _layered(chart: Any) -> alt.LayerChart:
    import altair as alt

    return alt.layer(chart).properties(height=theme.CHART_HEIGHT)  # type: ignore[return-value]


def error_table(values: Array) -> str:
    """values: (lmax,). A Markdown table, from the last weight matrix to the first, as the error travels."""
    order = range(len(values) - 1, -1, -1)
    head = " | ".join(f"w{theme.superscript(step)}" for step in order)
    body = " | ".join(_percent(float(values[step])) for step in order)
    return f"| gradient of | {head} |\n| --- |{' --- |' * len(values)}\n| error | {body} |"


def shapes_table(shapes: Sequence[Sequence[tuple[int, ...]]]) -> str:
    """A Markdown table of the weights' shapes after each call."""
    head = " | ".join(f"w{theme.superscript(step)}" for step in range(len(shapes[0])))
    lines = [
        f"| {call + 1} | " + " | ".join(f"{rows} × {columns}" for rows, columns in row) + " |"
        for call, row in enumerate(shapes)
    ]
    return f"| call of fit | {head} |\n| --- |{' --- |' * len(shapes[0])}\n" + "\n".join(lines)


def layer_table(after: Mapping[str, Array]) -> str:
    """A Markdown table: the hidden layer of both programs, one line for each data point."""
    head = " | ".join(f"{name}: {column}" for name in after for column in ("ones", "h"))
    points = len(next(iter(after.values())))
    lines = [
        f"| {i + 1} | " + " | ".join(theme.number(float(v)) for layer in after.values() for v in layer[i]) + " |"
        for i in range(points)
    ]
    return f"| data point | {head} |\n| --- |{' --- |' * 2 * len(after)}\n" + "\n".join(lines)


def _percent(value: float) -> str:
    return f"{theme.number(100 * value, 1)} %" if value else "0"


# --- the exhibits ---
@charts.remembered
def _loss_chart(bug: str, *training: Any) -> alt.LayerChart:
    return loss_chart(losses_of(bug, *training))


def _loss_symptom(key: str, bug: str, *training: Any) -> None:
    losses = losses_of(bug, *training)
    ends = "; ".join(f"{name} ends at {theme.number(float(values[-1]))}" for name, values in losses.items())
    table = Table("The loss of both programs", {"iteration": "iteration", "loss": "loss"}, series=("program",))
    described = f"Loss against iteration. {ends}."
    charts.show(_loss_chart(bug, *training), key=key, description=described, tables=[table])


def _updated_weights_symptom(key: str) -> None:
    small, large = st.columns(2)
    with small:
        st.markdown("**Learning rate 0.5**")
        _loss_symptom(f"{key}-small", "updated_weights", 0.5, 1000, False, LARGE_RATE_SEED)
    with large:
        st.markdown(f"**Learning rate {theme.number(LARGE_RATE)}**")
        _loss_symptom(f"{key}-large", "updated_weights", LARGE_RATE, 1000, False, LARGE_RATE_SEED)


def _updated_weights_damage(key: str) -> None:
    values = np.array([errors("updated_weights", rate)[0] for rate in RATES])
    described = f"{_percent(float(values[0]))} at {theme.number(RATES[0])} to {_percent(float(values[-1]))} at 10"
    charts.show(
        error_chart(RATES, values),
        key=key,
        description=f"The error of the gradient of w⁽⁰⁾ grows in proportion to the learning rate, from {described}.",
        tables=[Table("Relative error of the gradient of w⁽⁰⁾", {"rate": "learning rate", "error": "error"})],
    )


def _growing_damage(key: str) -> None:
    counts = [sum(rows * columns for rows, columns in shapes) for shapes in shapes_of_calls()]
    table = Table("How many weights there are", {"call": "call of fit", "weights": "weights"})
    described = f"Weights after each call of fit: {counts}."
    charts.show(count_chart(counts), key=key, description=described, tables=[table])


EXHIBITS: dict[tuple[str, str], Callable[[str], None]] = {
    ("updated_weights", "symptom"): _updated_weights_symptom,
    ("updated_weights", "damage"): _updated_weights_damage,
    ("overwritten_ones", "symptom"): lambda key: _loss_symptom(key, "overwritten_ones"),
    ("overwritten_ones", "damage"): lambda key: _table(layer_table(hidden_layer_after_one_pass())),
    ("growing_layers", "symptom"): lambda key: _table(shapes_table(shapes_of_calls())),
    ("growing_layers", "damage"): _growing_damage,
    ("derivative_forgotten", "symptom"): lambda key: _loss_symptom(key, "derivative_forgotten", FORGOTTEN_RATE, 600),
    ("derivative_forgotten", "damage"): lambda key: _table(error_table(errors("derivative_forgotten", FORGOTTEN_RATE))),
    ("transpose_forgotten", "symptom"): lambda key: _loss_symptom(key, "transpose_forgotten", 0.5, 600, True),
    ("transpose_forgotten", "damage"): lambda key: _table(error_table(errors("transpose_forgotten", 0.5, True))),
}


def _table(markdown: str) -> None:
    st.markdown(markdown)


def widget(*, key: str, caption: str, bug: str, show: str) -> None:
    """One exhibit: what the program with this bug shows, or the damage it does."""
    EXHIBITS[bug, show](key)
    if caption:
        st.caption(caption)
