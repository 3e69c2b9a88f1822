"""One of the servers of `make serve`: Streamlit with those patches of the static site that save a server time, too.

    python tools/server.py run app.py --server.port 8501

Streamlit's code has to be that for which the patches were written (requirements.txt pins it); with any other version
it runs as it is. HL_STATUS names a file in which the server says every few seconds how it is (tools/serve.py).
"""

from __future__ import annotations

import importlib
import json
import os
import re
import resource
import runpy
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PACKAGE = "site_builder.upstream.python.browser_patches"  # a container has nothing else of site_builder
# Of those, what does not need the browser, or one reader alone. Why each is there: site_builder/upstream/patches.py.
PATCHES = (
    "never_a_repl",
    "no_emoji_table",
    "cheap_elements",
    "cheap_snapshots",
    "settings_once",
    "single_keys",
    "seldom_woken",
)
STATUS_EVERY = 5.0  # seconds


def fits() -> bool:
    """Whether the installed Streamlit is the one that is pinned."""
    pinned = re.search(r"^streamlit==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    return pinned is not None and pinned[1] == version("streamlit")


def status() -> dict[str, float | int]:
    """How this process is: the pictures that it had and had to draw, its memory, its processor time."""
    from widgets.kit.remembered import PICTURES

    use, spent = PICTURES.use(), resource.getrusage(resource.RUSAGE_SELF)
    return {
        "pictures_remembered": use.hits,
        "pictures_drawn": use.misses,
        "pictures_hit_rate": round(use.rate, 3),
        "pictures_kept": use.kept,
        "pictures_mb": round(use.bytes / 1e6, 2),
        "most_memory_mb": round(spent.ru_maxrss / 1024, 1),
        "processor_seconds": round(spent.ru_utime + spent.ru_stime, 2),
    }


def tell(file: Path) -> None:
    """Write the status again and again; whoever reads the file finds a whole one."""
    while True:
        half = file.with_suffix(".part")
        half.write_text(json.dumps(status()), encoding="utf-8")
        half.replace(file)
        time.sleep(STATUS_EVERY)


def main() -> None:
    """Patch, and become `streamlit` with the same arguments."""
    if fits():
        browser_patches = importlib.import_module(PACKAGE)
        browser_patches.apply_those(PATCHES)
    else:
        print("Streamlit is not the pinned version: it runs as it is, and slower.", file=sys.stderr)
    if file := os.environ.get("HL_STATUS"):
        threading.Thread(target=tell, args=(Path(file),), daemon=True).start()
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
