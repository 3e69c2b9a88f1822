"""Run the PyTorch and Keras programs of the lesson on frameworks and write down their losses.

.venv-parity/bin/python -m parity.record_programs
"""

import json
import platform
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import torch

from mlp_core.export.programs import PROGRAMS, text
from studies.training.programs import xor_training

TARGET = Path(__file__).resolve().parent.parent / "content" / "data" / "parity" / "frameworks.json"
SEEDS = (1, 2, 3)


def losses_of(program: str) -> tuple[list[float], float]:
    """What the program calls losses, and the seconds that it took."""
    variables: dict[str, Any] = {}
    start = time.perf_counter()
    exec(compile(program, "<program>", "exec"), variables)
    return [float(loss) for loss in variables["losses"]], time.perf_counter() - start


def main() -> None:
    """Run every program for every seed and write the record."""
    versions = {
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "PyTorch": torch.__version__,
        "Keras": f"{keras.__version__} on {keras.config.backend()}",
    }
    runs = []
    for seed in SEEDS:
        for library in ("PyTorch", "Keras"):
            losses, seconds = losses_of(text(PROGRAMS[library](xor_training(seed))))
            runs.append({"seed": seed, "library": library, "seconds": round(seconds, 2), "losses": losses})
    TARGET.write_text(json.dumps({"versions": versions, "runs": runs}) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.name}: {len(runs)} runs")


if __name__ == "__main__":
    main()
