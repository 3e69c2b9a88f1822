"""A training as a Jupyter notebook: the program's sections as cells, each under a few words and its formulas."""

import json
from collections.abc import Callable

from mlp_core.activations import ACTIVATIONS
from mlp_core.export.in_numpy import to_numpy
from mlp_core.export.training import BIAS_RULES, Program, Training
from mlp_core.network import width_letters

CELLS = (
    ("imports", ("imports",)),
    ("data", ("data",)),
    ("network", ("network",)),
    ("start", ("start",)),
    ("loss", ("loss",)),
    ("optimizer", ("optimizer",)),
    ("loop", ("loop", "forward", "backward", "update")),
    ("end", ("end",)),
)
"""What each text cell is about, and the sections of the program that are the code cell below it."""


def to_notebook(training: Training, write: Callable[[Training], Program] = to_numpy) -> str:
    """The text of an .ipynb file (nbformat 4.5). write: how the program is written, one of PROGRAMS."""
    program, said = write(training), _said(training)
    cells: list[dict[str, object]] = []
    for name, sections in CELLS:
        code = "\n".join(program[section] for section in sections if program[section]).strip("\n")
        cells.append({"cell_type": "markdown", "id": f"about-{name}", "metadata": {}, "source": _lines(said[name])})
        empty: dict[str, object] = {"execution_count": None, "outputs": []}
        cells.append({"cell_type": "code", "id": name, "metadata": {}, "source": _lines(code), **empty})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _lines(text: str) -> list[str]:
    """A cell's text as the format has it: lines that keep their ends."""
    return text.splitlines(keepends=True)


def _said(training: Training) -> dict[str, str]:
    """The text cells, in Markdown."""
    net, rule, optimizer = training.net, training.measure, training.rule
    letters = ", ".join(f"{letter} = {width}" for letter, width in zip(width_letters(net.lmax), net.sizes, strict=True))
    names = dict.fromkeys(net.activations)
    functions = "\n".join(f"- {name}: $f(s) = {ACTIVATIONS[name].formula}$" for name in names)
    ones = ", where $L^{(l)}$ has a column of ones before it for the biases," if net.bias else ""
    bias = (
        f"Row 0 of each matrix holds the biases: {BIAS_RULES[training.biases]}." if net.bias else "There are no biases."
    )
    looks = (
        f"{training.batch_size} data points. Every epoch shuffles all data points anew"
        if training.batches
        else "all data points"
    )
    settings = "".join(f", {name} = {value:g}" for name, value in optimizer.settings.items())
    penalties = "".join(
        f" {name} = {value:g} is a penalty on large weights, and no part of the loss that is reported."
        for name, value in (("l1", training.l1), ("l2", training.l2))
        if value
    )
    return {
        "imports": f"# A {'-'.join(map(str, net.sizes))} network and its training\n\nRun the cells from top to bottom.",
        "data": f"## The data\n\nN = {len(training.X)} data points, one in each row of X. Y holds their targets.",
        "network": f"## The network\n\nWidths of the layers: {letters}. "
        f"Each layer is $L^{{(l+1)}} = f(L^{{(l)}} w^{{(l)}})${ones} with\n\n{functions}",
        "start": f"## The initial weights\n\n{net.parameter_count} numbers. {bias}",
        "loss": f"## The loss\n\n{rule.words.title.capitalize()}:\n\n$$\\mathcal{{L}} = {rule.formula}$$",
        "optimizer": f"## The optimizer\n\n{optimizer.name}{settings}:\n\n$$\\begin{{gathered}}{optimizer.formula}"
        f"\\end{{gathered}}$$\n\nwhere $g$ is the gradient and $\\eta$ the learning rate.{penalties}",
        "loop": f"## The training\n\n{training.iterations} updates; each looks at {looks}. "
        "The list `losses` has the loss before each update.",
        "end": "## The result\n\nThe loss over all data points after the last update.",
    }
