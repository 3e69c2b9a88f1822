"""WebKit's GTK port, driven through its WebDriver (W3C's protocol over HTTP), as far as the tests need it.

Selenium is not used for it: it brings 14 packages for the five commands that stand here, and Debian has no geckodriver,
through which it would drive Firefox.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEYS = {"ArrowRight": "\ue014", "Space": " "}
PATIENCE = 300.0  # seconds; only what never happens takes so long
# Its sandbox and its graphics processor want what a container has not.
SURROUNDINGS = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"}


def webkit_driver() -> str | None:
    """HL_WEBKIT_DRIVER, else a WebKitWebDriver on PATH, else None."""
    return os.environ.get("HL_WEBKIT_DRIVER") or shutil.which("WebKitWebDriver")


def lacking() -> str:
    """What WebKit's tests need and this machine has not, in words; "" if nothing."""
    if webkit_driver() is None:
        return "there is no WebKitWebDriver (Debian: webkit2gtk-driver); set HL_WEBKIT_DRIVER to its path"
    if not os.environ.get("DISPLAY") and shutil.which("Xvfb") is None:
        return "WebKit needs a display, and there is no Xvfb (Debian: xvfb)"
    return ""


class DriverError(RuntimeError):
    """The driver says that a command failed."""


@dataclass
class WebKit:
    """One tab."""

    session: str

    def call(self, method: str, command: str, **parameters: object) -> Any:
        """One command of the protocol and its value."""
        return ask_driver(method, f"{self.session}/{command}", parameters if method == "POST" else None)

    def open(self, address: str) -> None:
        """Go to a page and wait until its HTML is read."""
        self.call("POST", "url", url=address)

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page, as far as JSON can tell it."""
        script = f"return JSON.stringify(({expression}) ?? null)"
        return json.loads(self.call("POST", "execute/sync", script=script, args=[]))

    def press(self, key: str) -> None:
        """Press a key where the focus is."""
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        self.call("POST", "actions", actions=[{"type": "key", "id": "keyboard", "actions": strokes}])

    def screenshot(self, path: Path) -> None:
        """What the tab shows, as a PNG file."""
        path.write_bytes(base64.b64decode(self.call("GET", "screenshot")))


def ask_driver(method: str, address: str, body: object = None) -> Any:
    """The value of the driver's answer; DriverError with its words if it refuses."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        said = json.loads(error.read())["value"]
        raise DriverError(f"{method} {address.rsplit('/', 1)[-1]}: {said['error']}: {said['message']}") from error


@contextmanager
def running(command: list[str], **surroundings: str) -> Iterator[None]:
    """A program that runs meanwhile, in an environment with these variables besides."""
    environment = {**os.environ, **surroundings}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def display() -> Iterator[str]:
    """A display: that of the surroundings, or one that nobody sees."""
    if "DISPLAY" in os.environ:
        yield os.environ["DISPLAY"]
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with open(reading) as said:
            yield f":{int(said.readline())}"
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def webkit(width: int = 1280, height: int = 900) -> Iterator[WebKit]:
    """A WebKit that knows nothing yet, with one tab in a window of that size."""
    port = free_port()
    driver = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"), home)
        screen = stack.enter_context(display())
        command = [webkit_driver() or "WebKitWebDriver", f"--port={port}"]
        stack.enter_context(running(command, DISPLAY=screen, **SURROUNDINGS, **folders))
        wait_for_port(port)
        patience = dict.fromkeys(("pageLoad", "script"), int(PATIENCE * 1000))
        capabilities = {"alwaysMatch": {"pageLoadStrategy": "none", "timeouts": patience}}
        session = ask_driver("POST", f"{driver}/session", {"capabilities": capabilities})
        browser = WebKit(f"{driver}/session/{session['sessionId']}")
        try:
            browser.call("POST", "window/rect", width=width, height=height)
            yield browser
        finally:
            ask_driver("DELETE", browser.session)


def wait_for_port(port: int) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
