"""Many readers at once on one server: how long a rerun takes them, and what memory each costs.

    python -m benchmarks.readers --readers 50 --reruns 20

Starts `streamlit run app.py`, connects the readers as browsers do (the same messages over a WebSocket), lets each open
a lesson and then move its first slider again and again with pauses as a person makes them, and prints p50 and p95 of
the time from the move to the end of the rerun, beside those of a single reader in the same run. Memory is the server's,
from /proc: before the first reader and after the last rerun.
"""

from __future__ import annotations

import argparse
import asyncio
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

ROOT = Path(__file__).resolve().parent.parent
LESSON = "shapes"
PAUSE = (0.5, 1.5)  # seconds that a reader looks before moving again


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


async def read(address: str, reruns: int, seed: int) -> list[float]:
    """One reader's visit; the times of its reruns."""
    chance = random.Random(seed)
    async with connect(address, max_size=None) as socket_:
        reader = Reader(socket_)
        await reader.rerun()
        times = []
        for move in range(reruns):
            await asyncio.sleep(chance.uniform(*PAUSE))
            times.append(await reader.rerun(float(1 + (move + seed) % 10)))
        return times


def memory(process: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


async def crowd(address: str, readers: int, reruns: int) -> list[float]:
    """All readers together; the times of all reruns."""
    visits = await asyncio.gather(*(read(address, reruns, seed) for seed in range(readers)))
    return [seconds for visit in visits for seconds in visit]


def percentiles(times: list[float]) -> str:
    """p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(times, n=20)
    return f"p50 {1000 * statistics.median(times):.0f} ms, p95 {1000 * cuts[18]:.0f} ms"


def main() -> None:
    """Measure and print."""
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
            alone = asyncio.run(crowd(address, 1, options.reruns))
            before = memory(server.pid)
            together = asyncio.run(crowd(address, options.readers, options.reruns))
            grown = memory(server.pid) - before
        finally:
            server.terminate()
    asked = options.readers * options.reruns
    print(f"1 reader: {percentiles(alone)}")
    print(f"{options.readers} readers: {percentiles(together)}; {len(together)} of {asked} reruns answered")
    print(f"memory: {before:.0f} MB with one reader, {grown / options.readers:.1f} MB more for each")


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
    main()
