"""Run one of the book's own programs for PyTorch or Keras, where these are installed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec

MODULES = {"PyTorch": ("torch",), "Keras": ("keras", "torch")}
SECONDS = 120
_PRINT_LOSSES = "\nimport json\nprint(json.dumps([float(loss) for loss in losses]))\n"


def is_installed(library: str) -> bool:
    """Whether the program of that library could run here."""
    return all(find_spec(module) is not None for module in MODULES[library])


def losses_of(program: str) -> list[float]:
    """Run the program in a process of its own and return what it calls losses. Raises ValueError if it fails."""
    with tempfile.TemporaryDirectory(prefix="hidden-layers-program-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-c", program + _PRINT_LOSSES],  # -P: imports nothing from the folder it is in
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=SECONDS,
                cwd=folder,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ValueError(f"the program was still running after {SECONDS} seconds") from None
    if done.returncode:
        raise ValueError(f"the program ended with an error: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])
