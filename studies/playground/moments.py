"""The training of a network that colours the plane: moment by moment, with what every neuron answers everywhere."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlp_core.backprop import feed
from mlp_core.checks import Array, as_count, as_matrix, fail
from mlp_core.losses import LOSSES
from mlp_core.metrics import accuracy, one_hot
from mlp_core.network import MLP
from mlp_core.training import Frame, TrainingRun, fit, fit_frames
from studies.playground.features import expand
from studies.playground.points import REACH, Split

SIDE = 40
"""Maps are computed on SIDE × SIDE points of the plane."""


@dataclass(frozen=True)
class PlaneProblem:
    """What a network is to learn about the plane: the points, the features it sees of them, and its outputs.

    outputs: 1, the probability of class 1, or as many as there are classes, one for each. regression: the points have
    real numbers for targets instead of classes, and the one output is to be that number.
    """

    split: Split
    features: tuple[str, ...]
    outputs: int = 1
    regression: bool = False

    def inputs(self, points: Array) -> Array:
        """X (N, M) for points (N, 2)."""
        return expand(points, self.features)

    def targets(self, classes: Array) -> Array:
        """Y (N, outputs) for classes, or real numbers, (N,)."""
        return classes[:, None] if self.outputs == 1 else one_hot(classes.astype(np.intp), self.outputs)


@dataclass(frozen=True)
class PlaneMoment:
    """The network after `iteration` updates.

    Losses and scores are over all training and all test points; None where there are no test points. A score is the
    share of points that are classified rightly, 0 … 1, or for regression the root of the mean square error.
    output_maps (outputs, SIDE, SIDE): what each output answers. hidden_maps (neurons, SIDE / step, SIDE / step): the
    activations of the hidden neurons, layer after layer. Row 0 of a map is the top.
    stopped: why the training ended here, "" if it did not.
    """

    iteration: int
    weights: tuple[Array, ...]
    train_loss: float
    test_loss: float | None
    train_score: float
    test_score: float | None
    output_maps: Array
    hidden_maps: Array
    stopped: str = ""


def plane(side: int = SIDE, reach: float = REACH) -> Array:
    """The centres of side × side squares of the plane, (side², 2), row by row from the top left."""
    centres = reach * ((2 * np.arange(as_count("side", side)) + 1) / side - 1)
    x2, x1 = np.meshgrid(centres[::-1], centres, indexing="ij")
    return np.column_stack([x1.ravel(), x2.ravel()])


def watch(
    net: MLP, problem: PlaneProblem, *, every: int, iterations: int, step: int = 2, **options: Any
) -> Iterator[PlaneMoment]:
    """Train a copy of net and yield a moment before the first update, after every `every` updates, and at the end.

    options: those of mlp_core.fit. step: hidden maps take every step-th point of the plane. A run that diverges ends
    with its last good moment, which says why. The arguments are checked at the call.
    """
    if SIDE % as_count("step", step):
        raise fail("step", f"a divisor of {SIDE}", repr(step))
    learner, points = net.copy(), problem.split
    X, Y = problem.inputs(points.train_points), problem.targets(points.train_classes)
    frames = fit_frames(learner, X, Y, every=every, iterations=iterations, **options)
    return _moments(learner, problem, frames, step, options.get("loss", "half_sse"))


def run_of(net: MLP, problem: PlaneProblem, iterations: int, **options: Any) -> TrainingRun:
    """The same training as a TrainingRun, for export."""
    points = problem.split
    X, Y = problem.inputs(points.train_points), problem.targets(points.train_classes)
    return fit(net.copy(), X, Y, iterations=iterations, **options)


def _moments(net: MLP, problem: PlaneProblem, frames: Iterator[Frame], step: int, loss: str) -> Iterator[PlaneMoment]:
    points = problem.split
    # The squares of the map and all points go through the network together: a frame is then a few products.
    everything = problem.inputs(np.concatenate([plane(), points.train_points, points.test_points]))
    train = slice(SIDE * SIDE, SIDE * SIDE + len(points.train_points))
    test = slice(train.stop, len(everything))
    train_targets = problem.targets(points.train_classes)
    test_targets = problem.targets(points.test_classes) if len(points.test_points) else None
    for frame in frames:
        # Numbers may overflow in a run that is about to diverge; what is then no number is shown as such.
        with np.errstate(all="ignore"):
            (_, *layers), sums = feed(everything, frame.weights, net.activations, net.bias)
            train_score = _score(layers[-1][train], train_targets, problem)
            test_loss, test_score = None, None
            if test_targets is not None:
                test_loss = LOSSES[loss].value_of(sums[-1][test], layers[-1][test], test_targets, net.activations[-1])
                test_score = _score(layers[-1][test], test_targets, problem)
        maps = [layer[: train.start].reshape(SIDE, SIDE, -1) for layer in layers]
        hidden = [squares[::step, ::step].transpose(2, 0, 1) for squares in maps[:-1]]
        yield PlaneMoment(
            iteration=frame.iteration,
            weights=frame.weights,
            train_loss=frame.loss,
            test_loss=test_loss,
            train_score=train_score,
            test_score=test_score,
            output_maps=maps[-1].transpose(2, 0, 1),
            hidden_maps=np.concatenate(hidden) if hidden else np.empty((0, SIDE // step, SIDE // step)),
            stopped=str(frame.diverged) if frame.diverged else "",
        )


def values_at(point: object, history: Sequence[Sequence[Array]], net: MLP, features: Sequence[str]) -> Array:
    """What every neuron answers at one point of the plane, at every moment of a history.

    point: (x1, x2). history: the weights of each of F moments, all of net's shapes. Returns (F, neurons): inputs, then
    layer after layer; numbers may overflow.
    """
    position = as_matrix("point", [point], columns=2, because="a point of the plane has two coordinates")
    stacks = [np.stack([weights[layer] for weights in history]) for layer in range(net.lmax)]
    with np.errstate(all="ignore"):
        layers, _ = feed(expand(position, features), stacks, net.activations, net.bias)
    return np.concatenate([np.broadcast_to(layer, (len(history), *layer.shape[-2:]))[:, 0] for layer in layers], axis=1)


def _score(outputs: Array, Y: Array, problem: PlaneProblem) -> float:
    if problem.regression:
        return math.sqrt(np.square(outputs - Y).mean())
    return accuracy(np.nan_to_num(outputs), Y)


def changed(weights: Sequence[Array], layer: int, row: int, column: int, value: float) -> list[Array]:
    """Copies of the weight matrices with one entry replaced. Errors: ValueError if there is no such entry."""
    if not 0 <= layer < len(weights):
        raise fail("layer", f"a weight matrix from 0 to {len(weights) - 1}", repr(layer))
    rows, columns = weights[layer].shape
    if not (0 <= row < rows and 0 <= column < columns):
        because = f"weights[{layer}] has shape ({rows}, {columns})"
        raise fail("row, column", "an entry of the matrix", f"({row}, {column})", because)
    copies = [w.copy() for w in weights]
    copies[layer][row, column] = value
    return copies
