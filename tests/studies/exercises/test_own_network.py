"""The cells of "Build it yourself": right ones pass in any style, and of wrong ones the slip is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from studies.exercises import EXERCISES, Report
from studies.exercises.own_network.program import joined, obstacles
from studies.exercises.own_network.steps import STEPS, earlier
from studies.exercises.own_network.xor import look_at_setup

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def graded(name: str, code: str, **cells: str) -> Report:
    """The report on a cell, after the book's earlier cells or others in their place."""
    program: dict[str, Any] = {"__name__": "__main__"}
    for step in earlier(name):
        exec(compile(cells.get(step.name, step.book), f"<cell {step.name}>", "exec"), program)
    exec(compile(code, f"<cell {name}>", "exec"), program)
    return EXERCISES[name](program)


def changed(name: str, old: str, new: str) -> str:
    """The book's cell with one thing changed."""
    assert old in STEPS[name].book, f"{name}: {old}"
    return STEPS[name].book.replace(old, new)


@pytest.mark.parametrize("name", STEPS)
def test_the_books_own_cell_passes(name: str) -> None:
    report = graded(name, STEPS[name].book)
    assert report.passed, report.diagnosis
    assert not report.remarks


LOOP = "    for w, f in zip(weights, activations):\n        layers.append(f(layers[-1] @ w))\n"
SUM = "np.sum((outputs - targets) ** 2) / 2"
SCALED = "scaled = delta * slopes[l](layers[l] @ weights[l])"
STEP = "weights[l] = weights[l] - learning_rate * gradient"
BACK = "delta = scaled @ weights[l].T"
UPDATE = "update_weights(weights, X, Y, activations, slopes, learning_rate)"
RIGHT = (
    ("forward", "1 / (1 + np.exp(-s))", "0.5 * (1 + np.tanh(s / 2))"),
    ("forward", "1 / (1 + np.exp(-s))", "np.reciprocal(1 + np.exp(-s))"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "np.exp(-s) / (1 + np.exp(-s)) ** 2"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "sigmoid(s + 1e-20j).imag / 1e-20"),
    ("forward", "np.maximum(s, 0)", "s * (s > 0)"),
    ("forward", "np.maximum(s, 0)", "np.where(s > 0, s, 0)"),
    ("forward", "np.maximum(s, 0)", "(abs(s) + s) / 2"),
    ("forward", "np.maximum(s, 0)", "s.clip(min=0)"),
    ("forward", "(s > 0) * 1.0", "np.heaviside(s, 0)"),
    ("forward", "(s > 0) * 1.0", "(s > 0).astype(np.float32)"),
    ("forward", "(s > 0) * 1.0", "s > 0"),
    (
        "forward",
        LOOP,
        "    for l in range(len(weights)): layers = layers + [activations[l](np.dot(layers[l], weights[l]))]\n",
    ),
    (
        "forward",
        LOOP,
        "    for w, f in zip(weights, activations): layers.append(f(np.einsum('nm,mq->nq', layers[-1], w)))\n",
    ),
    ("forward", "return layers", "return tuple(layers)"),
    ("loss", SUM, "0.5 * ((outputs - targets) ** 2).sum()"),
    ("loss", SUM, "np.linalg.norm(outputs - targets) ** 2 / 2"),
    ("loss", SUM, "float(np.sum(np.square(targets - outputs)) * 0.5)"),
    ("loss", SUM, "np.vdot(outputs - targets, outputs - targets) / 2"),
    ("loss", SUM, "sum((o - t) ** 2 / 2 for o, t in zip(outputs.ravel(), targets.ravel()))"),
    ("loss", "return outputs - targets", "return -(targets - outputs)"),
    ("loss", "return outputs - targets", "return np.subtract(outputs, targets).tolist()"),
    ("measured", "w[place] = before - step", "w[place] -= 2 * step"),
    ("measured", "step=1e-5", "step=1e-4"),
    ("measured", "(2 * step)", "step / 2"),
    ("update_weights", STEP, "weights[l] -= learning_rate * gradient"),
    ("update_weights", BACK, "delta = np.inner(scaled, weights[l])"),
    ("update_weights", "gradient = layers[l].T @ scaled", "gradient = np.tensordot(layers[l], scaled, (0, 0))"),
    ("update_weights", SCALED, "scaled = np.multiply(slopes[l](layers[l].dot(weights[l])), delta)"),
    ("update_weights", STEP, STEP + "\n    return weights"),
    ("fit", "losses.append(half_sse(outputs, Y))", "losses += [float(half_sse(outputs, Y))]"),
    ("fit", "return losses", "return np.array(losses)"),
    ("fit", "for i in range(iterations):", "while len(losses) < iterations:"),
    ("xor", "np.random.default_rng(1)", "np.random.default_rng(7)"),
    ("xor", "np.array([[0], [1], [1], [0]])", "(X[:, :1] != X[:, 1:2]) * 1"),
    (
        "xor",
        "activations = [sigmoid, sigmoid]\nslopes = [sigmoid_slope, sigmoid_slope]",
        "activations, slopes = (sigmoid, sigmoid), (sigmoid_slope, sigmoid_slope)",
    ),
    ("forward", "1 / (1 + np.exp(-s))", "np.vectorize(lambda x: 1 / (1 + __import__('math').exp(-x)))(s)"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "1 / (4 * np.cosh(s / 2) ** 2)"),
    ("forward", "(s > 0) * 1.0", "np.sign(np.maximum(s, 0))"),
    ("loss", SUM, "np.trace((outputs - targets).T @ (outputs - targets)) / 2"),
    ("loss", SUM, "np.mean((outputs - targets) ** 2) * outputs.size / 2"),
    ("measured", "w[place] = before - step", "w[place] = before + -step"),
    (
        "update_weights",
        STEP,
        "weights[l][...] -= learning_rate * sum(np.outer(a, b) for a, b in zip(layers[l], scaled))",
    ),
    (
        "fit",
        UPDATE,
        "update_weights(weights=weights, X=X, Y=Y, activations=activations, slopes=slopes, "
        "learning_rate=learning_rate)",
    ),
    ("xor", "np.array([[0], [1], [1], [0]])", "[[0], [1], [1], [0]]"),
    (
        "xor",
        "activations = [sigmoid, sigmoid]\nslopes = [sigmoid_slope, sigmoid_slope]",
        "activations = [np.tanh, sigmoid]\nslopes = [lambda s: 1 - np.tanh(s) ** 2, sigmoid_slope]",
    ),
)


