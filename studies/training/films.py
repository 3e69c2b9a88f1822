"""A training of which chosen moments are kept, with everything that was computed there: for curves and films."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlp_core.backprop import BackwardTrace, ForwardTrace, feed
from mlp_core.checks import Array, as_count, as_matrix, fail
from mlp_core.network import MLP
from mlp_core.training import fit_frames
from studies.biases import with_biases


@dataclass(frozen=True)
class Moment:
    """The network after `iteration` updates: its forward and backward pass."""

    iteration: int
    forward: ForwardTrace
    backward: BackwardTrace


@dataclass(frozen=True)
class FilmedRun:
    """Moments of one training in order. stopped: why it ended early ("" if it did not)."""

    moments: tuple[Moment, ...]
    stopped: str = ""

    @property
    def iterations(self) -> tuple[int, ...]:
        """After how many updates each moment was taken."""
        return tuple(moment.iteration for moment in self.moments)

    @property
    def losses(self) -> Array:
        """The loss at each moment, (moments,)."""
        return np.array([moment.backward.loss for moment in self.moments])

    @property
    def steepest(self) -> int:
        """The index of the moment after which the loss falls fastest, per iteration."""
        if len(self.moments) < 2:
            return 0
        return int(np.argmin(np.diff(self.losses) / np.diff(self.iterations)))

    def outputs_at(self, X: object) -> Array:
        """What the network answers for other data points X (N, M) at each moment, (moments, N, P), all at once."""
        first = self.moments[0].forward
        inputs = as_matrix("X", X, columns=first.layers[0].shape[1], because="the film's own X has as many columns")
        steps = range(len(first.activations))
        stacks = [np.stack([moment.forward.weights[step] for moment in self.moments]) for step in steps]
        return feed(inputs, stacks, first.activations, first.bias)[0][-1]


def spread_iterations(last: int, dense: int = 50, count: int = 120) -> tuple[int, ...]:
    """Iterations worth looking at: each up to `dense`, then ever longer strides to `last`; about `count` in all."""
    last, dense = as_count("last", last), as_count("dense", dense)
    if last <= dense:
        return tuple(range(last + 1))
    later = np.geomspace(dense + 1, last, max(2, as_count("count", count) - dense))
    return (*range(dense + 1), *sorted({int(iteration) for iteration in np.round(later)}))


def film_run(
    net: MLP,
    X: object,
    Y: object,
    iterations: Sequence[int],
    *,
    loss: str = "half_sse",
    learning_rate: float = 0.1,
    optimizer: str = "sgd",
    biases: str = "learned",
) -> FilmedRun:
    """Train a copy of net on X (N, M), Y (N, P) and keep the moments at `iterations`, which rise from 0.

    biases: one of mlp_core.export.training.BIAS_RULES.
    A run that diverges keeps the moments it reached and the last one that was still a number; `stopped` says why.
    """
    wanted = [as_count(f"iterations[{i}]", iteration, 0) for i, iteration in enumerate(iterations)]
    if not wanted or wanted[0] != 0 or wanted != sorted(set(wanted)):
        raise fail("iterations", "rising whole numbers from 0", repr(list(iterations))[:60])
    learner, stopped = net.copy(), ""
    moments: list[Moment] = []
    frames = fit_frames(
        learner,
        X,
        Y,
        every=wanted,
        loss=loss,
        optimizer=with_biases(optimizer, biases, net.shapes),
        learning_rate=learning_rate,
        iterations=max(1, wanted[-1]),
    )
    for frame in frames:
        if frame.diverged:
            stopped = str(frame.diverged)
        if frame.iteration > wanted[-1] or (moments and frame.iteration == moments[-1].iteration):
            continue
        forward = learner.forward(X)
        moments.append(Moment(frame.iteration, forward, learner.backward(forward, Y, loss)))
    return FilmedRun(tuple(moments), stopped)
