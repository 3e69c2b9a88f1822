"""Which of stlite's files are kept, and which a page needs."""

from __future__ import annotations

from site_builder.upstream.chunks import for_elements, needed

FILES = {
    "stlite.js": b'import"./index-1.js";c=()=>import("./ArrowVegaLiteChart-1.js");import("./NumberInput-1.js")',
    "stlite.css": b"",
    "index-1.js": b"",
    "NumberInput-1.js": b'import{t as a}from"./label-1.js";import("./moment-1.js")',
    "label-1.js": b'import "./index-1.js";',
    "moment-1.js": b"",
    "ArrowVegaLiteChart-1.js": b"",
    "PlotlyChart-1.js": b"",
}


def test_what_can_be_reached_is_kept() -> None:
    assert needed(FILES).keys() == FILES.keys() - {"PlotlyChart-1.js"}


def test_an_elements_files_are_its_own_and_those_it_imports() -> None:
    assert for_elements(FILES, {"number_input", "markdown"}) == ["NumberInput-1.js", "index-1.js", "label-1.js"]
    assert for_elements(FILES, {"vega_lite_chart"}) == ["ArrowVegaLiteChart-1.js"]
