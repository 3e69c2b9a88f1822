"""The backprop stepper: one iteration of the reader's own network, one operation a step, with every number shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from studies.backwards.iteration import Iteration, Operation, one_iteration
from widgets.backward.miniature import miniature
from widgets.backward.steps import entries, faded, formulas, numpy_lines
from widgets.backward.steps.names import Names, names_of, title
from widgets.drawing import figure
from widgets.drawing.diagram import Network
from widgets.drawing.matrix import axis, matrix, shown
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

Array = NDArray[np.floating]

MOST = (5, 5)  # rows and columns drawn of each matrix: three of them stand side by side, and the page stays light
DECIMALS = 3


@dataclass(frozen=True)
class Walk:
    """An iteration and the steps in which the reader walks through it. gaps: the entries that are left blank."""

    iteration: Iteration
    gaps: Mapping[tuple[str, int], faded.Blank] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """How this network's matrices are called."""
        return names_of(self.iteration)


def build(iteration: Iteration, network: Network, *, fill_in: bool = False, draw: int = 0) -> h.Node:
    """The whole figure: map of the steps, controls, one panel a step, readout and diagram. draw: which blanks."""
    walk = Walk(iteration, faded.blanks(iteration, MOST, draw) if fill_in else {})
    operations = iteration.operations()
    start = 1 if fill_in else _opening(operations)
    return h.fragment[
        _map(walk, operations),
        figure.step_controls([title(walk.names, operation) for operation in operations], start=start),
        fill_in and faded.score("Filled in", "0", (slip for gap in walk.gaps.values() for slip in gap.wrong)),
        h.div(class_="hl-dense" if _dense(walk.names) else None)[
            [_panel(walk, step, operation, visible=step == start) for step, operation in enumerate(operations)]
        ],
        h.div(".hl-walk-foot.hl-moves")[
            figure.readout(
                "Choose any number of a matrix.", label="Where the chosen number comes from and where it goes"
            ),
            miniature(network),
        ],
    ]


def _dense(names: Names) -> bool:
    """Whether three matrices only stand side by side if they are set small."""
    return max(*names.sizes, names.points) > max(MOST) - 1


def _opening(operations: tuple[Operation, ...]) -> int:
    """The step that an untouched page shows: the first gradient, where way forward and way back meet."""
    return next(step for step, operation in enumerate(operations) if operation.kind == "gradient")


# --- the map: every step as a button, forwards on top, backwards below ---
_ROWS = {"data": 1, "sums": 1, "layer": 1, "loss": 1, "slope": 2, "delta": 3, "scaled": 3, "gradient": 3, "update": 4}


def _map(walk: Walk, operations: tuple[Operation, ...]) -> h.Element:
    columns = 3 * walk.iteration.lmax + 2
    chips = [_chip(walk, step, operation) for step, operation in enumerate(operations)]
    rows = ((1, "forwards →"), (2, "derivatives"), (3, "← backwards"), (4, "update"))
    return h.div(".hl-scroll")[
        h.div(
            ".hl-walk-map",
            {"data-roam": "", "role": "group", "aria-label": "All steps of the iteration"},
            style=f"grid-template-columns: auto repeat({columns}, minmax(max-content, 1fr))",
        )[
            [h.span(".hl-walk-row", style=f"grid-row: {row}")[words] for row, words in rows],
            chips,
        ]
    ]


def _chip(walk: Walk, step: int, operation: Operation) -> h.Element:
    kind, l = operation.kind, operation.index  # noqa: E741 (l is the book's letter for the layer)
    across = {"sums": 3, "slope": 3, "scaled": 3, "gradient": 2, "update": 2, "loss": 2}.get(kind, 1)
    name = "loss" if kind == "loss" else walk.names.matrix(kind, l)
    tag = "at-E" if kind == "loss" else f"at-{walk.names.tag(kind, l)}"
    return h.button(
        f".hl-chip.hl-{_direction(kind)}",
        figure.part([tag], on=[step]) | {"data-to": str(step), "type": "button", "tabindex": "-1"},
        style=f"grid-row: {_ROWS[kind]}; grid-column: {1 + 3 * l + across}",
        aria_label=title(walk.names, operation),
    )[name]


def _direction(kind: str) -> str:
    return {"data": "given", "sums": "forth", "layer": "forth", "loss": "forth", "update": "renew"}.get(kind, "back")


