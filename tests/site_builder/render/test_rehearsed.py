"""The files of what first acts change."""

from __future__ import annotations

import json
from typing import Any

from site_builder.hashing import sha256
from site_builder.render import offline, rehearsed
from site_builder.render.prerender import Drawing

DRAWING = Drawing("../", "lesson", lambda tex, _: f"<i>{tex}</i>", lambda _spec, width: f"<svg>{width}</svg>")


def node(kind: str, **proto: object) -> dict[str, Any]:
    return {"type": kind, "proto": proto, "width": {}, "children": []}


TEXT, CHART = node("markdown", body="new $x$"), node("vega_lite_chart", spec="{}")
ACTS: dict[str, list[dict[str, Any]]] = {
    "1": [{"at": [2], "out": 1, "in": [TEXT]}, {"at": [3, 0], "data": {"html": "<p>"}}],
    "2": [{"at": [2], "out": 0, "in": [TEXT, TEXT]}, {"at": [4], "out": 1, "in": [CHART], "room": 300}],
    "0": [],
}


def test_each_part_stands_there_once() -> None:
    acts, text, data, chart = map(json.loads, rehearsed.rehearsal(DRAWING, ACTS).decode().split("\n"))
    assert "new <i>x</i>" in text
    assert data == {"html": "<p>"}
    assert chart.count("<svg>") == 1
    assert acts == {
        "0": [],
        "1": [{"at": [2], "out": 1, "in": [0]}, {"at": [3, 0], "data": 1}],
        "2": [{"at": [2], "out": 0, "in": [0, 0]}, {"at": [4], "out": 1, "in": [2]}],
    }


def test_a_file_is_named_by_what_it_holds() -> None:
    ((name, content),) = rehearsed.files(DRAWING, {"control": ACTS}).values()
    assert name == sha256(content)[:12]
    assert not offline.is_kept(rehearsed.path(name)), "it is asked for before Python is there only"


def test_formulas_of_what_acts_bring_are_found() -> None:
    assert [found["type"] for found in rehearsed.nodes([{"control": ACTS}])].count("markdown") == 3
