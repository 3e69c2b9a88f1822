"""A network as a program for a reader's own class Value: it finds the gradient with it and compares."""

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

_PROGRAM = """\
import numpy as np

X = {X}
Y = np.array({Y})
weights = {weights}
book = {gradients}

{functions}


w = [[[Value(number) for number in row] for row in matrix] for matrix in weights]
outputs = []
for x in X:
    layer = [Value(number) for number in x]
    for matrix, f in zip(w, [{activations}]):
        {ones}sums = []
        for column in zip(*matrix):
            total = Value(0.0)
            for weight, value in zip(column, layer):
                total = total + weight * value
            sums.append(total)
        layer = f(sums)
    outputs.append(layer)

nodes = outputs
outputs = np.array([[node.data for node in row] for row in nodes])
slopes = {derivative}
pairs = [(node, slope) for row, line in zip(nodes, slopes) for node, slope in zip(row, line)]
loss = Value({loss}, pairs)
loss.backward()

found = [np.array([[value.grad for value in row] for row in matrix]) for matrix in w]
print("loss:", float(loss.data))
for gradient in found:
    print(gradient)
print("largest difference from the book:", max(np.abs(a - b).max() for a, b in zip(found, book)))
"""

_EACH = """\
def {name}(sums):
    layer = []
    for node in sums:
        s = node.data
        a = {value}
        layer.append(Value(a, [(node, {slope})]))
    return layer"""

_SOFTMAX = """\
def softmax(sums):
    s = np.array([node.data for node in sums])
    a = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    return [Value(a[i], [(node, a[i] * ((i == j) - a[j])) for j, node in enumerate(sums)]) for i in range(len(sums))]"""


def value_program(net: MLP, X: Array, Y: Array, loss: str) -> str:
    """The program for this network on all the data points X (N, M), Y (N, P); it expects a class Value before it."""
    gradients = net.gradients(X, Y, loss)[1]
    code = LOSSES[loss].code
    return _PROGRAM.format(
        X=X.tolist(),
        Y=Y.tolist(),
        weights=[w.tolist() for w in net.weights],
        gradients="[" + ", ".join(f"np.array({gradient.tolist()})" for gradient in gradients) + "]",
        functions="\n\n\n".join(_function(name) for name in dict.fromkeys(net.activations)),
        activations=", ".join(net.activations),
        ones="layer = [Value(1.0), *layer]\n        " if net.bias else "",
        derivative=code.derivative,
        loss=code.numpy,
    )


def _function(name: str) -> str:
    if not ACTIVATIONS[name].elementwise:
        return _SOFTMAX
    code = ACTIVATIONS[name].code
    return _EACH.format(name=name, value=code.numpy, slope=code.slope)
