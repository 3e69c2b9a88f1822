"""The QR codes of figures' cards and of the press are read by a decoder that is not the project's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.scripts import evaluate

zxingcpp: Any = pytest.importorskip("zxingcpp", reason="make has not installed the new requirements-dev.txt yet")

DOT = 4  # pixels a module
LONGEST = 1200  # what a card still gives a code for (client/elsewhere/card.ts)
TEXTS = [
    "https://x.org/",
    "https://x.org/book/shapes/?only=shape_chain-2&sizes=2-3-1&w0=1_2__3_4",
    "https://x.org/b%C3%BCcher/?only=a&name=%CE%B4",
    "https://x.org/?w0=" + "".join(f"_{7919 * i % 9973}" for i in range(LONGEST))[: LONGEST - 18],
]


def drawn(svg: str) -> Image.Image:
    """The picture of a code: a white square, and a path of dark ones on it."""
    view = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert view is not None
    white, dark = re.findall(r' d="([^"]*)"', svg)
    assert white == f"M0 0h{view[1]}v{view[1]}H0z"
    assert re.fullmatch(r"(M\d+ \d+h1v1h-1z)+", dark)
    picture = Image.new("L", (DOT * int(view[1]),) * 2, 255)
    pen = ImageDraw.Draw(picture)
    for x, y in re.findall(r"M(\d+) (\d+)", dark):
        left, top = DOT * int(x), DOT * int(y)
        pen.rectangle((left, top, left + DOT - 1, top + DOT - 1), fill=0)
    return picture


@pytest.mark.long
def test_a_decoder_reads_what_was_written() -> None:
    assert len(TEXTS[-1]) == LONGEST
    for text, svg in zip(TEXTS, evaluate("elsewhere/code.ts", "given.map(it.qrSvg)", TEXTS), strict=True):
        assert [read.text for read in zxingcpp.read_barcodes(drawn(svg))] == [text]
        # Photographed at an angle and from far away.
        small = drawn(svg).rotate(7, expand=True, fillcolor=255).resize((500, 500), Image.Resampling.BILINEAR)
        assert len(text) == LONGEST or [read.text for read in zxingcpp.read_barcodes(small)] == [text]
