"""Everything that fixes the numbers of the playground, as one frozen value that lives in the address.

The names of its parameters begin with `p_`, so that they never meet those of the reader's network.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, INITIALIZERS, LOSSES, MLP, OPTIMIZERS, datasets
from studies.playground.features import FEATURES
from studies.playground.moments import PlaneProblem
from studies.playground.points import REACH, Units, split, xor_cloud
from widgets.kit import query

PREFIX = "p_"
CLOUDS = {
    "circles": datasets.circles,
    "spirals": datasets.spirals,
    "moons": datasets.moons,
    "gauss": datasets.gauss,
    "xor": xor_cloud,
    "slope": datasets.slope,
    "hills": datasets.hills,
}
REGRESSION = ("slope", "hills")  # their points have real numbers for targets, not classes
DATA = (*CLOUDS, "own")
MOST_HIDDEN_LAYERS, MOST_WIDTH = 6, 16
MOST_POINTS = 500
MOST_OWN_POINTS = 10_000
MOST_OWN_IN_ADDRESS = 200
MOST_EDITS = 20
MOST_ITERATION = 60_000
STEPS = (1, 5, 10, 50, 100)
BATCHES = (0, 1, 5, 10, 20, 50)  # 0: all training points at once
OUTPUTS = tuple(ACTIVATIONS)
REGRESSION_LOSSES = tuple(name for name, rule in LOSSES.items() if "linear" in rule.last_activations)
REGRESSION_OUTPUTS = tuple(name for name, f in ACTIVATIONS.items() if f.elementwise and f.output_range[0] < 0)
MOST_CLASSES = 8
MOST_NAME = 24  # characters of the name of a class or a coordinate
_FORMULA = "=+-@ "  # what a spreadsheet takes for the beginning of a formula, where more follows
LARGEST = 1e6  # of a weight that the reader sets, and of the learning rate


@dataclass(frozen=True)
class OwnPoint:
    """A point that the reader made, in the units of its axes. label: its class, counted from 0."""

    x1: float
    x2: float
    label: int


@dataclass(frozen=True)
class OwnAxis:
    """What a coordinate of the reader's points is called, and how its units become the picture's (see Units)."""

    name: str
    centre: float = 0.0
    size: float = 1.0

    @property
    def units(self) -> Units:
        """From the picture's coordinate to the reader's."""
        return Units(self.centre, self.size)


FIRST_AXES = (OwnAxis("x₁"), OwnAxis("x₂"))


@dataclass(frozen=True)
class Edit:
    """A weight that the reader set by hand, after so many iterations; training went on from there."""

    iteration: int
    layer: int
    row: int
    column: int
    value: float


@dataclass(frozen=True)
class Settings:
    """One state of the playground. The same value gives the same numbers, but for what rounding differs by.

    train: per cent of the points to train on. hidden: neurons of each hidden layer. batch: points in a mini-batch, 0
    for all. seed: decides the points, their split and, with start, the first weights; other starts are other weights
    for the same points. step: iterations from one frame to the next. iteration: the one that is shown. own: the
    reader's points; classes: the names of their classes, empty if they have none; axes: their two coordinates, empty if
    they are the picture's own. edits: in the order in which they were made, which is that of their iterations.
    """

    data: str = "circles"
    points: int = 200
    noise: float = 0.1
    train: int = 50
    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    output: str = "sigmoid"
    loss: str = "bce"
    optimizer: str = "sgd"
    learning_rate: float = 0.3
    batch: int = 10
    l1: float = 0.0
    l2: float = 0.0
    init: str = "xavier"
    seed: int = 1
    start: int = 0
    step: int = 5
    iteration: int = 300
    own: tuple[OwnPoint, ...] = ()
    classes: tuple[str, ...] = ()
    axes: tuple[OwnAxis, ...] = ()
    edits: tuple[Edit, ...] = ()

    @cached_property
    def class_count(self) -> int:
        """How many classes there are: two, or more among points of the reader's own."""
        if self.data != "own":
            return 2
        return max(2, len(self.classes), 1 + max((point.label for point in self.own), default=0))

    @property
    def class_names(self) -> tuple[str, ...]:
        """What each class is called: as the reader's points say, or `class 0` and so on."""
        named = self.classes if self.data == "own" else ()
        return (*named, *(f"class {label}" for label in range(len(named), self.class_count)))

    @property
    def coordinates(self) -> tuple[OwnAxis, ...]:
        """The two coordinates, with the names and the units in which they are shown."""
        return self.axes if self.axes and self.data == "own" else FIRST_AXES

    @cached_property
    def own_positions(self) -> NDArray[np.float64]:
        """Where the reader's points lie in the picture, (points, 2)."""
        across, up = (axis.units for axis in self.axes or FIRST_AXES)
        places = np.array([(point.x1, point.x2) for point in self.own], dtype=float).reshape(-1, 2)
        return np.column_stack([across.mine(places[:, 0]), up.mine(places[:, 1])])

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, inputs first."""
        return (len(self.features), *self.hidden, self.class_count if self.output == "softmax" else 1)

    @property
    def activations(self) -> tuple[str, ...]:
        """One name for each weight matrix."""
        return (*(self.activation,) * len(self.hidden), self.output)

    @property
    def regression(self) -> bool:
        """Whether the output is to be a real number rather than a class."""
        return self.data in REGRESSION

    def iterations_per_epoch(self, points: int) -> int:
        """Updates until each of so many training points has been looked at once."""
        return math.ceil(points / self.batch) if self.batch else 1

    def problem(self) -> PlaneProblem:
        """The points, split. Raises ValueError where there are none."""
        if self.data != "own":
            cloud = CLOUDS[self.data](self.points, noise=self.noise, rng=self.seed)
            positions, labels = cloud.X, cloud.Y[:, 0]
        elif self.own:
            positions = self.own_positions
            labels = np.array([float(point.label) for point in self.own])
        else:
            raise ValueError("There are no points yet. Click on the plane, type some in a table, or read a file.")
        parts = split(positions, labels, self.train, rng=self.seed)
        return PlaneProblem(parts, self.features, outputs=self.sizes[-1], regression=self.regression)

    def network(self) -> MLP:
        """A fresh network with this value's starting weights."""
        rng = np.random.default_rng([self.seed, self.start]) if self.start else self.seed
        return MLP(self.sizes, self.activations, bias=True, rng=rng, init=self.init)

    def training(self) -> dict[str, Any]:
        """The options of mlp_core.fit."""
        return {
            "loss": self.loss,
            "optimizer": self.optimizer,
            "learning_rate": self.learning_rate,
            "batch_size": self.batch or None,
            "rng": self.seed,
            "l1": self.l1,
            "l2": self.l2,
        }

    def changed(self, **changes: Any) -> Settings:
        """With some settings changed and the others made to fit: the loss to the output, edits to what is left of them.

        An edited weight belongs to one history. Whatever changes that history takes the edits back.
        """
        new = replace(self, **changes)
        if new.task != self.task:
            output, loss = _USUAL.get(new.task, (Settings.output, Settings.loss))
            new = replace(new, output=changes.get("output", output), loss=changes.get("loss", loss))
        fitting = new.losses_and_outputs
        if "loss" in changes and new.output not in fitting[new.loss]:
            new = replace(new, output=fitting[new.loss][0])
        if new.output not in fitting[new.loss]:
            new = replace(new, loss="softmax_cross_entropy" if new.output == "softmax" else "half_sse")
        if new.output not in fitting[new.loss]:
            new = replace(new, output=fitting[new.loss][0])
        if not changes.keys() <= {"edits", "iteration"}:
            new = replace(new, edits=())
        return replace(new, iteration=min(new.iteration, new.last_iteration))

    @property
    def task(self) -> str:
        """What the outputs are to be: real numbers, one of two classes, or one of several."""
        return "regression" if self.regression else "two classes" if self.class_count == 2 else "classes"

    @property
    def losses_and_outputs(self) -> dict[str, tuple[str, ...]]:
        """For each loss the activations of the output that it goes with here.

        The cross-entropy of classes needs an output for each class, which only softmax has here; so do three classes.
        A regression has the losses of any real number, and an output that can be negative.
        """
        if self.regression:
            return dict.fromkeys(REGRESSION_LOSSES, REGRESSION_OUTPUTS)
        fitting = {name: tuple(f for f in OUTPUTS if f in rule.last_activations) for name, rule in LOSSES.items()}
        if self.class_count > 2:
            return {name: ("softmax",) for name, outputs in fitting.items() if "softmax" in outputs}
        return fitting | {"softmax_cross_entropy": ("softmax",)}

    @property
    def most_frames(self) -> int:
        """How many frames may follow the first: fewer for large networks, whose frames take more memory."""
        neurons = sum(self.hidden)
        return 600 if neurons <= 32 else 300

    @property
    def last_iteration(self) -> int:
        """Where the film ends at the latest."""
        return self.step * self.most_frames

    def edited(self, layer: int, row: int, column: int, value: float) -> Settings:
        """With one weight set by hand at the iteration shown. What was set by hand later is forgotten."""
        kept = [edit for edit in self.edits if edit.iteration <= self.iteration]
        if len(kept) >= MOST_EDITS:
            raise ValueError(f"edits: expected at most {MOST_EDITS} weights set by hand; take some back first")
        return self.changed(edits=(*kept, Edit(self.iteration, layer, row, column, value)))

    def query(self) -> dict[str, str]:
        """The address's parameters: what differs from the playground as it is at first.

        More than MOST_OWN_IN_ADDRESS own points do not fit into an address; they are then left out.
        """
        first = Settings()
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        different = {name: value for name, value in values.items() if value != getattr(first, name)}
        if len(self.own) > MOST_OWN_IN_ADDRESS or self.data != "own":
            for name in ("own", "classes", "axes"):
                different.pop(name, None)
        return {PREFIX + name: _written(value, _SIGNS.get(name, "-")) for name, value in different.items()}

    @property
    def fits_into_address(self) -> bool:
        """Whether the address says everything."""
        return self.data != "own" or len(self.own) <= MOST_OWN_IN_ADDRESS


