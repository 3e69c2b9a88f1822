"""Charts as SVG, at build time."""

from __future__ import annotations

import json
from typing import Any

# The size that Streamlit gives a chart as wide as the page, on a wide screen; on others the picture is scaled.
WIDTH = 768
HEIGHT = 350


def svg(specification: str) -> str:
    """A Vega-Lite specification as SVG. What it leaves open gets the page's width and Streamlit's height."""
    # Only pages with charts need the library, which brings its own Vega.
    import vl_convert

    spec: dict[str, Any] = json.loads(specification)
    if spec.get("width", "container") == "container":
        spec["width"] = WIDTH
    spec.setdefault("height", HEIGHT)
    spec.setdefault("autosize", {"type": "fit", "contains": "padding"})
    spec.setdefault("background", "transparent")
    drawn: str = vl_convert.vegalite_to_svg(vl_spec=spec)
    return drawn
