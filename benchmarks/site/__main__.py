"""The static site beside a stock stlite and a JupyterLite: python -m benchmarks.site [--quick].

Results go to benchmarks/results/site.json and site.md. README.md beside this file says how each site is made.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Error, Playwright, sync_playwright

from benchmarks.site import first_act, jupyterlite, stock
from benchmarks.site.facts import chromium_path, machine, versions
from benchmarks.site.report import markdown
from benchmarks.site.server import Line, Server, serve
from benchmarks.site.visits import CELL, SLIDER, SWITCH, Plan, Start, answers, frames, reader, start
from benchmarks.tables import RESULTS, keep
from site_builder.__main__ import main as build
from site_builder.collect.fetch import Cache
from site_builder.compress import compressed
from site_builder.write import write

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "bench-site"
LESSON, PLAYGROUND = "hidden_layers", "playground"
# 20 Mbit/s with a round trip of 20 ms.
LINES: dict[str, Callable[[], Line]] = {"localhost": Line, "20 Mbit/s": lambda: Line(20e6, 0.02)}


@dataclass(frozen=True)
class Site:
    """Where a contender's lesson is, and what a reader does there."""

    path: str
    plan: Plan
    make: Callable[[Path], None]


def make_ours(out: Path) -> None:
    """The site of this working tree."""
    if build(["--out", str(out)]) != 0:
        raise SystemExit("the site could not be built")


def make_stock(out: Path) -> None:
    """The same app by stlite's README."""
    files = stock.assemble(ROOT, Cache(), (LESSON, PLAYGROUND))
    write([*files, *compressed(files, Cache())], out)


def make_jupyterlite(out: Path) -> None:
    """A notebook with one cell."""
    jupyter = ROOT / ".venv-jupyterlite" / "bin" / "jupyter"
    if not jupyter.is_file():
        raise SystemExit("JupyterLite is not installed; 'make bench-site' does that, or leave it out with --sites")
    with tempfile.TemporaryDirectory() as work:
        files = jupyterlite.assemble(ROOT, Cache(), Path(work), jupyter)
    write([*files, *compressed(files, Cache())], out)


SITES = {
    "ours": Site(f"{LESSON}/", SLIDER, make_ours),
    "stock": Site(f"{LESSON}/", SLIDER, make_stock),
    "JupyterLite": Site(jupyterlite.ADDRESS, CELL, make_jupyterlite),
}