@pytest.mark.parametrize(("name", "old", "new"), RIGHT)
def test_a_right_cell_is_accepted_in_any_style(name: str, old: str, new: str) -> None:
    report = graded(name, changed(name, old, new))
    assert report.passed, report.diagnosis


WRONG = (
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 + np.exp(s))", "sign of the exponent"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / 1 + np.exp(-s)", "Brackets are missing"),
    ("forward", "1 / (1 + np.exp(-s))", "np.tanh(s)", "This is tanh"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 - np.exp(-s))", "with a plus"),
    ("forward", "1 / (1 + np.exp(-s))", "np.round(1 / (1 + np.exp(-s)), 3)", "rounded to 3 decimals"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 + 2.718^(-s))", "**"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "s * (1 - s)", "weighted sum s"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "1 - sigmoid(s)", "forgotten as a factor"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "1 - sigmoid(s) ** 2", "slope of tanh"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "sigmoid(s)", "not its slope"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "(sigmoid(s + 0.01) - sigmoid(s)) / 0.01", "Nearly: a measured slope"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "np.exp(-s) / (1 + np.exp(-s))", "is not squared"),
    ("forward", "np.maximum(s, 0)", "np.minimum(s, 0)", "keeps what is negative"),
    ("forward", "np.maximum(s, 0)", "max(s, 0)", "chosen from with np.where"),
    ("forward", "np.maximum(s, 0)", "np.abs(s)", "This is |s|"),
    ("forward", "np.maximum(s, 0)", "np.max(s, 0)", "of shape"),
    ("forward", "(s > 0) * 1.0", "np.sign(s)", "not −1"),
    ("forward", "(s > 0) * 1.0", "np.ones_like(s)", "only where s is positive"),
    ("forward", "(s > 0) * 1.0", "s / np.abs(s) / 2 + 0.5", "At s = 0"),
    ("forward", "(s > 0) * 1.0", "(s < 0) * 1.0", "exchanged"),
    ("forward", LOOP, "", "X alone"),
    ("forward", "f(layers[-1] @ w)", "layers[-1] @ w", "activations are forgotten"),
    ("forward", "f(layers[-1] @ w)", "activations[0](layers[-1] @ w)", "first activation"),
    ("forward", "f(layers[-1] @ w)", "sigmoid(layers[-1] @ w)", "sigmoid in every layer"),
    ("forward", "f(layers[-1] @ w)", "f(f(layers[-1] @ w))", "twice"),
    ("forward", "f(layers[-1] @ w)", "f(layers[-1]) @ w", "before the product"),
    ("forward", "f(layers[-1] @ w)", "f(w @ layers[-1])", "order of the product"),
    ("forward", "f(layers[-1] @ w)", "f(layers[-1] @ w.T)", "transposed"),
    ("forward", "f(layers[-1] @ w)", "f(layers[-1] * w)", "matrix product"),
    ("forward", "f(layers[-1] @ w)", "f(X @ w)", "made of X"),
    ("forward", "return layers", "return layers[-1]", "list of all layers"),
    ("forward", "return layers", "return layers[1:]", "X itself is missing"),
    ("forward", "return layers", "return layers[::-1]", "reverse order"),
    ("forward", "    return layers", "    print(layers)", "return"),
    ("loss", SUM, "np.sum((outputs - targets) ** 2)", "½ is forgotten"),
    ("loss", SUM, "np.mean((outputs - targets) ** 2)", "This is a mean"),
    ("loss", SUM, "np.mean((outputs - targets) ** 2) / 2", "This is a mean"),
    ("loss", SUM, "np.sum(outputs - targets) / 2", "cancel"),
    ("loss", SUM, "np.sum(outputs - targets) ** 2 / 2", "The sum is squared"),
    ("loss", SUM, "np.sum(abs(outputs - targets)) / 2", "sizes of the errors"),
    ("loss", SUM, "(outputs - targets) ** 2 / 2", "array of squares"),
    ("loss", SUM, "np.sum((outputs - targets) ** 2, axis=0) / 2", "one number"),
    ("loss", SUM, "np.sqrt(np.sum((outputs - targets) ** 2))", "root"),
    ("loss", SUM, "np.sum(((outputs - targets) / 2) ** 2)", "squared too"),
    ("loss", SUM, "np.sum((outputs + targets) ** 2) / 2", "sign in the bracket"),
    ("loss", SUM, "np.sum(outputs ** 2 - targets ** 2) / 2", "apart"),
    ("loss", "return outputs - targets", "return targets - outputs", "sign is wrong"),
    ("loss", "return outputs - targets", "return 2 * (outputs - targets)", "factor 2"),
    ("loss", "return outputs - targets", "return (outputs - targets) / len(targets)", "number of data points"),
    ("loss", "return outputs - targets", "return (outputs - targets) ** 2 / 2", "terms of the loss"),
    ("loss", "return outputs - targets", "return np.sum(outputs - targets)", "added up"),
    ("loss", "return outputs - targets", "return half_sse(outputs, targets)", "loss itself"),
    ("loss", "return outputs - targets", "return abs(outputs - targets)", "sign is lost"),
    ("measured", "(above - below) / (2 * step)", "(above - below) / step", "twice the right one"),
    ("measured", "(above - below) / (2 * step)", "(below - above) / (2 * step)", "sign is wrong"),
    ("measured", "(above - below) / (2 * step)", "above - below", "not divided"),
    ("measured", "(above - below) / (2 * step)", "(above - below) / (4 * step)", "half the right one"),
    ("measured", "before - step", "before", "half the right one"),
    ("measured", "step=1e-5", "step=0.01", "too long"),
    ("measured", "step=1e-5", "step=1e-13", "Nearly"),
    ("measured", "            w[place] = before\n", "", "Put each weight back"),
    ("measured", "return gradients", "return gradients[::-1]", "reverse order"),
    ("measured", "return gradients", "return gradients[0]", "list of 2"),
    ("measured", "return gradients", "return [g.T for g in gradients]", "transposed"),
    ("measured", "gradient[place] = (above - below) / (2 * step)", "pass", "All slopes are 0"),
    ("update_weights", SCALED, "scaled = delta", "f′ is missing everywhere"),
    ("update_weights", SCALED, "scaled = delta * slopes[l](layers[l + 1])", "taken of the activation"),
    ("update_weights", SCALED, "scaled = delta * activations[l](layers[l] @ weights[l])", "is where its slope"),
    ("update_weights", SCALED, "scaled = delta * slopes[l](layers[l])", ""),
    ("update_weights", SCALED, "scaled = delta @ slopes[l](layers[l] @ weights[l])", ""),
    ("update_weights", STEP, STEP.replace(" - ", " + "), "uphill"),
    ("update_weights", STEP, STEP.replace("learning_rate * ", ""), "learning rate is gone"),
    ("update_weights", STEP, "w = weights[l] - learning_rate * gradient", "as it was"),
    ("update_weights", STEP, "weights = [w for w in weights]\n        " + STEP, "as it was"),
    ("update_weights", STEP, STEP.replace("gradient", "gradient / len(Y)"), "number of data points"),
    ("update_weights", STEP, STEP.replace("gradient", "2 * gradient"), "factor 2"),
    ("update_weights", f"{BACK}\n        {STEP}", f"{STEP}\n        {BACK}", "already updated"),
    ("update_weights", BACK, "delta = scaled @ weights[l]", "not transposed"),
    ("update_weights", BACK, "delta = weights[l].T @ scaled", "order of the product"),
    ("update_weights", BACK, "delta = delta @ weights[l].T", "derivative is lost"),
    ("update_weights", BACK, "pass", ""),
    ("update_weights", "layers[l].T @ scaled", "layers[l + 1].T @ scaled", "layers[l], the layer"),
    ("update_weights", "layers[l].T @ scaled", "layers[l].T @ delta", "f′ is missing in the update"),
    ("update_weights", "layers[l].T @ scaled", "(layers[l].T @ scaled).T", "transposed"),
    ("update_weights", "reversed(range(len(weights)))", "range(len(weights))", "first matrix to the last"),
    ("update_weights", "half_sse_slope(layers[-1], Y)", "half_sse(layers[-1], Y)", ""),
    ("update_weights", "half_sse_slope(layers[-1], Y)", "(layers[-1] - Y) ** 2", "squared"),
    ("update_weights", STEP, "weights.append(weights[l] - learning_rate * gradient)", "entries"),
    ("fit", "return losses", "return losses[-1]", "single number"),
    ("fit", "return losses", "return weights", "gives back the weights"),
    ("fit", "    return losses", "    print(losses)", "return"),
    ("fit", f"        {UPDATE}\n", "", "stays as it was"),
    ("fit", UPDATE, UPDATE.replace("learning_rate", "0.1"), "whatever fit is given"),
    ("fit", UPDATE, UPDATE.replace("learning_rate", "-learning_rate"), "uphill"),
    ("fit", UPDATE, f"{UPDATE}\n        {UPDATE}", "Two updates"),
    (
        "fit",
        "losses.append(half_sse(outputs, Y))\n        " + UPDATE,
        UPDATE + "\n        losses.append(half_sse(forward(X, weights, activations)[-1], Y))",
        "after each update",
    ),
    (
        "fit",
        "losses.append(half_sse(outputs, Y))",
        "losses.append(half_sse(outputs, Y) / len(X))",
        "divided by the number",
    ),
    ("fit", "losses.append(half_sse(outputs, Y))", "losses = [half_sse(outputs, Y)]", "single loss"),
    ("fit", "range(iterations)", "range(iterations + 1)", "31 losses"),
    ("fit", "range(iterations)", "range(1, iterations)", "29 losses"),
    ("xor", "[[0], [1], [1], [0]]", "[[0], [0], [0], [1]]", "AND"),
    ("xor", "[[0], [1], [1], [0]]", "[[0], [1], [1], [1]]", "OR"),
    ("xor", "[[0], [1], [1], [0]]", "[[1], [0], [0], [1]]", "opposite"),
    ("xor", "1500", "20", "20 iterations are few"),
    (
        "xor",
        "2 * rng.random((3, 4)) - 1, 2 * rng.random((4, 1)) - 1",
        "np.ones((3, 4)), np.ones((4, 1))",
        "equal weights",
    ),
    (
        "xor",
        "2 * rng.random((3, 4)) - 1, 2 * rng.random((4, 1)) - 1",
        "2 * rng.random((3, 1)) - 1, 2 * rng.random((1, 1)) - 1",
        "One hidden neuron",
    ),
    ("xor", "slopes, 1.0, 1500", "slopes, 0.0, 1500", "stays as it is"),
    ("xor", "slopes, 1.0, 1500", "slopes, -1.0, 1500", "higher in the end"),
    ("xor", "[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]", "[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 0, 1]", "each once"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 + np.exp(-s)) ** 2", "a square too much"),
    ("forward", "1 / (1 + np.exp(-s))", "1 + 1 / np.exp(-s)", "Brackets are missing"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 + np.exp(-s)) - 0.5", "0.5 too small everywhere"),
    ("forward", "1 / (1 + np.exp(-s))", "3 / (1 + np.exp(-s))", "3 times the right value"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 + np.exp(-1)) + 0 * s", "the same for every s"),
    ("forward", "1 / (1 + np.exp(-s))", "np.log(s)", "no numbers"),
    ("forward", "1 / (1 + np.exp(-s))", "1 / (1 + exp(-s))", "np.exp"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "sigmoid * (1 - sigmoid)", "is the function itself"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "sigmoid(s) * 1 - sigmoid(s)", "0 everywhere"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "sigmoid(s) - sigmoid(s ** 2)", "that of σ(s), not of s"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "np.exp(-s) / (1 - np.exp(-s)) ** 2", "with a plus"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "np.gradient(sigmoid(s))", "np.gradient takes differences"),
    ("forward", "sigmoid(s) * (1 - sigmoid(s))", "np.max(sigmoid(s))", "a single number"),
    ("forward", "np.maximum(s, 0)", "np.maximum(s)", "too few arguments"),
    ("forward", "(s > 0) * 1.0", "s >= 1", "The border is at 0"),
    ("forward", "(s > 0) * 1.0", "np.maximum(s, 1)", "max(1, s)"),
    ("forward", "f(layers[-1] @ w)", "layers[-1] @ f(w)", "applied to the weights"),
    ("forward", "zip(weights, activations)", "weights, activations", "come from zip"),
    ("loss", SUM, "1/2 * np.sum(outputs - targets ** 2)", "Only the targets are squared"),
    ("loss", SUM, "np.sum((outputs - targets) ** 2) // 2", "divides without a remainder"),
    ("loss", SUM, "np.sum((outputs - targets) ** 3) / 2", "third powers"),
    ("loss", SUM, "np.linalg.norm(outputs - targets) / 2", "a root too much"),
    ("loss", SUM, "np.max((outputs - targets) ** 2) / 2", "largest term alone"),
    ("loss", SUM, "np.sum(outputs * targets) / 2", "are multiplied"),
    ("loss", SUM, "np.var(outputs - targets)", "np.var"),
    ("loss", SUM, "-np.sum(targets * np.log(outputs))", "the cross-entropies"),
    ("loss", SUM, "(outputs - targets).reshape(4, 1).sum() ** 2 / 2", "The sum is squared"),
    ("loss", SUM, "(outputs - targets) @ (outputs - targets) / 2", "entry by entry"),
    ("loss", SUM, "np.round(np.sum((outputs - targets) ** 2) / 2, 2)", "Yours is rounded."),
    ("loss", "return outputs - targets", "return outputs + targets", "sign between them"),
    ("loss", "return outputs - targets", "return targets", "outputs are missing"),
    ("loss", "return outputs - targets", "return 2 * (targets - outputs)", "a factor 2"),
    ("loss", "return outputs - targets", "return 3 * (outputs - targets)", "3 times the right one"),
    (
        "loss",
        "return outputs - targets",
        "return outputs * (1 - outputs) * (outputs - targets)",
        "slope of an activation",
    ),
    ("loss", "return outputs - targets", "return (outputs - targets).mean(axis=0)", "added up, or averaged"),
    ("measured", "(above - below) / (2 * step)", "above - below / (2 * step)", "both pairs of brackets"),
    ("measured", "(above - below)", "(above + below)", "subtracted first"),
    ("measured", "(above - below) / (2 * step)", "(above - below) / 2 * step", "brackets are needed"),
    ("measured", "w[place] = before - step", "w[place] = before - 2 * step", "from w − ε to w + ε"),
    ("measured", "gradient[place] = (", "gradient = (", "put into its place"),
    ("measured", "np.zeros(w.shape)", "np.zeros(w.shape, dtype=int)", "whole numbers"),
    ("measured", "[np.zeros(w.shape) for w in weights]", "weights", "a second name"),
    ("measured", "(2 * step)", "(2 * step) * before", "multiplied by its weight"),
    ("measured", "np.ndindex(w.shape)", "range(len(w))", "whole row of weights"),
    (
        "measured",
        "half_sse(forward(X, weights, activations)[-1], Y)",
        "np.sum(forward(X, weights, activations)[-1])",
        "sum of the outputs",
    ),
    (
        "measured",
        "half_sse(forward(X, weights, activations)[-1], Y)",
        "np.mean((forward(X, weights, activations)[-1] - Y) ** 2)",
        "That is a mean",
    ),
    ("measured", "half_sse(", "half_sse_slope(", "place of a single number"),
    ("update_weights", SCALED, SCALED.replace("delta *", "delta @"), "@ is the matrix product"),
    ("update_weights", SCALED, SCALED.replace("delta *", "delta +"), "chain rule multiplies"),
    ("update_weights", SCALED, SCALED.replace("delta * ", ""), "The error is missing"),
    ("update_weights", SCALED, "scaled = delta * slopes[l](delta)", "of the error that comes in"),
    ("update_weights", SCALED, "scaled = delta * slopes[l](X @ weights[l])", "X @ weights[l] in every layer"),
    ("update_weights", SCALED, SCALED.replace("slopes[l]", "slopes[l - 1]"), "of another layer"),
    ("update_weights", SCALED, SCALED.replace("slopes[l]", "slopes[0]"), "tanh in every layer"),
    ("update_weights", SCALED, SCALED.replace("slopes[l]", "relu_slope"), "relu in every layer"),
    ("update_weights", SCALED, SCALED.replace("slopes[l]", "slopes[-1]"), "last layer everywhere"),
    ("update_weights", SCALED, "scaled = delta * layers[l + 1] * (1 - layers[l + 1])", "written into the loop"),
    ("update_weights", "half_sse_slope(layers[-1], Y)", "half_sse(layers[-1], Y)", "The loss, a single number"),
    ("update_weights", "layers[l].T @ scaled", "X.T @ scaled", "made of X"),
    ("update_weights", "layers[l].T @ scaled", "layers[l] * scaled", "entry by entry"),
    ("update_weights", "range(len(weights))", "range(len(weights) - 1)", "left out"),
    ("update_weights", STEP, "weights[l] = learning_rate * gradient", "The old weights are missing"),
    ("update_weights", STEP, "weights[l] = weights[l] * learning_rate * gradient", "multiplied by the step"),
    ("update_weights", STEP, "weights[l] = weights[l] - gradient / learning_rate", "divided by the learning rate"),
    ("fit", "    return losses", "    return weights, losses", "two things"),
    ("fit", "        " + UPDATE, "        weights = " + UPDATE, "Something is None"),
    ("fit", "losses.append(", "losses = losses.append(", "so does list.append"),
    ("fit", UPDATE, UPDATE.replace("weights(weights", "weights(weights.copy()"), "not a copy"),
    ("fit", UPDATE, UPDATE.replace("slopes", "activations"), "where its slope f′ belongs"),
    ("fit", "range(iterations)", "range(100)", "for i in range(iterations)"),
    ("fit", "range(iterations)", "iterations", "range(number)"),
    ("xor", "slopes = [sigmoid_slope", "slopes = [sigmoid", "the same function as activations[0]"),
    ("xor", "slopes = [sigmoid_slope", "slopes = [relu_slope", "not the slope of activations[0]"),
    ("xor", "outputs = forward", "weights[0] = 0 * weights[0]\noutputs = forward", "after the training"),
    ("xor", "1.0, 1500", "0.001, 1500", "larger learning rate"),
)


