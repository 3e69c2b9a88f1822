"""The three figures of *Where delta goes today*: what they open with, and that computed and measured agree in all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from widgets.backward import attention_delta, shared_weights, skip_connections


def number(text: str) -> float:
    """A number as the book prints it."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    exponent = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or "0"
    return float(mantissa) * 10.0 ** int(exponent)


def test_every_kernel_has_the_slopes_that_are_measured() -> None:
    film = shared_weights.make_film()
    differences = [number(text) for text in film.values("difference")]
    assert len(differences) == 5**3
    assert max(differences) < 1e-8


def test_each_weight_is_framed_at_its_four_places() -> None:
    page = shared_weights.picture("c")
    for name in shared_weights.NAMES:
        assert page.count(f"<small>{name}</small>") == 4
    assert page.count('class="hl-fixed"') == 24 - 12


def test_it_opens_where_delta_shrinks_without_a_second_path() -> None:
    film = skip_connections.make_film(0)
    assert film.now("depth") == "32"
    assert number(film.now("plain-first")) < 1e-9
    assert number(film.now("residual-first")) > 0.5


def test_every_setting_of_attention_agrees_and_a_factor_of_0_leaves_only_the_values_a_gradient() -> None:
    film = attention_delta.make_film()
    assert max(number(text) for text in film.values("difference")) < 1e-6
    seconds = len(attention_delta.SECOND)
    assert set(film.values("largest-wQ")[:seconds]) == set(film.values("largest-wK")[:seconds]) == {"0"}
    assert all(number(text) > 0 for text in film.values("largest-wV"))


@pytest.mark.parametrize(
    "picture", [shared_weights.picture, partial(skip_connections.picture, 7), attention_delta.picture]
)
def test_nothing_is_not_a_number(picture: Callable[[str], str]) -> None:
    page = picture("c")
    assert not any(word in page for word in ("not a number", "∞"))
