"""A history of the playground as it is computed, frame by frame, each packed as the page will show it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, MLP, TrainingRun
from studies.playground.moments import SIDE, PlaneMoment, PlaneProblem, changed, run_of, values_at, watch
from widgets.kit import theme
from widgets.playground.settings import Edit, Settings

Levels = NDArray[np.uint8]
# A line as thick as they come stands for a weight of this size or more.
THICKEST = 3.0
CALLS = 700_000  # multiplications in whose time a frame's calls of NumPy are through, however small the network


@dataclass(frozen=True)
class Frame:
    """One moment, packed: levels 0 … 255 for colours and thicknesses, texts for what is said of it.

    output (outputs, side, side), hidden (neurons, side, side). strokes: one level for each weight, 128 for 0. weights:
    all weights in the order of the matrices, row by row.
    """

    iteration: int
    train_loss: float
    test_loss: float | None
    texts: dict[str, str]
    weights: NDArray[np.float64]
    strokes: Levels
    output: Levels
    hidden: Levels
    stopped: str


class Recording:
    """The frames of one history, computed as far as they have been asked for.

    The same settings give the same frames, however they are asked for. Raises ValueError where the settings allow no
    training.
    """

    def __init__(self, settings: Settings, before: Recording | None = None) -> None:
        """before: a recording whose frames are used again as far as the two histories are the same."""
        self.settings = replace(settings, iteration=0)
        self.problem = settings.problem()
        self.frames = _shared(before, self.settings)
        self._moments = _history(self.settings, self.problem, known=len(self.frames) > 0)
        self._net = self.settings.network()
        self._epoch = self.settings.iterations_per_epoch(len(self.problem.split.train_points))
        self.complete = False
        self.extend(len(self.frames) + 1)

    def belongs_to(self, settings: Settings) -> bool:
        """Whether these are the frames of those settings; which one is shown makes no difference."""
        return self.settings == replace(settings, iteration=0)

    def extend(self, until: int, seconds: float = 60.0) -> None:
        """Compute frames until there are `until` of them, for about so many seconds; at least one, if any is left."""
        stop_at = time.monotonic() + seconds
        while not self.complete and len(self.frames) < until:
            moment = next(self._moments, None)
            if moment is not None:
                self.frames.append(pack(moment, self.settings, self._epoch))
            if moment is None or moment.stopped or len(self.frames) > self.settings.most_frames:
                self.complete = True
            if time.monotonic() > stop_at:
                return

    @property
    def work(self) -> int:
        """What a frame takes, in multiplications: three products for each update of its step, its maps, the calls."""
        weights = len(self.frames[0].weights)
        points = self.settings.batch or len(self.problem.split.train_points)
        return CALLS + weights * (3 * points * self.settings.step + SIDE * SIDE)

    def place_of(self, iteration: int) -> int:
        """The index of the last frame that is not later than this iteration."""
        return min(iteration // self.settings.step, len(self.frames) - 1)

    def values_at(self, x1: float, x2: float, start: int, stop: int) -> NDArray[np.float64]:
        """What every neuron answers at a point, inputs first, in each of the frames start … stop: (frames, neurons)."""
        shapes = self._net.shapes
        ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
        history = [
            [part.reshape(shape) for part, shape in zip(np.split(frame.weights, ends), shapes, strict=True)]
            for frame in self.frames[start:stop]
        ]
        return values_at((x1, x2), history, self._net, self.settings.features)


def _shared(before: Recording | None, settings: Settings) -> list[Frame]:
    """The frames before the last edit, if `before` recorded them."""
    if before is None or not settings.edits or replace(before.settings, edits=()) != replace(settings, edits=()):
        return []
    last = settings.edits[-1].iteration
    same = _until(before.settings.edits, last) == _until(settings.edits, last)
    reached = before.frames[-1].iteration >= last
    return [frame for frame in before.frames if frame.iteration < last] if same and reached else []


def _until(edits: Sequence[Edit], iteration: int) -> list[Edit]:
    return [edit for edit in edits if edit.iteration < iteration]


def _history(settings: Settings, problem: PlaneProblem, known: bool) -> Iterator[PlaneMoment]:
    """The moments of the whole history; if known, from the last edit on. Arguments are checked at the first moment.

    An edit replaces a weight and starts the optimizer and the shuffling of the mini-batches afresh.
    """
    net, start, options = settings.network(), 0, settings.training()
    for iteration, edits in groupby(settings.edits, lambda edit: edit.iteration):
        weights: Sequence[Any] = net.weights
        if iteration > start and known:
            weights = run_of(net, problem, iteration - start, **options).net.weights
        elif iteration > start:
            for moment in _segment(net, problem, settings, start, iteration):
                if moment.iteration < iteration or moment.stopped:
                    yield moment
                if moment.stopped:
                    return
                weights = moment.weights
        for edit in edits:
            weights = changed(weights, edit.layer, edit.row, edit.column, edit.value)
        net.weights, start = list(weights), iteration
    if start < settings.last_iteration:
        yield from _segment(net, problem, settings, start, settings.last_iteration)
    else:
        yield next(_segment(net, problem, settings, start, start + 1))


def _segment(net: MLP, problem: PlaneProblem, settings: Settings, start: int, stop: int) -> Iterator[PlaneMoment]:
    """The moments from iteration start to stop, trained from net's weights."""
    moments = watch(
        net, problem, every=settings.step, iterations=stop - start, step=map_step(settings), **settings.training()
    )
    for moment in moments:
        yield replace(moment, iteration=moment.iteration + start)