@pytest.mark.long
@pytest.mark.parametrize(("name", "old", "new", "say"), WRONG)
def test_a_wrong_cell_is_refused_and_its_slip_is_said(name: str, old: str, new: str, say: str) -> None:
    report = graded(name, changed(name, old, new))
    assert not report.passed
    assert say in report.diagnosis
    assert len(report.diagnosis) > 30


def test_data_of_the_wrong_shape_are_told_though_the_training_fails() -> None:
    X, Y = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), np.array([0, 1, 1, 0])
    assert "(4, 1)" in look_at_setup({"X": X, "Y": Y})
    assert look_at_setup({"X": X, "Y": Y[:, None]}) == look_at_setup({"X": X}) == ""
    assert "three dots" in look_at_setup({"X": X, "Y": ...})


def test_functions_and_weights_that_a_training_fails_on_are_told() -> None:
    X, weights = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), [np.ones((3, 4)), np.ones((3, 1))]
    assert "needs 4 rows" in look_at_setup({"X": X, "weights": weights})
    weights[1] = np.ones((4, 1))
    given = {"X": X, "weights": weights, "slopes": [np.ones_like] * 2}
    assert "without quotes" in look_at_setup(given | {"activations": ["relu", "relu"]})
    assert "a list of 1" in look_at_setup(given | {"activations": [np.negative]})
    assert "not the slope" in look_at_setup(given | {"activations": [np.negative, np.positive]})
    assert look_at_setup(given | {"activations": [np.positive, np.positive]}) == ""
    assert "no iteration" in look_at_setup({"losses": []})


