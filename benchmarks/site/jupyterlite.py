"""A JupyterLite site with the same Pyodide and one notebook, built by JupyterLite's own command."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from benchmarks.site.distribution import distribution, pure_wheels
from site_builder.collect import fetch
from site_builder.model import SiteFile

PINS = Path(__file__).parent / "jupyterlite-wheels.txt"
OFFICIAL = ("libopenssl", "micropip", "numpy", "packaging", "six", "ssl")
# No registry has Pyodide's sqlite3. It is listed and empty; IPython does without (it would keep its history there).
ABSENT: dict[str, tuple[str, ...]] = {"sqlite3": ()}
# Where the notebook is opened, and what it computes: a product of two matrices.
ADDRESS = "notebooks/index.html?path=product.ipynb"
CODE = "import numpy as np\nnp.arange(6).reshape(2, 3) @ np.full((3, 2), 7)"
ANSWER = "63"


def notebook() -> dict[str, object]:
    """A line of text and one cell of code."""
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "# A product of two matrices"}
    code: dict[str, object] = {
        "cell_type": "code",
        "id": "code",
        "metadata": {},
        "source": CODE,
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    return {"cells": [text, code], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def assemble(root: Path, cache: fetch.Cache, work: Path, jupyter: Path) -> list[SiteFile]:
    """The files of the site. work: an empty folder to build in; jupyter: the command of that name."""
    pins = fetch.read_pins(PINS.read_text(encoding="utf-8"))
    pyodide = distribution(
        root / "node_modules" / "pyodide", cache, official=OFFICIAL, pure=pure_wheels(pins, cache), absent=ABSENT
    )
    contents = {f"static/pyodide/{name}": content for name, content in pyodide.items()}
    contents["files/product.ipynb"] = json.dumps(notebook()).encode()
    for name, content in contents.items():
        path = work / "lite" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    command = [str(jupyter), "lite", "build", "--apps", "notebooks", "--no-unused-shared-packages", "--no-sourcemaps"]
    command += ["--lite-dir", str(work / "lite"), "--contents", str(work / "lite" / "files")]
    command += ["--output-dir", str(work / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=work)
    if done.returncode != 0:
        raise RuntimeError(f"jupyter lite build failed:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    built = sorted(path for path in (work / "out").rglob("*") if path.is_file())
    return [SiteFile(path.relative_to(work / "out").as_posix(), path.read_bytes(), "jupyter lite") for path in built]
