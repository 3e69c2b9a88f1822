"""The lines of the way back: what the book writes is the exact derivative, and each known slip is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlp_core import MLP
from studies.exercises import LINES
from studies.exercises.derivation import SETS, LineReport
from studies.exercises.derivation.lines import ALIKE, OTHER, SHOWN, evaluated, program

NAMES = [(name, line.name) for name, lines in SETS.items() for line in lines.lines]
SLIPS = [(name, line.name, *slip) for name, lines in SETS.items() for line in lines.lines for slip in line.slips]
CASES = (SHOWN, OTHER, *ALIKE)


def graded(name: str, line: str, text: str) -> LineReport:
    namespace: dict[str, Any] = {}
    exec(compile(program(SETS[name], line, text), "<cell line>", "exec"), namespace)
    return LINES[f"{name}.{line}"](namespace)


def value(name: str, line: str, case: int) -> np.ndarray[Any, Any]:
    lines = SETS[name]
    return np.asarray(evaluated(lines.line(line).right, lines.values(case, line)))


@pytest.mark.parametrize(("name", "line"), NAMES)
def test_the_books_own_line_is_exact(name: str, line: str) -> None:
    assert graded(name, line, SETS[name].line(line).right) == graded(
        name, line, f"{line} = {SETS[name].line(line).right}"
    )
    assert graded(name, line, SETS[name].line(line).right).verdict == "exact"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("name", "output", "loss"), [("softmax", "softmax", "softmax_cross_entropy"), ("sigmoid", "sigmoid", "half_sse")]
)
def test_the_networks_lines_are_what_backpropagation_gives(name: str, output: str, loss: str, case: int) -> None:
    given = SETS[name].values(case)
    (M, Q), P = (given["w0"].shape[0] - 1, given["w0"].shape[1]), given["w1"].shape[1]
    net = MLP((M, Q, P), ("tanh", output), bias=True, rng=0)
    net.weights = [given["w0"], given["w1"]]
    gradients = net.backward(net.forward(given["X"]), given["Y"], loss=loss).weight_gradients
    for l, gradient in enumerate(gradients):  # noqa: E741
        assert np.allclose(value(name, f"dw{l}", case), gradient)
        assert np.allclose(value(name, f"db{l}", case), gradient[0])

    def loss_at(X: np.ndarray[Any, Any]) -> float:
        return float(net.gradients(X, given["Y"], loss=loss)[0])

    right = value(name, "dX", case)
    for place in np.ndindex(right.shape):
        step = np.zeros(right.shape)
        step[place] = 1e-5
        measured = (loss_at(given["X"] + step) - loss_at(given["X"] - step)) / 2e-5
        assert measured == pytest.approx(right[place], abs=1e-8)


GRAPHS = {
    "product": lambda x, g: g["dz"] @ (x * g["y"]),
    "fork": lambda x, g: g["dz"] @ (2 * x) + g["du"] @ x**2,
    "mean": lambda x, g: g["dm"] * x.mean(),
    "maximum": lambda x, g: g["dm"] * x.max(),
    "repeated": lambda x, g: (g["dZ"] * x).sum(),
    "indexed": lambda x, g: g["dt"] @ x[g["i"]],
    "cumulated": lambda x, g: g["dz"] @ np.cumsum(x),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("line", [line.name for line in SETS["graphs"].lines])
def test_the_graphs_lines_are_measured_slopes(line: str, case: int) -> None:
    given = SETS["graphs"].values(case)
    right = value("graphs", line, case)
    assert right.shape == given["x"].shape
    for k in range(len(right)):
        step = np.zeros(right.shape)
        step[k] = 1e-6
        measured = (GRAPHS[line](given["x"] + step, given) - GRAPHS[line](given["x"] - step, given)) / 2e-6
        assert measured == pytest.approx(right[k], abs=1e-7)


@pytest.mark.long
@pytest.mark.parametrize(("name", "line", "text", "say"), SLIPS)
def test_each_known_slip_is_told(name: str, line: str, text: str, say: str) -> None:
    report = graded(name, line, text)
    assert not report.passed
    assert report.say == say
    assert len(say) > 15


RIGHT = (
    ("softmax", "dS1", "np.divide(out - Y, len(X))"),
    ("softmax", "dS1", "out * (dout - (dout * out).sum(axis=1, keepdims=True))"),
    (
        "softmax",
        "dS1",
        "np.einsum('nj,njk->nk', dout, np.einsum('nj,jk->njk', out, "
        "np.eye(out.shape[1])) - out[:, :, None] * out[:, None])",
    ),
    ("softmax", "dout", "-(Y / out) / X.shape[0]"),
    ("softmax", "dw1", "np.einsum('nq,np->qp', H1, dS1)"),
    ("softmax", "dw1", "(dS1.T @ H1).T"),
    ("softmax", "dw1", "np.vstack([dS1.sum(axis=0), H.T @ dS1])"),
    ("softmax", "db1", "dw1[0]"),
    ("softmax", "db1", "np.ones(N) @ dS1"),
    ("softmax", "db1", "np.add.reduce(dS1)"),
    ("softmax", "dH1", "np.inner(dS1, w1)"),
    ("softmax", "dH", "np.delete(dH1, 0, axis=1)"),
    ("softmax", "dH", "dS1 @ w1[1:].T"),
    ("softmax", "slope0", "1 / np.cosh(X1 @ w0) ** 2"),
    ("softmax", "slope0", "(1 + H) * (1 - H)"),
    ("softmax", "dS0", "np.multiply(slope0, dH)"),
    ("softmax", "dw0", "(X1.T @ dS0).astype(np.float32)"),
    ("softmax", "dX", "(dS0 @ w0.T)[:, 1:]"),
    ("softmax", "w1_new", "w1 + rate * -dw1"),
    ("sigmoid", "dout", "-(Y - out)"),
    ("sigmoid", "slope1", "out - out * out"),
    ("sigmoid", "dS1", "(dout * slope1).tolist()"),
    ("graphs", "fork", "2 * (dz + x * du)"),
    ("graphs", "mean", "dm * np.ones(x.shape) / x.size"),
    ("graphs", "mean", "[dm / len(x)] * len(x)"),
    ("graphs", "maximum", "np.where(x == max(x), dm, 0)"),
    ("graphs", "maximum", "dm * np.eye(len(x))[x.argmax()]"),
    ("graphs", "repeated", "np.ones(len(dZ)) @ dZ"),
    ("graphs", "indexed", "[dt[i == k].sum() for k in range(len(x))]"),
    ("graphs", "indexed", "dt @ np.eye(len(x))[i]"),
    ("graphs", "cumulated", "dz.sum() - np.cumsum(dz) + dz"),
    ("graphs", "cumulated", "np.triu(np.ones((len(x), len(x)))) @ dz"),
)


@pytest.mark.parametrize(("name", "line", "text"), RIGHT)
def test_a_right_line_is_accepted_in_any_style(name: str, line: str, text: str) -> None:
    report = graded(name, line, text)
    assert report.verdict in ("exact", "to rounding"), report


OTHERS = (
    ("softmax", "dS1", "np.round((out - Y) / N, 3)", "nearly", "rounded to 3 decimals"),
    ("softmax", "dw1", "H1.T @ dS1 + 0.0001", "nearly", "Nearly"),
    ("softmax", "dw1", "3 * H1.T @ dS1", "wrong", "3 times the right one"),
    (
        "softmax",
        "dw1",
        "np.vstack([0 * db1, H.T @ dS1]) if False else H1.T @ np.hstack([dS1[:, :1], 0 * dS1[:, 1:]])",
        "wrong",
        "they are marked",
    ),
    ("softmax", "dS1", "dS1", "wrong", "There is no dS1 here. This line may use N, X"),
    ("softmax", "dw1", "np.matrix(H1).T * dS1", "wrong", "np.matrix"),
    ("softmax", "dw1", "H1.T @ dS1^2", "wrong", ""),
    ("softmax", "dS1", "Y.shape", "wrong", "shape"),
    ("softmax", "dw1", "...", "wrong", "three dots"),
    ("softmax", "dw1", "w0.T @ dS1", "wrong", "do not fit"),
    ("graphs", "product", "np.array([1.0] * len(x))", "wrong", "No entry is right"),
)


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize(("name", "line", "text", "verdict", "say"), OTHERS)
def test_other_lines_are_told_too(name: str, line: str, text: str, verdict: str, say: str) -> None:
    report = graded(name, line, text)
    assert report.verdict == verdict
    assert say in report.say
    assert "gufunc" not in report.say
    assert "lambda" not in report.say


def test_wrong_entries_are_named_by_their_index() -> None:
    report = graded("softmax", "dw1", "H1.T @ dS1 + np.eye(5)[:, :2]")
    assert report.wrong == ((0, 0), (1, 1))
    assert np.array(report.entries).shape == (5, 2)
    assert report.say == "2 of 10 entries are wrong; they are marked."


def test_numbers_typed_in_are_no_line() -> None:
    right = value("graphs", "product", SHOWN).tolist()
    assert "not for others" in graded("graphs", "product", repr(right)).say


@pytest.mark.parametrize("text", ["", "   ", "x = 1\ny = 2", "dw1 += 3", "import os", "for k in x: pass"])
def test_what_is_no_line_is_said_before_it_runs(text: str) -> None:
    with pytest.raises(ValueError, match=r"nothing here|single line|on the right of|one expression"):
        program(SETS["softmax"], "dS1", text)


def test_a_line_changes_nothing_for_the_next() -> None:
    spoiling = "out.__isub__(Y) / N"
    assert graded("softmax", "dS1", spoiling).passed
    assert graded("softmax", "dS1", "(out - Y) / N").verdict == "exact"
