"""Many readers at once: how long a control takes to answer them, and what memory each costs.

    python -m benchmarks.readers --readers 50                               # each moves a slider every second
    python -m benchmarks.readers --readers 150 --style read --processes 2   # each as a person reads, on both cores

Connects the readers as browsers do (the same messages over a WebSocket): each opens a lesson and moves its first slider
again and again, as its figure's own part and those that follow it are redrawn, and not the page. One who *reads* looks
for some seconds between two moves and goes on to the next lesson after a few; one who *hammers* moves every second.
Prints p50 and p95 of the time from a move to the end of the last part redrawn, also as ratios to a single reader's in
the same run, who warms the servers up. A move that fails or is not answered within PATIENCE seconds is an error, ends
that reader's visit, and counts with all moves that the reader would still have made. Memory is the servers', with the
single reader and with all readers still connected after their last move. Ends with 1 if any move was not answered.

    python -m benchmarks.readers --readers 50 --minutes 60 --style read --processes 2   # coming and going

With --minutes so many readers are there at a time, and each who has made --moves goes and makes room for the next. Each
minute it prints how many have come, the times, the servers' memory and the machine's load; --kill-after ends one of the
servers in the middle, and --json keeps all of it.

All have the book's own network, so that the servers share much of what they draw; with --own none does.

--processes 0 is `streamlit run app.py` as one reader starts it; any other number is `make serve` with so many servers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

ROOT = Path(__file__).resolve().parent.parent
OPENING = 5.0  # seconds within which all open the page
PATIENCE = 120.0  # seconds until a move counts as not answered
AGAIN = 0.5  # seconds after which a page whose connection broke connects anew
# After a control's own part Streamlit as it is draws those that follow it, if any do, in a run of its own.
FOLLOWS_WITHIN = 0.5  # seconds


@dataclass(frozen=True)
class Style:
    """How somebody reads. pause: seconds between two moves, from and to; moves: in a lesson before the next one.

    own: with a network that no other reader has, as its address gives it; else with the book's.
    """

    pause: tuple[float, float]
    lessons: tuple[str, ...]
    moves: int
    own: bool = False


STYLES = {
    "hammer": Style((0.5, 1.5), ("shapes",), 10**9),
    "read": Style((5.0, 15.0), ("hidden_layers", "shapes", "feeding_forward", "measuring_error", "backpropagation"), 3),
}


def own_network(seed: int) -> str:
    """The address of a network that no reader with another seed has."""
    sizes = f"{2 + seed % 4}-{2 + seed % 5}-{1 + seed % 2}"
    return f"data=random&points={3 + seed % 6}&sizes={sizes}&seed={1000 + seed}"


class Reader:
    """One connection, the lesson that is open there and its first slider."""

    def __init__(self, connection: ClientConnection, address: str) -> None:
        self._connection = connection
        self._address = address  # what stands after the question mark
        self._lesson = ""
        self._slider: Slider | None = None
        self._fragment = ""

    async def open(self, lesson: str) -> None:
        """Open a lesson, and find its first slider."""
        self._lesson, self._slider = lesson, None
        message = self._rerun()
        await self._connection.send(message.SerializeToString())
        await self._finished()
        if self._slider is None:
            raise RuntimeError(f"{lesson} has no slider")

    async def move(self, step: int) -> float:
        """Move the slider by a step, back at its end; the seconds until all that shows it is redrawn."""
        slider = self._slider
        assert slider is not None
        message = self._rerun()
        message.rerun_script.fragment_id = self._fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id = slider.id
        places = round((slider.max - slider.min) / slider.step) + 1
        state.double_array_value.data.append(slider.min + slider.step * (step % places))
        start = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        await self._finished()
        end = time.perf_counter()
        try:
            async with asyncio.timeout(FOLLOWS_WITHIN):
                while (await self._next()).WhichOneof("type") != "new_session":  # with which each run begins
                    pass
        except TimeoutError:  # nobody follows this slider
            return end - start
        await self._finished()
        return time.perf_counter() - start

    def _rerun(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.page_script_hash = calc_hash(self._lesson)
        message.rerun_script.query_string = self._address
        return message

    async def _next(self) -> ForwardMsg:
        answer = ForwardMsg()
        answer.ParseFromString(await self._connection.recv())
        return answer

    async def _finished(self) -> None:
        """Until a run is through, noting the first slider on the way."""
        while True:
            answer = await self._next()
            if answer.delta.new_element.HasField("slider") and self._slider is None:
                self._slider, self._fragment = answer.delta.new_element.slider, answer.delta.fragment_id
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                ):
                    return
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    raise RuntimeError(f"a run ended with {answer.script_finished}")


@dataclass
class Crowd:
    """Readers who are there together, and how many of them have not made their last move."""

    left: int
    gone: asyncio.Event

    def one_is_through(self) -> None:
        """The last one lets all go home."""
        self.left -= 1
        if not self.left:
            self.gone.set()


async def visit(
    port: int, style: Style, moves: int, seed: int, crowd: Crowd, back: list[float] | None = None
) -> list[float]:
    """One reader's visit; the times of the moves that were answered. The reader stays until all are through.

    back: with it, one whose connection breaks connects anew, as a browser's page does by itself, and adds the seconds
    until the move that was not answered is.
    """
    chance = random.Random(seed)
    times: list[float] = []
    broken = None
    await asyncio.sleep(chance.uniform(0, OPENING))
    while True:
        try:
            async with connected(port, seed) as connection:
                reader = Reader(connection, own_network(seed) if style.own else "")
                lessons = cycle(style.lessons)
                for move in range(len(times), moves):
                    if move % style.moves == 0 or broken is not None:
                        await asyncio.wait_for(reader.open(next(lessons)), PATIENCE)
                    if broken is None:
                        await asyncio.sleep(chance.uniform(*style.pause))
                    times.append(await asyncio.wait_for(reader.move(move + seed), PATIENCE))
                    if broken is not None and back is not None:
                        back.append(time.monotonic() - broken)
                        broken = None
                crowd.one_is_through()
                await crowd.gone.wait()
                return times
        except (TimeoutError, RuntimeError) as error:
            return await _ended(error, seed, times, crowd)
        except (ConnectionClosed, InvalidHandshake, OSError) as error:
            broken = broken or time.monotonic()
            if back is None or time.monotonic() - broken > PATIENCE:
                return await _ended(error, seed, times, crowd)
            await asyncio.sleep(AGAIN)


async def _ended(error: Exception, seed: int, times: list[float], crowd: Crowd) -> list[float]:
    """A visit that ends before its time."""
    print(f"reader {seed}: {type(error).__name__} after {len(times)} moves: {error}")
    crowd.one_is_through()
    await crowd.gone.wait()
    return times


def connected(port: int, seed: int) -> connect:
    """A connection like a browser's, which answers pings and sends none itself."""
    address, origin = f"ws://127.0.0.1:{port}/_stcore/stream", Origin(f"http://127.0.0.1:{port}")
    cookie = {"Cookie": f"book=reader-{seed}"}  # by which `make serve` tells readers apart
    return connect(
        address, max_size=None, open_timeout=PATIENCE, ping_interval=None, origin=origin, additional_headers=cookie
    )


