"""Draw problems by a seed, so that they can be worked by hand and each slip gives an answer of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlp_core.checks import Array
from mlp_core.network import MLP
from studies.backwards.iteration import Iteration, one_iteration
from studies.problems.choice import MOST_SEED, MOST_VARIANTS, Choice
from studies.problems.tasks import Moved, Problem, Shape, is_exact, of_check, of_iteration, of_shape, printed

_DRAWS = 40  # candidates for a variant; the best of them is taken
_LARGEST = 5.0  # of a weighted sum
_ALL_DIFFER = 6.0  # merit of a problem in which no number comes twice
EPSILON = 0.1


def problems(choice: Choice, variants: int, seed: int) -> Iterator[Problem]:
    """The variants from 1 on. Raises ValueError if there are too many or the seed is none."""
    if not 1 <= variants <= MOST_VARIANTS:
        raise ValueError(f"variants: expected a whole number from 1 to {MOST_VARIANTS}, got {variants}")
    for variant in range(1, variants + 1):
        yield problem(choice, seed, variant)


def problem(choice: Choice, seed: int, variant: int = 1) -> Problem:
    """One variant: the same for the same choice, seed and number, however many others are drawn."""
    if not 0 <= seed <= MOST_SEED:
        raise ValueError(f"seed: expected a whole number from 0 to {MOST_SEED}, got {seed}")
    rng = np.random.default_rng([seed, variant])
    if choice.topic == "shapes":
        return _shapes(choice, seed, variant, rng)
    best, most = None, -np.inf
    for _ in range(_DRAWS):
        iteration = _iteration(choice, rng)
        moved = _moved(iteration, choice, rng) if choice.topic == "gradient_check" else None
        value = _fitness(iteration)
        if best is not None and value + len(best.tasks) + _ALL_DIFFER <= most:
            continue  # whatever its tasks are: two of three candidates need none
        candidate = _candidate(choice, seed, variant, iteration, moved)
        value = _merit(candidate, value)
        if value > most:
            best, most = candidate, value
    assert best is not None
    return best


def _shapes(choice: Choice, seed: int, variant: int, rng: np.random.Generator) -> Problem:
    """Sizes that all differ tell rows from columns and one layer from another."""
    *rest, first = (int(size) for size in rng.permutation(np.arange(2, 10))[: len(choice.sizes) + 1])
    shape = Shape(tuple(rest), first, choice.bias)
    return Problem(choice, seed, variant, tuple(of_shape(shape)), exact=True, shape=shape)


def _candidate(choice: Choice, seed: int, variant: int, iteration: Iteration, moved: Moved | None) -> Problem:
    exact = is_exact(iteration)
    if moved is not None:
        tasks = tuple(of_check(iteration, moved))
        return Problem(choice, seed, variant, tasks, exact, iteration, moved=moved)
    tasks = of_iteration(iteration, choice.topic, exact)
    return Problem(choice, seed, variant, tasks, exact, iteration, given=printed(iteration, choice.topic))


def _iteration(choice: Choice, rng: np.random.Generator) -> Iteration:
    """Small whole inputs, weights and targets in tenths: sums in tenths, and what follows in hundredths."""
    net = MLP(choice.sizes, choice.activations, bias=choice.bias, rng=rng, init="tenths")
    X = rng.choice((-2.0, -1.0, 1.0, 2.0), (choice.points, choice.sizes[0]))
    Y = rng.integers(0, 11, (choice.points, choice.sizes[-1])) / 10
    return one_iteration(net, X, Y, choice.loss, choice.learning_rate)


def _fitness(iteration: Iteration) -> float:
    """How well an iteration can be worked by hand, 0 at best: nothing stands at a kink, is large or all 0."""
    kinked = {"relu", "leaky_relu"}
    value = 0.0
    for name, sums in zip(iteration.forward.activations, iteration.forward.sums, strict=True):
        if name in kinked:
            value -= 20.0 * bool((abs(sums) < 0.05).any())  # the slope at 0 is a convention
            # Where no neuron answers to a data point nothing is left to compute; one that does not has the slope 0.
            value -= 10.0 * (not (sums > 0).any(axis=1).all()) + 4.0 * bool((sums > 0).all())
        value -= 10.0 * bool((abs(sums) > _LARGEST).any())
    value -= 10.0 * bool((abs(iteration.backward.deltas[-1]) < 0.02).any())
    return value - 3.0 * sum(not gradient.any(axis=0).all() for gradient in iteration.backward.weight_gradients)


def _merit(candidate: Problem, fitness: float) -> float:
    """How good a candidate is: its fitness, its slips told apart, at most 1 for a task, and its numbers different."""
    value = fitness
    for task in candidate.tasks:
        value += task.share_told() - 6.0 * (not task.values.any())
    sizes = np.concatenate([np.round(abs(task.values), 3).ravel() for task in candidate.tasks])
    value += _ALL_DIFFER * len(np.unique(sizes)) / len(sizes)  # a number that comes again could be copied
    return value - 5.0 * _crosses_a_kink(candidate)


def _crosses_a_kink(candidate: Problem) -> bool:
    """Whether the weight of a gradient check, moved, changes the side of a sum at which its activation has a kink."""
    if candidate.moved is None or candidate.iteration is None:
        return False
    if not {"relu", "leaky_relu"} & set(candidate.choice.activations):
        return False
    here = [sums > 0 for sums in candidate.iteration.forward.sums]
    for sign in (1, -1):
        net = _with_moved(candidate.iteration, candidate.moved.place, sign * candidate.moved.epsilon)
        there = [sums > 0 for sums in net.forward(candidate.iteration.forward.layers[0]).sums]
        if any((a != b).any() for a, b in zip(here, there, strict=True)):
            return True
    return False


def _moved(iteration: Iteration, choice: Choice, rng: np.random.Generator) -> Moved:
    """A weight whose gradient is not 0, and the losses a step to either side of it."""
    places = [
        (l, int(i), int(j))
        for l, gradient in enumerate(iteration.backward.weight_gradients)  # noqa: E741
        for i, j in np.argwhere(abs(gradient) > 0.02)
    ] or [(iteration.lmax - 1, 0, 0)]
    place = places[int(rng.integers(len(places)))]
    up, down = (_loss(iteration, _with_moved(iteration, place, sign * EPSILON)) for sign in (1, -1))
    return Moved(place, EPSILON, up, down)


def _with_moved(iteration: Iteration, place: tuple[int, int, int], by: float) -> MLP:
    forward = iteration.forward
    sizes = tuple(layer.shape[1] for layer in forward.layers)
    net = MLP(sizes, forward.activations, bias=forward.bias, rng=0)
    weights: list[Array] = [w.copy() for w in forward.weights]
    l, i, j = place  # noqa: E741
    weights[l][i, j] += by
    net.weights = weights
    return net


def _loss(iteration: Iteration, net: MLP) -> float:
    trace = net.forward(iteration.forward.layers[0])
    return float(net.backward(trace, iteration.targets, iteration.loss).loss)
