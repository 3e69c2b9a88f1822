"""What the benchmark of patches says of its pairs. Nothing here asserts how long anything takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.patches import (
    COUNTED,
    IMPORTS,
    NEXT_VISIT,
    TIMED,
    Visit,
    interval,
    markdown,
    pairs,
    put,
    turns,
    verdict,
)
from site_builder.model import SiteFile
from site_builder.upstream.patches import NAMED, NEEDED


def visit(start: float, answer: float = 0.0) -> Visit:
    return Visit(start, answer, start, answer)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_every_patch_is_visited_beside_the_whole_site(names: tuple[str, ...], number: int) -> None:
    order = list(turns(names, number))
    assert sorted(name for name in order if name != "all") == list(names)
    done = [(name, visit(place)) for place, name in enumerate(order)]
    found = list(pairs(done))
    assert sorted(name for name, _, _ in found) == list(names)
    for name, off, on in found:
        assert order[int(off.start)] == name
        assert order[int(on.start)] == "all"
        assert abs(off.start - on.start) == 1


def test_a_visit_that_failed_costs_its_own_pairs_alone() -> None:
    done = [("a", visit(1)), ("all", visit(2)), ("b", None), ("c", visit(3)), ("all", None), ("d", visit(4))]
    assert [name for name, _, _ in pairs(done)] == ["a"]


def test_bounds_hold_the_median_as_surely_as_they_say() -> None:
    assert interval([1.0, 2.0, 3.0, 4.0]) is None  # the median lies outside of four values once in eight times
    assert interval([5.0, 1.0, 2.0, 4.0, 3.0]) == (1.0, 5.0)
    assert interval([float(value) for value in range(20)]) == (5.0, 14.0)  # as in tables of the sign test


def test_only_what_is_sure_is_said() -> None:
    assert verdict([100.0] * 4).startswith("undecided: 4 pairs")
    assert verdict([100.0] * 5) == "saves it"
    assert verdict([10.0] * 5) == "not worth it"
    assert verdict([10.0, 20.0, 30.0, 100.0, 200.0]) == "undecided"


def test_the_table_has_a_row_for_every_patch_that_is_timed() -> None:
    measured = [["one_letter", vars(visit(1000 + extra, 30)), vars(visit(1000, 10))] for extra in range(5)]
    text = markdown({"machines": ["A machine"], "versions": {"Chromium": "1"}, "pairs": measured})
    assert "| one_letter | 5 | 2 | 20 | 2 | 20.0 | 202 (200 to 204) | saves it |" in text
    assert "| kept_theme | 0 | | | | | | not measured |" in text
    assert "| own_worker |" not in text  # it is needed
    assert "| no_emoji_table |" not in text  # it is counted


def test_every_patch_that_can_be_left_out_is_timed_or_counted() -> None:
    assert sorted([*TIMED, *COUNTED, *IMPORTS, *NEXT_VISIT]) == sorted(NAMED.keys() - NEEDED)


def test_files_that_are_the_same_are_kept_once(tmp_path: Path) -> None:
    kept: dict[str, Path] = {}
    for name in ("one", "two"):
        put(SiteFile("assets/a.js", b"same", ""), tmp_path / name, kept)
    assert (tmp_path / "one/assets/a.js").samefile(tmp_path / "two/assets/a.js")