def memory(server: psutil.Process) -> float:
    """Resident memory of all Python processes of a server in MB."""
    processes = [server, *server.children(recursive=True)]
    return sum(one.memory_info().rss for one in processes if "nginx" not in one.name()) / 1e6


async def together(
    port: int, style: Style, readers: int, moves: int, server: psutil.Process
) -> tuple[list[float], float]:
    """All readers at once; the times of all answered moves, and the servers' memory while all are connected."""
    crowd = Crowd(readers, asyncio.Event())

    async def watch() -> float:
        used = memory(server)
        while crowd.left:
            await asyncio.sleep(0.2)
            used = memory(server)
        return used

    watching = asyncio.create_task(watch())
    visits = await asyncio.gather(*(visit(port, style, moves, seed, crowd) for seed in range(readers)))
    return [seconds for times in visits for seconds in times], await watching


@dataclass(frozen=True)
class Minute:
    """What happened up to a moment of a long visit. memory: MB; load: of the machine, in running processes.

    back: for each reader whose connection broke, the seconds until the move of then was answered by another server.
    """

    minute: float
    come: int
    answered: int
    lost: int
    p50: float
    p95: float
    memory: float
    load: float
    back: list[float]


async def coming_and_going(
    port: int, style: Style, readers: int, moves: int, minutes: float, server: psutil.Process, kill_after: float | None
) -> list[Minute]:
    """So many readers at a time for some minutes; one line a minute. lost: moves that were not answered."""
    start, come, asked, told = time.monotonic(), 0, 0, []
    times: list[float] = []
    back: list[float] = []
    answered = 0

    def over() -> bool:
        return time.monotonic() - start > 60 * minutes

    async def chair() -> None:
        nonlocal come, asked, answered
        while not over():
            come += 1
            done = await visit(port, style, moves, come, Crowd(1, asyncio.Event()), back)
            times.extend(done)
            answered += len(done)
            asked += moves

    async def kill() -> None:
        if kill_after is not None:
            await asyncio.sleep(60 * kill_after)
            victim = next(child for child in server.children() if "nginx" not in child.name())
            print(f"ending server {victim.pid}", flush=True)
            victim.kill()

    async def tell() -> None:
        while not over():
            await asyncio.sleep(60)
            p50, p95 = percentiles(times)
            minute = (time.monotonic() - start) / 60
            load = psutil.getloadavg()[0]
            line = Minute(minute, come, answered, asked - answered, p50, p95, memory(server), load, list(back))
            times.clear()
            back.clear()
            told.append(line)
            print(
                f"minute {minute:.0f}: {come} have come, {answered} moves answered, {line.lost} lost; "
                f"p50 {p50:.3f} s, p95 {p95:.3f} s; {line.memory:.0f} MB; load {line.load:.1f}"
                + (
                    f"; {len(line.back)} lost their server, back after at most {max(line.back):.1f} s"
                    if line.back
                    else ""
                ),
                flush=True,
            )

    await asyncio.gather(tell(), kill(), *(chair() for _ in range(readers)))
    return told


