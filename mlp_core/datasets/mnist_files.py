"""MNIST: 28×28 images of handwritten digits, read from the book's own files, whose checksums are verified first."""

import hashlib
import io
from pathlib import Path
from typing import Literal

import numpy as np

from mlp_core.checks import as_choice, fail
from mlp_core.datasets.dataset import Dataset
from mlp_core.metrics import one_hot

FILES = {"quick": "mnist-quick.npz", "full": "mnist-full.npz"}
CHECKSUMS = "SHA256SUMS"

_root = Path(__file__).resolve().parent.parent.parent / "content" / "data"


def set_data_root(folder: str | Path) -> None:
    """Say where the data lie, if not in content/data: the folder that holds `mnist`. In a browser they arrive later."""
    global _root
    _root = Path(folder)


def mnist(
    split: Literal["train", "test"] = "train",
    *,
    part: Literal["quick", "full"] = "quick",
    folder: str | Path | None = None,
) -> Dataset:
    """Handwritten digits: X (N, 784) float32 from 0 (paper) to 1 (ink), row by row of 28×28 pixels; Y (N, 10) one-hot.

    part "quick" has 10,000 images for training and 2,000 for testing, "full" 60,000 and 10,000.
    folder: where the files lie, instead of `mnist` below the data root. Errors: ValueError for a file that is missing
    or whose SHA-256 is not the one in SHA256SUMS beside it.
    """
    as_choice("split", split, ("train", "test"))
    path = (_root / "mnist" if folder is None else Path(folder)) / FILES[as_choice("part", part, FILES)]
    with np.load(io.BytesIO(_verified(path)), allow_pickle=False) as arrays:
        images, labels = arrays[f"{split}_images"], arrays[f"{split}_labels"]
    X, Y = images * np.float32(1 / 255), one_hot(labels, 10).astype(np.float32)
    X.setflags(write=False)  # what nobody can change is not copied
    Y.setflags(write=False)
    return Dataset(
        name="mnist",
        X=X,
        Y=Y,
        input_names=tuple(f"pixel {row},{column}" for row in range(28) for column in range(28)),
        output_names=tuple("0123456789"),
        description="Handwritten digits, 28 × 28 pixels.",
    )


def _verified(path: Path) -> bytes:
    sums = path.with_name(CHECKSUMS)
    for needed in (path, sums):
        if not needed.is_file():
            raise fail("mnist", f"the file {needed.name} in {needed.parent}", "no such file", "see set_data_root")
    expected = {name: digest for digest, name in (line.split() for line in sums.read_text("ascii").splitlines())}
    data = path.read_bytes()
    came = hashlib.sha256(data).hexdigest()
    if came != expected.get(path.name):
        because = "the file is damaged or incomplete; fetch it again"
        raise fail(f"mnist: {path.name}", f"SHA-256 {expected.get(path.name)}", came, because)
    return data
