"""The way back of a 2-layer network with a bias, line by line: once with softmax, once with sigmoids."""

import numpy as np

from studies.exercises.derivation.lines import Given, Line, Lines, Values

# N, M, Q, P. In the last ones a missing transpose fits, or * in place of @.
_SIZES = ((5, 3, 4, 2), (3, 2, 5, 4), (4, 3, 3, 4), (3, 3, 3, 3), (4, 3, 4, 4))
_TRANSPOSE = "A transpose is missing"
_ORDER = "The order of the product is reversed"
_ENTRY = "* multiplies entry by entry. Here a matrix product belongs, @."


def _draw(case: int, *, one_hot: bool) -> Values:
    points, inputs, width, outputs = _SIZES[case]
    rng = np.random.default_rng(20 + case)
    Y = np.eye(outputs)[rng.integers(outputs, size=points)] if one_hot else rng.uniform(0.1, 0.9, (points, outputs))
    return {
        "N": points,
        "X": rng.uniform(-1, 1, (points, inputs)),
        "Y": Y,
        "w0": rng.uniform(-1, 1, (inputs + 1, width)),
        "w1": rng.uniform(-1, 1, (width + 1, outputs)),
        "rate": 0.3,
    }


def _given(output: str, words: str) -> tuple[Given, ...]:
    return (
        Given("N", "", "the number of data points"),
        Given("X", "", "the data points, $\\N \\times \\M$"),
        Given("Y", "", "the targets, $\\N \\times \\P$"),
        Given("w0", "", "the first weights, $(\\M + 1) \\times \\Q$: row 0 has the biases"),
        Given("w1", "", "the second weights, $(\\Q + 1) \\times \\P$"),
        Given("rate", "", "the learning rate"),
        Given("X1", "np.hstack([np.ones((N, 1)), X])", "$X$ with a column of ones at its left"),
        Given("H", "np.tanh(X1 @ w0)", "the hidden layer, tanh of $S^{(0)} = X_1 \\cdot w^{(0)}$"),
        Given("H1", "np.hstack([np.ones((N, 1)), H])", "$H$ with a column of ones at its left"),
        Given("out", output, words),
    )


_BEFORE = {"dS1": "dout", "dS0": "dH"}
"""Of the error at a layer's sums: the error at its outputs."""


def _passed(error: str) -> str:
    return f"{_BEFORE[error]} is the error at the outputs of the activation. At the sums it is {error}, with f′ in it."


def _weights(name: str, number: int, layer: str, error: str) -> Line:
    return Line(
        name,
        rf"\partial L / \partial w^{{({number})}}",
        f"{layer}1.T @ {error}",
        f"$S^{{({number})}}$ is `{layer}1 @ w{number}`, so its derivative by the weights is the transpose of what they "
        f"multiply, `{layer}1.T`, on the left of `{error}`. Its row 0 belongs to the biases.",
        (
            (f"{layer}.T @ {error}", "The biases have no row: take the layer with its column of ones."),
            (f"{layer}1 @ {error}", f"{_TRANSPOSE}: the layer comes transposed, {layer}1.T."),
            (f"{error} @ {layer}1.T", f"{_ORDER}: {layer}1.T is on the left."),
            (f"{error} @ {layer}1", f"{_ORDER}, and a transpose is missing: {layer}1.T is on the left."),
            (f"{error}.T @ {layer}1", "It is transposed: it should have the shape of the weights."),
            (f"{layer}1.T @ {error} / N", "You divide by N once more. What is a mean already is not divided again."),
            (f"{layer}1.T @ {error} * N", "You multiply by N."),
            (f"-{layer}1.T @ {error}", "The sign is wrong: the gradient points uphill."),
            (f"rate * {layer}1.T @ {error}", "The learning rate is in it. It comes with the update."),
            (f"{layer}1.T * {error}", _ENTRY),
            (f"{layer}1 * {error}", _ENTRY),
            (f"{layer}1.T @ {_BEFORE[error]}", _passed(error)),
            (f"{'X' if layer == 'H' else 'H'}1.T @ {error}", f"These weights multiply {layer}1, and no other layer."),
        ),
    )