# --- a panel: what one step reads and what it writes ---
def _panel(walk: Walk, step: int, operation: Operation, *, visible: bool) -> h.Element:
    kind = operation.kind
    iteration = walk.iteration
    line = numpy_lines.line(
        operation,
        iteration.forward.activations,
        iteration.loss,
        iteration.learning_rate,
        iteration.forward.bias,
        iteration.biases,
    )
    attributes = figure.part(only=[step]) | {
        "data-first": first_entry(walk, operation),
        "data-marks": " ".join(_marks(walk.names, operation)),
    }
    return h.div(f".hl-panel.hl-{_direction(kind)}", attributes, hidden=not visible)[
        h.div(".hl-row.hl-walk-equation")[list(equation(walk, operation))],
        h.div(".hl-panel-words")[
            h.div(".hl-formula-line")[formulas.formula(walk.names, iteration.loss, operation)],
            h.code(".hl-numpy")[line],
        ],
    ]


def first_entry(walk: Walk, operation: Operation) -> str:
    """The entry that a step explains by itself: the blank one, or the one of the largest size, which shows most."""
    names, kind, l, result = walk.names, operation.kind, operation.index, operation.result  # noqa: E741
    if result.ndim == 3:
        return f"{names.tag(kind, l)}.p1.1.1"
    rows, columns = names.axes(kind, l)
    gap = walk.gaps.get((kind, l))
    drawn = product(*([i for i in shown(n, most) if i is not None] for n, most in zip(result.shape, MOST, strict=True)))
    i, j = gap.place if gap else max(drawn, key=lambda place: abs(float(result[place])))
    return f"{names.tag(kind, l)}.{rows.first + i}.{columns.first + j}"


def _marks(names: Names, operation: Operation) -> Iterator[str]:
    """The parts of the diagram that a step is about."""
    kind, l = operation.kind, operation.index  # noqa: E741
    layers = {"sums": (l,), "gradient": (l, l + 1), "slope": (l + 1,), "scaled": (l + 1,), "update": ()}.get(kind, (l,))
    if kind == "delta" and l < names.last:
        layers = (l, l + 1)
        yield from (f"w{l}.r{unit}" for unit in range(1, names.sizes[l] + 1))
    if kind in ("sums", "gradient", "update"):
        first = 0 if names.bias else 1
        yield from (f"w{l}.r{unit}" for unit in range(first, names.sizes[l] + 1))
        if names.bias and kind != "update":
            yield f"n{l}.0"
    for layer in layers:
        yield from (f"n{layer}.{unit}" for unit in range(1, names.sizes[layer] + 1))


def equation(walk: Walk, operation: Operation) -> Iterator[h.Node]:
    """The matrices of a step with the signs between them, read first, written last."""
    kind, l = operation.kind, operation.index  # noqa: E741
    if kind == "data":
        yield _result(walk, operation)
        yield _targets(walk)
        for index in range(walk.iteration.lmax):
            yield _weights(walk, index)
        return
    if kind == "sums":
        yield from (_echo_input(walk, l), _sign("·"), _echo(walk, "weights", l))
    elif kind == "layer":
        yield from (_sign(f"f{theme.superscript(l - 1)}"), _echo(walk, "sums", l - 1))
    elif kind == "loss" or (kind == "delta" and l == walk.names.last):
        yield from (_echo(walk, "layer", walk.names.last), _sign("and"), _echo(walk, "targets", 0))
    elif kind == "slope":
        yield from (_sign(f"f{theme.superscript(l)}′"), _echo(walk, "sums", l))
    elif kind == "scaled":
        whole_rows = walk.iteration.backward.derivatives[l].ndim == 3
        sign = _sign("· row by row") if whole_rows else _sign("∘")
        yield from (_echo(walk, "delta", l + 1), sign, _slope(walk, l, again=True))
    elif kind == "gradient":
        yield from (_echo_input(walk, l, transposed=True), _sign("·"), _echo(walk, "scaled", l))
    elif kind == "delta":
        yield from (_echo(walk, "scaled", l), _sign("·"), _echo_transposed_weights(walk, l))
    elif kind == "update":
        rate = theme.number(walk.iteration.learning_rate, 6)
        yield from (_echo(walk, "weights", l), _sign(f"− {rate}·"), _echo(walk, "used", l))
    yield _sign("→" if kind in ("layer", "slope", "loss") or (kind == "delta" and l == walk.names.last) else "=")
    yield _slope(walk, l) if kind == "slope" else _result(walk, operation)
    if kind == "loss":
        total = theme.precise(walk.iteration.backward.loss)
        yield h.div(".hl-walk-total")["sum of all entries: ", h.b["L = ", total]]
    if kind == "update" and walk.iteration.biases in _BIAS_WORDS:
        yield h.div(".hl-walk-total")[_BIAS_WORDS[walk.iteration.biases]]


