"""Measuring side by side: the contenders take turns in one process, and only ratios within a round are compared."""

import importlib
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.contenders import Run

Clock = Callable[[], float]
IN_BROWSER: bool = sys.platform == "emscripten"


def processor_clock() -> tuple[str, Clock]:
    """What it is called, and seconds of processor time of this process: other work on the machine counts little."""
    if not IN_BROWSER:
        return "processor time", time.process_time
    node: Any = importlib.import_module("js").process

    def seconds() -> float:
        used = node.cpuUsage()
        return float(used.user + used.system) / 1e6

    return "processor time of the node process", seconds


@dataclass(frozen=True)
class Result:
    """Microseconds per training step in each round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median over the rounds."""
        return statistics.median(self.rounds)

    def times(self, other: "Result") -> float:
        """How many times as long as the other one: the median of the ratios within each round."""
        return statistics.median(a / b for a, b in zip(self.rounds, other.rounds, strict=True))


def steps_for(run: Run, seconds: float, clock: Clock) -> int:
    """How many steps take about so many seconds."""
    steps = 1
    while True:
        start = clock()
        run(steps)
        took = clock() - start
        if took > seconds / 8 or steps >= 2**20:
            return max(1, round(steps * seconds / max(took, 1e-9)))
        steps *= 4


def side_by_side(
    contenders: Mapping[str, Run], rounds: int, seconds: float, clock: Clock, steps: Mapping[str, int] | None = None
) -> dict[str, Result]:
    """Let all contenders take turns; in each round each gets about so many seconds, or the given number of steps."""
    given = steps or {}
    count = {name: given.get(name) or steps_for(run, seconds, clock) for name, run in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        # Every other round in the opposite order, so that no one always follows the same neighbour.
        for name in list(contenders)[:: 1 if number % 2 == 0 else -1]:
            start = clock()
            contenders[name](count[name])
            times[name].append((clock() - start) / count[name] * 1e6)
    return {name: Result(tuple(values)) for name, values in times.items()}