def map_step(settings: Settings) -> int:
    """How coarse the maps of hidden neurons are: with many neurons each map is small and there are many."""
    return 2 if sum(settings.hidden) <= 32 else 4


def exported(settings: Settings) -> TrainingRun:
    """The last stretch of training up to the iteration shown, from the last weight set by hand (or the start)."""
    problem, net, start = settings.problem(), settings.network(), 0
    for iteration, edits in groupby(settings.edits, lambda edit: edit.iteration):
        if iteration > settings.iteration:
            break
        if iteration > start:
            net = run_of(net, problem, iteration - start, **settings.training()).net
        weights: Sequence[Any] = net.weights
        for edit in edits:
            weights = changed(weights, edit.layer, edit.row, edit.column, edit.value)
        net.weights, start = list(weights), iteration
    if settings.iteration == start:
        raise ValueError("There is nothing to write yet: train for some iterations first.")
    return run_of(net, problem, settings.iteration - start, **settings.training())


def pack(moment: PlaneMoment, settings: Settings, iterations_per_epoch: int) -> Frame:
    """A moment as the page shows it."""
    weights = np.concatenate([w.ravel() for w in moment.weights])
    low = 0.0 if ACTIVATIONS[settings.activation].output_range == (0.0, 1.0) else -1.0
    output = levels(moment.output_maps, -1 if settings.regression else 0, 1)
    if len(output) == 2:  # the first is what the second leaves over
        output = np.stack([255 - output[1], output[1]])
    return Frame(
        iteration=moment.iteration,
        train_loss=moment.train_loss,
        test_loss=moment.test_loss,
        texts={
            "train": loss_text(moment.train_loss),
            "test": loss_text(moment.test_loss),
            "train-score": score_text(moment.train_score, settings.regression),
            "test-score": score_text(moment.test_score, settings.regression),
            "epoch": theme.number(moment.iteration / iterations_per_epoch, 1),
        },
        weights=weights,
        strokes=levels(weights, -THICKEST, THICKEST),
        output=output,
        hidden=levels(moment.hidden_maps, low, 1),
        stopped=moment.stopped,
    )


def levels(values: NDArray[Any], low: float, high: float) -> Levels:
    """Numbers as levels 0 … 255; what is no number is drawn as the middle."""
    clean = np.nan_to_num(np.clip(values, low, high), nan=(low + high) / 2)
    return np.round((clean - low) * (255 / (high - low))).astype(np.uint8)


def loss_text(value: float | None) -> str:
    """A loss as it is shown; a test loss may be missing, or too large to be a number."""
    if value is None:
        return "no test points"
    return theme.number(value, 4) if isfinite(value) else "too large for a number"


def score_text(score: float | None, regression: bool) -> str:
    """How many points are right or, for a regression, by how much the outputs are off."""
    if score is None:
        return ""
    if regression:
        return f"off by {theme.number(score, 3)}" if isfinite(score) else ""
    return f"{theme.number(100 * score, 1)} % right"
