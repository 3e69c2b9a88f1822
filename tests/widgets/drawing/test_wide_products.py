"""A product of wide matrices stays one row: its factors and its result are seen together."""

from __future__ import annotations

import re

import pytest

from mlp_core import MLP
from widgets.drawing.diagram import Network
from widgets.drawing.explain import ABREAST
from widgets.forward import forward_stepper, neuron_as_matrices


def drawn(width: int, *, stepper: bool) -> str:
    net = MLP((width, width, width), ("tanh", "linear"), bias=False, rng=0)
    trace = net.forward([[0.5] * width] * 3)
    if stepper:
        return str(forward_stepper.build(trace, linear=False))
    return str(neuron_as_matrices.build(Network.of(net), trace, 0))


@pytest.mark.parametrize("stepper", [True, False])
@pytest.mark.parametrize("width", [2, 4, 8, 12])
def test_the_four_matrices_of_a_line_have_no_more_columns_than_the_page_has_room_for(width: int, stepper: bool) -> None:
    html = drawn(width, stepper=stepper)
    columns = [row.count("scope") for row in re.findall(r"<thead>.*?</thead>", html)]
    assert sum(columns[:4]) <= ABREAST
    assert ("hl-crowded-row" in html) == (4 * width > ABREAST)
    if 4 * width <= ABREAST:
        assert "⋯" not in html
