"""Small grey pictures: many of them in one PNG, of which tiles are cut by CSS. No imaging library is needed."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from widgets.kit import theme

Array = NDArray[np.floating]
Bytes = NDArray[np.uint8]
SIDE = 28


def png(levels: Bytes, palette: Bytes, effort: int = 6) -> bytes:
    """A PNG file: levels (rows, columns) are places in palette (256, 4), red, green, blue and opacity of each level.

    effort: how hard to compress, 1 … 9.
    """
    rows, columns = levels.shape
    lines = np.zeros((rows, columns + 1), np.uint8)  # every line starts with a 0: no filter
    lines[:, 1:] = levels
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)  # 8 bits a pixel, colours from a palette
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette[:, :3].tobytes()),
        (b"tRNS", palette[:, 3].tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), effort)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _ink_palette() -> Bytes:
    # Digits are black on white in both colour schemes, as on paper.
    grey = 255 - np.arange(256, dtype=np.uint8)
    return np.stack([grey, grey, grey, np.full(256, 255, np.uint8)], axis=1)


def _signed_palette() -> Bytes:
    # Middle tones over the page's own background: strong weights are opaque, a weight of 0 lets the page through.
    negative, positive = _rgb(theme.SERIES[1]), _rgb(theme.SERIES[2])
    strength = np.abs(np.arange(256) - 128) * 2
    colours = np.where(np.arange(256)[:, None] < 128, negative, positive)
    return np.concatenate([colours, np.minimum(strength, 255)[:, None]], axis=1).astype(np.uint8)


INK, SIGNED = _ink_palette(), _signed_palette()


def ink_levels(images: Array) -> Bytes:
    """Grey levels 0 … 1 as places in the palette INK."""
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)


def signed_levels(values: Array, largest: float) -> Bytes:
    """Numbers from −largest to largest as places in the palette SIGNED; what is beyond is drawn at full strength.

    There are 16 strengths of either sign, which is all that an eye tells apart and half the bytes of 128.
    """
    share = np.clip(values / largest, -1, 1) if largest else np.zeros_like(values)
    return np.clip(128 + 8 * np.rint(16 * share), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Sheet:
    """Pictures of 28×28 pixels in one PNG.

    name: the sheet's name in CSS, one figure's alone; levels (count, 784): places in the palette; effort: see png. Put
    `rule` into the figure that shows the tiles.
    """

    name: str
    levels: Bytes
    palette: Bytes
    effort: int = 6

    @property
    def columns(self) -> int:
        """How many pictures stand in a row of the sheet."""
        return min(len(self.levels), 10)

    @property
    def rows(self) -> int:
        """How many rows the sheet has."""
        return -(-len(self.levels) // self.columns)

    @cached_property
    def url(self) -> str:
        """The PNG as a data: address."""
        count = self.rows * self.columns
        padded = np.zeros((count, SIDE * SIDE), np.uint8)
        padded[: len(self.levels)] = self.levels
        pixels = padded.reshape(self.rows, self.columns, SIDE, SIDE).swapaxes(1, 2)
        whole = png(pixels.reshape(self.rows * SIDE, self.columns * SIDE), self.palette, self.effort)
        return f"data:image/png;base64,{base64.b64encode(whole).decode('ascii')}"

    @property
    def rule(self) -> Markup:
        """The rule that gives the tiles their picture. As a rule it is read once; as a style of each tile, hundreds of
        times, which took the page a second."""
        size = f"{100 * self.columns}% {100 * self.rows}%"
        return Markup("<style>.hl-sheet-{}{{background-image:url({});background-size:{}}}</style>").format(
            self.name, self.url, size
        )

    def _open(self, index: int, classes: str) -> str:
        """The start of a tile's tag, with the place in the sheet from which it is cut."""
        # Written as text, because a page has hundreds of them. The styles are made of numbers and the sheet's own name.
        row, column = divmod(index, self.columns)
        x = 100 * column / max(1, self.columns - 1)
        y = 100 * row / max(1, self.rows - 1)
        return f'<span class="{classes} hl-sheet-{self.name}" style="background-position:{x:g}% {y:g}%"'

    def tile(self, index: int, alt: str, *, large: bool = False) -> Markup:
        """One picture of the sheet. alt: what it shows, in words."""
        classes = "hl-pixels hl-pixels-large" if large else "hl-pixels"
        return Markup(f'{self._open(index, classes)} role="img" aria-label="{escape(alt)}"></span>')

    def all_tiles(self) -> Markup:
        """Every picture, without words: quick to make, for figures that are drawn again and again."""
        return Markup("".join(f"{self._open(index, 'hl-pixels')}></span>" for index in range(len(self.levels))))


def ink_sheet(name: str, images: Array) -> Sheet:
    """Digits, (count, 784) with grey levels from 0 (paper) to 1 (ink)."""
    return Sheet(name, ink_levels(images), INK)


def signed_sheet(name: str, values: Array, largest: float, effort: int = 6) -> Sheet:
    """Weights, (count, 784), in the colours of negative and positive numbers."""
    return Sheet(name, signed_levels(values, largest), SIGNED, effort)


def called(digit: int) -> str:
    """A digit with its article: an 8, a 3."""
    return f"an {digit}" if digit == 8 else f"a {digit}"
