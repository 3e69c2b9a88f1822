"""The loss over two weights of the reader's network, with the gradient and the walk that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from studies.backwards.landscape import Place, contour_levels, descend, loss_landscape
from studies.geometry import contour
from widgets.drawing import charts
from widgets.drawing.data_table import Table
from widgets.kit import reader, theme
from widgets.kit.controls import surviving
from widgets.kit.reader import ReaderNetwork

if TYPE_CHECKING:
    import altair as alt

Array = NDArray[np.floating]

SIDE = 33  # squares along each axis
REACHES = (0.5, 1.0, 2.0, 4.0, 8.0)
MOST_STEPS = 50
# Both axes reach equally far; these make one unit of each equally long, so that right angles look right.
WIDTH, HEIGHT = 500, 457
BESIDE = 232  # the words beside it


@dataclass(frozen=True)
class Landscape:
    """What the picture shows.

    names: the two weights. firsts, seconds: their values (SIDE,); heights (SIDE, SIDE), rows for the second weight.
    path: (steps + 1, 3), both weights and the loss after each step; gradient: (2,), at its start.
    """

    names: tuple[str, str]
    firsts: Array
    seconds: Array
    heights: Array
    path: Array
    gradient: Array


def weight_names(own: ReaderNetwork) -> dict[str, Place]:
    """Every weight of the network by the name that the picture gives it, w⁽¹⁾₂₁ from neuron 2 to neuron 1."""
    names = {}
    for layer, (rows, columns) in enumerate(own.network().shapes):
        for row in range(rows):
            for column in range(columns):
                source, end = row if own.bias else row + 1, column + 1
                comma = "," if max(source, end) > 9 else ""
                numbers = f"{source}{comma}{end}".translate(theme.SUBSCRIPTS)
                bias = " (bias)" if own.bias and row == 0 else ""
                names[f"w{theme.superscript(layer)}{numbers}{bias}"] = (layer, row, column)
    return names


def walkable(own: ReaderNetwork) -> dict[str, Place]:
    """The weights that a step downhill can change: biases that are not learned stay where they are."""
    names = weight_names(own)
    return {name: place for name, place in names.items() if own.bias_rule != "fixed" or place[1] > 0}


def opening(names: dict[str, Place]) -> tuple[str, str]:
    """The two weights shown at first: the first two of the last matrix, whose landscape is the simplest to read."""
    last = max(place[0] for place in names.values())
    of_last = [name for name, place in names.items() if place[0] == last and "bias" not in name]
    first, *others = [*of_last, *(name for name in names if name not in of_last)]
    return first, others[0]


@lru_cache(maxsize=16)
def survey(own: ReaderNetwork, first: str, second: str, reach: float, steps: int) -> Landscape:
    """Compute the landscape around the starting weights, as far as `reach` to each side."""
    net, data = own.network(), own.dataset()
    places = weight_names(own)
    a, b = places[first], places[second]
    middle = [float(net.weights[layer][row, column]) for layer, row, column in (a, b)]
    firsts, seconds = (np.linspace(value - reach, value + reach, SIDE) for value in middle)
    gradients = net.gradients(data.X, data.Y, own.loss)[1]
    return Landscape(
        (first, second),
        firsts,
        seconds,
        loss_landscape(net, data.X, data.Y, a, b, firsts, seconds, own.loss),
        descend(net, data.X, data.Y, a, b, learning_rate=own.learning_rate, steps=steps, loss=own.loss),
        np.array([gradients[layer][row, column] for layer, row, column in (a, b)]),
    )


def build(view: Landscape) -> alt.LayerChart:
    """Heat map, contours, the gradient (dashed, uphill) and the walk downhill, each with its own marks."""
    import altair as alt

    place, to = _channels()
    x_domain, y_domain = [[float(axis[0]), float(axis[-1])] for axis in (view.firsts, view.seconds)]
    x = alt.X("a:Q", title=view.names[0], scale=alt.Scale(domain=x_domain, nice=False), axis=_axis())
    y = alt.Y("b:Q", title=view.names[1], scale=alt.Scale(domain=y_domain, nice=False), axis=_axis())
    heat = (
        alt.Chart(charts.rows(_squares(view)))
        .transform_calculate(**_edges(view))
        .mark_rect(clip=True, strokeWidth=0)
        .encode(
            x=x,
            y=y,
            **to,
            color=alt.Color(
                "loss:Q",
                title="loss",
                scale=alt.Scale(scheme="viridis", type="sqrt"),  # a valley is dark
                legend=alt.Legend(orient="right", gradientLength=200, tickCount=5),
            ),
            tooltip=[
                alt.Tooltip("at_a:Q", title=view.names[0], format=".3f"),
                alt.Tooltip("at_b:Q", title=view.names[1], format=".3f"),
                alt.Tooltip("loss:Q", format=".4f"),
            ],
        )
    )
    lines = (
        alt.Chart(charts.rows(_contours(view)))
        .mark_rule(color=theme.CHART["ground-light"], opacity=0.55, strokeWidth=theme.STROKE["hair"], clip=True)
        .encode(**place, **to)
    )
    layers: alt.LayerChart = alt.layer(heat, lines, *_gradient(view), *_walk(view))  # type: ignore[assignment]
    # Where the page gives it less than WIDTH, it is lower by as much, so that a unit of both stays equally long.
    lower = alt.VariableParameter(name="height", expr=f"min({HEIGHT}, width - {WIDTH - HEIGHT})")
    return layers.properties(height=HEIGHT, params=[lower])


def _squares(view: Landscape) -> list[dict[str, float]]:
    return [
        {"at_a": a, "at_b": b, "loss": float(f"{height:.4g}")}
        for b, row in zip(view.seconds.round(4).tolist(), view.heights.tolist(), strict=True)
        for a, height in zip(view.firsts.round(4).tolist(), row, strict=True)
    ]


def _contours(view: Landscape) -> list[dict[str, float]]:
    return [
        {"a": round(a, 4), "b": round(b, 4), "a2": round(a2, 4), "b2": round(b2, 4)}
        for level in contour_levels(view.heights).tolist()
        for (a, b), (a2, b2) in contour(view.heights, view.firsts, view.seconds, level).tolist()
    ]


def _channels() -> tuple[dict[str, Any], dict[str, Any]]:
    """Where a mark is or begins, and where it ends. As objects: Altair takes ten times as long over their names."""
    import altair as alt

    return {"x": alt.X("a:Q"), "y": alt.Y("b:Q")}, {"x2": alt.X2("a2"), "y2": alt.Y2("b2")}


def _axis() -> Any:
    """Few ticks, and no lines over the picture."""
    import altair as alt

    return alt.Axis(grid=False, tickCount=6)


def _edges(view: Landscape) -> dict[str, str]:
    """A square reaches a little more than half the distance to the next, so that no seams show between them."""
    half_a, half_b = (0.54 * float(axis[1] - axis[0]) for axis in (view.firsts, view.seconds))
    return {
        "a": f"datum.at_a - {half_a:.6g}",
        "a2": f"datum.at_a + {half_a:.6g}",
        "b": f"datum.at_b - {half_b:.6g}",
        "b2": f"datum.at_b + {half_b:.6g}",
    }


def _gradient(view: Landscape) -> list[Any]:
    """The direction in which the loss rises fastest; its length is that of the picture, its numbers stand beside it."""
    import altair as alt

    longest = float(np.abs(view.gradient).max())
    if longest == 0:
        return []
    reach = float(view.firsts[-1] - view.firsts[0]) / 2
    a, b = view.path[0, :2].tolist()
    a2, b2 = (start + 0.3 * reach * part / longest for start, part in zip((a, b), view.gradient.tolist(), strict=True))
    place, to = _channels()
    line = alt.Chart(charts.rows([{"a": a, "b": b, "a2": a2, "b2": b2}]))
    end = alt.Chart(charts.rows([{"a": a2, "b": b2, "label": "gradient, uphill"}]))
    return [
        line.mark_rule(color=theme.CHART["ground-dark"], strokeWidth=theme.STROKE["focus"], clip=True).encode(
            **place, **to
        ),
        line.mark_rule(
            color=theme.CHART["ground-light"], strokeWidth=theme.STROKE["firm"], strokeDash=[5, 3], clip=True
        ).encode(**place, **to),
        *_labels(end, dy=-9 if b2 > b else 14),
    ]


def _walk(view: Landscape) -> list[Any]:
    """The first step bold, the later ones thin, a point after each."""
    import altair as alt

    places = [
        {"a": a, "b": b, "step": step, "loss": float(f"{loss:.4g}")}
        for step, (a, b, loss) in enumerate(np.clip(view.path, -1e6, 1e6).tolist())
    ]
    steps = [{"a": here["a"], "b": here["b"], "a2": there["a"], "b2": there["b"]} for here, there in pairwise(places)]
    place, to = _channels()
    first, later = alt.Chart(charts.rows(steps[:1])), alt.Chart(charts.rows(steps[1:]))
    points = alt.Chart(charts.rows(places))
    start = alt.Chart(charts.rows([places[0] | {"label": "now"}]))
    tooltip = [alt.Tooltip("step:Q"), alt.Tooltip("loss:Q")]
    # Each step is a light line on a wider dark one, so that it is seen on every ground; the first is the widest.
    rules = [
        (later, "ground-dark", "strong"),
        (later, "mark", "thin"),
        (first, "ground-dark", "focus"),
        (first, "mark", "strong"),
    ]
    return [
        *(
            chart.mark_rule(color=theme.CHART[colour], strokeWidth=theme.STROKE[width], clip=True).encode(**place, **to)
            for chart, colour, width in rules
        ),
        points.mark_point(
            size=45,
            filled=True,
            color=theme.CHART["mark"],
            stroke=theme.CHART["ground-dark"],
            strokeWidth=theme.STROKE["hair"],
            clip=True,
        ).encode(**place, tooltip=tooltip),
        start.mark_point(
            size=170,
            filled=True,
            color=theme.CHART["ground-light"],
            stroke=theme.CHART["ground-dark"],
            strokeWidth=theme.STROKE["firm"],
            clip=True,
        ).encode(**place),
        *_labels(start, dy=-14 if _is_level_downwards(view) else 20),
    ]


def _is_level_downwards(view: Landscape) -> bool:
    """Whether the gradient's name, which is below its end, would be beside that of the start, were it below, too."""
    first, second = (float(part) for part in view.gradient)
    return -0.5 * abs(first) < second <= 0


