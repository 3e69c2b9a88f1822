"""Charts as SVG."""

from __future__ import annotations

import json
import re
from pathlib import Path

from site_builder.render.charts import svg

# What Streamlit's page calls the sizes: 12 and 14 px of letters, 16 and 4 px of space.
NAMED = {
    "axis": {
        "labelFontSize": "n(t.fontSizes.twoSm)",
        "titleFontSize": "n(t.fontSizes.sm)",
        "labelPadding": "n(t.spacing.lg)",
        "titlePadding": "n(t.spacing.lg)",
        "ticks": "!1",
        "domain": "!1",
    },
    "legend": {
        "labelFontSize": "n(t.fontSizes.sm)",
        "labelPadding": "n(t.spacing.lg)",
        "symbolStrokeWidth": "n(t.spacing.twoXS)",
    },
}

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


def test_a_chart_looks_as_streamlit_will_draw_it_where_it_does_not_say_otherwise() -> None:
    plain = svg(CLIPPED)
    assert set(re.findall(r'font-family="([^"]+)"', plain)) == {"Source Sans, sans-serif"}
    assert set(re.findall(r'font-size="(\w+)"', plain)) == {"12px", "14px"}
    own = svg(json.dumps(json.loads(CLIPPED) | {"config": {"axis": {"titleFontSize": 20}}}))
    assert set(re.findall(r'font-size="(\w+)"', own)) == {"12px", "20px"}


def test_streamlits_page_still_gives_charts_that_look() -> None:
    """The sizes of the theme that the site's Streamlit applies, in its page's own names for them."""
    build = Path(__file__).resolve().parents[3] / "node_modules" / "@stlite" / "browser" / "build"
    (page,) = [text for path in build.glob("*.js") if "symbolStrokeWidth: n(" in (text := path.read_text("utf-8"))]
    theme = page[page.index("font: t.genericFonts.bodyFont") :][:2600]
    for name, words in NAMED.items():
        (part,) = re.findall(rf"\b{name}: {{(.*?)}}", theme, flags=re.DOTALL)
        for option, word in words.items():
            assert re.search(rf"\b{option}: {re.escape(word)}[,\s]", part), (name, option)


def test_a_chart_for_phones_is_drawn_anew_under_names_of_its_own() -> None:
    narrow = svg(CLIPPED, 358)
    assert re.search(r'<svg[^>]* width="358" height="350"', narrow)
    assert not set(re.findall(r' id="([^"]+)"', narrow)) & set(re.findall(r' id="([^"]+)"', svg(CLIPPED)))
