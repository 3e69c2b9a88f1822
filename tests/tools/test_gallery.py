"""The gallery shows every figure, and the comparison of pictures sees what a reader would see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lessons.catalogue import contents
from lessons.single import named
from tests.browser import pictures
from tests.browser.test_gallery import CHOSEN, name_of
from tools.gallery import STATES, everything, page
from widgets.kit import theme
from widgets.kit.network_address import read_query


def test_every_figure_of_the_book_is_there_at_the_start() -> None:
    there = {(one.lesson, one.figure) for one in everything() if one.state == "start"}
    cover = contents().cover
    assert there == {("" if one == cover else one.slug, name) for one in contents().pages for name in named(one)}


def test_the_states_are_what_their_names_say() -> None:
    for name, query in STATES.items():
        assert bool(read_query(query).unread) == (name in {"dead end", "bad address"}), name


def test_the_page_frames_what_an_address_shows() -> None:
    html = page("http://book.example/")
    assert 'src="http://book.example/shapes?only=shape_chain"' in html
    assert "only=playground&amp;p_" in html
    assert html.count("<iframe") == len(list(everything()))


def drawn(
    shift: float = 0, colour: str = theme.COLOURS["accent"].light, width: int = 2, ground: str = "#fffefb"
) -> Image.Image:
    """A frame with a slanted line, drawn four times as large and made smaller, so that its edges are soft."""
    large = Image.new("RGB", (1600, 800), ground)
    draw = ImageDraw.Draw(large)
    draw.rectangle((400 + 4 * shift, 160, 1200, 640), outline=colour, width=4 * width)
    draw.line((80, 80 + 4 * shift, 1500, 700), fill=theme.COLOURS["ink"].light, width=8)
    return large.resize((400, 200), Image.Resampling.LANCZOS)


@pytest.mark.parametrize("other", [lambda: drawn(), lambda: drawn(shift=0.4), lambda: drawn().crop((0, 0, 399, 200))])
def test_what_only_rounds_otherwise_looks_the_same(other: Callable[[], Image.Image]) -> None:
    assert pictures.difference(other(), drawn()) == ""


@pytest.mark.parametrize(
    "other",
    [
        lambda: drawn(colour=theme.COLOURS["wrong"].light),
        lambda: drawn(colour=theme.COLOURS["line"].light),
        lambda: drawn(width=5),
        lambda: drawn(shift=6),
        lambda: drawn(ground="#15161a"),
        lambda: drawn().crop((0, 0, 390, 200)),
    ],
)
def test_a_change_of_look_is_seen(other: Callable[[], Image.Image]) -> None:
    assert pictures.difference(other(), drawn()) != ""


def test_noise_is_no_change() -> None:
    picture = np.asarray(drawn(), dtype=int)
    noise = np.random.default_rng(0).integers(-6, 7, picture.shape)
    noisy = Image.fromarray(np.clip(picture + noise, 0, 255).astype(np.uint8))
    assert pictures.difference(noisy, drawn()) == ""


def test_each_chosen_figure_has_its_picture_and_they_are_small() -> None:
    names = {name_of(one, look) for one, look, _ in CHOSEN}
    files: list[Path] = list(pictures.FOLDER.glob("*.webp"))
    assert {file.stem for file in files} == names | {"letters"}
    assert sum(file.stat().st_size for file in files) < 1_500_000
