"""Measure what the lessons claim about training, and record it.

    python tools/record_claims.py [LESSON ...]

writes content/data/claims/<lesson>.json, one for each lesson of studies.claims; all of them take a few minutes. Tests
hold the lessons' sentences to these files and recompute the cheap parts.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mlp_core import MLP  # noqa: E402
from mlp_core.datasets import mnist  # noqa: E402
from studies.claims import (  # noqa: E402
    better_steps,
    by_heart,
    curve,
    depth,
    digits,
    display,
    frameworks,
    starting_weights,
    today,
    training,
    xor,
)
from studies.mistakes import course  # noqa: E402

DATA = ROOT / "content" / "data"


def books_digits_network() -> MLP:
    """The network 784-100-10 that the lesson on handwriting starts with."""
    with np.load(DATA / "digits_network.npz", allow_pickle=False) as arrays:
        net = MLP((784, 100, 10), ("relu", "softmax"), rng=0, init="he", dtype="float32")
        net.weights = [arrays[f"weights{index}"] * arrays[f"scale{index}"] for index in range(2)]
    return net


def _digits() -> dict[str, Any]:
    test = mnist("test")
    return {
        "certainty": digits.certainty(books_digits_network(), test.X, test.Y),
        "first sums": digits.size_of_first_sums(test.X),
        "nielsen": digits.nielsen(mnist("train", part="full"), mnist("test", part="full")),
    }


CLAIMS: dict[str, Callable[[], dict[str, Any]]] = {
    "training": lambda: {
        "race": training.race(),
        "curvature": training.curvature(),
        "relu ends": training.relu_ends(),
        "start of four": training.start_of_four(),
    },
    "assignments": lambda: {
        "solved by rate": display.solved_by_rate(),
        "ten digits": display.ten_digits(),
        "threes": display.threes(),
        "course": course.side_by_side(),
    },
    "xor": lambda: {
        "widths": {hidden: xor.widths_at_their_best(hidden) for hidden in ("tanh", "sigmoid", "relu")},
        "ends": {hidden: xor.ends(hidden) for hidden in ("tanh", "sigmoid", "relu")},
        "equal weights": xor.equal_weights(),
    },
    "starting_weights": lambda: {
        "equal": starting_weights.equal(),
        "factors": starting_weights.factors(),
        "depth": starting_weights.depth(),
        "deep": starting_weights.deep(),
        "dead": starting_weights.dead(),
    },
    "better_steps": lambda: {
        "walks": better_steps.walks(),
        "networks": better_steps.networks(),
        "edges": better_steps.edges(),
        "scaled steps": better_steps.scaled_steps(),
        "noise": better_steps.noise(),
    },
    "backprop_in_code": lambda: {f"{rate:g}": xor.updated_weights(rate) for rate in (0.5, 8.0)},
    "frameworks": lambda: {optimizer: frameworks.forgotten(optimizer) for optimizer in ("adam", "sgd")},
    "backpropagation": lambda: {
        "gradient ratio": {name: depth.gradient_ratio(name) for name in ("sigmoid", "tanh")},
        "saturated": depth.saturated(),
    },
    "handwritten_digits": _digits,
    "why_hidden_layers": curve.curve,
    "by_heart": by_heart.by_heart,
    "delta_today": today.shrinking,
}


def main(lessons: list[str]) -> None:
    """Write the files of these lessons, or of all."""
    for lesson in lessons or CLAIMS:
        found = json.dumps(CLAIMS[lesson](), indent=1, ensure_ascii=False)
        (DATA / "claims" / f"{lesson}.json").write_text(found + "\n", encoding="utf-8")
        print(lesson)


if __name__ == "__main__":
    main(sys.argv[1:])
