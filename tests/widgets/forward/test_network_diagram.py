"""The diagram: every part is there, named, and answers to the tags of its matrices."""

from __future__ import annotations

import re

import htpy as h
import pytest

from mlp_core import ForwardTrace
from widgets.drawing.diagram import Network, diagram
from widgets.forward.network_diagram import OPENING, build
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork

NETWORKS = [
    ReaderNetwork(),
    ReaderNetwork(bias=True),
    ReaderNetwork(data="random", sizes=(1, 1), activations=("linear",), points=1),
    ReaderNetwork(data="random", sizes=(12, 12, 3, 12), activations=("tanh", "relu", "softmax"), bias=True),
]


def drawn(own: ReaderNetwork, trace: ForwardTrace | None = None) -> str:
    return str(diagram(Network(own.sizes, own.activations, own.bias, own.network().weights), trace=trace))


@pytest.mark.parametrize("own", NETWORKS)
def test_every_part_can_be_chosen_and_says_what_it_is(own: ReaderNetwork) -> None:
    html = drawn(own)
    for step in range(own.last):
        for part in (f"label-w{step}", f"label-S{step}", f"label-f{step}"):
            assert re.search(rf'data-tags="{part}"[^>]*data-say="[^"]+"', html)
    assert html.count("data-say") == html.count('role="img"')
    for layer, size in enumerate(own.sizes):
        neurons = re.findall(rf'data-tags="n{layer} L{layer}\.c(\d+) n{layer}\.\d+"', html)
        here = min(size, theme.MOST_NEURONS) - (size > theme.MOST_NEURONS)
        assert len(neurons) == here + (own.bias and layer < own.last)


def test_a_line_for_each_weight_with_its_sign() -> None:
    own = ReaderNetwork()
    html = drawn(own)
    for i, row in enumerate(own.network().weights[0], start=1):
        for j, weight in enumerate(row, start=1):
            line = re.search(rf'<g [^>]*data-tags="w0 w0\.r{i} w0\.c{j} w0\.{i}\.{j}"[^>]*>', html)
            assert line is not None
            sign = re.search(r"hl-edge (hl-\w+)", line[0])
            assert sign is not None
            assert sign[1] == ("hl-negative" if weight < 0 else "hl-positive")


def test_values_of_a_pass_stand_at_neurons_and_lines() -> None:
    own = ReaderNetwork()
    html = drawn(own, own.forward())
    assert re.search(r'data-tags="v1\.r2 v1\.2\.2"[^>]*>0\.6<', html)
    assert re.search(r'data-tags="vw0\.c1 vw0\.2\.1"[^>]*>−0\.3<', html)
    assert "hl-value" not in drawn(own)


@pytest.mark.parametrize("own", NETWORKS)
def test_untouched_picture_explains_the_first_neuron(own: ReaderNetwork) -> None:
    html = str(h.fragment[build(Network(own.sizes, own.activations, own.bias, own.network().weights))])
    said = html[html.index("data-readout") :]
    assert "weighted sum" in said
    assert "activation" in said
    assert re.search(rf'data-tags="[^"]*{re.escape(OPENING)}"', html)


def test_books_neuron_shows_its_weights() -> None:
    own = ReaderNetwork()
    html = str(h.fragment[build(Network(own.sizes, own.activations, own.bias, own.network().weights))])
    said = re.sub(r"<[^>]+>", "", html[html.index("data-readout") :])
    assert theme.unbroken("s = 0.5·x1 − 0.3·x2 + 0.1·x3") in said
    assert "relu(s)" in said


def test_several_hidden_layers_have_numbers_everywhere() -> None:
    html = drawn(ReaderNetwork(data="random", sizes=(2, 3, 4, 1), activations=("tanh", "tanh", "linear")))
    for text in ("Q₁ = 3", "Q₂ = 4", ">H⁽¹⁾<", ">H⁽²⁾<", ">h⁽²⁾₄<", "M = 2", "P = 1"):
        assert text in html
    assert ">Q = " not in html
