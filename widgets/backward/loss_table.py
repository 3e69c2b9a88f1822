"""The loss of the reader's network: what each output of each data point adds to it, and their sums."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h
import numpy as np
from numpy.typing import NDArray

from mlp_core import LOSSES
from studies.backwards.loss_terms import loss_terms
from widgets.drawing import figure
from widgets.drawing.figure import part
from widgets.drawing.matrix import Axis, axis, matrix
from widgets.kit import reader, theme
from widgets.kit.reader import ReaderNetwork
from widgets.kit.remembered import remembered

Array = NDArray[np.floating]

MOST = (10, 10)  # rows and columns drawn: of a digit's ten targets the one that is 1 must not be left out

FEW = 4  # so many outputs, and the matrices stand in one or two rows without being set closely


def build(outputs: Array, targets: Array, terms: Array, loss: str) -> h.Node:
    """The outputs, the targets, the errors and the terms of the loss, (N, P) each, and their sums."""
    points, ends = axis("N", outputs.shape[0]), axis("P", outputs.shape[1])

    def cell(i: int, j: int) -> tuple[Iterable[str], h.Node]:
        lit = [f"{tag}.{i + 1}.{j + 1}" for tag in ("out", "target", "error", "term")]
        return [*lit, f"point.{i + 1}.1", f"output.1.{j + 1}"], _entry(i, j, outputs, targets, terms, loss)

    def of_point(i: int, _: int) -> tuple[Iterable[str], h.Node]:
        say = h.fragment[
            "Data point ", str(i + 1), " adds ", h.b[theme.number(float(terms[i].sum()), 4)], " to the loss."
        ]
        return [f"term.r{i + 1}", f"error.r{i + 1}"], say

    def of_output(_: int, j: int) -> tuple[Iterable[str], h.Node]:
        amount = theme.number(float(terms[:, j].sum()), 4)
        say = h.fragment["Output ", str(j + 1), " adds ", h.b[amount], " to the loss, over all data points."]
        return [f"term.c{j + 1}", f"error.c{j + 1}"], say

    total = float(terms.sum())
    whole = part(
        ["total"],
        lit=[f"term.r{i + 1}" for i in range(len(terms))],
        say=h.fragment[
            "The loss, ", LOSSES[loss].words.title, ": all terms together, ", h.b[theme.number(total, 4)], "."
        ],
    )
    sums = [
        matrix(
            "per point",
            terms.sum(axis=1, keepdims=True),
            points,
            Axis("P", ("sum",)),
            tag="point",
            cell=of_point,
            decimals=4,
            most=MOST,
        ),
        matrix(
            "per output",
            terms.sum(axis=0, keepdims=True),
            Axis("N", ("sum",)),
            ends,
            tag="output",
            cell=of_output,
            decimals=4,
            most=MOST,
        ),
    ]
    return [
        h.div(".hl-row.hl-loss-row.hl-wide-loss" if outputs.shape[1] > FEW else ".hl-row.hl-loss-row")[
            matrix("Ỹ", outputs, points, ends, tag="out", cell=cell, decimals=3, most=MOST),
            matrix("Y", targets, points, ends, tag="target", cell=cell, most=MOST),
            matrix("Ỹ − Y", outputs - targets, points, ends, tag="error", cell=cell, decimals=3, most=MOST),
            matrix("terms of the loss", terms, points, ends, tag="term", cell=cell, decimals=4, most=MOST),
            sums,
            h.p(".hl-total", whole | {"tabindex": "0"})["Total loss: L = ", h.b[theme.number(total, 4)]],
        ],
        figure.readout(_entry(*_worst(terms), outputs, targets, terms, loss)),
    ]


def _worst(terms: Array) -> tuple[int, int]:
    row, column = np.unravel_index(int(terms.argmax()), terms.shape)
    return int(row), int(column)


def _entry(i: int, j: int, outputs: Array, targets: Array, terms: Array, loss: str) -> h.Node:
    """The arithmetic of one term."""
    o, t = float(outputs[i, j]), float(targets[i, j])
    output, target = theme.number(o, 4), theme.number(t, 4)
    n, p = terms.shape
    working = theme.unbroken(LOSSES[loss].words.term.format(o=theme.factor(o, 4), t=theme.factor(t, 4), n=n, p=p))
    return h.fragment[
        f"Data point {i + 1}, output {j + 1}: ỹ = {output}, target y = {target}. It adds ",
        working,
        " = ",
        h.b[theme.number(float(terms[i, j]), 4)],
        ".",
    ]


def tables(own: ReaderNetwork) -> tuple[Array, Array, Array]:
    """The outputs, targets and terms of the loss of the reader's network, (N, P) each."""
    net, data = own.network(), own.dataset()
    trace = net.forward(data.X)
    return trace.outputs, data.Y, loss_terms(net, trace, data.Y, own.loss)


@remembered
def _figure(own: ReaderNetwork) -> h.Node:
    return build(*tables(own), own.loss)


def widget(*, key: str, caption: str) -> None:
    """Show where the loss of the reader's network comes from, with its largest term chosen at first."""
    own = reader.current()
    row, column = _worst(tables(own)[2])
    figure.show(
        _figure(own),
        key=key,
        label="The loss of your network, term by term",
        caption_text=caption,
        chosen=f"term.{row + 1}.{column + 1}",
    )