def test_a_relu_whose_slope_at_0_is_1_is_right_and_remarked_on() -> None:
    report = graded("forward", changed("forward", "(s > 0) * 1.0", "(s >= 0) * 1.0"))
    assert report.passed
    assert "Yours is 1 there" in report.remarks[0]


def test_a_sigmoid_that_overflows_is_remarked_on() -> None:
    report = graded("forward", changed("forward", "1 / (1 + np.exp(-s))", "np.exp(s) / (1 + np.exp(s))"))
    assert report.passed
    assert "too large" in report.remarks[0]


def test_the_readers_own_gradient_check_judges_the_step() -> None:
    report = graded("update_weights", STEPS["update_weights"].book)
    assert report.checks[-1].label.startswith("your own gradient check")
    broken = graded("update_weights", STEPS["update_weights"].book, measured=changed("measured", "(2 * step)", "step"))
    assert not broken.passed
    assert "Look at your measured_gradients" in broken.diagnosis


def test_an_error_in_an_earlier_cell_is_told_apart() -> None:
    code = changed("forward", "f(layers[-1] @ w)", "f(layers[-1] @ w.T)")
    assert "of your earlier cell “forward”" in graded("fit", STEPS["fit"].book, forward=code).diagnosis


def test_a_training_that_passes_is_drawn() -> None:
    curve = graded("fit", STEPS["fit"].book).curve
    assert len(curve) == 400
    assert curve[-1] < curve[0]


