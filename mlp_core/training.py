"""Training: fit a network to data, all at once or frame by frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from mlp_core.checks import Array, as_count, as_generator, as_number, fail, not_finite
from mlp_core.fast.engine import Divergence, Engine, Settings
from mlp_core.network import MLP
from mlp_core.optimizers import Optimizer, as_optimizer


@dataclass(frozen=True)
class TrainingRun:
    """What a training gives back.

    net              the trained network (the very one that was given to fit)
    losses           (iterations,): losses[i] is the loss that update i saw, before it changed the weights; over all
                     data points, or over its mini-batch
    final_loss       the loss over all data points with the weights that the run ended with; always a finite number
    diverged         None, or at which iteration the run had to stop and why. Then losses ends there, and the weights
                     are the last ones whose loss was a number.
    initial_weights  copies of the weights before the first update
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
    X: Array = field(repr=False)
    Y: Array = field(repr=False)
    settings: Settings
    rng_state: dict[str, Any] = field(repr=False)
    seed: int | None = None

    @property
    def iterations(self) -> int:
        """How many updates were made."""
        return len(self.losses)


@dataclass(frozen=True)
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


def fit(
    net: MLP,
    X: object,
    Y: object,
    *,
    loss: str = "half_sse",
    optimizer: str | Optimizer = "sgd",
    learning_rate: float = 0.1,
    iterations: int = 1000,
    batch_size: int | None = None,
    rng: int | np.random.Generator = 0,
    l1: float = 0.0,
    l2: float = 0.0,
) -> TrainingRun:
    """Train net in place on the data points X (N, M) with targets Y (N, P), and return the run.

    iterations   the number of updates; each looks at batch_size data points, or at all where that is None
    rng          seed or generator that shuffles the data points at the start of each epoch; unused without batches
    l1, l2       add l1 · Σ|w| + ½ l2 · Σw² to what is minimised (biases left out). Losses are reported without it.

    net.weights are new arrays afterwards; X, Y and arrays taken from net.weights before are not changed. Calling fit
    again goes on from the weights reached, with a fresh optimizer. Errors: ValueError naming the argument.
    """
    engine, start = _prepare(net, X, Y, loss, optimizer, learning_rate, iterations, batch_size, rng, l1, l2)
    initial_weights = engine.weights
    engine.advance(engine.settings.iterations)
    final_loss = _finish(engine, initial_weights)
    return TrainingRun(
        net=net,
        losses=engine.losses[: engine.done].copy() if engine.divergence else engine.losses,
        final_loss=final_loss,
        diverged=engine.divergence,
        initial_weights=initial_weights,
        X=engine.X,
        Y=engine.Y,
        settings=engine.settings,
        rng_state=start,
        seed=None if isinstance(rng, np.random.Generator) else int(rng),
    )


def fit_frames(
    net: MLP,
    X: object,
    Y: object,
    *,
    every: int | Literal["log"] | Sequence[int] = 10,
    loss: str = "half_sse",
    optimizer: str | Optimizer = "sgd",
    learning_rate: float = 0.1,
    iterations: int = 1000,
    batch_size: int | None = None,
    rng: int | np.random.Generator = 0,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Iterator[Frame]:
    """The training of fit as a generator of frames: the start, every so many updates, and the end.

    every: a number of updates, "log" for frames that are spread evenly on a logarithmic axis (see frame_iterations), or
    the iterations themselves. The arguments are checked at the call. Between frames the caller may show progress or
    simply stop asking: net holds the weights of the last frame it was given. A run that diverges ends with the last
    good state.
    """
    at = frame_iterations(as_count("iterations", iterations), every)
    engine, _ = _prepare(net, X, Y, loss, optimizer, learning_rate, iterations, batch_size, rng, l1, l2)
    return _frames(engine, at)


def _frames(engine: Engine, at: list[int]) -> Iterator[Frame]:
    initial_weights = engine.weights
    for iteration in at:
        engine.advance(iteration)
        final_loss = _finish(engine, initial_weights)
        history = engine.losses[: engine.done]
        history.setflags(write=False)
        yield Frame(engine.done, final_loss, engine.weights, history, engine.divergence)
        if engine.divergence:
            return


def frame_iterations(iterations: int, every: int | Literal["log"] | Sequence[int], per_decade: int = 20) -> list[int]:
    """Which iterations get a frame: 0, every so many, and the last; for "log" about `per_decade` per power of 10.

    every may also be the iterations themselves: those up to the last are taken.
    """
    if every == "log":
        decades = np.log10(iterations)
        spread = np.rint(np.logspace(0, decades, int(np.ceil(decades * per_decade)) + 1)).astype(int)
        return sorted({0, *(int(i) for i in spread), iterations})
    if isinstance(every, Sequence) and not isinstance(every, str):
        wanted = {as_count(f"every[{i}]", iteration, 0) for i, iteration in enumerate(every)}
        return sorted({0, *(i for i in wanted if i < iterations), iterations})
    return sorted({*range(0, iterations, as_count("every (if not 'log')", every)), iterations})


def _prepare(
    net: MLP,
    X: object,
    Y: object,
    loss: str,
    optimizer: str | Optimizer,
    learning_rate: float,
    iterations: int,
    batch_size: int | None,
    rng: int | np.random.Generator,
    l1: float,
    l2: float,
) -> tuple[Engine, dict[str, Any]]:
    """Check everything; the engine, and the generator's state before it is first asked."""
    if not isinstance(net, MLP):
        raise fail("net", "an MLP", f"a {type(net).__name__}")
    settings = Settings(
        loss=loss,
        optimizer=as_optimizer(optimizer),
        learning_rate=as_number("learning_rate", learning_rate, above=0),
        iterations=as_count("iterations", iterations),
        batch_size=None if batch_size is None else as_count("batch_size", batch_size),
        l1=as_number("l1", l1, at_least=0),
        l2=as_number("l2", l2, at_least=0),
    )
    generator = as_generator("rng", rng)
    inputs = _read_only(net.checked_inputs(X), X)
    targets = _read_only(net.checked_targets(Y, inputs, loss), Y)
    engine = Engine(net, inputs, targets, settings, generator)
    return engine, generator.bit_generator.state  # type: ignore[return-value]


def _read_only(clean: Array, given: object) -> Array:
    """A read-only array that does not change when the caller's does."""
    kept = clean.copy() if isinstance(given, np.ndarray) and given.flags.writeable else clean
    kept.setflags(write=False)
    return kept


def _finish(engine: Engine, initial_weights: tuple[Array, ...]) -> float:
    """Hand the weights over to the network and return their loss over all data points."""
    final_loss = engine.loss_now()
    if not np.isfinite(final_loss):
        # Either not even the first update could be made, or (with mini-batches) each batch had a finite loss, but all
        # points together have not.
        cause = f"the loss over all data points became {not_finite(final_loss)}"
        engine.divergence = engine.divergence or Divergence(engine.done, cause)
        for buffer, w in zip(engine.parameters.weights, initial_weights, strict=True):
            buffer[:] = w
        final_loss = engine.loss_now()
        if not np.isfinite(final_loss):
            raise fail("weights", "weights whose loss on X and Y is a finite number", not_finite(final_loss))
    engine.net.weights = engine.weights
    return final_loss
