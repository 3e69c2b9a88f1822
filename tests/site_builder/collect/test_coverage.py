"""Which controls count as answered before Python is there."""

from __future__ import annotations

from typing import Any

from site_builder.collect.coverage import covered


def node(kind: str, name: str, **proto: object) -> dict[str, Any]:
    return {"type": kind, "proto": {"id": name, **proto}, "width": {}, "children": []}


PAGE = [
    node("checkbox", "one"),
    node("checkbox", "other"),
    node("button", "press"),
    node("text_input", "text", formId="f"),
    node("button", "send", formId="f", isFormSubmitter=True),
]


def test_to_take_an_act_back_or_to_send_nothing_is_no_answer() -> None:
    kept: dict[str, Any] = {"one": {"0": [], "1": []}, "other": {"0": []}, "press": {"": []}, "send": {'[""]': []}}
    assert covered(PAGE, kept) == {"one": True, "other": False, "press": True, "send": False}
