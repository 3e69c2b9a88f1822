"""The part that runs in one process, be it native Python or Pyodide: measure, and print one line of JSON at the end."""

import importlib
import json
import platform
import sys
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.contenders import Run, fast, floor, plain, scikit_learn, torch_eager
from benchmarks.growth import growth
from benchmarks.measure import IN_BROWSER, processor_clock, side_by_side
from benchmarks.workloads import WORKLOADS, Workload

MARK = "RESULT "


def contenders(work: Workload) -> tuple[dict[str, Run], dict[str, int]]:
    """Who runs on this workload, and fixed numbers of steps where a single call does much besides."""
    runs: dict[str, Run] = {"fast path": fast(work), "plain": plain(work)}
    # Where one call does much besides its steps, it makes so many of them that the rest hardly counts.
    steps = {"fast path": 2_000}
    if len(work.rates) > 1:
        return runs, steps
    if work.dtype == "float32":
        runs["plain, float32"] = plain(work, "float32")
    else:
        without = replace(work, bias=False)
        runs["fast path, no bias"], runs["plain, no bias"] = fast(without), plain(without)
        steps = dict.fromkeys(("fast path", "fast path, no bias"), 2_000 if IN_BROWSER else 10_000)
    runs["bare products"] = floor(work)
    if not IN_BROWSER:
        runs["PyTorch eager"], runs["scikit-learn"] = torch_eager(work), scikit_learn(work)
        steps["scikit-learn"] = 1_000
    if work.batch_size:
        # Whole epochs: fit begins by laying out the data and ends with the loss over all of them.
        epoch = len(work.X) // work.batch_size
        steps = dict.fromkeys(runs, epoch) | {"fast path": (10 if IN_BROWSER else 30) * epoch}
    return runs, steps


def measure(names: list[str], rounds: int, seconds: float) -> dict[str, Any]:
    """The record of these workloads."""
    clock_name, clock = processor_clock()
    rows = []
    for name in names:
        work = WORKLOADS[name]()
        if IN_BROWSER and work.batch_size:
            work = replace(work, X=work.X[:1280], Y=work.Y[:1280])
        runs, steps = contenders(work)
        results = side_by_side(runs, rounds, seconds, clock, steps)
        rows.append(
            {
                "name": work.name,
                "title": work.title,
                "microseconds": {who: result.median for who, result in results.items()},
                "ratio_to_fast": {who: result.times(results["fast path"]) for who, result in results.items()},
            }
        )
        print(f"{name} done", file=sys.stderr, flush=True)
    versions = {"Python": platform.python_version(), "NumPy": np.__version__}
    if IN_BROWSER:
        versions["Pyodide"] = importlib.import_module("pyodide").__version__
    else:
        versions["PyTorch"] = importlib.import_module("torch").__version__
        versions["scikit-learn"] = importlib.import_module("sklearn").__version__
    return {
        "versions": versions,
        "threads": "one thread",
        "clock": clock_name,
        "rounds": rounds,
        "workloads": rows,
        "growth": [] if IN_BROWSER else list(growth(clock)),
    }


if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    print(MARK + json.dumps(measure(**options)), flush=True)
