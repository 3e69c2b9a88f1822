"""The two assignments: six networks side by side, and the best network with two hidden layers of ten."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, as_choice, as_count, as_number, fail
from mlp_core.datasets import seven_segment
from mlp_core.export.script import to_script
from mlp_core.metrics import labels_of
from mlp_core.network import MLP
from mlp_core.training import TrainingRun, fit

LOSS = "half_sse"
WIDTHS = (20, 100)
HIDDEN_ACTIVATIONS = ("sigmoid", "relu", "tanh")
SIZES = (7, 10, 10, 10)
ITERATIONS = 1000
"""Assignment B: every entry makes just as many updates."""

_TITLE = "# Hidden Layers, assignment B"


@dataclass(frozen=True)
class Result:
    """One of the six runs of assignment A. digits_right of 10; stopped says why a run had to stop, "" if it did not."""

    width: int
    activation: str
    losses: Array
    final_loss: float
    seconds: float
    digits_right: int
    stopped: str


def compare_widths(learning_rate: float, iterations: int, seed: int = 1) -> Iterator[Result]:
    """Assignment A: the seven-segment data, one hidden layer of 20 and of 100 neurons, three hidden activations."""
    data = seven_segment()
    for width in WIDTHS:
        for activation in HIDDEN_ACTIVATIONS:
            net = MLP((7, width, 10), (activation, "sigmoid"), rng=seed)
            start = time.perf_counter()
            run = fit(net, data.X, data.Y, loss=LOSS, learning_rate=learning_rate, iterations=iterations)
            seconds = time.perf_counter() - start
            right = int((predicted_digits(run) == np.arange(10)).sum())
            stopped = str(run.diverged) if run.diverged else ""
            yield Result(width, activation, run.losses, run.final_loss, seconds, right, stopped)


def predicted_digits(run: TrainingRun) -> Array:
    """The digit (10,) that the trained network takes each of the ten displays for."""
    return labels_of(run.net.predict(run.X))


@dataclass(frozen=True)
class Entry:
    """A try at assignment B: what may be chosen. Equal entries give equal losses."""

    activations: tuple[str, ...]
    learning_rate: float
    seed: int

    def __post_init__(self) -> None:
        if len(self.activations) != len(SIZES) - 1:
            raise fail("activations", f"{len(SIZES) - 1} names", str(len(self.activations)))
        for number, name in enumerate(self.activations):
            as_choice(f"activations[{number}]", name, ACTIVATIONS)
        as_number("learning_rate", self.learning_rate, above=0)
        as_count("seed", self.seed, minimum=0)

    def run(self) -> TrainingRun:
        """Train the entry's network."""
        data = seven_segment()
        net = MLP(SIZES, self.activations, rng=self.seed)
        return fit(net, data.X, data.Y, loss=LOSS, learning_rate=self.learning_rate, iterations=ITERATIONS)


def hand_in(entry: Entry, name: str) -> str:
    """The entry as one text file: who and what in its first lines, then a program that needs NumPy alone."""
    run = entry.run()
    if run.diverged:
        raise fail("entry", "a run that reaches its end", f"one that stopped: {run.diverged}")
    signed = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())[:60] or "no name"
    head = [
        _TITLE,
        f"# name: {signed}",
        f"# activations: {' '.join(entry.activations)}",
        f"# learning rate: {entry.learning_rate!r}",
        f"# seed: {entry.seed}",
        f"# loss: {run.final_loss:.12g}",
    ]
    return "\n".join(head) + "\n" + to_script(run)


@dataclass(frozen=True)
class HandedIn:
    """What the first lines of a handed-in file say."""

    name: str
    entry: Entry
    loss: float


def read_hand_in(text: str) -> HandedIn:
    """Read the first lines of a file that hand_in wrote. Raises ValueError saying what is missing or wrong."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != _TITLE:
        raise ValueError(f"its first line is not '{_TITLE}'")
    facts = {}
    for line in lines[1:6]:
        key, colon, value = line.removeprefix("# ").partition(": ")
        if line.startswith("# ") and colon:
            facts[key] = value.strip()
    missing = [key for key in ("name", "activations", "learning rate", "seed", "loss") if key not in facts]
    if missing:
        raise ValueError(f"its first lines do not say: {', '.join(missing)}")
    try:
        numbers = float(facts["learning rate"]), int(facts["seed"]), float(facts["loss"])
    except ValueError as error:
        raise ValueError(f"a number in its first lines cannot be read: {error}") from None
    entry = Entry(tuple(facts["activations"].split()), numbers[0], numbers[1])
    return HandedIn(facts["name"][:60], entry, as_number("loss", numbers[2], at_least=0))