def _labels(chart: Any, dy: int) -> list[Any]:
    """White text with a dark rim, legible on every height."""
    import altair as alt

    place, _ = _channels()
    text = alt.Text("label:N")
    common: dict[str, Any] = {"fontSize": theme.LABEL["plain"], "fontWeight": "bold", "dy": dy, "clip": True}
    return [
        chart.mark_text(
            color=theme.CHART["ground-dark"],
            stroke=theme.CHART["ground-dark"],
            strokeWidth=theme.STROKE["halo"],
            **common,
        ).encode(**place, text=text),
        chart.mark_text(color=theme.CHART["ground-light"], **common).encode(**place, text=text),
    ]


def summary(view: Landscape, rate: float) -> str:
    """The arithmetic of the first step, as Markdown."""
    first, second = view.names
    a, b, before = view.path[0].tolist()
    ga, gb = view.gradient.tolist()
    text = (
        f"Gradient: ∂L/∂{first} = **{theme.number(ga, 4)}**, ∂L/∂{second} = **{theme.number(gb, 4)}**. "
        f"With η\u00a0=\u00a0{theme.number(rate, 6)} the first step is (**{theme.number(-rate * ga, 4)}**, "
        f"**{theme.number(-rate * gb, 4)}**), from ({theme.number(a, 3)}, {theme.number(b, 3)})."
    )
    if len(view.path) < 2:
        return f"{text} It leads to numbers beyond what a computer can hold."
    after, end = float(view.path[1, 2]), float(view.path[-1, 2])
    text += f" Loss: {theme.number(before, 4)} → **{theme.number(after, 4)}** after one step"
    if len(view.path) > 2:
        text += f", {theme.number(end, 4)} after {len(view.path) - 1}"
    risen = " The step was too long: the loss has risen." if after > before else ""
    return f"{text}.{risen}\n\n{_lowest(view)}"


