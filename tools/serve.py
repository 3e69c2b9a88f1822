"""Serve the book to many readers from one machine: a Streamlit server for each core, and nginx before them.

    python tools/serve.py --port 8080

One Python process computes on one core, so one server leaves the others idle. nginx gives each reader a cookie and
sends them always to the same server (hosting/balancer.conf, as in the containers). A server that ends is started again;
its readers' pages connect anew by themselves, meanwhile to another one, with the network that their address describes.
The address /servers tells this machine how they are: memory, processor time, how many pictures were there already.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BALANCER = ROOT / "hosting" / "balancer.conf"
LOOK_EVERY = 0.2  # seconds between two looks at whether all servers live
TELL_EVERY = 60.0  # seconds between two lines of --verbose
# How the servers are is nobody's business elsewhere, nor that of readers whom a proxy on this machine sends.
HERE_ONLY = "allow 127.0.0.1; deny all; if ($http_x_forwarded_for$http_forwarded) { return 403; }"
START_WITHIN = 60.0  # seconds
LONGEST_PAUSE = 10.0  # seconds before a server is started again that ends each time it is started


def configuration(text: str, port: int, servers: Sequence[int], folder: Path, address: str = "127.0.0.1") -> str:
    """The balancer's configuration for this machine. text: balancer.conf; servers: their ports; folder: to write in.

    A server that cannot be reached is asked again after two seconds; its readers are sent to another one meanwhile.
    """
    known = f"location = /servers {{ alias {folder}/servers.json; default_type application/json; {HERE_ONLY} }}"
    places = " ".join(f"server 127.0.0.1:{server} max_fails=1 fail_timeout=2s;" for server in servers)
    for written, here in (
        ("server app:8501;", places),
        ("listen 8080;", f"listen {address}:{port};\n    {known}"),
        ("/tmp/nginx", f"{folder}/nginx"),
    ):
        if written not in text:
            raise ValueError(f"{BALANCER.name} has no '{written}' any more, which {Path(__file__).name} fills in")
        text = text.replace(written, here)
    return text


class Server:
    """One Streamlit server, started again when it ends."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self._status = port, folder / f"{port}.json"
        self._pause, self._again = LOOK_EVERY, 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        # Any host name, because nginx passes on the one that the reader has asked for. nginx says in its headers that
        # the reader comes through it, so code cells are shown and not run.
        options = {"port": self.port, "address": "127.0.0.1", "allowedHosts": "*", "fileWatcherType": "none"}
        given = [part for name, value in options.items() for part in (f"--server.{name}", str(value))]
        command = [sys.executable, "tools/server.py", "run", "app.py", *given]
        self._started = time.monotonic()
        # Matrices as small as the book's are multiplied by one thread: more would wait for each other.
        surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "HL_STATUS": str(self._status)}
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=surroundings)

    def answers(self) -> bool:
        """Whether it says that it is well."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def status(self) -> dict[str, Any]:
        """What it last said of itself; nothing yet at its start."""
        try:
            said: dict[str, Any] = json.loads(self._status.read_text(encoding="utf-8"))
        except OSError:
            return {"port": self.port}
        return {"port": self.port, **said}

    def look_after(self) -> None:
        """Start it again if it has ended, after a longer pause each time it ends at once."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self._again:
            ended_at_once = now - self._started < LONGEST_PAUSE
            self._pause = min(2 * self._pause, LONGEST_PAUSE) if ended_at_once else LOOK_EVERY
            self._again = now + self._pause
            print(
                f"The server on port {self.port} ended with {self.process.returncode}; it is started again.", flush=True
            )
        elif now >= self._again:
            self._again = 0.0
            self.process = self._start()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


class Report:
    """How all servers are: at the address /servers, for this machine alone, and in lines if that is wanted."""

    def __init__(self, servers: Sequence[Server], folder: Path, verbose: bool) -> None:
        self._servers, self._file, self._verbose = servers, folder / "servers.json", verbose
        self._lines_at = time.monotonic() + TELL_EVERY

    def write(self) -> None:
        """Put it where nginx finds it, and into lines every minute."""
        said = [server.status() for server in self._servers]
        half = self._file.with_suffix(".part")
        half.write_text(json.dumps(said), encoding="utf-8")
        half.replace(self._file)
        if self._verbose and time.monotonic() >= self._lines_at:
            self._lines_at = time.monotonic() + TELL_EVERY
            for one in said:
                print(", ".join(f"{name} {value}" for name, value in one.items()), flush=True)


def serve(port: int, processes: int, address: str, verbose: bool = False) -> int:
    """Serve until interrupted. Returns 1 if it could not start, or if nginx has ended.

    verbose: with a line a minute on each server.
    """
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if nginx is None:
        print("nginx is not installed: `make nginx` installs it, or says how.", file=sys.stderr)
        return 1
    servers: list[Server] = []
    balancer: subprocess.Popen[bytes] | None = None
    with tempfile.TemporaryDirectory(prefix="hidden-layers-") as folder:
        try:
            servers = [Server(free, Path(folder)) for free in free_ports(processes)]
            if not _wait_for_all(servers):
                print(f"The servers did not start within {START_WITHIN:.0f} seconds.", file=sys.stderr)
                return 1
            config = Path(folder) / "nginx.conf"
            places = [server.port for server in servers]
            text = configuration(BALANCER.read_text(encoding="utf-8"), port, places, Path(folder), address)
            config.write_text(text, encoding="utf-8")
            user = " user root;" if os.geteuid() == 0 else ""  # else its workers could not write into the folder
            balancer = subprocess.Popen([nginx, "-c", str(config), "-g", f"daemon off;{user}"])
            print(f"{processes} servers at http://{address}:{port}", flush=True)
            report = Report(servers, Path(folder), verbose)
            while balancer.poll() is None:
                report.write()
                for server in servers:
                    server.look_after()
                time.sleep(LOOK_EVERY)
            print("nginx has ended.", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 0
        finally:
            _end([*([balancer] if balancer else []), *(server.process for server in servers)])


def _wait_for_all(servers: Sequence[Server]) -> bool:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if all(server.answers() for server in servers):
            return True
        time.sleep(LOOK_EVERY)
    return False


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="Serve the book from all cores of this machine.")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many servers; one a core")
    parser.add_argument("--address", default="127.0.0.1", help="0.0.0.0 opens it to the network")
    parser.add_argument("--verbose", action="store_true", help="a line a minute on how each server is")
    options = parser.parse_args()
    if options.processes < 1:
        parser.error("--processes: at least one server is needed")
    for ending in (signal.SIGTERM, signal.SIGINT):  # a shell starts what runs beside it with the second ignored
        signal.signal(ending, signal.default_int_handler)
    return serve(options.port, options.processes, options.address, options.verbose)


if __name__ == "__main__":
    sys.exit(main())