class Bench:
    """All measurements of one run."""

    def __init__(self, playwright: Playwright, servers: dict[str, Server]) -> None:
        self.playwright = playwright
        self.servers = servers
        self.began = time.monotonic()

    def say(self, *words: object) -> None:
        """Progress, with the minutes that have gone by."""
        print(f"{(time.monotonic() - self.began) / 60:5.1f} min ", *words, flush=True)

    def attempt(self, what: str, job: Callable[[], T]) -> T | None:
        """The job's result; a visit that fails costs its own numbers and not those of all others."""
        try:
            return job()
        except (Error, TimeoutError, LookupError, ArithmeticError, ValueError) as error:
            self.say(f"{what}: failed ({str(error).splitlines()[0]})")
            return None

    def visits(self, name: str, lines: Iterable[Line]) -> list[Start]:
        """Visits one after another with one profile, the first of them cold."""
        site, server = SITES[name], self.servers[name]
        with reader(self.playwright, chromium_path()) as context:
            return [start(context, server, site.path, site.plan, line) for line in lines]

    def starts(self, rounds: dict[str, int]) -> dict[str, Any]:
        """line -> site -> visit -> one record a round. The sites take turns, every other round the other way round."""
        record: dict[str, Any] = {line: {name: {"cold": [], "warm": []} for name in self.servers} for line in rounds}
        for number in range(max(rounds.values())):
            for line in (line for line in rounds if number < rounds[line]):
                make = LINES[line]
                for name in list(self.servers)[:: 1 if number % 2 == 0 else -1]:
                    both = self.attempt(f"{line}, {name}", partial(self.visits, name, (make(), make())))
                    for visit, result in zip(("cold", "warm"), both or (), strict=False):
                        record[line][name][visit].append({"round": number, **asdict(result)})
                        self.say(f"{line}, {name}, {visit}: first answer after {result.answer / 1e3:.1f} s")
        return record

    def weights(self) -> dict[str, Any]:
        """site -> encoding -> bytes until the first control answers, and requests, of a cold visit."""
        weights: dict[str, Any] = {name: {} for name in self.servers}
        for name in self.servers:
            for encoding in ("gzip", "br"):
                line = Line(encodings=(encoding,))
                for cold in self.attempt(f"{name}, {encoding}", partial(self.visits, name, [line])) or ():
                    weights[name][encoding] = {"bytes": cold.bytes, "requests": cold.requests}
                    self.say(f"{name}: {cold.bytes / 1e6:.1f} MB with {encoding}")
        return weights

    def first_acts(self, count: int) -> dict[str, Any]:
        """line -> kind of visit -> p50, p95 and all single times until a first act was answered, Python held back."""
        record: dict[str, Any] = {}
        for name, line in first_act.LINES.items() if "ours" in self.servers else ():
            job = partial(first_act.visits, self.playwright, self.servers["ours"], line, first_act.PAGES, count)
            for kind, times in (self.attempt(f"first acts, {name}", job) or {}).items():
                record.setdefault(name, {})[kind] = found = first_act.cuts(times) | {"times": times}
                self.say(f"first acts, {name}, {kind}: p50 {found['p50']:.0f} ms, p95 {found['p95']:.0f} ms")
        return record

    def controls(self, count: int) -> dict[str, Any]:
        """site -> control -> p50 and p95 of the milliseconds until the page has answered it."""
        record: dict[str, Any] = {}
        for name in (name for name in ("ours", "stock") if name in self.servers):
            for control, plan in {"slider": SLIDER, "switch": SWITCH}.items():
                found = self.attempt(f"{name}, {control}", partial(self.answers, name, plan, count))
                if found:
                    record.setdefault(name, {})[control] = found
                    self.say(f"{name}, {control}: p50 {found['p50']:.0f} ms, p95 {found['p95']:.0f} ms")
        return record

    def answers(self, name: str, plan: Plan, count: int) -> dict[str, Any]:
        """p50, p95 and all single times of one control."""
        with reader(self.playwright, chromium_path()) as context:
            times = answers(context, self.servers[name], SITES[name].path, plan, count)
        return first_act.cuts(times) | {"times": times}

    def animation(self, seconds: float) -> dict[str, Any]:
        """site -> pictures a second of the playground at play, and the longest pause in milliseconds."""
        record: dict[str, Any] = {}
        for name in (name for name in ("ours", "stock") if name in self.servers):
            found = self.attempt(f"{name}, playground", partial(self.frames, name, seconds))
            if found:
                record[name] = {"rate": found[0], "longest": found[1]}
                self.say(f"{name}: {found[0]:.0f} pictures a second, longest pause {found[1]:.0f} ms")
        return record

    def frames(self, name: str, seconds: float) -> tuple[float, float]:
        """Pictures a second and the longest pause of one site."""
        with reader(self.playwright, chromium_path()) as context:
            return frames(context, self.servers[name], f"{PLAYGROUND}/", seconds)


def main() -> None:
    """Build the sites, measure, write the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round and few changes, to see that all of it works")
    parser.add_argument("--built", action="store_true", help="take the sites that the last run has built")
    parser.add_argument("--sites", nargs="+", choices=list(SITES), default=list(SITES))
    parser.add_argument("--rounds", type=int, nargs=2, default=(5, 3), help="on localhost, and on the slow line")
    options = parser.parse_args()
    rounds = dict(zip(LINES, (1, 1) if options.quick else options.rounds, strict=True))
    rounds = {line: count for line, count in rounds.items() if count}
    for name in () if options.built else options.sites:
        print(f"making the site: {name}", flush=True)
        shutil.rmtree(BUILD / name, ignore_errors=True)
        SITES[name].make(BUILD / name)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serve(BUILD / name)) for name in options.sites}
        bench = Bench(stack.enter_context(sync_playwright()), servers)
        record = {
            "title": "The static site and its peers",
            "machine": machine(),
            "versions": versions(ROOT, bench.playwright),
            "rounds": rounds,
            "starts": bench.starts(rounds),
            "weights": bench.weights(),
            "first acts": bench.first_acts(1 if options.quick else 5),
            "controls": bench.controls(6 if options.quick else 30),
            "animation": bench.animation(3 if options.quick else 6),
        }
    keep("site-quick" if options.quick else "site", record, markdown(record))
    print(f"written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
