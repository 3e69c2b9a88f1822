"""NumPy for Pyodide: the official wheel, found by the hash in Pyodide's own lock file."""

import json
from pathlib import Path

from site_builder.collect.fetch import Cache, compiled_packages

LOCK = Path(__file__).resolve().parent.parent / "node_modules" / "pyodide" / "pyodide-lock.json"


def put_numpy_wheel(folder: Path) -> str:
    """Write the wheel into the folder; its version."""
    numpy = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]["numpy"]
    wheel = compiled_packages({numpy["file_name"]: numpy["sha256"]}, Cache())[numpy["file_name"]]
    (folder / numpy["file_name"]).write_bytes(wheel)
    return str(numpy["version"])
