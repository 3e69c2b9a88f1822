"""What a Streamlit server sends when a lesson is opened, and at an answer: each script once, and no script again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.readers import wait_for

ROOT = Path(__file__).resolve().parents[2]
MOST_AT_OPENING = 200_000  # bytes
MOST_AT_AN_ANSWER = 20_000
EXERCISES = 6  # editors on the page
SCRIPTS = "/_stcore/bidi-components/"


@dataclass
class Meter:
    """Stands between the browser and a server, and counts what the server sends over WebSockets, as it is sent."""

    port: int  # the server's
    sent: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> Meter:
        self._begin(self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        """When the server has ended, so have its connections."""
        self.listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        self.listener.close()

    def _begin(self, task: Callable[..., None], *given: object) -> threading.Thread:
        thread = threading.Thread(target=task, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _serve(self) -> None:
        with suppress(OSError):  # it was shut down
            while True:
                self._begin(self._join, self.listener.accept()[0])

    def _join(self, browser: socket.socket) -> None:
        with browser, suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as server:
            asked = browser.recv(65536)
            server.sendall(asked)
            forth = self._begin(self._pass_on, browser, server, False)
            self._pass_on(server, browser, b"upgrade: websocket" in asked.lower())
            forth.join(timeout=10)

    def _pass_on(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):  # one of the two has gone
            while data := source.recv(65536):
                self.sent += len(data) if counts else 0
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def meter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meter]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    kept = {**os.environ, "HIDDEN_LAYERS_DATA": str(tmp_path_factory.mktemp("progress"))}
    server = subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Meter(port) as meter:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield meter
        finally:
            server.terminate()
            server.wait()


def wait_for_all(page: Page, scripts: dict[str, str]) -> None:
    """Until no script has come for two seconds: on a busy machine one may ask for the next late."""
    known = -1
    while known != len(scripts):
        known = len(scripts)
        page.wait_for_timeout(2000)


def test_exercises_come_in_some_two_hundred_kilobytes_and_no_script_comes_again(
    chromium: Browser, meter: Meter
) -> None:
    page = chromium.new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    scripts: dict[str, str] = {}  # request -> address
    bytes_of: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        if SCRIPTS in event["response"]["url"]:
            scripts[event["requestId"]] = event["response"]["url"]

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", lambda e: bytes_of.__setitem__(e["requestId"], e["encodedDataLength"]))
    page.goto(f"{meter.address}/exercises")
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached(timeout=120_000)
    expect(page.locator(".cm-content")).to_have_count(EXERCISES, timeout=120_000)
    wait_for_all(page, scripts)

    assert len(set(scripts.values())) == len(scripts), "a script came twice"
    opening = meter.sent + sum(bytes_of[request] for request in scripts)
    assert opening <= MOST_AT_OPENING, opening

    before, known = meter.sent, len(scripts)
    page.locator("[data-run]").first.click()
    expect(page.locator("[data-status]").first).to_contain_text("Done", timeout=60_000)
    wait_for_all(page, scripts)
    assert len(scripts) == known
    assert meter.sent - before <= MOST_AT_AN_ANSWER, meter.sent - before
    # Streamlit adds one to the head at each message; the scripts take them away again.
    assert page.locator(f'head script[src*="{SCRIPTS}"]').count() <= 2 * known
    print(f"opening: {opening} bytes, an answer: {meter.sent - before} bytes")
    page.close()