def _lowest(view: Landscape) -> str:
    """Where the least of the losses that the picture has computed stands."""
    row, column = np.unravel_index(int(view.heights.argmin()), view.heights.shape)
    a, b = float(view.firsts[column]), float(view.seconds[row])
    outside = " At the picture's edge: it goes on falling outside." if {row, column} & {0, SIDE - 1} else ""
    return (
        f"The least of the {SIDE} · {SIDE} losses in this picture is **{theme.number(float(view.heights.min()), 4)}**, "
        f"at ({theme.number(a, 3)}, {theme.number(b, 3)}).{outside}"
    )


def widget(*, key: str, caption: str) -> None:
    """Let the reader choose two weights, how far to look and how many steps to walk."""
    own = reader.current()
    names = walkable(own)
    if len(names) < 2:
        st.info("Your network has a single weight. Give it a second input for a landscape.", icon=":material/terrain:")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-panel"):
        first = _choose("First weight, to the right", f"{key}-first", list(names), opening(names)[0])
        others = [name for name in names if name != first]
        wanted = opening(names)[1] if opening(names)[1] != first else others[0]
        second = _choose("Second weight, upwards", f"{key}-second", others, wanted)
        reach = st.select_slider("How far to look", REACHES, 2.0, key=f"{key}-reach", width=150)
        steps = st.slider("Steps to walk", 1, MOST_STEPS, 8, key=f"{key}-steps", width=150)
    view = survey(own, first, second, reach, steps)
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=WIDTH):
            _draw(own, view, key, reach=reach, steps=steps)
        with st.container(width=BESIDE, key=f"{key}-beside"):
            st.markdown(summary(view, own.learning_rate))
    if caption:
        st.caption(caption)


@charts.remembered
def _chart(own: reader.ReaderNetwork, first: str, second: str, reach: float, steps: int) -> alt.LayerChart:
    return build(survey(own, first, second, reach, steps))


def _draw(own: reader.ReaderNetwork, view: Landscape, key: str, *, reach: float, steps: int) -> None:
    first, second = view.names
    charts.show(
        _chart(own, first, second, reach, steps),
        key=f"{key}-chart",
        description=f"Heat map of the loss over {first} and {second}: contours, the gradient, a walk downhill.",
        tables=[
            Table("The walk", {"step": "step", "a": first, "b": second, "loss": "loss"}),
            Table(
                f"The loss: {first} from left to right, {second} downwards",
                {"at_b": second, "loss": "loss"},
                series=("at_a",),
            ),
        ],
    )


def _choose(label: str, key: str, names: list[str], wanted: str) -> str:
    """A choice of weights that survives as long as the network still has the chosen one."""
    return st.selectbox(label, names, names.index(surviving(key, names, wanted)), key=key, width=150)
