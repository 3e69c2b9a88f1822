"""Two hundred answers as readers write them: each with its verdict and, if it is wrong, with the sentence it gets.

The right ones are written in every style that NumPy allows; the wrong ones are the slips that readers make.
"""

from __future__ import annotations

import re

import pytest

from tests.studies.exercises.test_graders import ONE_HOT, SEGMENTS, SLOPE, TANH, backward, one, report, step

RIGHT_SLOPES = (
    "1 - np.tanh(s) ** 2",
    "1 - np.square(np.tanh(s))",
    "1 - np.power(np.tanh(s), 2)",
    "np.cosh(s) ** -2.0",
    "1 / np.cosh(s) / np.cosh(s)",
    "4 * np.exp(2 * s) / (np.exp(2 * s) + 1) ** 2",
    "np.subtract(1, np.multiply(np.tanh(s), np.tanh(s)))",
    "np.tanh(s + 1e-20j).imag / 1e-20",
    "(np.tanh(s + 1e-5) - np.tanh(s - 1e-5)) / 2e-5",
    "(np.tanh(s + 1e-7) - np.tanh(s)) / 1e-7",
    "np.vectorize(lambda x: 1 - math.tanh(x) ** 2)(s)",
    "np.frompyfunc(lambda x: 1 - math.tanh(x) ** 2, 1, 1)(s)",
    "(1 - np.tanh(s) ** 2).astype(np.float32)",
    "(1 - np.tanh(s.astype(np.float32)) ** 2)",
    "(1 - np.tanh(s) ** 2).tolist()",
    "np.ma.array(1 - np.tanh(s) ** 2)",
    "np.array([1 - math.tanh(x) ** 2 for x in s.ravel()]).reshape(s.shape)",
    "np.asarray((1 - np.tanh(s) ** 2), dtype=object)",
    "np.reciprocal(np.square(np.cosh(s)))",
    "np.where(s > 0, 1, 1) * (1 - np.tanh(s) ** 2)",
    "4 * (lambda q: q * (1 - q))(1 / (1 + np.exp(-2 * s)))",
    "np.exp(-2 * np.log(np.cosh(s)))",
    "-(np.tanh(s) - 1) * (np.tanh(s) + 1)",
    "np.nditer and 1 - np.tanh(s) * np.tanh(s)",
)
RIGHT_TANH = (
    "np.expm1(2 * s) / (np.expm1(2 * s) + 2)",
    "(np.exp(2 * s) - 1) / (np.exp(2 * s) + 1)",
    "1 - 2 / (np.exp(2 * s) + 1)",
    "np.tanh(s, out=np.empty_like(s))",
    "np.tanh(s + 0j).real",
    "np.tanh(s).tolist()",
    "np.tanh(np.float32(s))",
    "-1j * np.tan(1j * s).real if False else np.tanh(s)",
    "np.vectorize(math.tanh, otypes=[float])(s)",
)
RIGHT_PROGRAMS = (
    "from functools import partial\ndef scaled(a, s):\n    return a * np.tanh(s)\ntanh = partial(scaled, 1.0)\n"
    + SLOPE,
    "class Tanh:\n    def __call__(self, s):\n        return np.tanh(s)\ntanh = Tanh()\n" + SLOPE,
    "class F:\n    @staticmethod\n    def f(s):\n        return np.tanh(s)\ntanh = F.f\n" + SLOPE,
    "def tanh(s):\n    np.tanh(s, out=s)\n    return s\n" + SLOPE,
    "def tanh(s):\n    s *= 1\n    return np.tanh(s)\n" + SLOPE,
    "def tanh(s):\n    out = np.empty_like(s)\n    for i, x in np.ndenumerate(s):\n        out[i] = math.tanh(x)\n"
    "    return out\n" + SLOPE,
    "def tanh(s):\n    p, n = np.exp(s), np.exp(-s)\n    return np.divide(p - n, p + n)\n"
    "def tanh_derivative(s):\n    t = tanh(s)\n    t *= t\n    np.subtract(1, t, out=t)\n    return t\n",
)
RIGHT_DELTA1 = (
    "np.dot(delta2 * derivatives[1], weights[1].T)",
    "np.matmul(delta2 * derivatives[1], weights[1].T)",
    "np.multiply(delta2, derivatives[1]) @ np.transpose(weights[1])",
    "np.einsum('ij,kj->ik', delta2 * derivatives[1], weights[1])",
    "np.tensordot(delta2 * derivatives[1], weights[1], axes=(1, 1))",
    "np.inner(delta2 * derivatives[1], weights[1])",
    "(weights[1] @ (delta2 * derivatives[1]).T).T",
    "np.array([weights[1] @ row for row in delta2 * derivatives[1]])",
    "sum(np.outer((delta2 * derivatives[1])[:, k], weights[1][:, k]) for k in range(Y.shape[1]))",
    "np.matmul(delta2 * derivatives[1], weights[1].T, out=np.empty_like(layers[1]))",
    "((delta2 * derivatives[1])[:, None, :] * weights[1][None]).sum(axis=2)",
    "np.swapaxes(weights[1].T[None], 0, 0)[0].T.__matmul__((delta2 * derivatives[1]).T).T",
    "(delta2 * derivatives[1]).astype(np.float32) @ weights[1].T.astype(np.float32)",
    "[list(row) for row in (delta2 * derivatives[1]) @ weights[1].T]",
)
RIGHT_GRADIENT0 = (
    "np.dot(layers[0].T, delta1 * derivatives[0])",
    "np.einsum('nm,nq->mq', layers[0], delta1 * derivatives[0])",
    "np.tensordot(layers[0], delta1 * derivatives[0], axes=(0, 0))",
    "layers[-3].T @ np.multiply(delta1, derivatives[0])",
    "((delta1 * derivatives[0]).T @ layers[0]).T",
    "sum(np.outer(x, d) for x, d in zip(layers[0], delta1 * derivatives[0]))",
    "np.add.reduce([np.outer(x, d) for x, d in zip(layers[0], delta1 * derivatives[0])])",
    "(layers[0].T @ (delta1 * derivatives[0])).astype(np.float32)",
    "(layers[0].T @ (delta1 * derivatives[0])).tolist()",
    "layers[0].transpose() @ (derivatives[0] * delta1)",
)
STEPS = (
    ("d = scaled @ weights[l].T", "weights[l] -= rate * layers[l].T @ scaled", "delta = d"),
    (
        "g = np.einsum('nm,nq->mq', layers[l], scaled)",
        "delta = scaled @ weights[l].T",
        "weights[l] = weights[l] - rate * g",
    ),
    ("delta, weights[l] = scaled @ weights[l].T, weights[l] - rate * layers[l].T @ scaled",),
    ("w = weights[l]", "weights[l] = np.subtract(w, rate * layers[l].T @ scaled)", "delta = np.dot(scaled, w.T)"),
    (
        "delta = np.tensordot(scaled, weights[l], (1, 1))",
        "np.subtract(weights[l], rate * layers[l].T @ scaled, out=weights[l])",
    ),
    (
        "delta = np.inner(scaled, weights[l])",
        "weights[l] = (weights[l] - rate * layers[l].T @ scaled).astype(np.float32)",
    ),
    ("old = np.copy(weights[l])", "weights[l] = old - rate * np.dot(layers[l].T, scaled)", "delta = scaled @ old.T"),
    (
        "delta = scaled @ weights[l].T",
        "for i in range(len(weights[l])): weights[l][i] -= rate * (layers[l].T @ scaled)[i]",
    ),
)
RIGHT = [
    *[("tanh", TANH + one(slope, "tanh_derivative")) for slope in RIGHT_SLOPES],
    *[("tanh", one(f, "tanh") + SLOPE) for f in RIGHT_TANH],
    *[("tanh", program) for program in RIGHT_PROGRAMS],
    *[("backprop_line", backward(delta1=delta1)) for delta1 in RIGHT_DELTA1 if "list(" not in delta1],
    *[("backprop_line", backward(delta1=f"np.array({delta1})")) for delta1 in RIGHT_DELTA1 if "list(" in delta1],
    *[("backprop_line", backward(gradient0=gradient)) for gradient in RIGHT_GRADIENT0],
    ("backprop_line", backward().replace("delta2 = layers[2] - Y", "layers[2] -= Y\n    delta2 = layers[2]")),
    ("backprop_line", backward().replace("delta2 = layers[2] - Y", "delta2 = -(Y - layers[2])")),
    ("backprop_line", backward().replace("[gradient0, gradient1]", "(gradient0, gradient1)")),
    ("backprop_line", backward("(delta2 * derivatives[1]) @ weights[1].T * derivatives[0]", "layers[0].T @ delta1")),
    *[("bug", step(*lines)) for lines in STEPS],
    ("seven_segment", SEGMENTS + "Y = np.identity(10)"),
    ("seven_segment", SEGMENTS + "Y = np.diag(np.ones(10))"),
    ("seven_segment", SEGMENTS + "Y = (np.arange(10)[:, None] == np.arange(10)).astype(int)"),
    ("seven_segment", SEGMENTS + "X = X.astype(np.float32)\nY = np.eye(10, dtype=bool)"),
]
DERIVATIVE_SLIPS = (
    ("(np.tanh(s + 1e-4) - np.tanh(s)) / 1e-4", "Nearly: a measured slope, off by up to"),
    ("(np.tanh(s) - np.tanh(s - 1e-3)) / 1e-3", "Nearly: a measured slope, off by up to"),
    ("(np.tanh(s + 0.1) - np.tanh(s)) / 0.1", "Nearly: a measured slope, off by up to"),
    ("(np.tanh(s + 1e-2) - np.tanh(s - 1e-2)) / 2e-2", "too far apart"),
    ("(np.tanh(s + 0.05) - np.tanh(s - 0.05)) / 0.1", "too far apart"),
    ("np.round(1 - np.tanh(s) ** 2, 4)", "rounded to 4 decimals"),
    ("np.round(1 - np.tanh(s) ** 2, 3)", "rounded to 3 decimals"),
    ("(1 - np.tanh(s) ** 2).astype(np.float16)", "float16"),
    ("(np.tanh(s + 1e-13) - np.tanh(s)) / 1e-13", "Nearly: off by up to"),
    ("1 - np.tanh(s)^2", "The power is written **"),
    ("1 - s^2", "The power is written **"),
    ("1 - np.tanh(s + 0j) ** 2", "complex numbers"),
    ("np.emath.power(np.tanh(s) + 0j, 2)", "complex numbers"),
    ("np.matrix(np.atleast_2d(1 - np.tanh(s) ** 2))", "np.matrix"),
    ("[[1, 2], [3]]", "different lengths"),
    ("np.array([[1.0], [1.0, 2.0]], dtype=object)", "different lengths"),
    ("[None] * 5", "in place of numbers"),
    ("'1 - tanh^2'", "holds text"),
    ("(x for x in s)", "is a generator"),
    ("1 - np.tanh(s) ** 2 + 1", "yours is 2.0000"),
    ("2 * (1 - np.tanh(s) ** 2)", "factor 2"),
    ("0.5 * (1 - np.tanh(s) ** 2)", "factor ½"),
    ("-2 * np.tanh(s) * (1 - np.tanh(s) ** 2)", "second derivative"),
    ("4 / (np.exp(s) + np.exp(-s))", "has to be squared"),
    ("1 / (1 + s ** 2)", "derivative of arctan"),
    ("1 / np.cos(s) ** 2", "derivative of tan"),
    ("0 * s", "nowhere flat"),
    ("1 + 0 * s", "linear activation"),
    ("(s > 0) * 1", "derivative of relu"),
    ("np.cosh(s) ** 2", "upside down"),
    ("-2 * np.tanh(s)", "derivative of 1 − f²"),
    ("np.tanh(s) ** 2", "taken away from 1"),
    ("(1 / (1 + np.exp(-s))) * (1 - 1 / (1 + np.exp(-s)))", "derivative of sigmoid"),
    ("1 - (1 / (1 + np.exp(-s))) ** 2", "put sigmoid in"),
    ("net.derivative(s)", "An answer stands on its own"),
    ("1 - tan(s) ** 2", "np.tan"),
    ("1 - math.tanh(s) ** 2", "module math"),
    ("1 - np.tanh(s).mean() ** 2", "of shape"),
    ("1 - s.tanh() ** 2", "AttributeError"),
    ("np.gradient(np.tanh(s))", "At s ="),
)
DELTA1_SLIPS = (
    ("weights[1].T @ (delta2 * derivatives[1])", "order of the product"),
    ("weights[1] @ (delta2 * derivatives[1])", "order of the product"),
    ("weights[1] @ (delta2 * derivatives[1]).T", "order of the product"),
    ("(delta2 * derivatives[1]) @ weights[1]", "w⁽¹⁾ is not transposed"),
    ("(delta2 * derivatives[1]) @ weights[1][1:].T", "no bias"),
    ("(delta2 * derivatives[1]) @ weights[0].T", "through w⁽⁰⁾"),
    ("(delta2 * derivatives[1]) @ weights[0]", "through w⁽⁰⁾"),
    ("(delta2 * derivatives[0]) @ weights[1].T", "by derivatives[0] where derivatives[1] belongs"),
    ("(delta2 @ derivatives[1]) @ weights[1].T", "acts entry by entry"),
    ("(delta2 * derivatives[1] ** 2) @ weights[1].T", "f⁽¹⁾′ is multiplied in twice"),
    ("(delta2 * derivatives[1]) @ weights[1].T / len(Y)", "divide by the number of data points"),
    ("2 * (delta2 * derivatives[1]) @ weights[1].T", "a factor 2 too much"),
    ("0.5 * (delta2 * derivatives[1]) @ weights[1].T", "a factor ½ too much"),
    ("-(delta2 * derivatives[1]) @ weights[1].T", "sign is wrong"),
    ("(layers[2] * derivatives[1]) @ weights[1].T", "output alone"),
    ("(Y * derivatives[1]) @ weights[1].T", "from Y alone"),
    ("(delta2 * derivatives[1]) ^ weights[1].T", "The power is written **"),
    ("delta2 * derivatives @ weights[1].T", "list of arrays"),
    ("(delta2 * derivatives[2]) @ weights[1].T", "counts from 0"),
    ("(delta2 * derivatives[1]) @ weights[2].T", "counts from 0"),
    ("(delta2 * derivatives[1]) @ w1.T", "stands on its own"),
    ("np.round((delta2 * derivatives[1]) @ weights[1].T, 4)", "Nearly: off by"),
    ("((delta2 * derivatives[1]) @ weights[1].T).sum()", "gradient0"),
    ("(delta2 * layers[2] * (1 - layers[2])) @ weights[1].T", ""),  # right for sigmoid outputs only
    ("np.dot(delta2 * derivatives[1], weights[1])", "w⁽¹⁾ is not transposed"),
)
GRADIENT0_SLIPS = (
    ("layers[0].T @ (delta1 * (1 - layers[1] ** 2))", "derivative of tanh alone"),
    ("layers[0].T @ (delta1 * layers[1] * (1 - layers[1]))", "derivative of sigmoid alone"),
    ("layers[0].T @ (delta1 * (layers[1] > 0))", "derivative of relu alone"),
    ("layers[0].T @ (delta1 * (1 - np.tanh(layers[1]) ** 2))", "tanh is taken of H"),
    ("layers[0].T @ (delta1 * (1 - np.tanh(delta1) ** 2))", "error that comes back"),
    ("layers[0].T @ (delta1 * (1 - delta1 ** 2))", "error that comes back"),
    ("layers[0].T @ (1 - np.tanh(delta1) ** 2)", "error that comes back"),
    ("layers[0].T @ (delta1 * (1 - layers[1]))", "1 − H is no derivative"),
    ("layers[0].T @ (delta1 * derivatives[1])", "derivatives[1] where derivatives[0] belongs"),
    ("layers[0].T @ (delta1 * layers[1])", "activation H itself"),
    ("layers[0].T @ (delta1 * layers[2])", "the output, layers[2]"),
    ("layers[0].T @ (delta1 * derivatives[0] ** 2)", "twice"),
    ("layers[0] @ (delta1 * derivatives[0])", "L⁽⁰⁾ is not transposed"),
    ("(delta1 * derivatives[0]) @ layers[0].T", "order of the product"),
    ("(delta1 * derivatives[0]) @ layers[0]", "order of the product"),
    ("(delta1 * derivatives[0]).T @ layers[0]", "transposed"),
    ("layers[1].T @ (delta1 * derivatives[0])", "layers[0], the layer that w⁽⁰⁾ multiplies"),
    ("layers[2].T @ (delta1 * derivatives[0])", "not layers[2]"),
    ("layers[0].T * (delta1 * derivatives[0])", "matrix product, layers[0].T @"),
    ("layers[0] * (delta1 * derivatives[0])", "matrix product, layers[0].T @"),
    ("layers[0].T @ (delta1 * derivatives[0]) / Y.size", "0.1 times"),
    ("layers[0].T @ (delta1 * derivatives[0]) * 2", "a factor 2 too much"),
    ("layers[0].T @ (delta1 * derivatives[0]) * 0.3", "0.3 times"),
    ("layers[0].T @ (delta1 * (1 - layers[0] ** 2))", "another layer's values"),
    ("layers[0].T @ (delta1 * (1 - layers[2] ** 2))", "another layer's values"),
    ("np.matrix(layers[0]).T * (delta1 * derivatives[0])", "np.matrix"),
    ("weights[0] - 0.1 * layers[0].T @ (delta1 * derivatives[0])", "none of the usual slips"),
    ("(layers[0].T @ (delta1 * derivatives[0])).astype(np.float16)", "Nearly"),
)
DELTA2_SLIPS = (
    ("Y - layers[2]", "delta2 has the wrong sign"),
    ("2 * (layers[2] - Y)", "delta2 has a factor 2"),
    ("(layers[2] - Y) / 2", "delta2 is halved"),
    ("(layers[2] - Y) / len(Y)", "divide by the number of data points"),
    ("(layers[2] - Y) ** 2", "delta2 is squared"),
    ("0.5 * (layers[2] - Y) ** 2", "delta2 is the loss"),
    ("abs(layers[2] - Y)", "lost its sign"),
    ("layers[2]", "output alone"),
    ("Y", "target alone"),
    ("(layers[2] - Y) * derivatives[1]", "twice on the way to gradient1"),
    ("1 / (1 + np.exp(-layers[2])) - Y", "sigmoid once more"),
    ("np.exp(layers[2]) / np.exp(layers[2]).sum(axis=1, keepdims=True) - Y", "softmax once more"),
)
# NumPy itself warns of np.matrix, and warnings are errors in these tests.
pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass")

