"""How much work one iteration is: multiplications, counted product by product."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Work:
    """Multiplications in the matrix products of one iteration: forwards, for the gradients, for the errors."""

    forward: int
    gradients: int
    errors: int

    @property
    def passes(self) -> float:
        """The whole iteration, in units of one forward pass."""
        return (self.forward + self.gradients + self.errors) / self.forward


def work(sizes: Sequence[int], points: int) -> Work:
    """The work without biases: (a × b)·(b × c) takes a·b·c multiplications, and no error goes to the inputs."""
    matrices = [a * b for a, b in pairwise(sizes)]
    return Work(points * sum(matrices), points * sum(matrices), points * sum(matrices[1:]))
