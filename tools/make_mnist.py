"""Make the book's two MNIST files from the four original ones.

    python tools/make_mnist.py FOLDER_WITH_THE_FOUR_GZ_FILES

writes mnist-quick.npz (10,000 + 2,000 images), mnist-full.npz (60,000 + 10,000) and SHA256SUMS into content/data/mnist.
Each .npz holds train_images, train_labels, test_images, test_labels: uint8, images (N, 784) row by row of 28×28 pixels,
0 = paper … 255 = ink. The quick images are a seeded random sample of the full ones, in their original order.
"""

import gzip
import hashlib
import io
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

# MD5 of the uncompressed originals, as published with them.
ORIGINALS = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
TARGET = Path(__file__).resolve().parent.parent / "content" / "data" / "mnist"
QUICK_SIZES = {"train": 10_000, "test": 2_000}
QUICK_BYTES_ALLOWED = 2_500_000
SEED = 0

Bytes = npt.NDArray[np.uint8]


def read_original(folder: Path, name: str) -> Bytes:
    """The array in an IDX file: a magic number, the sizes as big-endian 32-bit numbers, then the bytes."""
    data = gzip.decompress((folder / f"{name}.gz").read_bytes())
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    if digest != ORIGINALS[name]:
        raise SystemExit(f"{name}: expected MD5 {ORIGINALS[name]}, got {digest}")
    dimensions = data[3]
    shape = np.frombuffer(data, ">u4", dimensions, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(tuple(shape))


def quick_part(full: dict[str, Bytes]) -> dict[str, Bytes]:
    """A random but repeatable sample of both splits."""
    rng = np.random.default_rng(SEED)
    quick: dict[str, Bytes] = {}
    for split, size in QUICK_SIZES.items():
        chosen = np.sort(rng.choice(len(full[f"{split}_labels"]), size, replace=False))
        quick |= {f"{split}_{what}": full[f"{split}_{what}"][chosen] for what in ("images", "labels")}
    return quick


def packed(arrays: dict[str, Bytes]) -> bytes:
    """The arrays as the bytes of a compressed .npz file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def main(folder: Path) -> None:
    """Read, check, sample, pack, write."""
    full: dict[str, Bytes] = {}
    for split, prefix in (("train", "train"), ("test", "t10k")):
        full[f"{split}_images"] = read_original(folder, f"{prefix}-images-idx3-ubyte").reshape(-1, 784)
        full[f"{split}_labels"] = read_original(folder, f"{prefix}-labels-idx1-ubyte")
    files = {"mnist-quick.npz": packed(quick_part(full)), "mnist-full.npz": packed(full)}
    if len(files["mnist-quick.npz"]) > QUICK_BYTES_ALLOWED:
        raise SystemExit(f"mnist-quick.npz: expected at most {QUICK_BYTES_ALLOWED} bytes")
    TARGET.mkdir(parents=True, exist_ok=True)
    sums = []
    for name, data in files.items():
        (TARGET / name).write_bytes(data)
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        print(f"{name}: {len(data):,} bytes")
    (TARGET / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
