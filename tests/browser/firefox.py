"""Firefox, driven through the protocol it speaks itself (WebDriver BiDi), as far as the tests need it."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.sync.connection import Connection

PATIENCE = 120.0  # seconds; only what never happens takes so long
# Without these a fresh profile shows a page of its own first, and talks to its maker.
PREFERENCES = """\
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.startup.page", 0);
"""
KEYS = {"ArrowRight": "\ue014", "Space": " "}


def firefox_path() -> str | None:
    """HL_FIREFOX, else a Firefox on PATH, else None."""
    return os.environ.get("HL_FIREFOX") or next(filter(None, map(shutil.which, ("firefox", "firefox-esr"))), None)


@dataclass
class Firefox:
    """One tab, with everything it asked for and said."""

    socket: Connection
    tab: str = ""
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    _calls: int = 0

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command of the protocol and its result; events that arrive meanwhile are noted."""
        self._calls += 1
        self.socket.send(json.dumps({"id": self._calls, "method": method, "params": parameters}))
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(timeout=PATIENCE))
            if message["type"] == "event":
                self._note(message["method"], message["params"])
            elif message.get("id") == self._calls:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def _note(self, method: str, event: dict[str, Any]) -> None:
        if method == "network.beforeRequestSent":
            self.requests.append(event["request"]["url"])
        elif method == "log.entryAdded":
            self.console.append(f"{event['level']}: {event['text']}")

    def open(self, address: str, wait: str = "interactive") -> None:
        """Go to a page and wait until its HTML is read (interactive) or all it names has been loaded (complete)."""
        self.call("browsingContext.navigate", context=self.tab, url=address, wait=wait)

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page, as far as JSON can tell it."""
        source = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        answer = self.call("script.evaluate", expression=source, target={"context": self.tab}, awaitPromise=True)
        if answer["type"] != "success":
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']['text']}")
        return json.loads(answer["result"]["value"])

    def wait_for(self, condition: str) -> None:
        """Until a JavaScript expression is true in the page."""
        until = time.monotonic() + PATIENCE
        while not self.ask(condition):
            if time.monotonic() > until:
                raise TimeoutError(f"{condition} did not come true; the console said {self.console[-5:]}")
            time.sleep(0.1)

    def press(self, key: str) -> None:
        """Press a key where the focus is."""
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": strokes}]
        self.call("input.performActions", context=self.tab, actions=actions)

    def screenshot(self, path: Path) -> None:
        """What the tab shows, as a PNG file."""
        picture = self.call("browsingContext.captureScreenshot", context=self.tab)
        path.write_bytes(base64.b64decode(picture["data"]))


@contextmanager
def firefox(width: int = 1280, height: int = 900) -> Iterator[Firefox]:
    """A Firefox with a fresh profile and one tab of that size."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(PREFERENCES, encoding="utf-8")
        command = [firefox_path() or "firefox", "--headless", "--no-remote", "--remote-debugging-port=0"]
        # Told to use no sound or graphics service: none runs where tests run.
        process = subprocess.Popen(
            [*command, "--profile", profile], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        try:
            assert process.stderr is not None
            said = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in process.stderr)
            address = next(hit[1] for hit in said if hit)
            with connect(f"{address}/session", max_size=None, open_timeout=PATIENCE) as socket:
                browser = Firefox(socket)
                browser.call("session.new", capabilities={})
                browser.tab = browser.call("browsingContext.getTree")["contexts"][0]["context"]
                browser.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
                viewport = {"width": width, "height": height}
                browser.call("browsingContext.setViewport", context=browser.tab, viewport=viewport)
                yield browser
        finally:
            process.terminate()
            process.communicate()
