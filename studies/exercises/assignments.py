"""The two assignments: six networks side by side, and the best network with two hidden layers of ten."""

import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, as_choice, as_count, as_number, fail
from mlp_core.datasets import seven_segment
from mlp_core.export.programs import to_script
from mlp_core.metrics import labels_of
from mlp_core.network import MLP
from mlp_core.training import TrainingRun, fit
from studies.training.rounding import nudged

LOSS = "half_sse"
WIDTHS = (20, 100)
HIDDEN_ACTIVATIONS = ("sigmoid", "relu", "tanh")
SIZES = (7, 10, 10, 10)
ITERATIONS = 1000
"""Assignment B: every entry makes just as many updates."""
CALM = 1e-6
"""Two losses that differ by less than this part of themselves count as one: no page shows the difference."""

_TITLE = "# Hidden Layers, assignment B"
_HEAD = 6  # so many lines say who and what; the program begins below them
_ZERO = 1e-12  # a smaller loss counts as this
_NUDGES, _MOST_NUDGES = 4, 32
_SMALL, _SEVERAL = 1e-6, 0.1  # what nudges did to the end, relative to it
_UNREAD, _BEST = 0.25, 1e-5  # losses: of a network that takes a digit for another; that none so wild gets below


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
class Trained:
    """Where an entry's training ended: its loss, and the digit that each of the ten displays is taken for.

    stopped says why the training did not come to its end, "" if it did; where it did not, both are the last that were
    numbers.
    """

    loss: float
    digits: tuple[int, ...]
    stopped: str = ""


@dataclass(frozen=True)
class Entry:
    """A try at assignment B: what may be chosen. On one machine equal entries give equal losses, to the last bit."""

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
        self._network()

    def _network(self) -> MLP:
        return MLP(SIZES, self.activations, rng=self.seed)

    def _fit(self, iterations: int) -> TrainingRun:
        data = seven_segment()
        return fit(self._network(), data.X, data.Y, loss=LOSS, learning_rate=self.learning_rate, iterations=iterations)

    def program(self, nudge: int | None = None) -> str:
        """The entry as a program. Nothing but the settings decides its text, so it is the same on every machine.

        nudge: begin with weights that lie 2·10⁻¹⁶ away, see `rounding.nudged`.
        """
        run = self._fit(1)
        if nudge is not None:
            run = replace(run, initial_weights=tuple(nudged(run.initial_weights, nudge)))
        return to_script(run, ITERATIONS)

    def run(self, nudge: int | None = None) -> Trained:
        """Train the entry's network by running its own program, so that the loss is the one which that program prints.

        `fit` adds in another order. Some trainings multiply such a difference until another loss comes out.
        """
        variables: dict[str, Any] = {"print": lambda line: None}
        with np.errstate(all="ignore"):  # what overflows is seen in the numbers themselves
            exec(compile(self.program(nudge), "<entry>", "exec"), variables)
            outputs = variables["layers"][-1]
            loss = float(variables["loss"](outputs, variables["sums"][-1], variables["Y"]))
        if math.isfinite(loss) and all(np.isfinite(w).all() for w in variables["weights"]):
            return Trained(loss, tuple(map(int, labels_of(outputs))))
        run = self._fit(ITERATIONS)  # it looks after every update, so it can say at which one the numbers ended
        stopped = str(run.diverged or "diverged: its program ends with numbers that are none")
        return Trained(run.final_loss, tuple(map(int, predicted_digits(run))), stopped)


def hand_in(entry: Entry, name: str, trained: Trained | None = None) -> str:
    """The entry as one text file: who and what in its first lines, then a program that needs NumPy alone.

    trained: what entry.run() has given on this machine, if that is known already.
    """
    trained = trained or entry.run()
    if trained.stopped:
        raise fail("entry", "a run that reaches its end", f"one that stopped: {trained.stopped}")
    signed = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())[:60] or "no name"
    head = [
        _TITLE,
        f"# name: {signed}",
        f"# activations: {' '.join(entry.activations)}",
        f"# learning rate: {entry.learning_rate!r}",
        f"# seed: {entry.seed}",
        f"# loss: {trained.loss:.12g}",
    ]
    return "\n".join(head) + "\n" + entry.program()


