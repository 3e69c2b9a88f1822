"""A training as a program for Keras 3, on whichever of its backends is installed."""

import numpy as np

from mlp_core.checks import fail
from mlp_core.export.training import Program, Training, array, imports, layers, weights

_IMPORTS = """import os

os.environ.setdefault("KERAS_BACKEND", "torch")  # or "tensorflow", or "jax"

import keras
import numpy as np

# Keras computes in float32: its losses agree with NumPy's to six or seven digits, after many updates to fewer."""


_START = {
    "none": "model.set_weights(weights)",
    "learned": "model.set_weights([part for w in weights for part in (w[1:], w[0])])",
    "shared": """for layer, w in zip(model.layers, weights):
    layer.kernel.assign(w[1:])
    layer.bias.assign(w[0, :1])""",
    "fixed": """for layer, w in zip(model.layers, weights):
    layer.kernel.assign(w[1:])
    layer.bias.assign(w[0])""",
}
# Keras's Dense learns a bias for each neuron, so a layer of one's own is needed for anything else.
_OWN_BIAS = '''
class OwnBias(keras.layers.Layer):
    """A dense layer whose biases are {said}."""

    def __init__(self, units, activation=None):
        super().__init__()
        self.units, self.activation = units, keras.activations.get(activation)

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
        self.bias = self.add_weight({how}, name="bias")
        self.built = True

    def call(self, inputs):
        return self.activation(keras.ops.matmul(inputs, self.kernel) + self.bias)

    def compute_output_shape(self, shape):
        return (*shape[:-1], self.units)


'''
_BIAS = {
    "shared": {"said": "one number that all of its neurons share", "how": "shape=(1,)"},
    "fixed": {"said": "given and not learned", "how": "shape=(self.units,), trainable=False"},
}


def to_keras(training: Training) -> Program:
    """The program. Errors: ValueError for mini-batches, penalties or a changing rate, which Keras does otherwise."""
    for name, value in (("batch_size", training.batches), ("l1", training.l1), ("l2", training.l2)):
        if value:
            raise fail(name, "none in a program for Keras, whose fit deals and penalises in its own way", repr(value))
    if isinstance(training.learning_rate, tuple):
        raise fail("learning_rate", "one number in a program for Keras", f"{len(training.rates)} numbers")
    net, call = training.net, training.optimizer_code.keras
    made = call.write(f"learning_rate={training.learning_rate!r}", training.rule.settings)
    body = {
        "data": f"X = {array(training.X)}\nY = {array(training.Y)}\n",
        "network": _network(training),
        "start": f"{weights(training, 'Keras')}\n{_START[training.bias_rule if net.bias else 'none']}\n",
        "loss": _loss(training),
        "optimizer": f"{f'# {call.remark}' + chr(10) if call.remark else ''}optimizer = {made}\n"
        "model.compile(optimizer=optimizer, loss=loss)\n",
        "loop": "history = model.fit(\n"
        f"    X, Y, epochs={training.iterations}, batch_size=len(X), shuffle=False, verbose=0\n"
        ")\n"
        'losses = history.history["loss"]',
        "forward": "",
        "backward": "",
        "update": "",
        "end": 'print(f"final loss {model.evaluate(X, Y, batch_size=len(X), verbose=0):.7g}")',
    }
    return {"imports": imports(_IMPORTS, body), **body}


def _network(training: Training) -> str:
    bias, lines, own = "" if training.net.bias else ", use_bias=False", [], training.bias_rule in _BIAS
    for _, width, activation, comment in layers(training, "Keras"):
        given = f", activation={activation}" if activation else ""
        kind = "OwnBias" if own else "keras.layers.Dense"
        lines.append(f"    {kind}({width}{given}{bias}),{f'  # {comment}' if comment else ''}")
    layer = _OWN_BIAS.format(**_BIAS[training.bias_rule]) if own else ""
    return layer + "\n".join(
        ["model = keras.Sequential([", f"    keras.Input(({training.net.sizes[0]},)),", *lines, "])", ""]
    )


def _loss(training: Training) -> str:
    """Keras's own loss where it is ours; its cross-entropies of outputs change these first, and give other numbers."""
    rule, pair = training.measure, training.pair
    library = pair.library.get("Keras") if pair else rule.code.library.get("Keras")
    if library:
        return f"loss = {library}\n"
    if pair:
        return f"{pair.helpers['Keras']}\n\n\ndef loss(Y, s):\n    return {pair.keras}\n\n"
    if rule.domain == (-np.inf, np.inf):
        return f"def loss(Y, outputs):\n    return {rule.code.keras}\n\n"
    return f"""\
# Keras's own cross-entropies keep outputs between 1e-7 and 1 - 1e-7, and that of classes first divides each
# row by its sum. So here is the book's formula. Numbers closer to 0 or 1 have no logarithm in float32.
def loss(Y, outputs):
    outputs = keras.ops.clip(outputs, 1e-37, 1 - 6e-8)
    return {rule.code.keras}

"""
