"""What whoever wants problems may choose: the topic, the network's sizes, its activations, the loss."""

from __future__ import annotations

from dataclasses import dataclass

from mlp_core.losses import LOSSES

TOPICS = {
    "forward": "The forward pass",
    "deltas": "The errors δ",
    "gradients": "The gradients",
    "update": "One update",
    "backpropagation": "One whole iteration",
    "shapes": "Shapes and numbers of weights",
    "gradient_check": "The gradient check",
}
"""Every topic with its title."""

ACTIVATIONS = ("linear", "relu", "leaky_relu", "sigmoid", "tanh")
"""The activations that can be worked by hand or with a pocket calculator."""
LOSSES_BY_HAND = ("half_sse", "mse")
MOST_VARIANTS, MOST_WIDTH, MOST_POINTS, MOST_MATRICES = 200, 4, 4, 3
MOST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Choice:
    """One kind of problem. sizes: neurons a layer, inputs first; activations: one for each weight matrix; points: N.

    The sizes of *shapes* are drawn anew for each variant, so that of all this it uses the depth and the bias alone.
    """

    topic: str = "backpropagation"
    sizes: tuple[int, ...] = (2, 2, 2)
    activations: tuple[str, ...] = ("relu", "sigmoid")
    loss: str = "half_sse"
    points: int = 2
    bias: bool = False
    learning_rate: float = 0.1

    def __post_init__(self) -> None:
        """Raises ValueError naming what cannot be chosen, what is expected, and what came."""
        _expect("topic", self.topic in TOPICS, f"one of {', '.join(TOPICS)}", self.topic)
        matrices, widths = len(self.sizes) - 1, f"2 to {MOST_MATRICES + 1} numbers from 1 to {MOST_WIDTH}"
        fit = 1 <= matrices <= MOST_MATRICES and all(1 <= size <= MOST_WIDTH for size in self.sizes)
        _expect("sizes", fit, widths, "-".join(map(str, self.sizes)))
        one_each = f"one for each of the {matrices} weight matrices"
        _expect("activations", len(self.activations) == matrices, one_each, "-".join(self.activations))
        for name in self.activations:
            _expect("activations", name in ACTIVATIONS, f"some of {', '.join(ACTIVATIONS)}", name)
        _expect("loss", self.loss in LOSSES_BY_HAND and self.loss in LOSSES, " or ".join(LOSSES_BY_HAND), self.loss)
        _expect("points", 1 <= self.points <= MOST_POINTS, f"a whole number from 1 to {MOST_POINTS}", self.points)
        rate = 0.001 <= self.learning_rate <= 10
        _expect("learning_rate", rate, "a number from 0.001 to 10", self.learning_rate)

    @property
    def title(self) -> str:
        """The topic in words."""
        return TOPICS[self.topic]


VARIED = (
    ((2, 2, 2), ("relu", "linear"), "half_sse", 2, False),
    ((2, 2, 2), ("leaky_relu", "sigmoid"), "half_sse", 1, False),
    ((3, 2, 1), ("relu", "linear"), "half_sse", 2, False),
    ((2, 3, 2), ("sigmoid", "linear"), "half_sse", 1, False),
    ((2, 2, 1), ("relu", "linear"), "mse", 2, True),
    ((2, 2, 2), ("relu", "sigmoid"), "half_sse", 2, False),
    ((1, 2, 2), ("tanh", "sigmoid"), "half_sse", 2, True),
    ((2, 2, 2, 1), ("relu", "leaky_relu", "linear"), "half_sse", 1, False),
)
"""Kinds that take turns where nobody has chosen: two outputs, slopes that are neither 0 nor 1, a bias, depth."""


def varied(topic: str, number: int) -> Choice:
    """The kind of the problem with this number, from 0, where nobody has chosen."""
    sizes, activations, loss, points, bias = VARIED[number % len(VARIED)]
    return Choice(topic, sizes, activations, loss, points, bias)


def _expect(name: str, fits: bool, expected: str, got: object) -> None:
    if not fits:
        raise ValueError(f"{name}: expected {expected}, got '{str(got)[:60]}'")
