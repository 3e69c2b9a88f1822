"""How Streamlit's page draws every chart that does not say otherwise, as a Vega-Lite configuration.

Its sizes decide where a chart's axes stand, so that a prerendered chart stands there too when Streamlit's takes its
place. Colours are those of a light page; COLOURS has those of a dark one, too, which browser/page.css asks for by name.
Taken from the function that gives a theme to a chart's `config` in Streamlit's page (`labelFlushOffset` is only there),
in pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COLOURS = {"label": ("#808495", "#e6eaf1"), "grid": ("#e6eaf1", "#31333f")}  # light, dark
_LABEL, _GRID = COLOURS["label"][0], COLOURS["grid"][0]
_WORDS = {"labelFontWeight": 400, "labelColor": _LABEL, "titleFontWeight": 400, "titleColor": _LABEL}
PADDING = {"bottom": 20}
CONFIG: dict[str, Any] = {
    "font": "Source Sans, sans-serif",
    "fieldTitle": "verbal",
    "axis": {
        **_WORDS,
        "labelFontSize": 12,
        "titleFontSize": 14,
        "ticks": False,
        "gridColor": _GRID,
        "domain": False,
        "labelFlush": True,
        "labelFlushOffset": 1,
        "labelBound": False,
        "labelLimit": 100,
        "titlePadding": 16,
        "labelPadding": 16,
        "labelSeparation": 4,
        "labelOverlap": True,
    },
    "legend": {
        **_WORDS,
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titlePadding": 4,
        "labelPadding": 16,
        "columnPadding": 8,
        "rowPadding": 4,
        "padding": 8,
        "symbolStrokeWidth": 4,
    },
    "view": {"strokeWidth": 0, "stroke": "transparent"},
    "bar": {"binSpacing": 4, "discreteBandSize": {"band": 0.85}},
    "axisDiscrete": {"grid": False},
    "axisXPoint": {"grid": False},
    "axisTemporal": {"grid": False},
    "axisXBand": {"grid": False},
}


def themed(config: Mapping[str, Any]) -> dict[str, Any]:
    """Streamlit's configuration, with what the chart's own says instead."""
    return _over(CONFIG, config)


def _over(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    nested = {
        name: _over(first[name], value)
        for name, value in second.items()
        if isinstance(value, Mapping) and isinstance(first.get(name), Mapping)
    }
    return {**first, **second, **nested}
