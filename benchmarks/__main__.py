"""All measurements: python -m benchmarks [native|pyodide …] [--quick]. Results go to benchmarks/results.

native needs the packages of requirements-parity.txt; pyodide needs node and `npm ci`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.inside import MARK
from benchmarks.numpy_wheel import put_numpy_wheel
from benchmarks.tables import store
from benchmarks.workloads import WORKLOADS

ROOT = Path(__file__).resolve().parent.parent
TITLES = {"native": "Native NumPy and its peers", "pyodide": "In the browser's Python: Pyodide under node"}


def main() -> None:
    """Measure what was asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("where", nargs="*", choices=[*TITLES, []], help="default: both")
    parser.add_argument("--workloads", nargs="+", choices=list(WORKLOADS), default=list(WORKLOADS))
    parser.add_argument("--quick", action="store_true", help="three short rounds, to see that all of it works")
    arguments = parser.parse_args()
    for where in arguments.where or TITLES:
        options = {
            "names": arguments.workloads,
            "rounds": 3 if arguments.quick else 9 if where == "native" else 5,
            "seconds": 0.02 if arguments.quick else 0.1 if where == "native" else 0.3,
        }
        record = {"title": TITLES[where], **run(where, options)}
        store(where if not arguments.quick else f"{where}-quick", record)


def run(where: str, options: dict[str, Any]) -> dict[str, Any]:
    """The record that a fresh process prints. It gets one thread, which NumPy must be told before it is imported."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        if where == "native":
            command = [sys.executable, "-m", "benchmarks.inside", json.dumps(options)]
        else:
            put_numpy_wheel(Path(folder))
            script = str(ROOT / "benchmarks" / "pyodide.mjs")
            command = ["node", script, folder, "benchmarks.inside", json.dumps(options)]
        environment = os.environ | one_thread
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith(MARK))
    return json.loads(line.removeprefix(MARK))


if __name__ == "__main__":
    main()
