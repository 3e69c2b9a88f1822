"""The page's scripts write numbers as Python does (widgets.kit.theme.number)."""

from __future__ import annotations

import random

import pytest

from tests.scripts import evaluate
from widgets.kit import theme

# Exactly between two numbers: rounded to the even one, whichever sign it has.
TIES = [
    *[
        (0.03125, 4, "0.0312"),
        (0.09375, 4, "0.0938"),
        (0.0625, 3, "0.062"),
        (-0.1875, 3, "−0.188"),
        (0.4375, 3, "0.438"),
    ],
    *[
        (2.5, 0, "2"),
        (3.5, 0, "4"),
        (-0.5, 0, "−5.00·10⁻¹"),
        (0.125, 2, "0.12"),
        (99.375, 2, "99.38"),
        (7.9375, 3, "7.938"),
    ],
    *[(100_500.0, 3, "1.00·10⁵"), (101_500.0, 3, "1.02·10⁵"), (-999_500.0, 3, "−1.00·10⁶"), (0.3125, 0, "3.12·10⁻¹")],
]
EDGES = [0.0, -0.0, 1.0, -1.0, 0.1234567, 12.00004, 99_999.99, 99_999.9996, 1e5, -0.0005, 0.0004999, 5e-5, 1e-12]
EDGES += [5e-324, 1.7976931348623157e308, 0.15, 1.005, 2.675, 0.285, -1e-7, 1e22, 123_456.7, 9.9995, 0.99995]


def by_script(cases: list[tuple[float, int]]) -> list[str]:
    """What the script's `number` makes of them, under node."""
    given = [[repr(value), decimals] for value, decimals in cases]
    written: list[str] = evaluate(
        "number/write.ts", "given.map(([x, decimals]) => it.number(Number(x), decimals))", given
    )
    return written


def test_ties_go_to_the_even_number_in_both() -> None:
    cases = [(value, decimals) for value, decimals, _ in TIES]
    expected = [text for _, _, text in TIES]
    assert [theme.number(value, decimals) for value, decimals in cases] == expected
    assert by_script(cases) == expected


@pytest.mark.long
@pytest.mark.parametrize("decimals", [0, 1, 3, 4, 6, 8])
def test_all_others_are_written_alike(decimals: int) -> None:
    draw = random.Random(decimals)
    values = [*EDGES, *(draw.uniform(-10, 10) for _ in range(500))]
    values += [draw.uniform(-1, 1) * 10.0 ** draw.randint(-20, 20) for _ in range(500)]
    values += [draw.randint(-4096, 4096) / 2 ** draw.randint(0, 10) for _ in range(1000)]  # many of them ties
    values += [float(draw.randint(-(10**8), 10**8) * 100) for _ in range(300)]
    cases = [(value, decimals) for value in values]
    assert by_script(cases) == [theme.number(value, decimals) for value in values]
