"""An entry of assignment B as a program with the interface that the course's template has, which its students hand in.

The course is S. H. Hawley's, part 3. Names and behaviour are the course's: sigmoid(x, deriv), layers, activ, alpha,
update_weights, fit, the mean squared error as monitor, weights from np.random.seed. The text is written afresh. The
program comes in two versions: as the course has it, with the mistakes that the bug museum shows, and repaired.
"""

import re

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, fail
from mlp_core.datasets import seven_segment
from studies.exercises.assignments import ITERATIONS, SIZES, Entry

TEMPLATES_OWN = ("sigmoid", "relu")
"""Activations that stand in the part which students leave unchanged."""

_HEAD = '''"""Assignment B with the interface of the course's template, {version}.

The weights are drawn as the course draws them, with np.random.seed, so the losses are not those of the book's own
file. The course's monitor is the mean of the squared errors, 2/(N P) times the book's half sum of squares.
"""

import numpy as np

# ----- the part that is left unchanged -----


'''

_UPDATE_AS_WRITTEN = """def update_weights(weights, layers, Y, alpha, activ):
    lmax = len(layers) - 1
    delta = layers[lmax] - Y
    for el in range(lmax - 1, -1, -1):
        scaled = delta * activ[el](np.dot(layers[el], weights[el]), deriv=True)
        weights[el] -= alpha * np.dot(layers[el].T, scaled)
        delta = np.dot(scaled, weights[el].T)  # through weights that have just been changed
    return weights


"""

_UPDATE_REPAIRED = """def update_weights(weights, layers, Y, alpha, activ):
    lmax = len(layers) - 1
    delta = layers[lmax] - Y
    for el in range(lmax - 1, -1, -1):
        scaled = delta * activ[el](np.dot(layers[el], weights[el]), deriv=True)
        gradient = np.dot(layers[el].T, scaled)
        delta = np.dot(scaled, weights[el].T)  # repaired: the error goes back before the weights are changed
        if el > 0 and layers[el].shape[1] > weights[el - 1].shape[1]:
            delta = delta[:, 1:]  # repaired: the column of ones has no weights into it
        weights[el] = weights[el] - alpha * gradient
    return weights


"""

_FIT_AS_WRITTEN = """def fit(layers, Y, activ=[sigmoid] * 2, use_bias=True, alpha=1.0, maxiter=10000):
    lmax = len(layers) - 1
    if use_bias:
        for el in range(lmax):  # the caller's list grows by a column at each call
            layers[el] = np.hstack((np.ones((layers[el].shape[0], 1)), layers[el]))

    np.random.seed({seed})
    weights = [None] * lmax
    for el in range(lmax):  # a hidden layer's ones get weights into them, like its neurons
        weights[el] = 2 * np.random.random((layers[el].shape[1], layers[el + 1].shape[1])) - 1

    loss_hist = []
    for i in range(maxiter):
        for el in range(lmax):
            layers[el + 1] = activ[el](np.dot(layers[el], weights[el]))  # a hidden layer's ones are overwritten
        Y_tilde = layers[lmax]
        loss_hist.append(((Y_tilde - Y) ** 2).mean())
        weights = update_weights(weights, layers, Y, alpha, activ)
    return weights, Y_tilde, loss_hist


"""

_FIT_REPAIRED = """def fit(layers, Y, activ=[sigmoid] * 2, use_bias=True, alpha=1.0, maxiter=10000):
    layers = list(layers)  # repaired: the caller's list stays as it is
    lmax = len(layers) - 1
    ones = np.ones((layers[0].shape[0], 1))
    widths = [layer.shape[1] for layer in layers]
    if use_bias:
        layers[0] = np.hstack((ones, layers[0]))

    np.random.seed({seed})
    weights = [None] * lmax
    for el in range(lmax):  # repaired: no weights into the ones
        weights[el] = 2 * np.random.random((widths[el] + use_bias, widths[el + 1])) - 1

    loss_hist = []
    for i in range(maxiter):
        for el in range(lmax):
            values = activ[el](np.dot(layers[el], weights[el]))
            # repaired: a hidden layer keeps its column of ones
            layers[el + 1] = np.hstack((ones, values)) if use_bias and el + 1 < lmax else values
        Y_tilde = layers[lmax]
        loss_hist.append(((Y_tilde - Y) ** 2).mean())
        weights = update_weights(weights, layers, Y, alpha, activ)
    return weights, Y_tilde, loss_hist


"""

_CHANGED = """# ----- MAKE YOUR CHANGES BELOW -----

{activations}
# The ten digits of a seven-segment display, one row for each; the bars a to g.
X = np.array({X}, dtype=float)
Y = np.eye(10)
Y_tilde = np.copy(Y)

Q = {width}
N = X.shape[0]
H = np.zeros((N, Q))
H2 = np.zeros((N, Q))

layers = [X, H, H2, Y_tilde]
activ = [{activ}]
alpha = {alpha!r}

weights, Y_tilde, loss_hist = fit(layers, Y, activ=activ, alpha=alpha, maxiter={iterations})
np.set_printoptions(precision=2, suppress=True)
print("Prediction Y_tilde =\\n", Y_tilde)
print("digits:", Y_tilde.argmax(axis=1))
print("last loss (mean of squares):", loss_hist[-1])
"""


def can_be_template(entry: Entry) -> bool:
    """Whether the template can have an entry's activations: each is a function of its own sum alone there."""
    return all(ACTIVATIONS[name].elementwise for name in entry.activations)


def template(entry: Entry, *, repaired: bool) -> str:
    """The entry as a program with the template's interface, as the course has it or repaired."""
    if not can_be_template(entry):
        raise fail("entry", "activations that go entry by entry", ", ".join(entry.activations))
    own = "".join(_function(name) for name in TEMPLATES_OWN)
    others = [name for name in dict.fromkeys(("tanh", *entry.activations)) if name not in TEMPLATES_OWN]
    update, fit = (_UPDATE_REPAIRED, _FIT_REPAIRED) if repaired else (_UPDATE_AS_WRITTEN, _FIT_AS_WRITTEN)
    changed = _CHANGED.format(
        activations="".join("\n" + _function(name) for name in others),
        X=_rows(seven_segment().X),
        width=SIZES[1],
        activ=", ".join(entry.activations),
        alpha=entry.learning_rate,
        iterations=ITERATIONS,
    )
    version = "with the mistakes of the course's program repaired" if repaired else "as the course has it"
    return _HEAD.format(version=version) + own + update + fit.format(seed=entry.seed) + changed


def _function(name: str) -> str:
    """An activation in the course's form: name(x, deriv=False)."""
    code = ACTIVATIONS[name].code
    value, slope = (re.sub(r"\bs\b", "x", text) for text in (code.numpy, code.slope))
    return f"def {name}(x, deriv=False):\n    a = {value}\n    return {slope} if deriv else a\n\n\n"


def _rows(X: Array) -> str:
    return "[\n" + "".join(f"    {[int(bar) for bar in row]},\n" for row in X) + "]"
