"""On what machine and with which versions was this measured?"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import shutil
from pathlib import Path

from playwright.sync_api import Playwright


def chromium_path() -> str | None:
    """HL_CHROMIUM, else a Chromium on PATH, else None: the one that Playwright has installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("HL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def machine() -> str:
    """Processor, cores, memory, and how busy it was when the measurements began."""
    processor = platform.processor() or platform.machine()
    memory = ""
    if platform.system() == "Linux":
        hit = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        processor = hit[1] if hit else processor
        kilobytes = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
        memory = f", {int(kilobytes[1]) / 2**20:.0f} GB" if kilobytes else ""
    return f"{processor}, {os.cpu_count()} cores{memory}, load {os.getloadavg()[0]:.1f} at the start"


def versions(root: Path, playwright: Playwright) -> dict[str, str]:
    """Of the browser and of everything the sites are made of."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    found = {"Chromium": browser.version}
    browser.close()
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found |= {name: lock[f"node_modules/{name}"]["version"] for name in ("@stlite/browser", "pyodide")}
    found |= {name: importlib.metadata.version(name) for name in ("streamlit", "numpy")}
    pins = (root / "requirements-jupyterlite.txt").read_text(encoding="utf-8")
    return found | dict(re.findall(r"^(jupyterlite-[\w-]+)==([\w.]+)", pins, re.MULTILINE))