# What a task's output and loss are at first; of two classes they are those of Settings.
_USUAL = {"regression": ("linear", "mse"), "classes": ("softmax", "softmax_cross_entropy")}


def _written(value: Any, sign: str = "-") -> str:
    if isinstance(value, tuple):
        return sign.join(_written(part) for part in value)
    if isinstance(value, OwnPoint | OwnAxis | Edit):
        return "_".join(_written(getattr(value, field.name)) for field in fields(value))
    # repr is the shortest text that gives the same number back.
    return repr(value) if isinstance(value, float) else str(value)


def tidy_name(text: str) -> str:
    """A name as the address can hold it: of few characters, and without those that join the parts of a list.

    It begins with none that would make a formula of it in a spreadsheet, since points are saved with their names.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    plain = " ".join(plain.replace("_", " ").replace("~", " ").split())
    return (plain.lstrip(_FORMULA) or plain)[:MOST_NAME].strip()


def _name_of(name: str, text: str) -> str:
    """A name in an address: nobody has tidied it."""
    return tidy_name(query.words(MOST_NAME)(name, text))


def _read_parts(kind: Any, **readers: query.Reader) -> query.Reader:
    """Values of a small dataclass, joined by '_'."""

    def read(name: str, text: str) -> Any:
        parts = text.split("_")
        if len(parts) != len(readers):
            raise ValueError(f"{name}: expected {len(readers)} numbers joined by '_', got '{text[:40]}'")
        return kind(**{part: readers[part](name, word) for part, word in zip(readers, parts, strict=True)})

    return read


_SIGNS = dict.fromkeys(("own", "classes", "axes", "edits"), "~")  # what joins a list, where it is not a hyphen
_ANY = query.number(-sys.float_info.max, sys.float_info.max)
_READERS: dict[str, query.Reader] = {
    "data": query.choice(DATA),
    "points": query.integer(1, MOST_POINTS),
    "noise": query.number(0, 1),
    "train": query.integer(10, 100),
    "features": query.list_of(query.choice(FEATURES), 1, len(FEATURES)),
    "hidden": query.list_of(query.integer(1, MOST_WIDTH), 0, MOST_HIDDEN_LAYERS),
    "activation": query.choice([name for name, f in ACTIVATIONS.items() if f.elementwise]),
    "output": query.choice(OUTPUTS),
    "loss": query.choice(LOSSES),
    "optimizer": query.choice(OPTIMIZERS),
    "learning_rate": query.number(0, LARGEST, above=True),
    "batch": query.integer(0, MOST_OWN_POINTS),
    "l1": query.number(0, 10),
    "l2": query.number(0, 10),
    "init": query.choice([name for name in INITIALIZERS if name != "tenths"]),
    "seed": query.integer(0, 9999),
    "start": query.integer(0, 9999),
    "step": query.integer(1, 100),
    "iteration": query.integer(0, MOST_ITERATION),
    "own": query.list_of(
        _read_parts(OwnPoint, x1=_ANY, x2=_ANY, label=query.integer(0, MOST_CLASSES - 1)),
        0,
        MOST_OWN_IN_ADDRESS,
        sign=_SIGNS["own"],
    ),
    "classes": query.list_of(_name_of, 0, MOST_CLASSES, sign=_SIGNS["classes"], exact=True),
    "axes": query.list_of(
        _read_parts(
            OwnAxis,
            name=_name_of,
            centre=_ANY,
            size=query.number(0, sys.float_info.max, above=True),
        ),
        2,
        2,
        sign=_SIGNS["axes"],
        exact=True,
    ),
    "edits": query.list_of(
        _read_parts(
            Edit,
            iteration=query.integer(0, MOST_ITERATION),
            layer=query.integer(0, MOST_HIDDEN_LAYERS),
            row=query.integer(0, MOST_WIDTH),
            column=query.integer(0, MOST_WIDTH - 1),
            value=query.number(-LARGEST, LARGEST),
        ),
        0,
        MOST_EDITS,
        sign=_SIGNS["edits"],
    ),
}


def from_query(parameters: Mapping[str, str]) -> Settings:
    """The settings that an address describes. Raises ValueError naming each part that cannot be."""
    settings, unread = read_query({name: text for name, text in parameters.items() if _name(name) in _READERS})
    if unread:
        raise ValueError("; ".join(unread))
    return settings


def read_query(parameters: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    """What an address describes, part by part, and a sentence for each part that could not be used.

    What can be read is used, and a lone part is completed: `p_data=slope` alone brings the loss that goes with it.
    """
    ours = {_name(name): text for name, text in parameters.items() if name.removeprefix("amp;").startswith(PREFIX)}
    values, unread = query.read_parts({name: text for name, text in ours.items() if name in _READERS}, _READERS)
    if "own" in values:
        values.setdefault("data", "own")
        if values["data"] != "own":
            unread.append(f"own: points of your own are shown with data own, not with {values.pop('data')}")
            values["data"] = "own"
    for name in {"classes", "axes"} & values.keys():
        if values.get("data") != "own":
            unread.append(f"{name}: they are those of points of your own, which this address has none of")
            del values[name]
    beyond = _beyond(values)
    if beyond:
        unread.append(beyond)
        values["own"] = ()
    settings, unfit = _fitted(values)
    return settings, (*unread, *unfit, *query.unknown(ours, _READERS))


def _beyond(values: Mapping[str, Any]) -> str:
    """A sentence if a point of the reader's does not lie in the picture, "" if all do."""
    placed = Settings(own=values.get("own", ()), axes=values.get("axes", ()))
    outside = np.argwhere(np.abs(placed.own_positions) > REACH)
    if not len(outside):
        return ""
    point, place = outside[0]
    axis = (placed.axes or FIRST_AXES)[place]
    low, high = sorted(axis.units.theirs([-REACH, REACH]).tolist())
    got = (placed.own[point].x1, placed.own[point].x2)[place]
    return f"own: expected a number from {low:g} to {high:g}, got '{got:g}'"