_BIAS_WORDS = {
    "fixed": "Row 0 holds the biases. They are given and not learned: in their row the update uses 0 for the gradient.",
    "shared": "Row 0 holds the layer's one bias. Each neuron uses it: the update uses the sum of the gradient's row 0.",
}


def _sign(text: str) -> h.Element:
    return h.span(".hl-operator")[text]


def _result(walk: Walk, operation: Operation) -> h.Element:
    """The matrix that the step writes, whose entries say where they come from; in fill-in mode with a blank."""
    kind, l, names = operation.kind, operation.index, walk.names  # noqa: E741
    rows, columns = names.axes(kind, l)
    own = entries.Entries(walk.iteration, operation)
    gap = walk.gaps.get((kind, l))

    def cell(i: int, j: int) -> tuple[tuple[str, ...], h.Node]:
        lit, say = own.say(i, j)
        return (lit, own.hint(i, j)) if gap and (i, j) == gap.place else (lit, say)

    def entry(i: int, j: int) -> h.Node:
        return faded.field(walk.iteration, gap) if gap and (i, j) == gap.place else None

    return matrix(
        names.matrix(kind, l),
        operation.result,
        rows,
        columns,
        tag=names.tag(kind, l),
        cell=cell,
        entry=entry if gap else None,
        decimals=DECIMALS,
        most=MOST,
        extra={"class": "hl-matrix hl-wrote"} if kind != "data" else None,
    )


def _targets(walk: Walk) -> h.Element:
    rows, columns = walk.names.axes("targets", 0)
    return matrix(
        "Y",
        walk.iteration.targets,
        rows,
        columns,
        tag=walk.names.tag("targets", 0),
        cell=lambda i, j: entries.say_target(walk.iteration, i, j),
        decimals=DECIMALS,
        most=MOST,
    )


def _weights(walk: Walk, index: int) -> h.Element:
    rows, columns = walk.names.axes("weights", index)
    return matrix(
        walk.names.matrix("weights", index),
        walk.iteration.forward.weights[index],
        rows,
        columns,
        tag=walk.names.tag("weights", index),
        cell=lambda i, j: entries.say_weight(walk.iteration, index, i, j),
        decimals=DECIMALS,
        most=MOST,
    )


def _echo(walk: Walk, kind: str, index: int) -> h.Element:
    """A matrix that the step reads, as it was written before."""
    forward, back = walk.iteration.forward, walk.iteration.backward
    values = {
        "layer": lambda: forward.layers[index],
        "sums": lambda: forward.sums[index],
        "weights": lambda: forward.weights[index],
        "targets": lambda: walk.iteration.targets,
        "delta": lambda: back.deltas[index],
        "scaled": lambda: back.scaled_deltas[index],
        "gradient": lambda: back.weight_gradients[index],
        "used": lambda: walk.iteration.used[index],
    }[kind]()
    if kind == "used":
        kind = "gradient"
    rows, columns = walk.names.axes(kind, index)
    name, tag = walk.names.matrix(kind, index), walk.names.tag(kind, index)
    return matrix(name, values, rows, columns, tag=tag, echo=True, decimals=DECIMALS, most=MOST)


def _echo_input(walk: Walk, index: int, *, transposed: bool = False) -> h.Element:
    """A layer as it is multiplied by its weights: with the column of ones if there is a bias."""
    names, values = walk.names, walk.iteration.forward.inputs[index]
    rows, columns = names.data_points(), names.neurons(index, bias=names.bias)
    name = names.read(index)

    def cell(i: int, j: int) -> tuple[tuple[str, ...], h.Node]:
        point, unit = (j, i) if transposed else (i, j)
        return entries.say_one(index, point + 1) if names.bias and unit == 0 else ((), None)

    if transposed:
        name = f"{name}ᵀ"
        rows, columns, values = columns, rows, values.T
    return matrix(
        name,
        values,
        rows,
        columns,
        tag=names.tag("layer", index),
        cell=cell,
        echo=True,
        transposed=transposed,
        decimals=DECIMALS,
        most=MOST,
    )