def test_cells_that_cannot_be_one_program_say_why() -> None:
    books = {name: step.book for name, step in STEPS.items()}
    assert not list(obstacles(books))
    twice = books | {"loss": books["loss"] + "\ndef relu(s): pass"}
    assert "both define relu" in next(iter(obstacles(twice)))
    other = books | {"fit": "import pandas as pd\n" + books["fit"]}
    assert "imports pandas" in next(iter(obstacles(other)))
    spoilt = books | {"forward": books["forward"] + "\nnp = 3"}
    assert "np another meaning" in next(iter(obstacles(spoilt)))


def test_the_program_says_what_is_the_readers_own() -> None:
    books = {name: step.book for name, step in STEPS.items()}
    program = joined(books, frozenset({"forward"}))
    assert "1 of its 6 parts my own" in program
    assert program.count("import numpy as np") == 1
    assert program.count("(the book's)") == 5
    assert "all of it my own" in joined(books, frozenset(books))


@pytest.mark.long
def test_the_seeds_that_the_lesson_counts() -> None:
    """content/xor.md: of 20 seeds, all solve XOR with the settings of the hint."""
    program: dict[str, Any] = {}
    for step in earlier("xor"):
        exec(step.book, program)
    for seed in range(20):
        code = changed("xor", "default_rng(1)", f"default_rng({seed})")
        exec(code, program)
        assert program["losses"][-1] < 1 / 8
        assert np.abs(program["outputs"] - program["Y"]).max() < 0.5
