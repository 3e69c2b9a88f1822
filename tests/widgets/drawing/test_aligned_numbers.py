"""The points of a column of numbers are below each other: what a number lacks takes up its room unseen."""

from __future__ import annotations

import random
import re

import numpy as np

from tests.scripts import evaluate
from widgets.drawing.film import Dial, Film
from widgets.drawing.live_matrix import live_matrix
from widgets.drawing.matrix import axis, matrix
from widgets.kit import theme


def test_all_numbers_of_a_column_have_as_many_decimals_with_what_they_lack() -> None:
    values = np.array([[0.5, 3.0], [-0.125, 2.0], [4e-9, -1.0]])
    html = str(matrix("A", values, axis("N", 3), axis("Q", 2), tag="A", decimals=3))
    cells = re.findall(r'<td data-tags="[^"]*"(?: data-less="([^"]*)")?>([^<]*)</td>', html)
    assert [(text, less) for less, text in cells] == [
        *[("0.5", "00"), ("3", "")],
        *[("−0.125", ""), ("2", "")],
        *[("4.00·10⁻⁹", ""), ("−1", "")],
    ]


def test_a_changing_number_has_room_for_all_its_decimals() -> None:
    film = Film(Dial("Iteration", ["0", "1"], plays=True))
    html = str(
        live_matrix(film, "w", np.array([[[0.5]], [[2.0]]]), axis("M", 1), axis("Q", 1), tag="w", over=(0,), decimals=3)
    )
    assert 'data-less="00">0.5</span>' in html


def test_the_pages_script_finds_the_same() -> None:
    draw = random.Random(0)
    values = [0.0, 1.0, -3.0, 0.5, 1e-9, 1e7, float("inf"), *(round(draw.uniform(-9, 9), 3) for _ in range(200))]
    texts = [(theme.number(value, decimals), decimals) for decimals in (0, 2, 3, 4) for value in values]
    found = evaluate("number/write.ts", "given.map((one) => it.missing(...one))", texts)
    assert found == [theme.missing(*one) for one in texts]
    for (text, decimals), less in zip(texts, found, strict=True):
        if "·" not in text and "∞" not in text:
            assert len((text + less).partition(".")[2]) == decimals
