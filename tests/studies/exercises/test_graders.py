"""Typical wrong answers get the right diagnosis, and right answers in any style are accepted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from studies.exercises import EXERCISES, Report

TANH = "def tanh(s):\n    return np.tanh(s)\n"
SLOPE = "def tanh_derivative(s):\n    return 1 - np.tanh(s) ** 2\n"
SEGMENTS = """
X = np.array([[1,1,1,1,1,1,0],[0,1,1,0,0,0,0],[1,1,0,1,1,0,1],[1,1,1,1,0,0,1],[0,1,1,0,0,1,1],
              [1,0,1,1,0,1,1],[1,0,1,1,1,1,1],[1,1,1,0,0,0,0],[1,1,1,1,1,1,1],[1,1,1,1,0,1,1]])
"""
ONE_HOT = "Y = np.eye(10)\n"
BACKWARD = """
def backward(layers, derivatives, weights, Y):
    delta2 = layers[2] - Y
    gradient1 = layers[1].T @ (delta2 * derivatives[1])
    delta1 = {delta1}
    gradient0 = {gradient0}
    return [gradient0, gradient1]
"""
RIGHT_DELTA, RIGHT_GRADIENT = "(delta2 * derivatives[1]) @ weights[1].T", "layers[0].T @ (delta1 * derivatives[0])"
STEP = """
def train_step(layers, derivatives, weights, Y, rate):
    delta = layers[-1] - Y
    for l in reversed(range(len(weights))):
        scaled = delta * derivatives[l]
        {body}
    return weights
