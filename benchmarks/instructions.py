"""What each patch of Python saves, counted: python -m benchmarks.instructions --dist DIST.

A visit without a browser (benchmarks.visit_alone) runs under valgrind's cachegrind, which counts the processor's
instructions: with all patches, and without each. The same visit twice differs by some thousandths, however busy the
machine is, while the processor time of a start in a browser was 9.5 to 12.9 s in eleven visits to one site; so small
savings can be counted and not timed. What has no Python of its own, or runs in the page, is timed by
benchmarks.patches.

Imports are timed in Pyodide instead, by themselves (benchmarks/imports.mjs): there they take far more of a start.

Milliseconds are estimated from the answers to a slider: the least time that one takes in some visits to the site in
DIST, by the instructions of one here. The page's own work is in that time, so they are rather too many than too few.
(A start tells no pace: here it imports modules that the site leaves for later.)

--python names another Python than this one, best the static site's, 3.13. Results go to
benchmarks/results/instructions.json and instructions.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.patches import COUNTED, IMPORTS, IN_A_VISIT, RUN_HERE, WORTH, visit
from benchmarks.site.facts import versions
from benchmarks.site.server import serve
from benchmarks.tables import keep
from site_builder.upstream.patches import NAMED, NEEDED, without

ROOT = Path(__file__).resolve().parent.parent
TOLD = re.compile(r"I\s+refs:\s+([\d,]+)")
VISITS = 5  # to the site, for its pace; and starts of Pyodide, for what is imported


def instructions(python: str, patches: Collection[str], answers: int = IN_A_VISIT) -> int:
    """How many instructions the processor carries out for a visit."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", python]
    command += ["-W", "ignore", "-m", "benchmarks.visit_alone", "--answers", str(answers)]
    command += ["--patches", *(name for name in RUN_HERE if name in patches)]
    # Sets of words in the same order each time, and no threads for products.
    surroundings = os.environ | {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    told = TOLD.search(done.stderr)
    if done.returncode or told is None:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return int(told[1].replace(",", ""))


def answer_in_the_browser(dist: Path) -> float:
    """Milliseconds of an answer to a slider, the least of some visits: what disturbs one only adds to it."""
    with serve(dist) as server, sync_playwright() as playwright:
        return min(visit(playwright, server).answer for _ in range(VISITS))


def imports() -> dict[str, float]:
    """Patch -> milliseconds that the import takes which it puts off, the least of some starts."""
    command = ["node", "benchmarks/imports.mjs", *IMPORTS.values()]
    runs = [json.loads(subprocess.check_output(command, cwd=ROOT, text=True)) for _ in range(VISITS)]
    return {name: min(run[module] for run in runs) for name, module in IMPORTS.items()}


def count(python: str, record: dict[str, Any]) -> None:
    """Fill in {patches left out: instructions of a visit}; and those of a start without any answer."""
    counts = record["counts"]
    record["start"] = instructions(python, NAMED, answers=0)
    for name in ("none", "none, again", *COUNTED, "all"):
        patches = NEEDED if name == "all" else without(name) if name in NAMED else frozenset(NAMED)
        counts[name] = instructions(python, patches)
        keep("instructions", record, markdown(record))


def markdown(record: Mapping[str, Any]) -> str:
    """The table."""
    counts = record["counts"]
    whole = counts["none"]
    answer = (whole - record["start"]) / IN_A_VISIT
    pace = record["answer"] / answer  # milliseconds an instruction
    told = ", ".join(f"{name} {version}" for name, version in record["versions"].items())

    def says(milliseconds: float) -> str:
        return "saves it" if milliseconds >= WORTH else "not worth it"

    def row(name: str) -> str:
        more = counts[name] - whole
        judged = says(more * pace) if name in COUNTED else ""
        return f"| {name} | {more / 1e6:,.0f} | {more / whole:.2%} | {more * pace:,.0f} | {judged} |"

    return "\n".join(
        [
            "# What each patch of Python saves, counted",
            "",
            f"{told}.",
            "",
            "Millions of instructions that a visit without the patch needs more than one with all patches, which is",
            f"{whole / 1e6:,.0f} for the page's start and {IN_A_VISIT} answers of its first slider.",
            f"Milliseconds: at the pace of an answer, {answer / 1e6:,.0f} million here and {record['answer']:,.0f} ms",
            "in the browser, the page's own work among them.",
            f"*Not worth it*: less than {WORTH:.0f} ms of a visit. *none, again*: how far two equal visits differ.",
            "",
            "| patches left out | millions | of a visit | ms | |",
            "| --- | --- | --- | --- | --- |",
            *(row(name) for name in counts if name != "none"),
            "",
            "An import that is put off, in Pyodide:",
            "",
            "| patch | module | ms | |",
            "| --- | --- | --- | --- |",
            *(f"| {name} | {IMPORTS[name]} | {ms:,.0f} | {says(ms)} |" for name, ms in record["imports"].items()),
            "",
        ]
    )


def main() -> None:
    """Count, and write the table after each patch."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.instructions", description=__doc__)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="a built site, for its pace (default: dist)")
    parser.add_argument("--python", default=sys.executable, help="the Python whose instructions are counted")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        raise SystemExit("benchmarks.instructions: valgrind is not installed; `apt-get install valgrind` does it")
    with sync_playwright() as playwright:
        told = versions(ROOT, playwright)
    record = {"versions": told, "answer": answer_in_the_browser(options.dist), "imports": imports()}
    count(options.python, record | {"counts": {}})


if __name__ == "__main__":
    main()
