"""Train the network that the lesson on handwritten digits starts with, and pack it small.

    python tools/make_digits_network.py

writes content/data/digits_network.npz: weights0 (785, 100) and weights1 (101, 10) as int8, to be multiplied by scale0
(1, 100) and scale1 (1, 10), and history (epochs + 1, 5): loss and accuracy on training images, the same on test images,
seconds. The network is trained on all 60,000 images and rounded to 8 bits at the end.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mlp_core import MLP  # noqa: E402
from mlp_core.datasets import mnist  # noqa: E402
from mlp_core.metrics import accuracy  # noqa: E402
from studies.digits.epochs import EpochTraining  # noqa: E402

TARGET = ROOT / "content" / "data" / "digits_network.npz"
EPOCHS = 10


def main() -> None:
    """Train, round, measure, write."""
    train, test = mnist("train", part="full"), mnist("test", part="full")
    net = MLP((784, 100, 10), ("relu", "softmax"), rng=1, init="he", dtype="float32")
    training = EpochTraining(net, train, test, optimizer="adam", learning_rate=0.001, epochs=EPOCHS, rng=1)
    while training.advance(5.0):
        print(f"{training.progress:.0%}", training.history[-1].test)
    rounded = training.network()
    arrays: dict[str, npt.NDArray[Any]] = {}
    for index, w in enumerate(rounded.weights):
        scale = np.abs(w).max(axis=0, keepdims=True) / 127
        arrays |= {f"weights{index}": np.rint(w / scale).astype(np.int8), f"scale{index}": scale}
    rounded.weights = [arrays[f"weights{index}"] * arrays[f"scale{index}"] for index in range(2)]
    print("accuracy after rounding:", accuracy(rounded.predict(test.X), test.Y))
    records = [(r.train.loss, r.train.accuracy, r.test.loss, r.test.accuracy, r.seconds) for r in training.history]
    arrays["history"] = np.array(records, np.float32)
    np.savez_compressed(TARGET, **arrays)  # type: ignore[arg-type]
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