def percentiles(times: list[float]) -> tuple[float, float]:
    """p50 and p95 in seconds; not a number where there are too few to tell."""
    if len(times) < 2:
        return float("nan"), float("nan")
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


@contextmanager
def serving(processes: int) -> Iterator[tuple[int, psutil.Process]]:
    """The book at a free port: one server, or as many as are wanted with nginx before them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    if processes:
        command = ["tools/serve.py", "--port", str(port), "--processes", str(processes)]
    else:
        command = ["-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer within a minute")


def _for_minutes(options: argparse.Namespace, style: Style) -> int:
    with serving(options.processes) as (port, server):
        told = asyncio.run(
            coming_and_going(port, style, options.readers, options.moves, options.minutes, server, options.kill_after)
        )
    if options.json:
        said = {name: value for name, value in vars(options).items() if name != "json"}
        result = {"options": said, "cores": len(os.sched_getaffinity(0)), "minutes": [asdict(one) for one in told]}
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return int(any(one.lost for one in told))


def main() -> int:
    """Measure and print; 0 if every move was answered, else 1."""
    parser = argparse.ArgumentParser(description="Many readers at once on one machine.")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--moves", type=int, default=10, help="of each reader")
    parser.add_argument("--style", choices=tuple(STYLES), default="hammer")
    parser.add_argument("--own", action="store_true", help="each with a network of their own, so that none is shared")
    parser.add_argument("--processes", type=int, default=0, help="servers behind nginx; 0 is one server alone")
    parser.add_argument("--minutes", type=float, help="readers come and go for so long")
    parser.add_argument("--kill-after", type=float, help="minutes until one of the servers is ended")
    parser.add_argument("--json", type=Path, help="a file for what --minutes has measured")
    options = parser.parse_args()
    style = replace(STYLES[options.style], own=options.own)
    if options.minutes:
        return _for_minutes(options, style)
    with serving(options.processes) as (port, server):
        alone, before = asyncio.run(together(port, STYLES["hammer"], 1, options.moves, server))
        times, after = asyncio.run(together(port, style, options.readers, options.moves, server))
    asked, each = options.readers * options.moves, (after - before) / max(1, options.readers - 1)
    one, many = percentiles(alone), percentiles(times)
    cores = len(os.sched_getaffinity(0))
    print(f"1 reader: p50 {one[0]:.3f} s, p95 {one[1]:.3f} s; {len(alone)} of {options.moves} moves answered")
    print(f"{options.readers} readers on {cores} cores: p50 {many[0]:.3f} s, p95 {many[1]:.3f} s; ", end="")
    print(f"{len(times)} of {asked} answered; to one reader's: {many[0] / one[0]:.1f}, {many[1] / one[1]:.1f}")
    print(f"memory: {before:.0f} MB with one, {after:.0f} MB with {options.readers}: {each:.1f} MB for each more")
    return int(len(times) < asked)


if __name__ == "__main__":
    sys.exit(main())
