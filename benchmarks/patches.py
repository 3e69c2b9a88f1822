"""What a patch of site_builder/upstream saves, timed: python -m benchmarks.patches [--rounds N] [--patches NAMES].

For those that work in the page; what a patch of Python saves is counted by benchmarks.instructions, because it is less
than two starts differ by.

The site is built with all patches and once without each of them. In each round every one of these is visited beside a
visit to the whole site, with a fresh profile, in turns; a saving is the difference within such a pair. A visit goes
from the navigation to the page that Python has taken over, and to the answers of a control. Beside the clock, the
processor time of the page's process is read, which depends less on who else uses the machine.

Results go to benchmarks/results/patches.json and patches.md, and each run adds its rounds to those that are there, if
these are of the same versions; --anew forgets them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from math import comb
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Error, Playwright, sync_playwright

from benchmarks.site.facts import chromium_path, machine, versions
from benchmarks.site.server import Line, Server, serve
from benchmarks.site.visits import SLIDER, press_until_answered, reader, until, watched
from benchmarks.start import AWAKE
from benchmarks.tables import RESULTS, keep
from site_builder.collect.fetch import Cache
from site_builder.collect.gather import collect, read_app, read_stlite
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.model import Inputs, SiteFile
from site_builder.render.assemble import assemble
from site_builder.upstream.patches import NAMED, NEEDED, without
from site_builder.upstream.python import browser_patches

ROOT = Path(__file__).resolve().parent.parent
LESSON = "hidden_layers"
ALL = "all"
ANSWERS = 6  # changes of a control that a visit waits for
IN_A_VISIT = 10  # changes of controls that a reader makes in a visit, for what a patch saves in all
WORTH = 50.0  # milliseconds below which a patch is not worth its keep
SURE = 0.9  # how sure that is to be said
IN_THE_WORKER = {"one_letter", "samples", "quiet_log", "anyio_later"}  # these change what only the browser's worker has
RUN_HERE = [name for name in {**browser_patches.BEFORE, **browser_patches.AFTER} if name not in IN_THE_WORKER]
# What they put off, for an import takes many times as long in the browser as here: timed by itself, in Pyodide.
IMPORTS = {"metadata_later": "importlib.metadata", "urllib_later": "urllib.request"}
# version_known saves an import, too, and a search of packages of which the site has few.
COUNTED = [name for name in NAMED if name in RUN_HERE and name not in {*NEEDED, *IMPORTS, "version_known"}]
# What these save is a second visit's: the warm rows of benchmarks/site.
NEXT_VISIT = {"memory_kept"}
TIMED = [name for name in NAMED if name not in {*NEEDED, *IMPORTS, *COUNTED, *NEXT_VISIT}]


@dataclass(frozen=True)
class Visit:
    """One visit, in milliseconds: by the clock, and of the processor's time.

    start: until Python has taken over; answer: the median of a control's answers.
    """

    start: float
    answer: float
    start_cpu: float
    answer_cpu: float

    @property
    def total(self) -> float:
        """Processor time of a start and of the answers of a reader's visit."""
        return self.start_cpu + IN_A_VISIT * self.answer_cpu


# --- the sites ---


def sites(names: Sequence[str], out: Path) -> None:
    """Write the whole site and those without one patch each below `out`. Files that are the same are kept once."""
    cache = Cache()
    whole = lesson_alone(collect(ROOT, ROOT, cache))
    kept: dict[str, Path] = {}
    for name in (ALL, *names):
        patches = whole.patches if name == ALL else without(name)
        for file in assemble(with_patches(whole, patches, cache)):
            if file.path.startswith("assets/") or file.path == f"{LESSON}/index.html":
                put(file, out / name, kept)


def lesson_alone(inputs: Inputs) -> Inputs:
    """The same book with the one lesson that is visited, beside its cover."""
    lessons = tuple(one for one in inputs.book.lessons if one.slug == LESSON)
    return replace(inputs, book=replace(inputs.book, lessons=lessons))


def with_patches(inputs: Inputs, patches: frozenset[str], cache: Cache) -> Inputs:
    """The same inputs for a site that has these patches."""
    return replace(inputs, patches=patches, stlite=read_stlite(ROOT, read_app(ROOT), cache, patches))


