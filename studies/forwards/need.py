"""The numbers of *What you need*: two paths from x to y, and curves that axes of powers of ten make straight."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array


@dataclass(frozen=True)
class TwoPaths:
    """x makes u = a·x and v = b·x, and these make y = c·u + d·v. Each letter is the rate along one arrow."""

    a: float
    b: float
    c: float
    d: float
    x: float = 1.0

    @property
    def u(self) -> float:
        """a·x."""
        return self.a * self.x

    @property
    def v(self) -> float:
        """b·x."""
        return self.b * self.x

    @property
    def y(self) -> float:
        """c·u + d·v."""
        return self.c * self.u + self.d * self.v

    @property
    def first(self) -> float:
        """The rate along the path through u: rates multiply."""
        return self.a * self.c

    @property
    def second(self) -> float:
        """The rate along the path through v."""
        return self.b * self.d

    @property
    def rate(self) -> float:
        """dy/dx: paths add."""
        return self.first + self.second

    def moved(self, step: float) -> "TwoPaths":
        """The same with x larger by step."""
        return TwoPaths(self.a, self.b, self.c, self.d, self.x + step)


ROUNDS = 1000
# Name -> the quantity after round n = 1, 2, …
DECAYS: dict[str, Callable[[Array], Array]] = {
    "halved every 50 rounds": lambda n: 2.0 ** (-n / 50),
    "one over the round": lambda n: 1.0 / n,
}


def decays() -> dict[str, tuple[Array, Array]]:
    """Rounds (k,) and values (k,) of each quantity, at rounds that lie evenly on both kinds of axes."""
    rounds = np.unique(np.concatenate([np.linspace(1, ROUNDS, 60), np.geomspace(1, ROUNDS, 40)]).round())
    return {name: (rounds, decay(rounds)) for name, decay in DECAYS.items()}
