"""What a reader can do first, by the names that the page knows (client/page/acts.test.ts has the same)."""

from __future__ import annotations

from typing import Any

from site_builder.collect.acts import Act, acts, shows, start, values


def node(kind: str, **proto: object) -> dict[str, Any]:
    return {"type": kind, "proto": {"id": kind, **proto}, "width": {}, "children": []}


SLIDER = node("slider", min=1.0, max=4.0, step=1.0, default=[2.0])


def test_a_slider_is_named_by_its_steps() -> None:
    assert start(SLIDER) == "1"
    assert list(values(SLIDER)) == [("0", [1.0]), ("2", [3.0]), ("3", [4.0])]


def test_a_long_slider_is_rehearsed_near_to_where_it_stands() -> None:
    names = [int(name) for name, _ in values(node("slider", min=0, max=1000, step=1, default=[500]))]
    assert names == [*range(490, 500), *range(501, 511)]


def test_a_slider_over_options_hears_words() -> None:
    slider = node("slider", min=0, max=2, step=1, options=["a", "b", "c"], setValue=True, rawValue=["b"])
    assert start(slider) == "1"
    assert list(values(slider)) == [("0", ["a"]), ("2", ["c"])]


def test_choices_are_named_by_their_places() -> None:
    assert list(values(node("selectbox", options=["x", "y"], default=1))) == [("0", "x")]
    assert list(values(node("radio", options=["x", "y"]))) == [("0", "x"), ("1", "y")]
    assert list(values(node("checkbox", default=True))) == [("0", False)]


def test_of_a_group_one_is_pressed_or_none_unless_one_has_to_be() -> None:
    group = {"options": [{"content": "x"}, {"content": "y"}], "default": [0]}
    assert list(values(node("button_group", **group))) == [("", []), ("1", ["y"])]
    assert list(values(node("button_group", **group, required=True))) == [("1", ["y"])]
    many = node("button_group", **group, clickMode="MULTI_SELECT")
    assert list(values(many)) == [("", []), ("0+1", ["x", "y"])]


def test_a_number_is_stepped_within_its_limits() -> None:
    field = node("number_input", default=0.2, step=0.1, hasMin=True, min=0.1, hasMax=True, max=0.4)
    assert list(values(field)) == [("-1", 0.1), ("1", 0.3), ("2", 0.4)]


def test_a_form_is_sent_with_each_choice_and_its_fields_alone_change_nothing() -> None:
    radio = node("radio", formId="f", options=["x", "y"])
    button = node("button", formId="f", isFormSubmitter=True)
    assert acts([radio, button]) == {
        "button": [
            Act('[""]', {"button": True}),
            Act('["0"]', {"button": True, "radio": "x"}),
            Act('["1"]', {"button": True, "radio": "y"}),
        ]
    }


def test_a_form_is_sent_with_each_text_that_is_foreseen() -> None:
    field = node("text_input", formId="f", id="$$ID-0f-lesson-1-text")
    button = node("button", formId="f", isFormSubmitter=True)
    sent = {"button": True, field["proto"]["id"]: "3 × 2"}
    assert acts([field, button], {"lesson-1-text": [["3 × 2", "3x2"], ["6"]], "lesson-2-text": [["1"]]}) == {
        "button": [
            Act('[""]', {"button": True}),
            Act('["3 × 2"]', sent),
            Act('["3x2"]', sent | {field["proto"]["id"]: "3x2"}, like='["3 × 2"]'),
            Act('["6"]', sent | {field["proto"]["id"]: "6"}),
        ]
    }


def test_a_field_without_a_form_is_answered_for_each_text_that_is_foreseen() -> None:
    field = node("text_input", id="$$ID-0f-lesson-1-text")
    name = field["proto"]["id"]
    assert acts([field], {"lesson-1-text": [["H.T", "dS = H.T"], ["H"]]}) == {
        name: [Act("H.T", {name: "H.T"}), Act("dS = H.T", {name: "dS = H.T"}, like="H.T"), Act("H", {name: "H"})]
    }


def test_disabled_controls_are_left_alone() -> None:
    assert acts([node("checkbox", disabled=True)]) == {}


def test_a_value_that_python_has_replaced_is_noticed() -> None:
    assert shows(SLIDER, [3.0])
    assert shows(node("slider", setValue=True, value=[3.0]), [3.0])
    assert not shows(node("slider", setValue=True, value=[2.0]), [3.0])
