"""Many readers at once on one server: how long a rerun takes them, and what memory each costs.

    python -m benchmarks.readers --readers 50 --reruns 20

Starts `streamlit run app.py`, connects the readers as browsers do (the same messages over a WebSocket), lets each open
a lesson and then move its first slider again and again with pauses as a person makes them, and prints p50 and p95 of
the time from the move to the end of the rerun, beside those of a single reader in the same run, who also warms the
server up. A rerun that fails or is not answered within PATIENCE seconds is an error and ends that reader's visit; all
reruns that he still would have asked for count as unanswered. Memory is the server's, from /proc: with the single
reader, and with all readers still connected after their last rerun. Ends with 1 if any rerun was not answered.
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
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ROOT = Path(__file__).resolve().parent.parent
LESSON = "shapes"
PAUSE = (0.5, 1.5)  # seconds that a reader looks before moving again
OPENING = 5.0  # seconds within which all open the page
PATIENCE = 120.0  # seconds until a rerun counts as not answered


@dataclass
class Reader:
    """One connection and the slider it moves."""

    socket: ClientConnection
    slider: Slider | None = None

    async def rerun(self, position: float | None = None) -> float:
        """Ask for a rerun, with the slider at a position, and wait for its end; the time it took in seconds."""
        message = BackMsg()
        message.rerun_script.page_script_hash = calc_hash(LESSON)
        if position is not None and self.slider is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.slider.id
            state.double_array_value.data.append(position)
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv())
            if answer.delta.new_element.HasField("slider") and self.slider is None:
                self.slider = answer.delta.new_element.slider
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return time.perf_counter() - start
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    raise RuntimeError(f"a rerun ended with {answer.script_finished}")


async def read(address: str, reruns: int, seed: int, gone: asyncio.Event, left: list[int]) -> list[float]:
    """One reader's visit; the times of the reruns that were answered.

    The reader stays connected until `gone` is set, which whoever is the last one does; left holds how many there are.
    """
    chance = random.Random(seed)
    times: list[float] = []
    await asyncio.sleep(chance.uniform(0, OPENING))
    # Like a browser's, this connection answers pings and sends none itself.
    async with connect(address, max_size=None, open_timeout=PATIENCE, ping_interval=None) as socket_:
        reader = Reader(socket_)
        try:
            await asyncio.wait_for(reader.rerun(), PATIENCE)
            for move in range(reruns):
                await asyncio.sleep(chance.uniform(*PAUSE))
                times.append(await asyncio.wait_for(reader.rerun(float(1 + (move + seed) % 10)), PATIENCE))
        except (TimeoutError, RuntimeError, ConnectionClosed) as error:
            print(f"reader {seed}: {type(error).__name__} after {len(times)} reruns: {error}")
        left[0] -= 1
        if not left[0]:
            gone.set()
        await gone.wait()
    return times


def memory(process: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


async def crowd(address: str, readers: int, reruns: int, server: int) -> tuple[list[float], float]:
    """All readers together; the times of all answered reruns, and the server's memory while all are connected."""
    gone, left = asyncio.Event(), [readers]

    async def watch() -> float:
        while left[0]:
            await asyncio.sleep(0.2)
            used = memory(server)
        return used

    watching = asyncio.create_task(watch())
    visits = await asyncio.gather(*(read(address, reruns, seed, gone, left) for seed in range(readers)))
    return [seconds for visit in visits for seconds in visit], await watching


def percentiles(times: list[float]) -> str:
    """p50 and p95 in milliseconds."""
    if len(times) < 2:
        return "too few answers to tell"
    cuts = statistics.quantiles(times, n=20)
    return f"p50 {1000 * statistics.median(times):.0f} ms, p95 {1000 * cuts[18]:.0f} ms"


def main() -> int:
    """Measure and print; 0 if every rerun was answered, else 1."""
    parser = argparse.ArgumentParser(description="Many readers at once on one server.")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--reruns", type=int, default=20, help="moves of each reader")
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            address = f"ws://127.0.0.1:{port}/_stcore/stream"
            alone, before = asyncio.run(crowd(address, 1, options.reruns, server.pid))
            together, after = asyncio.run(crowd(address, options.readers, options.reruns, server.pid))
        finally:
            server.terminate()
    asked = options.readers * options.reruns
    cores = len(os.sched_getaffinity(0))
    print(f"1 reader: {percentiles(alone)}; {len(alone)} of {options.reruns} reruns answered")
    print(f"{options.readers} readers on {cores} cores: {percentiles(together)}; {len(together)} of {asked} answered")
    each = (after - before) / max(1, options.readers - 1)
    print(
        f"memory: {before:.0f} MB with one reader, {after:.0f} MB with {options.readers}: {each:.1f} MB for each more"
    )
    return int(len(together) < asked)


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer within a minute")


if __name__ == "__main__":
    sys.exit(main())
