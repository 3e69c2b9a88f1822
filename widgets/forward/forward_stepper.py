"""Feeding forward, one line of code at a time, beside the matrices that the line reads and writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import htpy as h

from mlp_core import ACTIVATIONS, ForwardTrace
from widgets.drawing import figure
from widgets.drawing.explain import Explained
from widgets.drawing.figure import part
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

OPENING = (1, 0)  # the entry explained at first, from 0: the second data point at the first neuron


def code(*, linear: bool, bias: bool) -> tuple[str, ...]:
    """The loop as the lesson writes it. linear: without activations."""
    layer = "    layer = with_ones(layers[-1])" if bias else "    layer = layers[-1]"
    if linear:
        return ("layers = [X]", "for w in weights:", layer, "    layers.append(layer @ w)")
    return (
        "layers = [X]",
        "for w, f in zip(weights, activations):",
        layer,
        "    sums = layer @ w",
        "    layers.append(f(sums))",
    )


@dataclass(frozen=True)
class Step:
    """One line of code, run once.

    line: its place in the code. reads, writes: the names of matrices as in `_row`, such as "w0" or "in0". label: what
    happens, in one line. first: the tag of the entry that explains itself at this step. done: how many layers exist.
    """

    line: int
    reads: tuple[str, ...]
    writes: str
    label: str
    first: str
    done: int


def steps(trace: ForwardTrace, *, linear: bool) -> tuple[Step, ...]:
    """Every line of code in the order in which it runs."""
    row, column = _opening(trace)
    data = Step(0, (), "in0", "the list starts with the data, L⁽⁰⁾ = X", f"L0.{row}.1", 1)
    if trace.bias:  # X is seen first with its column of ones, so here the first weights speak
        data = replace(data, writes="", first=f"w0.1.{column}")
    turns = (_turn(trace, index, linear=linear) for index in range(len(trace.weights)))
    return (data, *(step for turn in turns for step in turn))


def _turn(trace: ForwardTrace, index: int, *, linear: bool) -> Iterator[Step]:
    """The lines of one turn of the loop."""
    row, column = _opening(trace)
    now, after = theme.superscript(index), theme.superscript(index + 1)
    factors, newest = (f"in{index}", f"w{index}"), () if index == 0 else (f"out{index}",)
    with_f = "" if linear else f" and f{now} = {trace.activations[index]}"
    take = f"turn {index + 1} of {len(trace.weights)}: take w{now}{with_f}"
    yield Step(1, (f"w{index}",), "", take, f"w{index}.1.{column}", index + 1)
    entry = f"L{index}.{row}.1"
    if trace.bias:
        yield Step(2, newest, f"in{index}", f"add a column of ones to L{now}", entry, index + 1)
    else:
        yield Step(2, (f"in{index}", *newest), "", f"take the newest layer, L{now}", entry, index + 1)
    layer = theme.with_ones(f"L{now}", trace.bias)
    left, right, product = (
        f"({matrix.shape[0]} × {matrix.shape[1]})"
        for matrix in (trace.inputs[index], trace.weights[index], trace.sums[index])
    )
    shapes = theme.unbroken(f"{layer}·w{now}, {left}·{right} = {product}")
    result = f"L{index + 1}.{row}.{column}"
    if linear:
        yield Step(3, factors, f"out{index + 1}", f"L{after} = {shapes}", result, index + 2)
        return
    yield Step(3, factors, f"sums{index}", f"S{now} = {shapes}", f"S{index}.{row}.{column}", index + 1)
    applied = f"L{after} = f{now}(S{now}), {trace.activations[index]} of every entry"
    if not ACTIVATIONS[trace.activations[index]].elementwise:
        applied = f"L{after} = f{now}(S{now}), {trace.activations[index]} of every row"
    yield Step(4, (f"sums{index}",), f"out{index + 1}", applied, result, index + 2)


def opening_step(story: tuple[Step, ...]) -> int:
    """The step that is shown at first: the first product."""
    return next(number for number, step in enumerate(story) if step.line == 3)


def build(trace: ForwardTrace, *, linear: bool) -> h.Node:
    """Controls, code and matrices. trace: the forward pass; linear: leave the activations out (they must be linear)."""
    story = steps(trace, linear=linear)
    start = opening_step(story)
    row, column = _opening(trace)
    shown = Explained(trace, abreast=3 if linear else 4)
    return h.fragment[
        figure.step_controls([step.label for step in story], start=start, name="Step through the loop"),
        h.div(".hl-listing")[_listing(story, linear=linear, bias=trace.bias), _lists(trace, story)],
        figure.readout(shown.sum_said(0, row - 1, column - 1), label="How the entry comes about"),
        [_row(shown, index, story, linear=linear) for index in range(len(trace.weights))],
        # The entry that each step explains by itself; see data-first in widgets/drawing/figure.py.
        [
            h.span(part(only=[number]) | {"data-first": step.first}, hidden=number != start)
            for number, step in enumerate(story)
        ],
    ]


def _opening(trace: ForwardTrace) -> tuple[int, int]:
    """Row and column, from 1, of the entry that is explained at first."""
    return min(OPENING[0] + 1, len(trace.layers[0])), OPENING[1] + 1


def _listing(story: tuple[Step, ...], *, linear: bool, bias: bool) -> h.Element:
    return h.ol(".hl-code", aria_label="The code")[
        [
            h.li(part(on=[number for number, step in enumerate(story) if step.line == line]))[text]
            for line, text in enumerate(code(linear=linear, bias=bias))
        ]
    ]


def _lists(trace: ForwardTrace, story: tuple[Step, ...]) -> h.Element:
    """The two lists of the code, as they stand: weights is there from the start, layers grows."""
    weights = [f"w{theme.superscript(index)}" for index in range(len(trace.weights))]
    layers = [f"L{theme.superscript(index)}" for index in range(len(trace.layers))]
    born = [next(n for n, step in enumerate(story) if step.done > index) for index in range(len(layers))]
    return h.dl(".hl-lists")[
        h.dt["weights"],
        h.dd["[", _joined([h.span[name] for name in weights]), "]"],
        h.dt["layers"],
        h.dd[
            "[",
            [
                h.span(part(only=range(since, len(story))))[", " if place else "", name]
                for place, (name, since) in enumerate(zip(layers, born, strict=True))
            ],
            "]",
        ],
    ]


def _joined(items: list[h.Element]) -> h.Node:
    return [h.fragment[", " if place else "", item] for place, item in enumerate(items)]


def _row(shown: Explained, index: int, story: tuple[Step, ...], *, linear: bool) -> h.Element:
    """One turn of the loop: L·w = S → f → L, each matrix there from the step that writes it."""

    def steps_of(name: str) -> tuple[list[int], list[int]]:
        reads = [number for number, step in enumerate(story) if name in step.reads]
        return reads, [number for number, step in enumerate(story) if name == step.writes]

    def told(name: str) -> dict[str, str]:
        reads, writes = steps_of(name)
        return part(on=reads, wrote=writes, since=None if name.startswith("w") else min(writes or reads))

    def appearing(name: str) -> dict[str, str]:
        reads, writes = steps_of(name)
        return part(since=min(writes or reads))

    now = theme.superscript(index)
    pieces: list[h.Node] = [
        shown.input_matrix(index, echo=index > 0, extra=told(f"in{index}")),
        h.span(".hl-operator", appearing(f"in{index}"))["·"],
        shown.weight_matrix(index, extra=told(f"w{index}")),
        h.span(".hl-operator", appearing(f"out{index + 1}" if linear else f"sums{index}"))["="],
    ]
    if not linear:
        pieces += [
            shown.sums_matrix(index, extra=told(f"sums{index}")),
            h.span(".hl-operator.hl-arrow", appearing(f"out{index + 1}"))[
                h.span[f"f{now} = {shown.trace.activations[index]}"], "→"
            ],
        ]
    # Room for all turns of a deep network would be a long empty page: there each turn appears when it begins.
    turn = part(since=min(steps_of(f"w{index}")[0])) if len(shown.trace.weights) > 2 else {}
    dense = ".hl-crowded-row" if shown.crowded else ""
    return h.div(f".hl-row.hl-equation.hl-turn{dense}", turn)[
        pieces, shown.layer_matrix(index + 1, extra=told(f"out{index + 1}"))
    ]


@remembered
def _figure(own: reader.ReaderNetwork, linear: bool) -> h.Node:
    if linear:
        own = replace(own, activations=("linear",) * own.last)
    return build(own.forward(), linear=linear)


def widget(*, key: str, caption: str, activation: str = "own") -> None:
    """Step through the reader's network. activation: "linear" leaves the activations out, "own" takes the reader's."""
    picture = _figure(reader.current(), activation == "linear")
    figure.show(picture, key=key, label="Feeding forward, step by step", caption_text=caption)