"""


def report(exercise: str, code: str) -> Report:
    program: dict[str, Any] = {"np": np}
    exec(compile("import math\n" + code, "<cell answer>", "exec"), program)
    return EXERCISES[exercise](program)


def one(expression: str, name: str) -> str:
    return f"def {name}(s):\n    return {expression}\n"


def backward(delta1: str = RIGHT_DELTA, gradient0: str = RIGHT_GRADIENT) -> str:
    return BACKWARD.format(delta1=delta1, gradient0=gradient0)


def step(*lines: str) -> str:
    return STEP.format(body="\n        ".join(lines))


RIGHT = [
    ("tanh", TANH + SLOPE),
    (
        "tanh",
        one("(np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s))", "tanh") + one("1 - tanh(s)**2", "tanh_derivative"),
    ),
    ("tanh", one("2 / (1 + np.exp(-2 * s)) - 1", "tanh") + one("1 / np.cosh(s) ** 2", "tanh_derivative")),
    ("tanh", "tanh = np.tanh\ntanh_derivative = lambda s: (1 - tanh(s)) * (1 + tanh(s))"),
    ("tanh", one("np.sinh(s) / np.cosh(s)", "tanh") + one("4 / (np.exp(s) + np.exp(-s)) ** 2", "tanh_derivative")),
    (
        "tanh",
        "tanh = np.vectorize(math.tanh)\n"
        "def tanh_derivative(s):\n    e = 1e-6\n    return (tanh(s + e) - tanh(s - e)) / (2 * e)",
    ),
    ("seven_segment", SEGMENTS + ONE_HOT),
    ("seven_segment", SEGMENTS + "X = X.tolist()\nY = [[int(i == j) for j in range(10)] for i in range(10)]"),
    ("seven_segment", SEGMENTS + "X = X == 1\nY = np.zeros((10, 10))\nY[range(10), range(10)] = 1"),
    ("seven_segment", SEGMENTS + "X[6] = [0,0,1,1,1,1,1]\nX[9] = [1,1,1,0,0,1,1]\nX[7] = [1,1,1,0,0,1,0]\n" + ONE_HOT),
    ("backprop_line", backward()),
    ("backprop_line", backward(f"({RIGHT_DELTA}) * derivatives[0]", "layers[0].T @ delta1")),
    (
        "backprop_line",
        backward("(weights[1] @ (delta2 * derivatives[1]).T).T", "np.dot(layers[0].T, delta1 * derivatives[0])"),
    ),
    (
        "backprop_line",
        backward(
            "np.einsum('np,qp->nq', delta2 * derivatives[1], weights[1])",
            "sum(np.outer(x, d) for x, d in zip(layers[0], delta1 * derivatives[0]))",
        ),
    ),
    ("bug", step("old = weights[l]", "weights[l] = old - rate * (layers[l].T @ scaled)", "delta = scaled @ old.T")),
    ("bug", step("delta = scaled @ weights[l].T", "weights[l] = weights[l] - rate * (layers[l].T @ scaled)")),
    ("bug", step("delta = scaled @ weights[l].T", "weights[l] -= rate * (layers[l].T @ scaled)")),
    ("bug", step("old = weights[l].copy()", "weights[l] -= rate * (layers[l].T @ scaled)", "delta = scaled @ old.T")),
    (
        "bug",
        "def train_step(layers, derivatives, weights, Y, rate):\n    delta, new = layers[-1] - Y, []\n"
        "    for L, f, w in zip(layers[-2::-1], derivatives[::-1], weights[::-1]):\n"
        "        new.insert(0, w - rate * (L.T @ (delta * f)))\n"
        "        delta = (delta * f) @ w.T\n"
        "    return tuple(new)",
    ),
]
UPDATE = "weights[l] = weights[l] - rate * (layers[l].T @ scaled)"
WRONG = [
    # tanh
    ("tanh", one("1 / (1 + np.exp(-s))", "tanh") + SLOPE, "sigmoid"),
    ("tanh", one("(np.exp(s) - np.exp(-s)) / 2", "tanh") + SLOPE, "sinh"),
    ("tanh", one("(np.exp(s) + np.exp(-s)) / (np.exp(s) - np.exp(-s))", "tanh") + SLOPE, "upside down"),
    ("tanh", one("np.exp(s) - np.exp(-s) / np.exp(s) + np.exp(-s)", "tanh") + SLOPE, "Brackets are missing"),
    ("tanh", one("(np.exp(s) - np.exp(-s)) / np.exp(s) + np.exp(-s)", "tanh") + SLOPE, "round the denominator"),
    ("tanh", one("(np.exp(-s) - np.exp(s)) / (np.exp(s) + np.exp(-s))", "tanh") + SLOPE, "sign is wrong"),
    ("tanh", one("2 / (1 + np.exp(-s)) - 1", "tanh") + SLOPE, "tanh(s/2)"),
    ("tanh", one("np.tan(s)", "tanh") + SLOPE, "tangent of an angle"),
    ("tanh", one("math.tanh(s)", "tanh") + SLOPE, "module math"),
    ("tanh", "def tanh(s):\n    print(np.tanh(s))\n" + SLOPE, "return"),
    ("tanh", "def tanh(s):\n    ...\n" + SLOPE, "None"),
    ("tanh", one("...", "tanh") + SLOPE, "three dots"),
    ("tanh", "def Tanh(s):\n    return np.tanh(s)\n" + SLOPE, "capital and small"),
    ("tanh", "def tanh(s):\n    return np.tanh(s).sum()\n" + SLOPE, "of shape (5,)"),
    ("tanh", "def tanh(s):\n    if s > 0:\n        return 1\n    return -1\n" + SLOPE, "np.where"),
    ("tanh", "def tanh():\n    return np.tanh(1)\n" + SLOPE, "exactly the arguments"),
    # its derivative
    ("tanh", TANH + one("1 - np.tanh(s)", "tanh_derivative"), "square is forgotten"),
    ("tanh", TANH + one("1 - s ** 2", "tanh_derivative"), "activation a = tanh(s)"),
    ("tanh", TANH + one("np.tanh(s) * (1 - np.tanh(s))", "tanh_derivative"), "pattern of sigmoid"),
    ("tanh", TANH + one("np.exp(-s) / (1 + np.exp(-s)) ** 2", "tanh_derivative"), "derivative of sigmoid"),
    ("tanh", TANH + one("1 + tanh(s) ** 2", "tanh_derivative"), "above 1"),
    ("tanh", TANH + one("tanh(s) ** 2 - 1", "tanh_derivative"), "rises everywhere"),
    ("tanh", TANH + one("1 - tanh(s ** 2)", "tanh_derivative"), "square is in the wrong place"),
    ("tanh", TANH + one("(1 - tanh(s)) ** 2", "tanh_derivative"), "whole difference"),
    ("tanh", TANH + one("1 / np.cosh(s)", "tanh_derivative"), "still has to be squared"),
    ("tanh", TANH + one("1 - 2 * tanh(s)", "tanh_derivative"), "no doubling"),
    ("tanh", TANH + one("tanh(s)", "tanh_derivative"), "not its slope"),
    ("tanh", TANH + one("1 - tanh(tanh(s)) ** 2", "tanh_derivative"), "taken twice"),
    # the seven-segment data
    ("seven_segment", SEGMENTS + "X = X.T\n" + ONE_HOT, "it is transposed"),
    ("seven_segment", SEGMENTS + "X = 1 - X\n" + ONE_HOT, "0 and 1 are exchanged"),
    ("seven_segment", SEGMENTS + "X = X[:, ::-1]\n" + ONE_HOT, "from g to a"),
    ("seven_segment", SEGMENTS + "X = np.roll(X, -1, axis=0)\n" + ONE_HOT, "1, 2, …, 9, 0"),
    ("seven_segment", SEGMENTS + "X = 2 * X - 1\n" + ONE_HOT, "−1 for a dark"),
    ("seven_segment", SEGMENTS + "X[2] = X[5]\n" + ONE_HOT, "which draws a 5"),
    ("seven_segment", SEGMENTS + "X[4, 0] = 1\n" + ONE_HOT, "a 4 lights bcfg"),
    ("seven_segment", SEGMENTS + "X = X.astype(str)\n" + ONE_HOT, "holds text"),
    ("seven_segment", SEGMENTS + "X = X[:7]\n" + ONE_HOT, "shape (10, 7)"),
    ("seven_segment", "X = [[1, 1], [1]]\n" + ONE_HOT, "different lengths"),
    ("seven_segment", SEGMENTS + "Y = np.arange(10).reshape(10, 1)", "digits as numbers"),
    ("seven_segment", SEGMENTS + "Y = np.arange(10)", "digits as numbers"),
    ("seven_segment", SEGMENTS + "Y = np.eye(10)[::-1]", "top right to the bottom left"),
    ("seven_segment", SEGMENTS + "Y = np.eye(10, k=1)", "exactly one 1; row 9 has 0"),
    ("seven_segment", SEGMENTS + "Y = np.roll(np.eye(10), 1, axis=1)", "too far right"),
    ("seven_segment", SEGMENTS + "Y = np.eye(9)", "shape (10, 10)"),
    # the way back
    ("backprop_line", backward(gradient0="layers[0].T @ delta1"), "f⁽⁰⁾′ is forgotten"),
    ("backprop_line", backward("delta2 @ weights[1].T"), "f⁽¹⁾′ is forgotten"),
    ("backprop_line", backward("delta2 @ weights[1].T", "layers[0].T @ delta1"), "Both derivatives"),
    ("backprop_line", backward("(delta2 * derivatives[1]) @ weights[1]"), "w⁽¹⁾ is not transposed"),
    ("backprop_line", backward(gradient0="layers[0] @ (delta1 * derivatives[0])"), "L⁽⁰⁾ is not transposed"),
    ("backprop_line", backward("(delta2 * derivatives[1]) @ weights[0].T"), "through w⁽⁰⁾"),
    (
        "backprop_line",
        backward(gradient0="layers[1].T @ (delta1 * derivatives[0])"),
        "layers[0], the layer that w⁽⁰⁾ multiplies",
    ),
    ("backprop_line", backward(gradient0="-layers[0].T @ (delta1 * derivatives[0])"), "sign is wrong"),
    ("backprop_line", backward(gradient0="layers[0].T @ (delta1 * derivatives[0]) / len(Y)"), "divide by the number"),
    ("backprop_line", backward(f"({RIGHT_DELTA}) * derivatives[0]"), "twice"),
    ("backprop_line", backward(gradient0="layers[0].T @ (delta1 * layers[1])"), "activation H itself"),
    ("backprop_line", backward(gradient0="0.1 * layers[0].T @ (delta1 * derivatives[0])"), "0.1 times"),
    ("backprop_line", backward("(delta2 * derivatives[1]) * weights[1].T"), "step back is a matrix product"),
    ("backprop_line", backward(gradient0="layers[0].T @ (delta1 @ derivatives[0])"), "entry by entry, *"),
    ("backprop_line", backward().replace("[gradient0, gradient1]", "[gradient1, gradient0]"), "wrong order"),
    ("backprop_line", backward().replace("[gradient0, gradient1]", "gradient0"), "two gradients"),
    ("backprop_line", backward("...", "..."), "three dots"),
    ("backprop_line", backward(gradient0="(delta1 * derivatives[0]).T @ layers[0]"), "transposed"),
    # the bug
    ("bug", step(UPDATE, "delta = scaled @ weights[l].T"), "bug is still there"),
    (
        "bug",
        step("old = weights[l]", "weights[l] -= rate * (layers[l].T @ scaled)", "delta = scaled @ old.T"),
        "both names",
    ),
    ("bug", step("delta = scaled @ weights[l].T", UPDATE.replace(" - ", " + ")), "uphill"),
    ("bug", step("delta = delta @ weights[l].T", UPDATE), "lost on the way back"),
    ("bug", step("delta = scaled @ weights[l].T", UPDATE.replace("rate * ", "")), "learning rate is gone"),
    ("bug", step("delta = scaled @ weights[l].T"), "Nothing is updated"),
    ("bug", step("delta = scaled @ weights[l].T", UPDATE).replace("return weights", "return weights[::-1]"), "reverse"),
    ("bug", step("delta = scaled @ weights[l].T", UPDATE, "break"), "Only the last"),
    ("bug", step("delta = scaled @ weights[l].T", UPDATE).replace("return weights", "pass"), "return"),
    ("bug", step("delta = scaled @ weights[l].T", UPDATE.replace("weights[l] - rate", "-rate")), "steps alone"),
]


@pytest.mark.parametrize(("exercise", "code"), RIGHT)
def test_right_answers_in_any_style(exercise: str, code: str) -> None:
    result = report(exercise, code)
    assert result.passed, result.diagnosis


@pytest.mark.parametrize(("exercise", "code", "say"), WRONG)
def test_wrong_answers_are_diagnosed(exercise: str, code: str, say: str) -> None:
    result = report(exercise, code)
    assert not result.passed
    assert say in result.diagnosis


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_empty_program_is_told_what_is_missing(exercise: str) -> None:
    result = EXERCISES[exercise]({})
    assert not result.passed
    assert "called" in result.diagnosis


def test_a_formula_that_overflows_is_right_with_a_remark() -> None:
    code = one("(np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s))", "tanh") + SLOPE
    assert "too large" in report("tanh", code).remarks[0]
    assert not report("tanh", TANH + SLOPE).remarks


def test_a_display_that_draws_digits_otherwise_is_remarked_on() -> None:
    result = report("seven_segment", SEGMENTS + "X[6] = [0,0,1,1,1,1,1]\n" + ONE_HOT)
    assert result.passed
    assert "other displays" in result.remarks[0]


def test_values_typed_in_for_the_visible_check_do_not_pass() -> None:
    code = (
        "def tanh(s):\n"
        "    table = dict(zip([-1.5, -0.4, 0.0, 0.7, 2.0], np.tanh([-1.5, -0.4, 0.0, 0.7, 2.0])))\n"
        "    return np.array([table.get(float(x), 0.5) for x in s.ravel()]).reshape(s.shape)\n"
    )
    result = report("tanh", code + SLOPE)
    assert not result.passed
    assert [check.hidden for check in result.checks if not check.passed] == [True]