def _biases(name: str, number: int, error: str, weights: str) -> Line:
    return Line(
        name,
        rf"\partial L / \partial b^{{({number})}}",
        f"{error}.sum(axis=0)",
        f"The bias is added to the sum of every data point, so its derivative adds up `{error}` over the data points. "
        f"It is row 0 of `{weights}`.",
        (
            (f"{error}.mean(axis=0)", "You take a mean. Every data point's slope counts in full: a sum."),
            (f"{error}.sum(axis=1)", "You add along the rows. There is a bias for each column: axis=0."),
            (
                f"{error}.sum()",
                "You add up everything. There is a bias for each neuron: sum over the data points only.",
            ),
            (f"{error}", "The data points have to be added up: each of them uses the same bias."),
            (f"{_BEFORE[error]}.sum(axis=0)", _passed(error)),
            (f"{error}[0]", "That is the first data point alone. The bias is used by all of them."),
            (f"-{error}.sum(axis=0)", "The sign is wrong: the bias is added to the sum."),
            (
                f"{error}.sum(axis=0, keepdims=True)",
                "It should be a row of numbers without a second axis: axis=0 alone.",
            ),
        ),
    )


def _inputs(number: int, name: str, letter: str, error: str) -> Line:
    """The error carried back to a layer, without its column of ones."""
    return Line(
        name,
        rf"\partial L / \partial {letter}",
        f"{error} @ w{number}[1:].T",
        f"The layer reaches the sums through all rows of `w{number}` but row 0: the "
        "biases multiply the ones, to which no "
        "error goes back. The error comes back through the transpose.",
        (
            (f"{error} @ w{number}.T", "Row 0 has the biases, and no error goes back to the column of ones: w[1:]."),
            (f"{error} @ w{number}[:-1].T", "The biases are in row 0, the first: leave it out with [1:]."),
            (f"{error} @ w{number}[1:]", f"{_TRANSPOSE}: w{number}[1:].T."),
            (f"{error} @ w{number}", f"{_TRANSPOSE}, and the row of the biases has to go: w{number}[1:].T."),
            (f"w{number}[1:] @ {error}", f"{_ORDER}: the error is on the left."),
            (f"w{number}[1:].T @ {error}", f"{_ORDER}: the error is on the left."),
            (f"w{number}[1:] @ {error}.T", f"{_ORDER}: yours is the transpose of what is asked for."),
            (f"{error} * w{number}[1:].T", _ENTRY),
            (f"{error} @ w{1 - number}[1:].T", f"These are the wrong weights: the error goes through w{number}."),
            (f"-{error} @ w{number}[1:].T", "The sign is wrong: nothing turns it on the way back."),
            (f"{_BEFORE[error]} @ w{number}[1:].T", _passed(error)),
            (f"{error} @ w{number}[1:].T / N", "You divide by N. Nothing is averaged on the way back."),
        ),
    )


