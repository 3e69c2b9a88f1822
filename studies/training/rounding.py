"""How far rounding alone can move the end of a training.

A machine, or a program that adds in another order, rounds differently: by about 2·10⁻¹⁶ of each number. Most trainings
forget that; some multiply it at every update, until nothing of the last loss is certain. Which kind a training is shows
when it is repeated from weights that lie just so far away.
"""

from collections.abc import Sequence

import numpy as np

from mlp_core.checks import Array
from mlp_core.network import MLP
from mlp_core.training import TrainingRun, fit


def nudged(weights: Sequence[Array], number: int) -> list[Array]:
    """The weights, each entry moved by 2⁻⁵² of itself (2⁻²³ in float32) or left: the nudge with this number."""
    rng = np.random.default_rng(number)
    return [(w * (1 + rng.integers(-1, 2, w.shape) * np.finfo(w.dtype).eps)).astype(w.dtype) for w in weights]


def nearby_losses(run: TrainingRun, count: int = 3) -> Array:
    """The final losses (count,) of the same training from weights that were nudged before it began."""
    settings, losses = run.settings, []
    for number in range(count if run.iterations else 0):
        net = MLP(run.net.sizes, run.net.activations, bias=run.net.bias, rng=0, dtype=run.net.dtype)
        net.weights = nudged(run.initial_weights, number)
        again = fit(
            net,
            run.X,
            run.Y,
            loss=settings.loss,
            optimizer=settings.optimizer,
            learning_rate=settings.learning_rate,
            iterations=run.iterations,
            batch_size=settings.batch_size,
            rng=_generator(run),
            l1=settings.l1,
            l2=settings.l2,
        )
        losses.append(again.final_loss)
    return np.array(losses)


def growth(run: TrainingRun, losses: Array) -> float:
    """By how much the training multiplied the nudge: relative move of the final loss over that of the weights.

    losses: what nearby_losses gives for the run. A loss that is 0 or as small as a nudge counts as that small.
    """
    eps = float(np.finfo(run.net.dtype).eps)
    moved = float(np.abs(losses - run.final_loss).max(initial=0.0))
    return moved / max(run.final_loss, eps) / eps


def _generator(run: TrainingRun) -> int | np.random.Generator:
    """What shuffled the run's data points, as it was before its first batch."""
    if run.seed is not None:
        return run.seed
    generator = np.random.Generator(getattr(np.random, run.rng_state["bit_generator"])())
    generator.bit_generator.state = run.rng_state
    return generator
