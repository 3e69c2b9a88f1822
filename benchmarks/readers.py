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

--processes 0 is `streamlit run app.py` as one reader starts it; any other number is `make serve` with so many servers.
"""

from __future__ import annotations

import argparse
import asyncio
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
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

ROOT = Path(__file__).resolve().parent.parent
OPENING = 5.0  # seconds within which all open the page
PATIENCE = 120.0  # seconds until a move counts as not answered
# After a control's own part the server draws those that follow it, if any do, in a run of its own.
FOLLOWS_WITHIN = 0.5  # seconds


@dataclass(frozen=True)
class Style:
    """How somebody reads. pause: seconds between two moves, from and to; moves: in a lesson before the next one."""

    pause: tuple[float, float]
    lessons: tuple[str, ...]
    moves: int


STYLES = {
    "hammer": Style((0.5, 1.5), ("shapes",), 10**9),
    "read": Style((5.0, 15.0), ("hidden_layers", "shapes", "feeding_forward", "one_neuron", "measuring_error"), 3),
}


class Reader:
    """One connection, the lesson that is open there and its first slider."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._lesson = ""
        self._slider: Slider | None = None
        self._fragment = ""

    async def open(self, lesson: str) -> None:
        """Open a lesson, and find its first slider."""
        self._lesson, self._slider = lesson, None
        message = BackMsg()
        message.rerun_script.page_script_hash = calc_hash(lesson)
        await self._connection.send(message.SerializeToString())
        await self._finished()
        if self._slider is None:
            raise RuntimeError(f"{lesson} has no slider")

    async def move(self, step: int) -> float:
        """Move the slider by a step, back at its end; the seconds until all that shows it is redrawn."""
        slider = self._slider
        assert slider is not None
        message = BackMsg()
        message.rerun_script.page_script_hash = calc_hash(self._lesson)
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


async def visit(port: int, style: Style, moves: int, seed: int, crowd: Crowd) -> list[float]:
    """One reader's visit; the times of the moves that were answered. The reader stays until all are through."""
    chance = random.Random(seed)
    times: list[float] = []
    await asyncio.sleep(chance.uniform(0, OPENING))
    address, origin = f"ws://127.0.0.1:{port}/_stcore/stream", Origin(f"http://127.0.0.1:{port}")
    cookie = {"Cookie": f"book=reader-{seed}"}  # by which `make serve` tells readers apart
    # Like a browser's, this connection answers pings and sends none itself.
    async with connect(
        address, max_size=None, open_timeout=PATIENCE, ping_interval=None, origin=origin, additional_headers=cookie
    ) as connection:
        reader, lessons = Reader(connection), cycle(style.lessons)
        try:
            for move in range(moves):
                if move % style.moves == 0:
                    await asyncio.wait_for(reader.open(next(lessons)), PATIENCE)
                await asyncio.sleep(chance.uniform(*style.pause))
                times.append(await asyncio.wait_for(reader.move(move + seed), PATIENCE))
        except (TimeoutError, RuntimeError, ConnectionClosed) as error:
            print(f"reader {seed}: {type(error).__name__} after {len(times)} moves: {error}")
        crowd.one_is_through()
        await crowd.gone.wait()
    return times


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


def main() -> int:
    """Measure and print; 0 if every move was answered, else 1."""
    parser = argparse.ArgumentParser(description="Many readers at once on one machine.")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--moves", type=int, default=10, help="of each reader")
    parser.add_argument("--style", choices=tuple(STYLES), default="hammer")
    parser.add_argument("--processes", type=int, default=0, help="servers behind nginx; 0 is one server alone")
    options = parser.parse_args()
    style = STYLES[options.style]
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
