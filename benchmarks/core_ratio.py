"""How long the library takes here, as parts of what it takes elsewhere: python -m benchmarks.core_ratio OTHER_TREE

Each tree gets a process of its own. The two take turns at the same work, and only times within a round are compared, so
other work on the machine counts little. A ratio below 1 means that this tree is faster.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
Work = Callable[[int], object]
"""Does so many steps."""


def works() -> dict[str, Work]:
    """The workloads of the other benchmarks, every end of a network, and the readable path, in the tree at hand."""
    from mlp_core import LOSSES, MLP, datasets, fit, sweep

    spec = importlib.util.spec_from_file_location("workloads", ROOT / "benchmarks" / "workloads.py")
    assert spec
    assert spec.loader
    workloads: Any = importlib.util.module_from_spec(spec)
    sys.modules["workloads"] = workloads
    spec.loader.exec_module(workloads)

    def training(net: MLP, X: object, Y: object, **options: Any) -> Work:
        return lambda steps: fit(net.copy(), X, Y, iterations=steps, **options)

    made: dict[str, Work] = {}
    for name in ("W1", "W2", "W3", "W4"):
        work = workloads.WORKLOADS[name]()
        for rule in ("sgd", "adam"):
            made[f"{name} {rule}"] = training(
                work.net(),
                work.X,
                work.Y,
                loss=work.loss,
                optimizer=rule,
                batch_size=work.batch_size,
                learning_rate=work.rates[0] / 100,
            )
    five = workloads.w5()
    made["W5"] = lambda steps: sweep(
        five.sizes, five.activations, five.X, five.Y, learning_rates=five.rates, iterations=steps
    )
    digits = datasets.seven_segment()
    for loss in LOSSES:
        for last in [last for last in LOSSES[loss].last_activations if last in ("linear", "sigmoid", "softmax")]:
            net = MLP((7, 12, 10), ("tanh", last), rng=1)
            made[f"end {loss} {last}"] = training(net, digits.X, digits.Y, loss=loss, learning_rate=1e-4)
            made[f"readable {loss} {last}"] = lambda steps, net=net, loss=loss: [  # type: ignore[misc]
                net.gradients(digits.X, digits.Y, loss) for _ in range(steps)
            ]
    return made


def serve() -> None:
    """Answer each line [work, steps] with the processor time that it took."""
    made = works()
    print(json.dumps(list(made)), flush=True)
    for line in sys.stdin:
        name, steps = json.loads(line)
        start = time.process_time()
        made[name](steps)
        print(json.dumps(time.process_time() - start), flush=True)


class Tree:
    """The process of one tree."""

    def __init__(self, tree: Path) -> None:
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        environment = os.environ | one_thread | {"PYTHONPATH": str(tree)}
        command = [sys.executable, str(Path(__file__).resolve()), "--serve"]
        self._process = subprocess.Popen(
            command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.works: list[str] = self._answer()

    def seconds(self, name: str, steps: int) -> float:
        """The processor time of so many steps."""
        assert self._process.stdin
        print(json.dumps([name, steps]), file=self._process.stdin, flush=True)
        return float(self._answer())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.communicate()

    def _answer(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())


def compare(here: Tree, there: Tree, name: str, rounds: int, seconds: float) -> list[float]:
    """The ratios of `rounds` rounds, in which each tree gets about so many seconds."""
    here.seconds(name, 4)
    steps = 4
    while (took := there.seconds(name, steps)) < seconds / 4:
        steps *= 4
    steps = max(1, round(steps * seconds / took))
    ratios = []
    for number in range(rounds):
        first, second = (here, there) if number % 2 else (there, here)
        times = {first: first.seconds(name, steps), second: second.seconds(name, steps)}
        ratios.append(times[here] / times[there])
    return ratios


def main() -> None:
    """Print a row for each work."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.core_ratio", description=__doc__)
    parser.add_argument("other", type=Path, help="another tree of this project, such as a git worktree")
    parser.add_argument("--only", default="", help="works whose name has this in it")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--seconds", type=float, default=0.05, help="for each tree and round")
    arguments = parser.parse_args()
    with Tree(ROOT) as here, Tree(arguments.other.resolve()) as there:
        for name in [name for name in here.works if name in there.works and arguments.only in name]:
            ratios = compare(here, there, name, arguments.rounds, arguments.seconds)
            low, middle, high = np.percentile(ratios, 25), statistics.median(ratios), np.percentile(ratios, 75)
            print(f"{name:40} {middle:5.2f}   (half of all rounds from {low:.2f} to {high:.2f})", flush=True)


if __name__ == "__main__":
    serve() if "--serve" in sys.argv else main()
