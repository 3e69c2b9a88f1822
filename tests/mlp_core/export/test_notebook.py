"""A notebook is valid nbformat 4.5, and its cells, run from top to bottom, are the program."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, datasets, fit
from mlp_core.export.programs import PROGRAMS, Training, text, to_notebook, to_script
from studies.training.programs import xor_training


def cells_of(training: Training) -> list[dict[str, Any]]:
    return json.loads(to_notebook(training))["cells"]


def test_it_has_what_the_format_asks_for() -> None:
    """https://nbformat.readthedocs.io/en/latest/format_description.html"""
    book = json.loads(to_notebook(xor_training()))
    assert set(book) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    for cell in book["cells"]:
        extra = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | extra
        assert re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", cell["id"])
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        assert not cell["source"][-1].endswith("\n")
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    assert [cell["cell_type"] for cell in book["cells"]] == ["markdown", "code"] * 8


@pytest.mark.parametrize("batch_size", [None, 3])
def test_its_cells_print_the_final_loss_of_the_run(batch_size: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    data = datasets.circles(12, rng=1)
    net = MLP((2, 5, 1), ("relu", "sigmoid"), rng=3)
    run = fit(net, data, loss="bce", optimizer="adam", iterations=40, batch_size=batch_size, l2=0.01)
    variables: dict[str, Any] = {}
    code = [cell for cell in cells_of(Training.of(run)) if cell["cell_type"] == "code"]
    for cell in code:
        exec(compile("".join(cell["source"]), cell["id"], "exec"), variables)
    assert capsys.readouterr().out == f"final loss {run.final_loss:.12g}\n"
    lines = "\n".join("".join(cell["source"]) for cell in code).split()
    assert lines == to_script(run).split('"""\n', 1)[1].split()


@pytest.mark.parametrize("library", PROGRAMS)
def test_every_library_can_be_written_in_cells(library: str) -> None:
    training = xor_training()
    code = [cell for cell in json.loads(to_notebook(training, PROGRAMS[library]))["cells"] if "outputs" in cell]
    written = "\n".join("".join(cell["source"]) for cell in code)
    assert written.split() == text(PROGRAMS[library](training)).split()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_its_words_are_those_of_the_records(optimizer: str) -> None:
    data = datasets.four_points()
    training = Training(MLP((3, 4, 2, 1), ("relu", "tanh", "sigmoid")), data.X, data.Y, "mse", optimizer, l1=0.5)
    said = "".join("".join(cell["source"]) for cell in cells_of(training) if cell["cell_type"] == "markdown")
    assert LOSSES["mse"].formula in said
    assert OPTIMIZERS[optimizer].formula in said
    assert "M = 3, Q1 = 4, Q2 = 2, P = 1" in said
    assert "l1 = 0.5 is a penalty" in said
    assert said.count("## ") == 7


def test_it_says_how_the_biases_are_trained() -> None:
    data = datasets.xor()
    fixed = Training(MLP((2, 3, 1), "tanh", rng=1), data.X, data.Y, "half_sse", "sgd", biases="fixed")
    cells = cells_of(fixed)
    assert "given, not learned" in "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "gradients[l][0] = 0" in "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