_SLOPE0 = Line(
    "slope0",
    "f^{(0)\\prime}(S^{(0)})",
    "1 - H ** 2",
    "The slope of tanh is $1 - \\tanh^2$, and `H` is tanh of the weighted sums already.",
    (
        ("1 - np.tanh(H) ** 2", "tanh is taken of H, which is tanh of the sums already."),
        ("H * (1 - H)", "That is the slope of the sigmoid. For tanh it is 1 − f²."),
        ("1 - H", "The square is forgotten: 1 − H²."),
        ("(1 - H) ** 2", "You square the whole difference. Only H is squared."),
        ("H ** 2 - 1", "The sign is wrong: tanh rises everywhere."),
        ("1 + H ** 2", "The sign is wrong: 1 − H²."),
        ("(H > 0) * 1.0", "That is the slope of relu. The hidden layer has tanh."),
        ("1 - H1 ** 2", "The column of ones has no activation and no slope: take H."),
        ("1 - H @ H.T", "H ** 2 squares each entry; @ is a matrix product."),
        ("1 - out ** 2", "That is taken at the output layer. slope0 belongs to the hidden layer."),
        ("H", "That is the hidden layer itself, not its slope."),
    ),
)
_SUMS0 = Line(
    "dS0",
    "\\partial L / \\partial S^{(0)}",
    "dH * slope0",
    "Each hidden neuron has one sum and one activation, so its error is multiplied by its own slope, entry by entry.",
    (
        ("dH", "f⁽⁰⁾′ is forgotten: the error has to pass the activation, * slope0."),
        ("dH * H", "You multiply by H itself. Its slope is slope0."),
        ("slope0", "The error dH is missing."),
        ("dH * slope0 ** 2", "f⁽⁰⁾′ is multiplied in twice."),
        ("dH + slope0", "The chain rule multiplies: dH * slope0."),
        ("dH @ slope0", "@ is a matrix product. The slope acts entry by entry, *."),
        ("dH @ slope0.T", "@ is a matrix product. The slope acts entry by entry, *."),
        ("dH / slope0", "The chain rule multiplies by the slope."),
        (
            "dH * (1 - dH ** 2)",
            "The slope is taken at the error that comes back. It belongs to the hidden layer: slope0.",
        ),
        ("-dH * slope0", "The sign is wrong: nothing turns it on the way back."),
    ),
)


def _update(number: int) -> Line:
    w = f"w{number}"
    return Line(
        f"{w}_new",
        rf"w^{{({number})}} \text{{ after the update}}",
        f"{w} - rate * d{w}",
        "The step goes against the gradient, and the learning rate says how far.",
        (
            (f"{w} + rate * d{w}", "That goes uphill: the step is taken away."),
            (f"{w} - d{w}", "The learning rate is missing."),
            (f"-rate * d{w}", "That is the step alone. It is added to the weights."),
            (f"rate * d{w}", "That is the step alone. It is taken away from the weights."),
            (f"{w} * (1 - rate * d{w})", "The weights are not multiplied by the step: it is taken away from them."),
            (f"{w} - rate * d{w} / N", "You divide by N once more."),
            (f"{w} - rate", "The gradient is missing."),
            (f"rate * (d{w} - {w})", "Only the gradient is multiplied by the rate, and it is taken away."),
        ),
    )


