"""Charts as SVG, at build time."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from typing import Any

from markupsafe import escape

from site_builder.hashing import sha256
from site_builder.keeping import Keep, at_once
from site_builder.upstream.chart_theme import PADDING, themed

# The sizes that Streamlit gives a chart as wide as the page, on a wide screen and on a phone.
WIDTH = 768
NARROW = 358
HEIGHT = 350


def svg(specification: str, width: int = WIDTH, keep: Keep = at_once) -> str:
    """A Vega-Lite specification as SVG. What it leaves open gets this width and Streamlit's height."""
    spec: dict[str, Any] = json.loads(specification)
    if spec.get("width", "container") == "container":
        spec["width"] = width
    spec.setdefault("height", HEIGHT)
    spec.setdefault("autosize", {"type": "fit", "contains": "padding"})
    spec.setdefault("background", "transparent")
    spec.setdefault("padding", PADDING)
    spec["config"] = themed(spec.get("config", {}))
    name = "chart-" + sha256(json.dumps([spec, version("vl-convert-python")]).encode())
    return _own_names(keep(name, lambda: _drawn(spec)).decode(), sha256(f"{width}{specification}".encode())[:8])


def _drawn(spec: dict[str, Any]) -> bytes:
    # Only pages with charts need the library, which brings its own Vega.
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(vl_spec=spec)
    return drawn.encode()


def _own_names(drawn: str, prefix: str) -> str:
    """The same picture with names (of clips and gradients) that depend on nothing but the chart itself.

    Vega counts them up through all charts of a process.
    """
    names = dict.fromkeys(re.findall(r' id="([^"]+)"', drawn))
    for number, name in enumerate(names):
        drawn = re.sub(rf'(id="|#){re.escape(name)}(?=["&)])', rf"\g<1>c{prefix}-{number}", drawn)
    return drawn


def card(title: str, description: str, icon: str) -> bytes:
    """The picture that a link to the book unfolds to elsewhere, as PNG of 1200 × 630.

    icon: the book's icon, an SVG document.
    """
    import vl_convert

    first, _, _rest = description.partition(":")
    words = f"""<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
<rect width="1200" height="630" fill="#fffefb"/>
<svg x="80" y="145" width="340" height="340">{inner(icon)}</svg>
<text x="470" y="300" font-family="sans-serif" font-size="84" font-weight="700" fill="#201d19">{escape(title)}</text>
<text x="474" y="370" font-family="sans-serif" font-size="30" fill="#686258">{escape(_lines(first)[0])}</text>
<text x="474" y="412" font-family="sans-serif" font-size="30" fill="#686258">{escape(_lines(first)[1])}</text>
</svg>"""
    return vl_convert.svg_to_png(svg=words)


def _lines(text: str) -> tuple[str, str]:
    """A sentence in two lines of about the same length."""
    words = text.split()
    half = next((at for at in range(len(words)) if len(" ".join(words[:at])) > len(text) / 2), len(words))
    return " ".join(words[:half]), " ".join(words[half:])


def png(drawing: str, size: int) -> bytes:
    """A square SVG document as a PNG of that many pixels each way."""
    import vl_convert

    sized = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">{inner(drawing)}</svg>'
    return vl_convert.svg_to_png(svg=sized)


def inner(icon: str) -> str:
    """The icon, to be set inside another picture: without a size of its own, so that it fills its place."""
    return re.sub(r'(<svg[^>]*?) (?:width|height)="[^"]*"', r"\1", icon)
