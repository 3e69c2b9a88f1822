"""Take the README's picture: the lesson on hidden layers in a real browser.

    python tools/take_picture.py http://127.0.0.1:8501

needs a running book (`make run`) and Chromium.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "hidden-layers.png"


def main(address: str) -> None:
    """Write docs/hidden-layers.png."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1180, "height": 780})
        page.goto(f"{address}/hidden_layers")
        heading = page.get_by_role("heading", name="A neuron in terms of matrices")
        heading.wait_for(timeout=90_000)
        page.locator(".hl-figure table").first.wait_for()
        page.wait_for_timeout(2000)  # until the figures above it have their height
        page.get_by_text("What is a neuron, then").evaluate("paragraph => paragraph.scrollIntoView()")
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
