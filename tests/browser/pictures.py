"""Pictures of figures, kept and compared: a change of look is seen, another rounding of a line's edge is not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

FOLDER = Path(__file__).parent / "pictures"
SHRUNK = 4  # pixels that become one: edges a fraction of a pixel away stay what they were
FAR = 20  # of 255: a colour that has changed, not one that was rounded
SOME = 0.004  # the share of places that may be far off
SLIPPED = 2  # pixels by which a picture's sides may differ

Image_ = Image.Image


def taken(png: bytes) -> Image_:
    """A screenshot."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def keep(name: str, picture: Image_) -> None:
    """Store a picture, small and without loss."""
    FOLDER.mkdir(exist_ok=True)
    picture.save(FOLDER / f"{name}.webp", lossless=True, method=6)


def kept(name: str) -> Image_:
    """The picture of that name as it was stored."""
    return Image.open(FOLDER / f"{name}.webp").convert("RGB")


def difference(one: Image_, other: Image_) -> str:
    """What differs, in words; nothing for two pictures that look the same."""
    if max(abs(a - b) for a, b in zip(one.size, other.size, strict=True)) > SLIPPED:
        return f"it measures {one.size[0]} × {one.size[1]} pixels, the stored one {other.size[0]} × {other.size[1]}"
    size = (min(one.width, other.width), min(one.height, other.height))
    apart = np.abs(_blurred(one, size) - _blurred(other, size)).max(axis=2)
    share = float((apart > FAR).mean())
    return f"{share:.1%} of it has other colours, at most {apart.max():.0f} of 255 apart" if share > SOME else ""


def _blurred(picture: Image_, size: tuple[int, int]) -> NDArray[np.float64]:
    cut = picture.crop((0, 0, *size)).filter(ImageFilter.GaussianBlur(1.5))
    small = cut.resize((max(1, size[0] // SHRUNK), max(1, size[1] // SHRUNK)), Image.Resampling.BOX)
    return np.asarray(small, dtype=float)