def put(file: SiteFile, folder: Path, kept: dict[str, Path]) -> None:
    """Write a file, or link it to the one that has the same content."""
    target = folder / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256(file.content)
    if digest in kept:
        os.link(kept[digest], target)
    else:
        target.write_bytes(file.content)
        kept[digest] = target


# --- visits ---


def processor_time(browser: psutil.Process) -> float:
    """Milliseconds that the processes of a browser's pages have used."""
    pages = [one for one in browser.children(recursive=True) if "--type=renderer" in one.cmdline()]
    times = [one.cpu_times() for one in pages]
    return 1000 * sum(one.user + one.system for one in times)


def started_with(argument: str) -> psutil.Process:
    """The browser that was started with this argument."""
    return next(one for one in psutil.Process().children(recursive=True) if argument in one.cmdline())


def visit(playwright: Playwright, server: Server) -> Visit:
    """Open the lesson with a fresh profile and change its first slider some times."""
    mark = f"--hl-bench={time.monotonic_ns()}"
    with reader(playwright, chromium_path(), mark) as context:
        browser = started_with(mark)
        page = watched(context, SLIDER)
        server.line = Line()
        page.goto(server.address + f"{LESSON}/", wait_until="commit")
        until(page, AWAKE)
        start_cpu = processor_time(browser)
        start = page.evaluate("performance.getEntriesByName('book:awake')[0].startTime")
        press_until_answered(page, SLIDER)
        page.wait_for_timeout(3500)  # what is fetched three seconds after the start is none of an answer's
        before = processor_time(browser)
        for number in range(1, ANSWERS + 1):
            page.evaluate("() => { bench.control().focus(); bench.expect(); }")
            page.keyboard.press("ArrowRight" if number % 2 else "ArrowLeft")
            until(page, f"bench.answers.length > {number}")
        answer_cpu = (processor_time(browser) - before) / ANSWERS
        answer = statistics.median(one["took"] for one in page.evaluate("bench.answers")[1:])
    return Visit(start, answer, start_cpu, answer_cpu)


def turns(names: Sequence[str], number: int) -> Iterator[str]:
    """The visits of a round: one to the whole site stands between two others, which share it, in changing order."""
    order = list(names) if number % 2 == 0 else list(names)[::-1]
    for at in range(0, len(order), 2):
        pair = order[at : at + 2]
        yield from (pair[0], ALL, *pair[1:])


def one_round(playwright: Playwright, servers: Mapping[str, Server], names: Sequence[str], number: int) -> list[Any]:
    """[patch, visit without it, visit with it] for each; a visit that fails costs its own pairs."""
    done: list[tuple[str, Visit | None]] = []
    for name in turns(names, number):
        try:
            done.append((name, visit(playwright, servers[name])))
        except (Error, TimeoutError, IndexError) as error:
            print(f"{name}: failed ({str(error).splitlines()[0]})", flush=True)
            done.append((name, None))
    return [[name, asdict(off), asdict(on)] for name, off, on in pairs(done)]


def pairs(done: Sequence[tuple[str, Visit | None]]) -> Iterator[tuple[str, Visit, Visit]]:
    """(patch, visit without it, visit with it); `done` are a round's visits in their order."""
    for place, (name, off) in enumerate(done):
        beside = [done[at][1] for at in (place - 1, place + 1) if 0 <= at < len(done) and done[at][0] == ALL]
        if name != ALL and off is not None and beside and beside[0] is not None:
            yield name, off, beside[0]


# --- what it says ---