def _echo_transposed_weights(walk: Walk, index: int) -> h.Element:
    """w^(l)ᵀ, without the biases: the ones are computed by no earlier layer, so no error goes to them."""
    names, values = walk.names, walk.iteration.forward.weights[index]
    without = values[1:] if names.bias else values
    note = " without row 0" if names.bias else ""
    return matrix(
        names.matrix("weights", index) + "ᵀ" + note,
        without.T,
        names.neurons(index + 1),
        names.neurons(index),
        tag=names.tag("weights", index),
        echo=True,
        transposed=True,
        decimals=DECIMALS,
        most=(MOST[0], MOST[1] - names.bias),
    )


def _slope(walk: Walk, index: int, *, again: bool = False) -> h.Element:
    """f^(l)′, or for softmax the Jacobian of each data point, of which one is seen at a time: the chosen entry's."""
    names, values = walk.names, walk.iteration.backward.derivatives[index]
    rows, columns = names.axes("slope", index)
    if values.ndim == 3:
        points = [i for i in shown(len(values), MOST[0]) if i is not None] if again else [0]
        more = "" if again or len(values) == 1 else f" (one such matrix for each of {len(values)})"
        # The one that is seen while none is chosen stands last, where a style sheet can know that one before it is lit.
        return h.div(".hl-jacobians")[(_jacobian(walk, index, point, more) for point in [*points[1:], *points[:1]])]
    if again:
        name, tag = names.matrix("slope", index), names.tag("slope", index)
        return matrix(name, values, rows, columns, tag=tag, echo=True, decimals=DECIMALS, most=MOST)
    operation = next(o for o in walk.iteration.operations() if (o.kind, o.index) == ("slope", index))
    return _result(walk, operation)


def _jacobian(walk: Walk, index: int, point: int, more: str) -> h.Element:
    """∂ỹ/∂s of one data point, counted from 0: (P, P). more: what its title says of the others."""
    names, values = walk.names, walk.iteration.backward.derivatives[index]
    outputs = walk.iteration.forward.layers[index + 1][point]
    side = axis("P", values.shape[1])
    tag = f"{names.tag('slope', index)}.p{point + 1}"

    def cell(i: int, j: int) -> tuple[tuple[str, ...], h.Node]:
        a, b, value = (theme.number(float(v)) for v in (outputs[i], outputs[j], values[point, i, j]))
        written = f"{a}·(1 − {a})" if i == j else f"−{a}·{b}"
        return (f"at-e{index}",), h.fragment[
            h.b["∂ỹ", h.sub[str(i + 1)], "/∂s", h.sub[str(j + 1)], f" = {value}"],
            f": softmax takes the whole row, so each output depends on each weighted sum. Here {written} = {value}.",
        ]

    name = f"{names.matrix('slope', index)} of data point {point + 1}{more}"
    return matrix(name, values[point], side, side, tag=tag, cell=cell, decimals=DECIMALS, most=MOST)


@remembered
def _figure(own: reader.ReaderNetwork, fill_in: bool, draw: int) -> h.Node:
    data, net = own.dataset(), own.network()
    iteration = one_iteration(net, data.X, data.Y, own.loss, own.learning_rate, own.bias_rule)
    return build(iteration, Network.of(net), fill_in=fill_in, draw=draw)


def widget(*, key: str, caption: str) -> None:
    """Walk through one iteration of the reader's network, reading or filling in."""
    own, draws = reader.current(), f"{key}-draws"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = st.segmented_control(
            "What do you want to do?",
            ["Read every number", "Fill in the blanks"],
            default="Read every number",
            key=f"{key}-mode",
            required=True,
        )
        fill_in = mode == "Fill in the blanks"
        if fill_in:
            more = {draws: st.session_state.get(draws, 0) + 1}
            st.button("Other blanks", key=f"{key}-other", on_click=st.session_state.update, args=(more,))
    # Other weights are other tasks, so that they have their blanks at other places.
    draw = 1000 * own.seed + st.session_state.get(draws, 0)
    figure.show(
        _figure(own, fill_in, draw if fill_in else 0),
        key=f"{key}-figure",
        label="One iteration of your network, forwards, backwards and the update, step by step",
        caption_text=caption,
    )