def _name(parameter: str) -> str:
    return parameter.removeprefix("amp;").removeprefix(PREFIX)


def _fitted(values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings with these values, the others made to fit, and a sentence for each that does not fit the rest."""
    exact = Settings(**values)
    if not _faults(exact):
        return exact, []
    said = []
    now = {name: value for name, value in values.items() if name not in ("edits", "iteration")}
    if len(set(now.get("features", ()))) != len(now.get("features", ())):
        said.append("features: expected each feature once")
        now["features"] = tuple(dict.fromkeys(now["features"]))
    if len(set(now.get("classes", ()))) != len(now.get("classes", ())):
        said.append("classes: expected each name once")
        del now["classes"]
    possible = exact.losses_and_outputs
    settings = Settings().changed(**{k: v for k, v in now.items() if k != "loss" or v in possible})
    for name in ("loss", "output"):
        if name in now and getattr(settings, name) != now[name]:
            why = next(
                (fault for fault in _faults(exact) if fault.startswith(("loss", "output"))), f"{name}: {now[name]}"
            )
            said.append(f"{why}. It is {getattr(settings, name)} now")
    iteration = values.get("iteration", settings.iteration)
    if iteration > settings.last_iteration:
        said.append(f"iteration: expected at most {settings.last_iteration}, got {iteration}; step is {settings.step}")
    settings = replace(settings, iteration=min(iteration, settings.last_iteration))
    edited = replace(settings, edits=values.get("edits", ()))
    faults = _faults(edited)
    return (settings, [*said, *faults]) if faults else (edited, said)


def _faults(settings: Settings) -> list[str]:
    """What no control of the playground can lead to, because its parts do not fit together."""
    said = []
    fitting = settings.losses_and_outputs
    allowed = fitting.get(settings.loss, ())
    if settings.loss not in fitting:
        what = f"{settings.class_count} classes" if settings.class_count > 2 else f"data {settings.data}"
        said.append(f"loss: expected one of {', '.join(fitting)} with {what}, got {settings.loss}")
    elif settings.output not in allowed:
        said.append(f"output: expected one of {', '.join(allowed)} with loss {settings.loss}, got {settings.output}")
    if len(settings.classes) != len(set(settings.classes)):
        said.append("classes: expected each name once")
    if len(set(settings.features)) != len(settings.features):
        said.append("features: expected each feature once")
    if settings.iteration > settings.last_iteration:
        said.append(
            f"iteration: expected at most {settings.last_iteration}, got {settings.iteration}; step is {settings.step}"
        )
    return said + _faults_of_edits(settings)


def _faults_of_edits(settings: Settings) -> list[str]:
    iterations = [edit.iteration for edit in settings.edits]
    if iterations != sorted(iterations) or any(iteration > settings.last_iteration for iteration in iterations):
        return [f"edits: expected rising iterations up to {settings.last_iteration}"]
    if any(iteration % settings.step for iteration in iterations):
        return [f"edits: expected iterations that are multiples of the step, {settings.step}"]
    shapes = settings.network().shapes if settings.edits else []
    for edit in settings.edits:
        if edit.layer >= len(shapes) or edit.row >= shapes[edit.layer][0] or edit.column >= shapes[edit.layer][1]:
            return [f"edits: expected weights of a network of sizes {settings.sizes}, got {edit}"]
    return []
