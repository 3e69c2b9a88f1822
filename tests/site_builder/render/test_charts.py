"""Charts as SVG."""

from __future__ import annotations

import json
import re

from site_builder.render.charts import svg

POINTS = {"values": [{"x": 1, "y": 2}, {"x": 3, "y": 9}]}
AXES = {
    "x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 2]}},
    "y": {"field": "y", "type": "quantitative"},
}
CLIPPED = json.dumps({"layer": [{"data": POINTS, "mark": {"type": "line", "clip": True}, "encoding": AXES}]})


def test_a_chart_is_the_same_picture_every_time_it_is_drawn() -> None:
    first = svg(CLIPPED)
    assert svg(CLIPPED) == first
    names = re.findall(r' id="([^"]+)"', first)
    assert names
    assert all(f"#{name})" in first for name in names)


def test_a_chart_fills_the_page() -> None:
    assert re.search(r'<svg[^>]* width="768" height="350"', svg(CLIPPED))


def test_a_chart_for_phones_is_drawn_anew_under_names_of_its_own() -> None:
    narrow = svg(CLIPPED, 358)
    assert re.search(r'<svg[^>]* width="358" height="350"', narrow)
    assert not set(re.findall(r' id="([^"]+)"', narrow)) & set(re.findall(r' id="([^"]+)"', svg(CLIPPED)))
