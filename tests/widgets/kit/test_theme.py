from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from widgets.kit import theme

ROOT = Path(__file__).resolve().parents[3]
TEXT_COLOURS = {
    **theme.DIMENSIONS,
    **{name: theme.COLOURS[name] for name in ("ink", "muted", "accent", "wrong", "right")},
}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TEXT_COLOURS)
def test_text_can_be_read_on_page_and_wash(name: str, scheme: str) -> None:
    colour = getattr(TEXT_COLOURS[name], scheme)
    for ground in ("paper", "wash"):
        assert contrast(colour, getattr(theme.COLOURS[ground], scheme)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_lit_can_still_be_read(scheme: str) -> None:
    assert contrast(getattr(theme.COLOURS["ink"], scheme), getattr(theme.COLOURS["lit"], scheme)) >= 4.5


@pytest.mark.parametrize("colour", theme.SERIES)
def test_chart_marks_stand_out_on_either_page(colour: str) -> None:
    assert contrast(colour, theme.COLOURS["paper"].light) >= 3
    assert contrast(colour, theme.COLOURS["paper"].dark) >= 3


def test_page_colours_are_those_of_the_configuration() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for scheme in ("light", "dark"):
        assert config[scheme]["backgroundColor"] == getattr(theme.COLOURS["paper"], scheme)
        assert config[scheme]["textColor"] == getattr(theme.COLOURS["ink"], scheme)
        assert config[scheme]["primaryColor"] == getattr(theme.COLOURS["accent"], scheme)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (-0.25, "−0.25"),
        (1.0, "1"),
        (100.0, "100"),
        (0.12345, "0.123"),
        (-1e-9, "−1.00·10⁻⁹"),
        (123456.0, "1.23·10⁵"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "not a number"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert theme.number(value) == text


@given(st.floats(-1e4, 1e4))
def test_number_is_within_half_a_unit_of_the_last_decimal(value: float) -> None:
    text = theme.number(value).replace(theme.MINUS, "-")
    if "·10" not in text:
        assert abs(float(text) - value) <= 0.0005000001
    assert (text == "0") == (value == 0)


@given(
    st.lists(st.floats() | st.floats(-2e5, 2e5) | st.decimals(-10, 10, places=5).map(float), min_size=1),
    st.integers(0, 6),
)
@example([99_999.99996, 0.0005, 0.00049999999, 0.0625, 1.796e308], 3)
@example([-0.5], 0)
def test_what_is_sent_of_a_number_is_printed_as_the_number(values: list[float], decimals: int) -> None:
    sent = theme.printed(np.array(values), decimals).tolist()
    assert [theme.number(value, decimals) for value in sent] == [theme.number(value, decimals) for value in values]


def test_what_is_not_printed_is_not_sent() -> None:
    assert theme.printed(np.array([[0.123456], [-1.23456e-9], [123456.0]]), 4).tolist() == [
        [0.1235],
        [-1.23e-9],
        [1.23e5],
    ]


def test_what_is_counted_is_singular_where_there_is_one() -> None:
    assert [theme.counted(n, "output") for n in (0, 1, 2, 10_000)] == [
        "0 outputs",
        "1 output",
        "2 outputs",
        "10,000 outputs",
    ]


def test_maths_letters_get_their_colours_and_nothing_else_changes() -> None:
    blue, red = theme.DIMENSIONS["N"].light, theme.DIMENSIONS["M"].light
    assert theme.colour_maths(r"(\N\times\M)") == rf"(\textcolor{{{blue}}}{{N}}\times\textcolor{{{red}}}{{M}})"
    assert theme.colour_maths(r"\Phi \Neq \partial N") == r"\Phi \Neq \partial N"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"$\delta \circ f'$", r"$\delta \circ\nobreak  f'$"),
        (
            r"$3\cdot4 + 2$, (as $a\times b$)",
            r"$3\cdot\nobreak 4 +\nobreak  2\text{,}$ (as $a\times\nobreak  b\text{)}$",
        ),
        (r"$\tilde Y - Y$", r"$\tilde Y -\nobreak  Y$"),
        (r"$a = 5$", r"$a =\nobreak  5$"),
        (r"$(1.25 - 0.75) + 2.25 = 2.75$", r"$(1.25 -\nobreak  0.75) + 2.25 = 2.75$"),
        (r"$\timesten$ `$a\cdot b$`", r"$\timesten$ `$a\cdot b$`"),  # another command, and code
        ("$$\na \\cdot b\n$$", "$$\na \\cdot b\n$$"),  # a formula by itself is never broken
    ],
)
def test_a_line_never_ends_within_what_belongs_together(written: str, shown: str) -> None:
    assert theme.colour_maths(written) == shown


def test_a_range_in_a_cell_of_a_table_is_one_piece() -> None:
    written = "| 0.089 to 0.221 | $a$ to $b$ | 906 (3–2056) | one to two |\n\nFrom 1 to 2, on pages 3–4."
    shown = (
        "| 0.089\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}0.221 | $a$\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}$b$ "
        "| 906 (3–\N{WORD JOINER}2056) | one to two |\n\nFrom 1 to 2, on pages 3–4."
    )
    assert theme.colour_maths(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0.5 − 0.1·(−1.2) + 2", "0.5 −\N{NO-BREAK SPACE}0.1·(−1.2) +\N{NO-BREAK SPACE}2"),
        ("½ Σ (ỹ − y)²", "½ Σ (ỹ\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}y)²"),
        ("S⁽¹⁾ = [1 H]·w⁽¹⁾", "S⁽¹⁾ = [1\N{NO-BREAK SPACE}H]·w⁽¹⁾"),
        ("L⁽¹⁾·w⁽¹⁾ (see below)", "L⁽¹⁾\N{WORD JOINER}·w⁽¹⁾ (see below)"),
    ],
)
def test_a_line_of_plain_text_ends_before_a_sign_and_not_in_a_product(written: str, shown: str) -> None:
    assert theme.unbroken(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("of $w$, and $H$.", r"of $w\text{,}$ and $H\text{.}$"),
        ("(see $x$).", r"(see $x\text{).}$"),
        ("costs `$x$,` and $y$", "costs `$x$,` and $y$"),  # code stays as it is
        ("```\nprint('$a$, $b$.')\n```\n$c$;", "```\nprint('$a$, $b$.')\n```\n$c\\text{;}$"),
        ("$$\na\n$$, then $b$: $c$", "$$\na\n$$, then $b\\text{:}$ $c$"),
        (r"\$5, and $a$!", r"\$5, and $a\text{!}$"),
        ("$a$ and, as $b$ says, $c$", "$a$ and, as $b$ says, $c$"),  # not what stands between two formulas
    ],
)
def test_a_line_never_begins_with_the_punctuation_after_a_formula(written: str, shown: str) -> None:
    """A browser may break the line right after a formula, but not inside its last piece."""
    assert theme.colour_maths(written) == shown
