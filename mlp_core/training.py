"""Training: fit a network to data, all at once or frame by frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from mlp_core.checks import Array, as_count, as_generator, as_raw_array, fail, not_finite, own_copy
from mlp_core.fast.engine import Engine
from mlp_core.gradient_descent import Divergence, Settings
from mlp_core.network import MLP, data_of
from mlp_core.optimizers import Optimizer, Schedule, as_optimizer

Every: TypeAlias = int | Literal["log"] | Sequence[int] | npt.NDArray[np.integer]
"""Which iterations get a frame: every so many, evenly on a logarithmic axis, or these."""


@dataclass(frozen=True, eq=False, repr=False)
class TrainingRun:
    """What a training gives back.

    net              the trained network (the very one that was given to fit)
    losses           (iterations,): losses[i] is the loss that update i saw, before it changed the weights; over all
                     data points, or over its mini-batch
    final_loss       the loss over all data points with the weights that the run ended with; always a finite number
    diverged         None, or at which iteration the run had to stop and why. Then losses ends there, and the weights
                     are the last ones whose loss over all data points was a number.
    initial_weights  copies of the weights before the first update
    weights          copies of the weights that the run ended with, whatever becomes of net later
    X, Y             the data as they were used, (N, M) and (N, P), read-only
    settings         loss, optimizer, learning rate, batch size and penalties
    rng_state        the state of the shuffling generator before the first batch, as in rng.bit_generator.state
    seed             the seed that it came from, or None if fit was given a generator
    """

    net: MLP
    losses: Array
    final_loss: float
    diverged: Divergence | None
    initial_weights: tuple[Array, ...]
    weights: tuple[Array, ...]
    X: Array
    Y: Array
    settings: Settings
    rng_state: dict[str, Any]
    seed: int | None = None

    @property
    def iterations(self) -> int:
        """How many updates were made."""
        return len(self.losses)

    def __str__(self) -> str:
        rule = self.settings
        first = f"{rule.loss} {self.losses[0]:.4g} -> " if self.iterations else f"{rule.loss} "
        end = f"; {self.diverged}" if self.diverged else ""
        return f"TrainingRun: {self.iterations} updates of {rule.optimizer.name}, {first}{self.final_loss:.4g}{end}"

    __repr__ = __str__


@dataclass(frozen=True, eq=False)
class Frame:
    """The network after `iteration` updates, for scrubbing back and forth.

    loss is over all data points; weights are copies; losses (iteration,) is the history up to here, read-only, as in
    TrainingRun. diverged is set on the last frame of a run that had to stop.
    """

    iteration: int
    loss: float
    weights: tuple[Array, ...]
    losses: Array
    diverged: Divergence | None = None

    def __str__(self) -> str:
        end = f"; {self.diverged}" if self.diverged else ""
        return f"Frame: loss {self.loss:.4g} after {self.iteration} updates{end}"

    __repr__ = __str__


def fit(
    net: MLP,
    X: object,
    Y: object = None,
    *,
    loss: str = "half_sse",
    optimizer: str | Optimizer = "sgd",
    learning_rate: float | Schedule = 0.1,
    iterations: int = 1000,
    batch_size: int | None = None,
    rng: int | np.random.Generator = 0,
    l1: float = 0.0,
    l2: float = 0.0,
) -> TrainingRun:
    """Train net in place on the data points X (N, M) with targets Y (N, P), and return the run.

    X, Y           or a Dataset alone: fit(net, xor())
    loss           a name from LOSSES
    optimizer      a name from OPTIMIZERS, or momentum(0.5), adam(beta1=0.8) and the like
    learning_rate  a number above 0, or a function of the iteration (from 0): lambda i: 0.1 * 0.99**i
    iterations     the number of updates; each looks at batch_size data points, or at all where that is None
    rng            seed or generator that shuffles the data points at the start of each epoch; unused without batches
    l1, l2         add l1 · Σ|w| + ½ l2 · Σw² to what is minimised (biases left out). Losses are reported without it;
                   net.penalty(l1, l2) is it.

    net.weights are new arrays afterwards; X, Y and arrays taken from net.weights before are not changed. Calling fit
    again goes on from the weights reached, with a fresh optimizer. Errors: ValueError naming the argument.
    """
    settings = Settings(loss, as_optimizer(optimizer), learning_rate, iterations, batch_size, l1, l2)
    generator = as_generator("rng", rng)
    start = generator.bit_generator.state
    engine = _engine(net, X, Y, settings, generator)
    initial_weights = engine.weights
    engine.advance(settings.iterations)
    final_loss = _finish(engine)
    return TrainingRun(
        net=net,
        losses=engine.losses[: engine.done].copy() if engine.divergence else engine.losses,
        final_loss=final_loss,
        diverged=engine.divergence,
        initial_weights=initial_weights,
        weights=engine.weights,
        X=engine.X,
        Y=engine.Y,
        settings=settings,
        rng_state=start,  # type: ignore[arg-type]
        seed=None if isinstance(rng, np.random.Generator) else int(rng),
    )


def fit_frames(
    net: MLP,
    X: object,
    Y: object = None,
    *,
    every: Every = 10,
    loss: str = "half_sse",
    optimizer: str | Optimizer = "sgd",
    learning_rate: float | Schedule = 0.1,
    iterations: int = 1000,
    batch_size: int | None = None,
    rng: int | np.random.Generator = 0,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Iterator[Frame]:
    """The training of fit as a generator of frames: the start, every so many updates, and the end.

    every: a number of updates, "log" for frames that are spread evenly on a logarithmic axis (see frame_iterations), or
    the iterations themselves. The arguments are checked at the call. Between frames the caller may show progress or
    simply stop asking: net holds the weights of the last frame it was given. So this is early stopping:

        for frame in fit_frames(net, data, every=10):
            if net.score(test).loss > best: break

    A run that diverges ends with the last good state.
    """
    settings = Settings(loss, as_optimizer(optimizer), learning_rate, iterations, batch_size, l1, l2)
    at = frame_iterations(settings.iterations, every)
    return _frames(_engine(net, X, Y, settings, as_generator("rng", rng)), at)


def _frames(engine: Engine, at: list[int]) -> Iterator[Frame]:
    for iteration in at:
        engine.advance(iteration)
        final_loss = _finish(engine)
        history = engine.losses[: engine.done]
        history.setflags(write=False)
        yield Frame(engine.done, final_loss, engine.weights, history, engine.divergence)
        if engine.divergence:
            return


def frame_iterations(iterations: int, every: Every) -> list[int]:
    """Which iterations get a frame: 0, every so many, and the last; for "log" about 20 per power of 10.

    every may also be the iterations themselves: those up to the last are taken.
    """
    last = as_count("iterations", iterations)
    if isinstance(every, str) and every == "log":
        decades = np.log10(last)
        spread = np.rint(np.logspace(0, decades, int(np.ceil(decades * 20)) + 1)).astype(int)
        return sorted({0, *(int(i) for i in spread), last})
    if isinstance(every, Sequence | np.ndarray) and not isinstance(every, str):
        entries = as_raw_array("every", every)
        if entries.ndim != 1:
            raise fail("every", "iterations in one row, shape (count,)", f"shape {entries.shape}")
        wanted = {as_count(f"every[{i}]", iteration, 0) for i, iteration in enumerate(every)}
        return sorted({0, *(i for i in wanted if i < last), last})
    return sorted({*range(0, last, as_count("every (if not 'log')", every)), last})


def _engine(net: MLP, X: object, Y: object, settings: Settings, rng: np.random.Generator) -> Engine:
    if not isinstance(net, MLP):
        raise fail("net", "an MLP", f"a {type(net).__name__}")
    X, Y = data_of(X, Y)
    inputs = own_copy(net.checked_inputs(X), X)
    targets = own_copy(net.checked_targets(Y, inputs, settings.loss), Y)
    return Engine(net, inputs, targets, settings, rng)


def _finish(engine: Engine) -> float:
    """Hand the weights over to the network and return their loss over all data points."""
    final_loss = engine.loss_now()
    if not np.isfinite(final_loss):  # not even the start had one
        raise fail("weights", "weights whose loss on X and Y is a finite number", not_finite(final_loss))
    engine.net.weights = engine.weights
    return final_loss
