"""Mini-batches: which data points each update looks at."""

import numpy as np
import numpy.typing as npt


class Batches:
    """Endless batches of row numbers out of N: every epoch shuffles all rows anew and deals them out in order.

    The last batch of an epoch is smaller where batch_size does not divide N. With batch_size None (or ≥ N) every batch
    is all rows in their own order, and rng is never asked.
    """

    def __init__(self, points: int, batch_size: int | None, rng: np.random.Generator) -> None:
        self.whole = batch_size is None or batch_size >= points
        self.size = points if batch_size is None else min(batch_size, points)
        self._rng = rng
        self._order = np.arange(points)
        self._place = points

    def next(self) -> npt.NDArray[np.intp]:
        """The row numbers of the next batch: a view that is only valid until the call after."""
        if self.whole:
            return self._order
        if self._place >= len(self._order):
            self._rng.shuffle(self._order)
            self._place = 0
        batch = self._order[self._place : self._place + self.size]
        self._place += self.size
        return batch

    def save(self) -> tuple[object, ...]:
        """Where the dealing stands, for restore."""
        return self._rng.bit_generator.state, self._order.copy(), self._place

    def restore(self, saved: tuple[object, ...]) -> None:
        """Go back to a saved place."""
        self._rng.bit_generator.state, order, self._place = saved  # type: ignore[assignment]
        self._order[:] = order  # type: ignore[call-overload]
