"""Elements to HTML: the values that Streamlit will show, as it tells them in its own messages."""

from __future__ import annotations

import re
from pathlib import Path

import htpy
import pytest

from site_builder.errors import BuildError
from site_builder.render.prerender import Drawing, scripts

DRAWING = Drawing(
    "../", here="shapes", maths=lambda tex, _displayed: tex, chart=lambda _specification, width: f"<svg>{width}</svg>"
)


ROOT = Path(__file__).resolve().parents[3]
# What has these names is the same on both sides: a figure, words for screen readers, a button that is filled.
SHARED = {"hl-mount", "hl-hidden-words", "hl-primary"}


def node(kind: str, **proto: object) -> dict[str, object]:
    return {"type": kind, "proto": proto, "width": {}, "children": []}


def html(kind: str, **proto: object) -> str:
    return str(htpy.fragment[DRAWING.node(node(kind, **proto))])


def test_a_chart_is_there_for_wide_screens_and_for_phones_unless_it_is_narrow_anyway() -> None:
    chart = node("vega_lite_chart", spec="{}")

    def column(width: int) -> str:
        around = {"type": "flex_container", "proto": {}, "width": {"pixelWidth": width}, "children": [chart]}
        return str(htpy.fragment[DRAWING.node(around)])

    assert "<svg>768</svg><svg>358</svg>" in str(htpy.fragment[DRAWING.node(chart)])
    assert "<svg>500</svg><svg>358</svg>" in column(500)
    assert column(300).count("<svg>") == 1
    assert "<svg>300</svg>" in column(300)
    assert "<svg>768</svg>" in str(htpy.fragment[DRAWING.node(chart)])


def test_a_chart_in_a_column_is_as_wide_as_its_column() -> None:
    chart = node("vega_lite_chart", spec="{}")
    columns = [{**node("column", weight=weight), "children": [chart]} for weight in (1, 2)]
    for row in (node("horizontal"), node("flex_container", direction="HORIZONTAL")):
        drawn = str(htpy.fragment[DRAWING.node({**row, "children": columns})])
        assert re.findall(r"<svg>(\d+)</svg>", drawn) == ["250", "501", "358"]  # of 768 less the rem between them
    assert "<svg>768</svg>" in str(htpy.fragment[DRAWING.node(chart)])


def test_pills_are_apart() -> None:
    options = [{"content": "x₁"}, {"content": "x₂"}]
    assert 'class="hl-segments hl-pills"' in html("button_group", label="Inputs", options=options, style="PILLS")
    assert 'class="hl-segments"' in html("button_group", label="Axes", options=options)


def test_a_key_becomes_streamlits_class() -> None:
    assert 'class="stElementContainer st-key-shapes-7-Q"' in html("code", id="$$ID-00ff-shapes-7-Q", codeText="x")
    assert 'class="stElementContainer"' in html("code", id="$$ID-00ff-None", codeText="x")


def test_a_slider_shows_its_value() -> None:
    scale = {"label": "Q", "min": 1, "max": 9, "step": 1, "format": "%d"}
    assert ">5</output>" in html("slider", **scale, default=[5.0])
    assert ">3</output>" in html("slider", **scale, default=[5.0], setValue=True, value=[3.0])


def test_a_slider_over_options_is_set_by_their_words() -> None:
    drawn = html("slider", label="η", min=0, max=2, step=1, options=["0.1", "1", "10"], default=[0], setValue=True,
                 rawValue=["10"])  # fmt: skip
    assert "--share:1.0000" in drawn
    assert ">10</output>" in drawn


def test_a_selectbox_marks_what_is_chosen() -> None:
    assert "<option selected>tanh</option>" in html("selectbox", label="f", options=["relu", "tanh"], default=1)
    chosen = html("selectbox", label="f", options=["relu", "tanh"], default=1, setValue=True, rawValue="relu")
    assert "<option selected>relu</option>" in chosen
    assert "<option selected>tanh" not in chosen


def test_a_checkbox_and_its_label() -> None:
    assert "checked" in html("checkbox", label="Bias", default=True)
    assert "checked" not in html("checkbox", label="Bias", default=True, setValue=True, value=False)


def test_a_forms_button_is_told_from_others() -> None:
    """browser/early.js finds Streamlit's own by the same name."""
    assert 'data-testid="stFormSubmitButton"' in html("button", label="Check", isFormSubmitter=True)
    assert 'data-testid="stButton"' in html("button", label="Start", isFormSubmitter=False)


def test_a_link_leads_to_the_lessons_folder() -> None:
    assert 'href="../shapes/"' in html("page_link", page="shapes", label="Shapes")
    assert 'href="../"' in html("page_link", page="", label="About this book")


def test_words_are_escaped() -> None:
    assert "&lt;script&gt;" in html("code", codeText="<script>")
    assert "&lt;script&gt;" in html("text_input", label="<script>", default="")


def test_a_figure_keeps_its_html_and_its_script() -> None:
    figure = node("bidi_component", json='{"html": "<figure>1</figure>"}', jsSourcePath="figure-0123.js")
    assert 'data-script="assets/scripts/figure-0123.js"' in str(htpy.fragment[DRAWING.node(figure)])


def test_scripts_of_figures_are_told_from_those_of_what_draws_nothing() -> None:
    unseen = node("bidi_component", json="{}", jsSourcePath="keeper-4567.js")
    figure = node("bidi_component", json='{"html": "<figure>1</figure>"}', jsSourcePath="figure-0123.js")
    inside = [{**node("flex_container"), "children": [unseen, figure]}]
    assert scripts(inside, drawn=True) == {"assets/scripts/figure-0123.js"}
    assert scripts(inside, drawn=False) == {"assets/scripts/keeper-4567.js"}


def test_an_unknown_element_stops_the_build() -> None:
    with pytest.raises(BuildError, match="an element 'dataframe' that"):
        html("dataframe")


def test_what_streamlit_draws_has_no_name_of_a_figures_part() -> None:
    """A figure would be laid out like a checkbox as long as Python is not there."""

    def names(*files: Path) -> set[str]:
        return {name for file in files for name in re.findall(r"\bhl-[a-z][\w-]*", file.read_text(encoding="utf-8"))}

    streamlits = names(ROOT / "site_builder" / "render" / "prerender.py")
    assert streamlits & names(*(ROOT / "widgets").rglob("*.py")) == SHARED
