"""What differs between two trees of a page, and that the page becomes the other by it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from site_builder.collect.differences import Lost, differences, drawn


def node(kind: str, children: list[Any] | None = None, key: str = "", **proto: object) -> dict[str, Any]:
    identity = {"id": f"$$ID-0f-{key}"} if key else {}
    return {"type": kind, "proto": {**identity, **proto}, "width": {}, "children": children or []}


def figure(key: str, html: str, **data: object) -> dict[str, Any]:
    return node("bidi_component", key=key, jsSourcePath="figure.js", json=json.dumps({"html": html, **data}))


def slider(value: float, **proto: Any) -> dict[str, Any]:
    return node("slider", key="s", label="s", min=0, max=9, setValue=True, value=[value], **proto)


def words(text: str) -> dict[str, Any]:
    return node("markdown", body=text)


def test_what_the_page_cannot_draw_waits_for_python() -> None:
    for coming in (node("progress"), node("flex_container", [words("a"), node("progress")])):
        with pytest.raises(Lost):
            differences([words("a")], [words("a"), coming], {})


def changed(page: list[Any], changes: list[Any]) -> list[Any]:
    """The page with these changes made, as client/page/patch.ts makes them."""
    page = drawn(copy.deepcopy(page))
    for change in reversed(changes):
        around = page
        for place in change["at"][:-1]:
            around = around[place]["children"]
        last = change["at"][-1]
        if "in" in change:
            around[last : last + change["out"]] = change["in"]
        elif "head" in change:
            around[last]["proto"] = change["head"]["proto"]
        else:
            around[last]["proto"]["json"] = json.dumps(change["data"])
    return page


BEFORE = [
    words("text"),
    node("empty"),
    figure("silent", ""),
    node("expandable", [slider(3), node("flex_container", [figure("f", "<p>3</p>")])], key="fold", label="3"),
    words("3"),
    words("end"),
]
AFTER = [
    words("text"),
    node("empty"),
    figure("silent", ""),
    node("expandable", [slider(4), node("flex_container", [figure("f", "<p>4</p>")])], key="fold", label="4"),
    words("4"),
    node("alert", body="new"),
    words("end"),
]


def test_only_what_differs_changes_each_in_its_place() -> None:
    found = differences(BEFORE, AFTER, {"$$ID-0f-s": [4]})
    assert found == [
        {"at": [1], "head": {**AFTER[3], "children": []}},
        {"at": [1, 1, 0], "data": {"html": "<p>4</p>"}},
        {"at": [2], "out": 1, "in": [words("4")]},
        {"at": [3], "out": 0, "in": [node("alert", body="new")]},
    ]


def test_the_changes_make_the_other_page() -> None:
    made = changed(BEFORE, differences(BEFORE, AFTER, {"$$ID-0f-s": [4]}))
    made[1]["children"][0]["proto"]["value"] = [4]  # the reader's own doing
    assert made == drawn(AFTER)


def test_the_same_page_has_no_differences() -> None:
    renamed = json.loads(json.dumps(BEFORE).replace("$$ID-0f-", "$$ID-1e-"))
    assert differences(BEFORE, renamed, {}) == []


def test_a_figure_that_is_there_may_be_told_without_its_picture() -> None:
    found = differences([figure("f", "<p>1</p>")], [figure("f", "", frames=[1])], {})
    assert found == [{"at": [0], "data": {"html": "", "frames": [1]}}]


def test_a_control_for_which_nothing_is_set_keeps_its_value() -> None:
    untouched = node("slider", key="s", label="s", min=0, max=9, default=[0])
    assert differences([slider(3)], [untouched], {}) == []
    with pytest.raises(Lost):
        differences([slider(3)], [{**untouched, "proto": {**untouched["proto"], "max": 5}}], {})


def test_a_menu_with_other_choices_keeps_what_is_chosen_by_its_words() -> None:
    menu = node("selectbox", key="m", options=["a", "b", "c"], setValue=True, rawValue="b")
    for options in (["b", "c"], ["c", "b", "a"], ["x", "y", "z", "b"]):  # at another place, at the same, among others
        other = node("selectbox", key="m", options=options, default=1)
        kept = {**other, "proto": {**other["proto"], "setValue": True, "rawValue": "b"}}
        assert differences([menu], [other], {}) == [{"at": [0], "out": 1, "in": [kept]}]
    with pytest.raises(Lost):  # what is chosen is gone, and another would stand at its place
        differences([menu], [node("selectbox", key="m", options=["x", "y", "z"], default=1)], {})


def test_a_number_that_python_set_is_exchanged() -> None:
    field = node("number_input", key="n", default=2, step=1)
    other = node("number_input", key="n", default=2, step=1, setValue=True, value=3)
    assert differences([field], [other], {}) == [{"at": [0], "out": 1, "in": [other]}]


def test_a_control_that_is_called_otherwise_keeps_its_value() -> None:
    other = {**slider(0), "proto": {**slider(0)["proto"], "label": "other", "setValue": False, "value": []}}
    (change,) = differences([slider(3)], [other], {})
    assert change["in"][0]["proto"]["label"] == "other"
    assert change["in"][0]["proto"]["value"] == [3]


def test_a_control_that_is_drawn_at_another_place_keeps_its_value() -> None:
    field = node("number_input", key="n", default=1, setValue=True, value=100)
    other = {**field, "proto": {**field["proto"], "setValue": False, "default": 1}}
    (change,) = differences([field, words("a")], [node("flex_container", [other], key="c"), words("a")], {})
    (kept,) = change["in"][0]["children"]
    assert kept["proto"]["value"] == 100
    assert kept["proto"]["setValue"]


def test_a_control_that_python_set_is_exchanged() -> None:
    assert differences([slider(3)], [slider(5)], {}) == [{"at": [0], "out": 1, "in": [slider(5)]}]


@pytest.mark.parametrize("after", [[slider(5)], [slider(4, help="other")], [words("gone")]])
def test_the_control_in_the_readers_hand_is_never_exchanged(after: list[Any]) -> None:
    with pytest.raises(Lost):
        differences([slider(3)], after, {"$$ID-0f-s": [4]})


def test_a_pressed_button_may_go() -> None:
    assert differences([node("button", key="b")], [], {"$$ID-0f-b": True}) == [{"at": [0], "out": 1, "in": []}]
