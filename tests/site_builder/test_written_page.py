"""The page of the tests takes changes as the page of the site does, and hears what is said on it."""

from __future__ import annotations

from typing import Any

import htpy
import pytest

from tests.site_builder.written_page import change, drawing, read, said

WORDS = {"width": {}, "children": [], "type": "markdown"}
TICK = {"type": "checkbox", "proto": {"id": "$$ID-0f-tick", "label": "tick"}, "width": {}, "children": []}
FIGURE = {
    "type": "bidi_component",
    "proto": {
        "id": "$$ID-0f-figure",
        "jsSourcePath": "figure.js",
        "json": '{"html": "<p>3 <br>points</p>", "step": 1}',
    },
    "width": {},
    "children": [],
}


def words(body: str) -> dict[str, Any]:
    return {**WORDS, "proto": {"body": body}}


FOLD = {
    "type": "expandable",
    "proto": {"id": "", "label": "first"},
    "width": {},
    "children": [FIGURE, TICK, words("inside")],
}
PAGE = [words("text"), FOLD, words("end")]
PARTS = ["<p>new</p><p>newer</p>", {"html": "<p>4</p>", "step": 2}, "<details><summary>second</summary></details>"]


def page_with(*changes: dict[str, Any], used: frozenset[str] = frozenset()) -> list[str]:
    page = read(str(htpy.fragment[drawing(used).nodes(PAGE)]))
    change(page, changes, PARTS)
    return said(page)


def test_a_page_says_its_words_its_figures_and_how_its_controls_stand() -> None:
    assert page_with() == [
        *("text", "first", '{"step": 1}', "3", "points", "input disabled=None", "tick", "inside", "end")
    ]
    assert "input disabled=None" not in page_with(used=frozenset(("$$ID-0f-tick",)))


@pytest.mark.parametrize(
    ("made", "heard"),
    [
        ({"at": [1, 2], "out": 1, "in": [0]}, ["new", "newer", "end"]),
        ({"at": [0], "out": 0, "in": [0]}, ["new", "newer", "text"]),
        ({"at": [1, 0], "data": 1}, ["first", '{"step": 2}', "4", "input disabled=None"]),
        ({"at": [1], "head": 2}, ["text", "second", '{"step": 1}']),
    ],
    ids=["exchange", "insert", "tell", "retitle"],
)
def test_changes_are_made_in_their_places(made: dict[str, Any], heard: list[str]) -> None:
    assert " | ".join(heard) in " | ".join(page_with(made))


def test_the_last_change_is_made_first() -> None:
    both = page_with({"at": [0], "out": 1, "in": []}, {"at": [2], "out": 1, "in": [0]})
    assert both[0] == "first"
    assert both[-2:] == ["new", "newer"]