@dataclass(frozen=True)
class HandedIn:
    """What the first lines of a handed-in file say."""

    name: str
    entry: Entry
    loss: float


def looks_like_hand_in(text: str) -> bool:
    """Whether a text begins as hand_in's files do; a byte order mark and blank lines above do not matter."""
    return text.lstrip("\ufeff \t\r\n").startswith(_TITLE)


def read_hand_in(text: str) -> HandedIn:
    """Read the first lines of a file that hand_in wrote. Raises ValueError saying what is missing or wrong."""
    lines = [line for _, line in _lines(text)[:_HEAD]]
    if not lines or lines[0] != _TITLE:
        raise ValueError(f"its first line is not '{_TITLE}'")
    facts = {}
    for line in lines[1:]:
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


@dataclass(frozen=True)
class Difference:
    """Where a handed-in program leaves the book's own: the file's line, what stands there, what the book writes.

    line is 0 where the file ends too early; found or written is "" where that text has ended.
    """

    line: int
    found: str
    written: str


def first_difference(text: str, entry: Entry) -> Difference | None:
    """Compare the program in a handed-in file with the one that the book writes for the entry; None if they are equal.

    Line ends, blank lines and blanks at the end of a line do not count: mail and editors change them.
    """
    found, written = _lines(text)[_HEAD:], _lines(entry.program())
    for (line, here), (_, there) in zip_longest(found, written, fillvalue=(0, "")):
        if here != there:
            return Difference(line, here, there)
    return None


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text that are not blank, each with its number from 1 and without blanks at its end."""
    lines = enumerate(re.split("\r\n|\r|\n", text.removeprefix("\ufeff")), start=1)
    return [(number, line.rstrip()) for number, line in lines if line.strip()]


@dataclass(frozen=True)
class Judgement:
    """An entry computed anew beside the loss that its file claims.

    loss is where the entry's own program ends on this machine; lowest and highest are the ends of that and of the runs
    with nudged weights. credible: whether the claim may be honest, because another machine's rounding can move this
    training so far.
    """

    loss: float
    lowest: float
    highest: float
    credible: bool


def judged(entry: Entry, claimed: float) -> Judgement:
    """Compute an entry's loss on this machine and compare the claimed one with it.

    Another machine rounds differently in the last digit. What that can do to this very training is measured, by runs
    that begin with nudged weights: four, and up to 32 before a claim is refused. Raises ValueError if none of the first
    few comes to its end.
    """
    ends: list[float] = []
    for tried, nudge in enumerate([None, *range(_MOST_NUDGES)]):
        trained = entry.run(nudge)
        if not trained.stopped:
            ends.append(trained.loss)
        elif not ends and tried == _NUDGES:
            raise ValueError(f"its settings do not train to the end: {trained.stopped}")
        enough = tried == 0 or tried >= _NUDGES
        if ends and enough and _believable(ends, claimed):
            return Judgement(ends[0], min(ends), max(ends), credible=True)
        if tried == 2 * _NUDGES and _spread(ends) < _SMALL:
            break  # this training does not multiply rounding far enough to end anywhere else
    return Judgement(ends[0], min(ends), max(ends), credible=False)


def _apart(a: float, b: float) -> float:
    """|ln a − ln b|, for small differences the relative one; 0 for two losses that are as good as 0."""
    return abs(math.log(max(a, _ZERO) / max(b, _ZERO)))


def _spread(ends: list[float]) -> float:
    return max((_apart(ends[0], end) for end in ends), default=0.0)


def _believable(ends: list[float], claimed: float) -> bool:
    """Whether rounding explains that a run ended at the claimed loss, where the runs here ended at these.

    Allowed is ten times what the nudges did. Where they moved the end by a tenth or more, the training lands in one of
    several places, some of them rare. Then a claim that is worse than the loss here needs no explanation, and a better
    one is believed down to an eighth of the best end seen here; or, if each run here left a digit unread, which costs
    about ½, down to what a run that reads them all can reach.
    """
    spread = _spread(ends)
    if spread < _SEVERAL:
        return _apart(ends[0], claimed) <= CALM + 10 * spread
    return claimed >= (min(ends) / 8 if min(ends) < _UNREAD else _BEST)
