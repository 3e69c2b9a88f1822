"""One weight's whole story: its lines, its table, and what is there to copy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from widgets.backward.loss_landscape import weight_names
from widgets.backward.weight_story import MOST_PRODUCTS, as_latex, as_text, opening, told
from widgets.kit.network import ReaderNetwork

NETWORKS = [
    ReaderNetwork(),
    ReaderNetwork(bias=True),
    ReaderNetwork().changed(sizes=(3, 4, 3, 2), seed=3),
    ReaderNetwork(seed=2).changed(data="seven_segment", sizes=(7, 4, 10), activations=("tanh", "softmax")),
    ReaderNetwork(loss="bce", activations=("tanh", "sigmoid")),
]


@pytest.mark.long
@pytest.mark.parametrize("own", NETWORKS)
def test_every_weight_has_a_story_whose_rows_add_up(own: ReaderNetwork) -> None:
    for name in weight_names(own):
        story, names, drawn = told(own, name)
        shown = min(MOST_PRODUCTS, story.products.size)
        assert drawn.count('<th scope="row">n = ') == shown
        assert ("together" in drawn) == (story.products.size > MOST_PRODUCTS)
        text = as_text(story, names, name)
        assert text.count("n = ") == shown
        assert as_latex(story, names).count("{") == as_latex(story, names).count("}")


def test_the_books_first_weight_as_the_lesson_tells_it() -> None:
    own = ReaderNetwork()
    assert opening(own) == "w⁽⁰⁾₁₁"
    story, names, _ = told(own, "w⁽⁰⁾₁₁")
    assert as_text(story, names, "w⁽⁰⁾₁₁").splitlines() == [
        "∂L/∂w⁽⁰⁾₁₁ = Σ over data points ∂L/∂L⁽²⁾ · f⁽¹⁾′ · w⁽¹⁾ · f⁽⁰⁾′ · X",
        "  n = 1: 0.1 · 1 · 1 · 1 · 0 = 0",
        "  n = 2: (−0.3) · 1 · 1 · 0 · 0 = 0",
        "  n = 3: (−0.4) · 1 · 1 · 1 · 1 = −0.4",
        "  n = 4: (−0.8) · 1 · 1 · 1 · 1 = −0.8",
        "∂L/∂w⁽⁰⁾₁₁ = −1.2",
    ]
    latex = as_latex(story, names)
    assert r"\frac{\partial L}{\partial w^{(0)}_{1,1}} &= \sum_{n=1}^{4} \frac{\partial L}{\partial L^{(2)}}" in latex
    assert r"\quad + (-0.8) \cdot 1 \cdot 1 \cdot 1 \cdot 1" in latex
    assert latex.endswith("&= -1.2\n\\end{aligned}")


def test_paths_are_named_and_lit_neuron_by_neuron() -> None:
    own = ReaderNetwork().changed(sizes=(3, 4, 3, 2), seed=3)
    _, _, drawn = told(own, "w⁽⁰⁾₂₁")
    assert "h⁽¹⁾₁ → h⁽²⁾₁ → ỹ₁" in drawn
    row = re.search(r"<tr><th scope=\"row\">n = (\d), through h⁽¹⁾₁ → h⁽²⁾(.) → ỹ(.)</th>.*?</tr>", drawn)
    assert row
    unit, output = ("₀₁₂₃".index(row[2]), "₀₁₂₃".index(row[3]))
    assert f"w0.2.1 n1.1 n2.{unit} w1.1.{unit} n3.{output} w2.{unit}.{output}" in row[0]


def test_a_factor_says_where_it_is_in_the_steps() -> None:
    _, _, drawn = told(ReaderNetwork(bias=True), "w⁽⁰⁾₀₁ (bias)")
    assert "It is one of the column of ones, row 1 in the steps above." in drawn
    assert "It is in row 1, column 1 of w⁽¹⁾ in the steps above." in drawn
    assert "It is in row 1, column 1 of δ⁽²⁾ in the steps above." in drawn


def test_a_reader_chooses_a_weight_and_copies_its_story(open_page: Callable[..., AppTest]) -> None:
    app = open_page("backpropagation", {"only": "weight_story"})
    choice = next(box for box in app.selectbox if box.label.startswith("Weight:"))
    assert choice.value == "w⁽⁰⁾₁₁"
    choice.set_value("w⁽¹⁾₂₁").run()
    next(toggle for toggle in app.toggle if toggle.label == "As text").set_value(True).run()
    next(toggle for toggle in app.toggle if toggle.label == "As LaTeX").set_value(True).run()
    assert not app.exception
    codes = [code.value for code in app.code]
    assert any(code.startswith("∂L/∂w⁽¹⁾₂₁ = Σ over data points ∂L/∂L⁽²⁾ · f⁽¹⁾′ · H") for code in codes)
    assert any(code.startswith(r"\begin{aligned}") for code in codes)
