"""Markdown as Streamlit understands it."""

from __future__ import annotations

import pytest

from site_builder.render.markdown import anchor, inline_html, to_html


def maths(tex: str, displayed: bool) -> str:
    return f"<{'display' if displayed else 'math'}>{tex}</>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## Shapes that fit", '<h2 id="shapes-that-fit">Shapes that fit</h2>\n'),
        ("so $Q = 2$ here", "<p>so <math>Q = 2</> here</p>\n"),
        ("$$\nL = X\n$$", "<display>L = X</>"),
        ("$$L = X$$", "<p><math>L = X</></p>"),
        ("a < b & <b>c</b>", "<p>a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;</p>\n"),
    ],
)  # fmt: skip
def test_blocks(text: str, html: str) -> None:
    assert to_html(text, maths) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (":blue[**N**] points", '<span class="hl-colour-blue"><strong>N</strong></span> points'),
        (":green[$b$] and so", '<span class="hl-colour-green"><math>b</></span> and so'),
        (":material/arrow_back:", '<span class="hl-icon" translate="no" aria-hidden="true">arrow_back</span>'),
        (":blue[never closed", ":blue[never closed"),
        ("3:1 is :not a colour[x]", "3:1 is :not a colour[x]"),
    ],
)  # fmt: skip
def test_lines(text: str, html: str) -> None:
    assert inline_html(text, maths) == html


def test_tables() -> None:
    assert "<td>1</td>" in to_html("| a |\n| - |\n| 1 |", maths)


def test_anchors_are_names() -> None:
    assert anchor("What is a neuron, in terms of matrices?") == "what-is-a-neuron-in-terms-of-matrices"
