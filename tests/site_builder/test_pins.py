"""What runs in the browser is what requirements.in pins: checked on the pins; the browser tests ask Python itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from site_builder.collect.fetch import read_pins
from site_builder.collect.gather import COMPILED

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = (ROOT / "requirements.in").read_text(encoding="utf-8")
# What a comment calls "only locally" is imported nowhere in the browser.
PINNED = dict(re.findall(r"^([\w-]+)==([\w.]+) *#(?! only locally)", REQUIREMENTS, re.MULTILINE))
SITE = {pin.name: pin.version for pin in read_pins((ROOT / "requirements-site.txt").read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", sorted(PINNED))
def test_every_package_of_the_book_has_the_same_version_in_the_browser(name: str) -> None:
    if name in COMPILED:
        lock = json.loads((ROOT / "node_modules" / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
        assert lock["packages"][name]["version"] == PINNED[name]
    elif name == "streamlit":
        wheels = ROOT / "node_modules" / "@stlite" / "browser" / "build" / "wheels"
        assert [path.name for path in wheels.glob("streamlit-*")] == [f"streamlit-{PINNED[name]}-cp313-none-any.whl"]
    else:
        assert SITE[name] == PINNED[name]