def interval(values: Sequence[float], sure: float = SURE) -> tuple[float, float] | None:
    """Bounds between which the median lies that sure, whatever the distribution; None if there are too few values."""
    ordered, count = sorted(values), len(values)
    below, best = 0.0, None
    for cut in range(count // 2):
        below += comb(count, cut) / 2**count  # so likely no more than `cut` values lie below the median
        if 1 - 2 * below < sure:
            break
        best = (ordered[cut], ordered[count - 1 - cut])
    return best


def verdict(savings: Sequence[float]) -> str:
    """What the differences in processor time say of a patch."""
    bounds = interval(savings)
    if bounds is None:
        return f"undecided: {len(savings)} pairs are too few"
    if bounds[1] < WORTH:
        return "not worth it"
    return "saves it" if bounds[0] >= WORTH else "undecided"


def row(name: str, measured: Sequence[tuple[Visit, Visit]]) -> str:
    """One patch: how many pairs, the medians of what it saves, and what that says."""
    if not measured:
        return f"| {name} | 0 | | | | | | not measured |"
    saved = {
        key: statistics.median(getattr(off, key) - getattr(on, key) for off, on in measured)
        for key in ("start", "answer", "start_cpu", "answer_cpu")
    }
    totals = [off.total - on.total for off, on in measured]
    bounds = interval(totals)
    between = f" ({bounds[0]:,.0f} to {bounds[1]:,.0f})" if bounds else ""
    cells = [name, len(measured), f"{saved['start']:,.0f}", f"{saved['answer']:,.0f}"]
    cells += [f"{saved['start_cpu']:,.0f}", f"{saved['answer_cpu']:,.1f}", f"{statistics.median(totals):,.0f}{between}"]
    return "| " + " | ".join(map(str, [*cells, verdict(totals)])) + " |"


def markdown(record: Mapping[str, Any]) -> str:
    """The table."""
    found: dict[str, list[tuple[Visit, Visit]]] = {name: [] for name in TIMED}
    everything = [Visit(**on) for _, _, on in record["pairs"]]
    for name, off, on in record["pairs"]:
        if name in found:
            found[name].append((Visit(**off), Visit(**on)))
    told = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    if not everything:
        raise SystemExit("no visit came to its end, so there is nothing to say")
    start, answer = (statistics.median(getattr(one, key) for one in everything) for key in ("start", "answer"))
    return "\n".join(
        [
            "# What each patch of the page saves, timed",
            "",
            *(f"{line}." for line in record["machines"]),
            f"{told}.",
            "",
            f"Milliseconds saved, medians of pairs: a visit to *{LESSON}* without the patch, beside one with all.",
            "Start: until Python has taken over. Answer: of a slider. Processor: the time of the page's process.",
            f"In all: of the processor, for a start and {IN_A_VISIT} answers; the median lies between the bounds,",
            f"{SURE:.0%} sure. *Not worth it*: the upper bound is below {WORTH:.0f} ms. *Saves it*: the lower bound is",
            "not. *Undecided*: the machine was too noisy, or the pairs too few; such a patch stays.",
            f"With all patches the medians are {start:,.0f} ms for the start and {answer:,.0f} ms for an answer.",
            "",
            "| patch left out | pairs | start | answer | start, processor | answer, processor | in all | |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *(row(name, measured) for name, measured in found.items()),
            "",
        ]
    )


def earlier(told: Mapping[str, str]) -> dict[str, Any]:
    """What earlier runs with the same versions have measured."""
    path = RESULTS / "patches.json"
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return record if record.get("versions") == dict(told) else {"machines": [], "versions": dict(told), "pairs": []}


def main() -> int:
    """Build, measure, write the table after each round; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.patches", description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--patches", nargs="+", default=TIMED, choices=TIMED)
    parser.add_argument("--anew", action="store_true", help="forget what earlier runs have measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        try:
            sites(options.patches, Path(folder))
        except BuildError as error:
            print(f"benchmarks.patches: {error}", file=sys.stderr)
            return 1
        playwright = stack.enter_context(sync_playwright())
        servers = {name: stack.enter_context(serve(Path(folder) / name)) for name in (ALL, *options.patches)}
        told = versions(ROOT, playwright)
        record: dict[str, Any] = {"machines": [], "versions": told, "pairs": []} if options.anew else earlier(told)
        record["machines"].append(machine())
        for number in range(options.rounds):
            record["pairs"] += one_round(playwright, servers, options.patches, number)
            keep("patches", record, markdown(record))
            print(f"round {number + 1} of {options.rounds} is done", flush=True)
    return 0


if __name__ == "__main__":
    if shutil.which("node") is None:
        raise SystemExit("benchmarks.patches: node is not on PATH; the site is built with it")
    raise SystemExit(main())