_SOFTMAX_LINES = (
    Line(
        "dout",
        "\\partial L / \\partial \\tilde Y",
        "-Y / out / N",
        "$L = -\\frac{1}{\\N} \\sum y \\ln \\tilde y$, and the logarithm's derivative is $1 / \\tilde y$.",
        (
            ("-Y / out", "The mean is forgotten: this loss is divided by the number of data points, N."),
            ("Y / out / N", "The sign is wrong: the loss is minus a sum of logarithms."),
            ("Y / out", "The sign is wrong, and the mean is forgotten."),
            ("-Y / out / Y.size", "This loss is a mean over the data points only: / N."),
            ("out - Y", "That is the slope of half the sum of squares. Here the loss is −Σ y ln ỹ / N."),
            (
                "(out - Y) / N",
                "That is already the error at the weighted sums, with softmax in it. First the loss alone.",
            ),
            ("-Y * np.log(out) / N", "These are the terms of the loss. The logarithm's derivative is 1/ỹ."),
            ("-np.log(out) / N", "You have differentiated by Y. The loss is differentiated by the outputs."),
            ("-1 / out / N", "Y is lost: only the logarithm at the target counts."),
            ("-out / Y / N", "The fraction is upside down: the derivative of ln ỹ is 1/ỹ."),
        ),
    ),
    Line(
        "dS1",
        "\\partial L / \\partial S^{(1)}",
        "(out - Y) / N",
        "Softmax's Jacobian times `dout`: for each row $\\tilde y \\circ (d - \\sum d\\,\\tilde y)$, and with "
        "$d = -y / \\tilde y$ and $\\sum y = 1$ only $\\tilde y - y$ is left.",
        (
            ("out - Y", "The mean is forgotten: this loss is divided by N."),
            ("(Y - out) / N", "The sign is wrong: output minus target."),
            ("Y - out", "The sign is wrong, and the mean is forgotten."),
            ("(out - Y) / Y.size", "This loss is a mean over the data points only: / N."),
            (
                "dout * out * (1 - out)",
                "Softmax has a slope between every two outputs of a row, not only for each alone.",
            ),
            (
                "dout * out",
                "That is one part. A change of one sum moves all outputs of the row: − out * Σ (dout * out).",
            ),
            ("(out - Y) / N * out * (1 - out)", "Softmax is in ỹ − y already; no slope is multiplied in once more."),
            ("dout", "Softmax is forgotten: the error has to pass it."),
            ("2 * (out - Y) / N", "There is a factor 2. No square is differentiated here."),
            ("out / N", "The targets are missing."),
        ),
    ),
    _weights("dw1", 1, "H", "dS1"),
    _biases("db1", 1, "dS1", "dw1"),
    Line(
        "dH1",
        "\\partial L / \\partial H_1",
        "dS1 @ w1.T",
        "$S^{(1)} = H_1 \\cdot w^{(1)}$, with the column of ones in $H_1$: the error comes back through the transpose.",
        (
            ("dS1 @ w1", f"{_TRANSPOSE}: the error goes back through w1.T."),
            ("w1 @ dS1", f"{_ORDER}: the error is on the left."),
            ("w1.T @ dS1", f"{_ORDER}: the error is on the left."),
            ("w1 @ dS1.T", f"{_ORDER}: yours is the transpose of what is asked for."),
            ("dS1 * w1.T", _ENTRY),
            ("dS1 * w1", _ENTRY),
            ("dS1 @ w1[1:].T", "That is dH already. First with the column of ones: all rows of w1."),
            ("-dS1 @ w1.T", "The sign is wrong: nothing turns it on the way back."),
            ("dS1 @ w1.T / N", "You divide by N once more."),
            ("dout @ w1.T", "The error has to be taken at the weighted sums, dS1."),
        ),
    ),
    Line(
        "dH",
        "\\partial L / \\partial H",
        "dH1[:, 1:]",
        "The ones do not depend on anything, so no error goes back to them: column 0 is left out.",
        (
            ("dH1[1:]", "That leaves out a data point. The ones are a column: [:, 1:]."),
            ("dH1[:, :-1]", "The ones are column 0, the first: [:, 1:]."),
            ("dH1", "The column of ones is still in it: [:, 1:]."),
            ("dH1[:, 0]", "That is the column of the ones. It is the one to leave out."),
            ("dH1 * H1", "Nothing is multiplied here: only the column of the ones goes."),
        ),
    ),
    _SLOPE0,
    _SUMS0,
    _weights("dw0", 0, "X", "dS0"),
    _biases("db0", 0, "dS0", "dw0"),
    _inputs(0, "dX", "X", "dS0"),
    _update(1),
)
_SIGMOID_LINES = (
    Line(
        "dout",
        "\\partial L / \\partial \\tilde Y",
        "out - Y",
        "$L = \\frac12 \\sum (\\tilde y - y)^2$: the 2 of the square and the ½ cancel.",
        (
            ("Y - out", "The sign is wrong: output minus target."),
            ("2 * (out - Y)", "There is a factor 2: the ½ of this loss cancels it."),
            ("(out - Y) / 2", "It is halved: the ½ of this loss cancels the 2 of the square."),
            ("(out - Y) / N", "This loss is a sum, not a mean: nothing is divided by N."),
            ("(out - Y) / Y.size", "This loss is a sum, not a mean."),
            ("(out - Y) ** 2", "The error is squared. The derivative of ½(ỹ − y)² is ỹ − y."),
            ("(out - Y) ** 2 / 2", "These are the terms of the loss. Their derivative is ỹ − y."),
            ("abs(out - Y)", "The sign is lost: ỹ − y is negative where the output is too small."),
            ("(out - Y).sum()", "The slopes are added up. There is one for each output."),
            ("(out - Y) * out * (1 - out)", "f⁽¹⁾′ is in it already. First the loss alone."),
            ("out", "The targets are missing."),
        ),
    ),
    Line(
        "slope1",
        "f^{(1)\\prime}(S^{(1)})",
        "out * (1 - out)",
        "The sigmoid's slope is $f\\,(1 - f)$, and `out` is $f(S^{(1)})$ already.",
        (
            ("1 - out ** 2", "That is the slope of tanh. The sigmoid's is f·(1 − f)."),
            ("1 - out", "out is forgotten as a factor: f·(1 − f)."),
            ("out", "That is the output itself, not its slope."),
            ("out * (1 + out)", "The sign is wrong: f·(1 − f)."),
            ("-out * (1 - out)", "The sign is wrong: the sigmoid rises everywhere."),
            (
                "1 / (1 + np.exp(-out)) * (1 - 1 / (1 + np.exp(-out)))",
                "The sigmoid is taken of out, which is the sigmoid of the sums already.",
            ),
            ("out @ (1 - out).T", "The slope is entry by entry: *, not @."),
            ("H * (1 - H)", "That is taken at the hidden layer. slope1 belongs to the outputs."),
        ),
    ),
    Line(
        "dS1",
        "\\partial L / \\partial S^{(1)}",
        "dout * slope1",
        "Each output has one sum and one activation: its error is multiplied by its own slope.",
        (
            ("dout", "f⁽¹⁾′ is forgotten: the error has to pass the activation, * slope1."),
            ("dout * out", "You multiply by the output itself. Its slope is slope1."),
            ("slope1", "The error dout is missing."),
            ("dout * slope1 ** 2", "f⁽¹⁾′ is multiplied in twice."),
            ("dout + slope1", "The chain rule multiplies: dout * slope1."),
            ("dout @ slope1", "@ is a matrix product. The slope acts entry by entry, *."),
            ("dout @ slope1.T", "@ is a matrix product. The slope acts entry by entry, *."),
            ("dout / slope1", "The chain rule multiplies by the slope."),
            ("dout * slope1 / N", "This loss is a sum: nothing is divided by N."),
            ("-dout * slope1", "The sign is wrong: it is in dout already."),
        ),
    ),
    _weights("dw1", 1, "H", "dS1"),
    _biases("db1", 1, "dS1", "dw1"),
    _inputs(1, "dH", "H", "dS1"),
    _SLOPE0,
    _SUMS0,
    _weights("dw0", 0, "X", "dS0"),
    _biases("db0", 0, "dS0", "dw0"),
    _inputs(0, "dX", "X", "dS0"),
    _update(0),
)

SOFTMAX = Lines(
    "softmax",
    _given(
        "np.exp(H1 @ w1) / np.exp(H1 @ w1).sum(axis=1, keepdims=True)",
        "the outputs, softmax of $S^{(1)} = H_1 \\cdot w^{(1)}$; the loss is $-\\frac{1}{\\N} \\sum y \\ln \\tilde y$",
    ),
    _SOFTMAX_LINES,
    lambda case: _draw(case, one_hot=True),
)
SIGMOID = Lines(
    "sigmoid",
    _given(
        "1 / (1 + np.exp(-H1 @ w1))",
        "the outputs, the sigmoid of $S^{(1)} = H_1 \\cdot w^{(1)}$; the loss is $\\frac12 \\sum (\\tilde y - y)^2$",
    ),
    _SIGMOID_LINES,
    lambda case: _draw(case, one_hot=False),
)
