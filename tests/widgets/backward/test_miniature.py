"""The network beside matrices: small ones as always, large ones so that their letters can be read."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mlp_core import MLP
from widgets.backward.miniature import miniature
from widgets.drawing.diagram import Network
from widgets.kit import theme

HIGHEST, WIDEST = 14 * 16, 26 * 16  # pixels: .hl-tightly svg and .hl-walk-foot in stepper.css


def network(*sizes: int, bias: bool = False) -> Network:
    return Network.of(MLP(sizes, ["tanh"] * (len(sizes) - 1), bias=bias, rng=np.random.default_rng(0)))


@pytest.mark.parametrize("sizes", [(12,) * 6, (7, 3, 10), (2, 12, 1), (3, 3, 3, 3)])
@pytest.mark.parametrize("bias", [False, True])
def test_the_letters_of_a_large_network_can_be_read(sizes: tuple[int, ...], bias: bool) -> None:
    drawn = str(miniature(network(*sizes, bias=bias)))
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn)
    assert found
    assert "hl-tightly" in drawn
    assert "min-width" not in drawn
    scale = min(WIDEST / int(found[1]), HIGHEST / int(found[2]))
    assert theme.LABEL["name"] * scale >= 10


def test_a_tight_picture_shows_the_neurons_whose_numbers_the_matrices_show() -> None:
    drawn = str(miniature(network(12, 12, bias=True)))
    assert re.findall(r">x(.)<", drawn) == list("₁₂₃")
    assert ">x₁₂<" in drawn
    assert drawn.count("⋮") == 2


def test_the_book_s_network_is_drawn_as_everywhere() -> None:
    drawn = str(miniature(network(3, 2, 1)))
    assert "hl-tightly" not in drawn
    assert "w⁽⁰⁾" in drawn
