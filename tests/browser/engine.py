"""A tab by the same names in every browser: firefox.py and webkit.py have theirs, Chromium's is Playwright's page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page

PATIENCE = 300.0  # seconds; only what never happens takes so long


class Engine(Protocol):
    """A tab of any browser."""

    def open(self, address: str) -> None:
        """Go to a page and wait until its HTML is read."""

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""

    def press(self, key: str) -> None:
        """A key, for what has the focus."""

    def screenshot(self, path: Path) -> None:
        """Keep a picture of what is seen."""


@dataclass
class Chromium:
    """Playwright's page."""

    page: Page

    def open(self, address: str) -> None:
        """As of any tab."""
        self.page.goto(address, wait_until="domcontentloaded")

    def ask(self, expression: str) -> Any:
        """As of any tab."""
        return self.page.evaluate(f"({expression}) ?? null")

    def press(self, key: str) -> None:
        """As of any tab."""
        self.page.keyboard.press(key)

    def screenshot(self, path: Path) -> None:
        """As of any tab."""
        self.page.screenshot(path=path)
