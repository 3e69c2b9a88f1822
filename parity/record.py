"""Write what the comparison gave into content/data/parity, for the lesson that shows it.

.venv-parity/bin/python -m parity.record
"""

import json
import platform
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mlp_core import LOSSES, MLP, OPTIMIZERS, datasets, fit
from parity import keras_twin
from parity.torch_twin import TorchTwin, largest_difference

TARGET = Path(__file__).resolve().parent.parent / "content" / "data" / "parity"
STEPS = 60


def gradients_record() -> list[dict[str, Any]]:
    """One forward and backward pass for each loss: how far the two libraries lie apart."""
    data = datasets.seven_segment()
    rows = []
    for loss, rule in LOSSES.items():
        net = MLP((7, 12, 10), ("tanh", rule.last_activations[-1]), rng=3)
        value, gradients = net.gradients(data.X, data.Y, loss)
        expected, theirs = TorchTwin(net).gradients(data.X, data.Y, loss)
        rows.append(
            {
                "loss": loss,
                "activations": net.activations,
                "value": value,
                "value_difference": abs(value - expected),
                "largest_gradient": max(float(np.abs(g).max()) for g in gradients),
                "gradient_difference": largest_difference(gradients, theirs),
            }
        )
    return rows


def optimizers_record() -> list[dict[str, Any]]:
    """Sixty updates with each optimizer, side by side."""
    data = datasets.seven_segment()
    rows = []
    for optimizer in OPTIMIZERS:
        net = MLP((7, 12, 10), ("tanh", "sigmoid"), rng=3)
        twin = TorchTwin(net)
        run = fit(net, data.X, data.Y, loss="bce", optimizer=optimizer, learning_rate=0.01, iterations=STEPS)
        theirs = list(twin.steps(data.X, data.Y, "bce", optimizer, 0.01, STEPS))
        rows.append(
            {
                "optimizer": optimizer,
                "loss": "bce",
                "learning_rate": 0.01,
                "steps": STEPS,
                "losses": run.losses.tolist(),
                "losses_torch": theirs,
                "loss_difference": float(np.abs(run.losses - theirs).max()),
                "weight_difference": largest_difference(net.weights, [w.detach().numpy() for w in twin.weights]),
            }
        )
    return rows


def keras_record() -> dict[str, Any]:
    """XOR with Adam and binary cross-entropy from the same initial weights."""
    data = datasets.xor()
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=1)
    initial = [w.tolist() for w in net.weights]
    theirs, weights = keras_twin.train(net, data.X, data.Y)
    adam = OPTIMIZERS["adam"].with_settings(epsilon=keras_twin.EPSILON)
    rate, epochs = keras_twin.LEARNING_RATE, keras_twin.EPOCHS
    run = fit(net, data.X, data.Y, loss="bce", optimizer=adam, learning_rate=rate, iterations=epochs)
    return {
        "data": data.name,
        "sizes": net.sizes,
        "activations": net.activations,
        "loss": "bce",
        "optimizer": "adam",
        "epsilon": keras_twin.EPSILON,
        "learning_rate": rate,
        "iterations": epochs,
        "initial_weights": initial,
        "losses": run.losses.tolist(),
        "losses_keras": theirs,
        "loss_difference": float(np.abs(run.losses - theirs).max()),
        "weight_difference": largest_difference(net.weights, weights),
    }


def main() -> None:
    """Compare and write."""
    versions = {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__}
    torch_record = {"versions": versions, "gradients": gradients_record(), "optimizers": optimizers_record()}
    keras_versions = versions | {"keras": keras_twin.keras.__version__}
    files = {"torch.json": torch_record, "keras.json": {"versions": keras_versions} | keras_record()}
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, record in files.items():
        (TARGET / name).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
