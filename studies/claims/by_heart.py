"""*Does it know, or has it learned by heart?*: four ways to train on ten noisy points, over twenty seeds."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlp_core.checks import Array
from mlp_core.training import fit
from studies.claims.spread import spread
from studies.training.by_heart import COUNTS, LOSS, NOISE, RATE, UPDATES, Course, course, split, untrained

STARTS = tuple(range(20))
RATES = (0.001, 0.003, 0.01)
PENALTIES = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
FEW, MORE = COUNTS[0], COUNTS[2]
LOOKS = tuple(range(0, UPDATES + 1, 50))

Pick = Callable[[Course], int]


def ways(seeds: Sequence[int] = STARTS, rates: Sequence[float] = RATES) -> dict[str, Any]:
    """For each way to train: the rate with the least median validation loss, and the losses of all seeds with it.

    validation and test are spreads over the seeds, of the moment that the way ends with; `better` counts the seeds with
    a smaller test loss than that of the run to the end.
    """
    plain = _courses(FEW, 0.0, seeds, rates)
    chosen = {
        "to the end": _at_best(plain, _last),
        "early stopping": _at_best(plain, lambda one: one.best),
        "L2": _at_best(_with_penalty(seeds, rates), _last),
        "more data": _at_best(_courses(MORE, 0.0, seeds, rates), _last),
    }
    plainly = chosen["to the end"]["losses"][:, 2]
    found: dict[str, Any] = {}
    for name, one in chosen.items():
        train, validation, test = one["losses"].T
        found[name] = {
            "rate": one["rate"],
            "train": spread(train),
            "validation": spread(validation),
            "test": spread(test),
            "better": int((test < plainly).sum()),
            "looks better than it is": int((validation < test).sum()),
        }
    return found


def overfits(seeds: Sequence[int] = STARTS) -> dict[str, Any]:
    """Of the figure's own setting: for how many seeds the validation loss ends a tenth or more above its least."""
    runs = [course(FEW, seed, moments=LOOKS) for seed in seeds]
    return {
        "seeds": len(runs),
        "rate": RATE,
        "overfitted": sum(bool(one.validation[-1] > 1.1 * one.validation.min()) for one in runs),
        "training loss lower at the end": sum(bool(one.train[-1] < one.train[one.best]) for one in runs),
        "stops at": spread([float(one.iterations[one.best]) for one in runs]),
        "noise": NOISE**2,
    }


def nonsense(seeds: Sequence[int] = STARTS) -> dict[str, Any]:
    """The same network on targets that were dealt out to the points at random: its loss at the start and at the end."""
    losses = []
    for seed in seeds:
        data = split(FEW, seed).train
        dealt = np.random.default_rng([seed, 3]).permutation(data.Y)
        run = fit(
            untrained(seed), data.X, dealt, loss=LOSS, optimizer="adam", learning_rate=0.03, iterations=2 * UPDATES
        )
        losses.append((float(dealt.var()), run.final_loss))
    mean, end = zip(*losses, strict=True)
    return {"the mean as an answer": spread(mean), "end": spread(end)}


def _last(one: Course) -> int:
    return len(one.iterations) - 1


def _courses(count: int, l2: float, seeds: Sequence[int], rates: Sequence[float]) -> dict[float, list[Course]]:
    return {rate: [course(count, seed, l2=l2, rate=rate, moments=LOOKS) for seed in seeds] for rate in rates}


def _with_penalty(seeds: Sequence[int], rates: Sequence[float]) -> dict[float, list[Course]]:
    """For each rate and seed the run whose penalty has the least validation loss at its end."""
    tried = [_courses(FEW, l2, seeds, rates) for l2 in PENALTIES]
    return {
        rate: [
            min(same, key=lambda one: float(one.validation[-1])) for same in zip(*(t[rate] for t in tried), strict=True)
        ]
        for rate in rates
    }


def _at_best(runs: dict[float, list[Course]], pick: Pick) -> dict[str, Any]:
    """The rate with the least median validation loss, and the losses (seeds, 3) of its runs on the three sets."""
    losses: dict[float, Array] = {
        rate: np.array([[part[pick(one)] for part in (one.train, one.validation, one.test)] for one in courses])
        for rate, courses in runs.items()
    }
    rate = min(losses, key=lambda one: float(np.median(losses[one][:, 1])))
    return {"rate": rate, "losses": losses[rate]}


def by_heart() -> dict[str, Any]:
    """All that the lesson claims."""
    return {"ways": ways(), "overfits": overfits(), "nonsense": nonsense()}