UPDATE, BACK = "weights[l] = weights[l] - rate * (layers[l].T @ scaled)", "delta = scaled @ weights[l].T"
STEP_SLIPS = (
    ((BACK, UPDATE.replace("scaled", "delta", 1)), ""),
    (("new = delta", BACK, "weights[l] = weights[l] - rate * (layers[l].T @ new)"), "f′ is missing in the update"),
    (
        ("g = layers[l].T @ delta", "delta = delta @ weights[l].T", "weights[l] = weights[l] - rate * g"),
        "missing everywhere",
    ),
    ((BACK.replace("scaled", "scaled * derivatives[l]"), UPDATE), "twice on the way back"),
    ((BACK.replace(".T", ""), UPDATE), "not transposed on the way back"),
    (("delta = weights[l].T @ scaled", UPDATE), "order of the product"),
    (("delta = scaled * weights[l].T", UPDATE), "step back is a matrix product"),
    (("delta = scaled", UPDATE), "does not go through the weights"),
    ((UPDATE,), "not carried back at all"),
    ((BACK.replace("[l]", "[l - 1]"), UPDATE), ""),
    ((BACK, UPDATE.replace("layers[l]", "layers[l + 1]")), "takes layers[l], the layer that these weights multiply"),
    ((BACK, UPDATE.replace("layers[l].T", "layers[l]")), "not transposed in the gradient"),
    ((BACK, "weights[l] = weights[l] - rate * (scaled @ layers[l].T)"), "order of the product"),
    ((BACK, "weights[l] = weights[l] - rate * (layers[l].T @ scaled).T"), "gradient is transposed"),
    ((BACK, "weights[l] = weights[l] - rate * layers[l].T * scaled"), "matrix product, layers[l].T @"),
    ((BACK, UPDATE.replace("rate", "2 * rate")), "factor 2"),
    ((BACK, UPDATE.replace("rate", "rate / len(Y)")), "divide by the number"),
    ((BACK, UPDATE.replace("rate", "rate / 2")), "half as long"),
    ((BACK, UPDATE.replace("rate", "rate ** 2")), "times what the gradient calls for"),
    ((BACK, "weights[l] = rate * (layers[l].T @ scaled) - weights[l]"), "none of the usual slips"),
    ((BACK, "weights[l] = np.round(weights[l] - rate * (layers[l].T @ scaled), 3)"), "Nearly"),
    ((BACK, "weights[l] = weights[l] - rate ^ (layers[l].T @ scaled)"), "The power is written **"),
    ((BACK, UPDATE.replace("layers[l].T", "layers.T")), "list of arrays"),
    ((BACK, UPDATE.replace("scaled", "net.deltas[l]")), "stands on its own"),
    ((BACK, UPDATE.replace("weights[l] =", "weights[l] = np.matrix(0) +")), "np.matrix"),
)
DIGIT_SLIPS = (
    ("X = X[:, [0, 5, 4, 3, 2, 1, 6]]\n", "Left and right are exchanged"),
    ("X = X[:, [3, 2, 1, 0, 5, 4, 6]]\n", "Top and bottom are exchanged"),
    ("X = X[:, [3, 4, 5, 0, 1, 2, 6]]\n", "upside down"),
    ("X = np.roll(X, 1, axis=1)\n", "columns are one off"),
    ("X = np.roll(X, -1, axis=1)\n", "columns are one off"),
    ("X = np.roll(X, 1, axis=0)\n", "row 0 holds the 9"),
    ("X[2] = X[5]\nX[3] = X[5]\n", "Nor are the rows of 3"),
    ("X = np.matrix(X)\n", "np.matrix"),
    ("X = X * 1j\n", "complex numbers"),
    ("X = 2 * X\n", "only 0 (dark) and 1 (lit)"),
)
WRONG = [
    *[("tanh", TANH + one(slope, "tanh_derivative"), say) for slope, say in DERIVATIVE_SLIPS],
    *[("backprop_line", backward(delta1=delta1), say) for delta1, say in DELTA1_SLIPS],
    *[("backprop_line", backward(gradient0=gradient), say) for gradient, say in GRADIENT0_SLIPS],
    *[
        ("backprop_line", backward().replace("delta2 = layers[2] - Y", f"delta2 = {delta2}"), say)
        for delta2, say in DELTA2_SLIPS
    ],
    (
        "backprop_line",
        backward("(delta2 * derivatives[0]) @ weights[1].T", "layers[0].T @ (delta1 * derivatives[1])"),
        "derivatives[0] and derivatives[1] are exchanged",
    ),
    *[("bug", step(*lines), say) for lines, say in STEP_SLIPS],
    ("bug", step(BACK, UPDATE).replace("layers[-1] - Y", "2 * (layers[-1] - Y)"), "factor 2"),
    ("bug", step(BACK, UPDATE).replace("layers[-1] - Y", "(layers[-1] - Y) / len(Y)"), "divide by the number"),
    ("bug", step(BACK, UPDATE).replace("layers[-1] - Y", "Y - layers[-1]"), "uphill"),
    ("bug", step(BACK, UPDATE).replace("layers[-1] - Y", "layers[-1]"), "target is gone"),
    ("bug", step(BACK, UPDATE).replace("layers[-1] - Y", "(layers[-1] - Y) ** 2"), "squared"),
    (
        "bug",
        step(UPDATE, BACK).replace("layers[-1] - Y", "2 * (layers[-1] - Y)"),
        "The bug is still there, and there is",
    ),
    (
        "bug",
        step(UPDATE, BACK).replace("layers[-1] - Y", "(layers[-1] - Y) / len(Y)"),
        "The bug is still there. Besides",
    ),
    (
        "bug",
        step(BACK, UPDATE).replace("reversed(range(len(weights)))", "range(len(weights))"),
        "loop runs from the first",
    ),
    (
        "bug",
        step(UPDATE, BACK).replace("reversed(range(len(weights)))", "range(len(weights))"),
        "loop runs from the first",
    ),
    ("bug", step(BACK, UPDATE).replace("derivatives[l]", "derivatives[max(0, l - 1)]"), "one layer off"),
    *[("seven_segment", SEGMENTS + lines + ONE_HOT, say) for lines, say in DIGIT_SLIPS],
]


def test_there_are_two_hundred_of_them() -> None:
    assert len(RIGHT) + len(WRONG) >= 200


@pytest.mark.parametrize(("exercise", "code"), RIGHT)
def test_a_right_answer_is_accepted_in_any_style(exercise: str, code: str) -> None:
    result = report(exercise, code)
    assert result.passed, result.diagnosis


@pytest.mark.parametrize(("exercise", "code", "say"), WRONG)
def test_a_wrong_answer_is_refused_and_its_slip_is_said(exercise: str, code: str, say: str) -> None:
    result = report(exercise, code)
    assert not result.passed
    assert say in result.diagnosis
    assert len(result.diagnosis) > 30
    assert "gufunc" not in result.diagnosis
    numbers = re.search(r"yours is (\S+?)[;,.]? .* is (\S+?)\.?$", result.diagnosis)
    assert numbers is None or numbers[1] != numbers[2], "two numbers that look the same explain nothing"


def test_a_function_that_works_in_place_is_right_and_warned_of() -> None:
    code = "def tanh(s):\n    np.tanh(s, out=s)\n    return s\n" + SLOPE
    assert "tanh changes the array" in report("tanh", code).remarks[0]
    assert not report("tanh", TANH + SLOPE).remarks
