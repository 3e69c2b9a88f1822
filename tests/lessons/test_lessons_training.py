"""The numbers in the prose of the lessons on one neuron, on the error and on training are those of mlp_core."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import CONTENT
from widgets.neuron_training import neuron, runs

SLUGS = ("one_neuron",)


def text_of(slug: str) -> str:
    """The lesson with line breaks and true minus signs made plain."""
    return re.sub(r"\s+", " ", (CONTENT / f"{slug}.md").read_text(encoding="utf-8")).replace("−", "-")


def listed(values: object, decimals: int = 3) -> str:
    """Numbers as the prose lists them: '0.525, 0.450, -0.354 and -0.426'."""
    *most, last = [f"{value:.{decimals}f}" for value in np.ravel(np.asarray(values))]
    return f"{', '.join(most)} and {last}"


def test_one_neuron_by_hand() -> None:
    net, data = neuron("four_points")
    trace = net.forward(data.X)
    back = net.backward(trace, data.Y)
    text = text_of("one_neuron")
    assert f"outputs are {listed(trace.outputs)}" in text
    assert f"the errors {listed(back.deltas[-1])}" in text
    assert f"f'(S)$ are {listed(back.scaled_deltas[0])}" in text
    assert f"$L = {back.loss:.3f}$" in text
    gradient = back.weight_gradients[0][:, 0]
    assert "({:.3f},\\ {:.3f},\\ {:.3f})".format(*gradient) in text
    first, second = runs("four_points")[1].moments[:2]
    assert "({:.3f},\\ {:.3f},\\ {:.3f})".format(*second.forward.weights[0][:, 0]) in text
    assert f"falls from {first.backward.loss:.3f} to {second.backward.loss:.3f}" in text


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sizes": "3-1", "activations": "linear"},
        {
            "data": "seven_segment",
            "sizes": "7-12-12-12-12-10",
            "activations": "relu-relu-tanh-sigmoid-softmax",
            "bias": "1",
        },
        {"data": "random", "points": "1", "sizes": "1-1-1", "activations": "tanh-tanh"},
    ],
)
def test_the_page_copes_with_every_network(slug: str, query: dict[str, str], open_page: Callable[..., AppTest]) -> None:
    app = open_page(slug, query=query)
    assert not app.exception
    assert app.title or app.markdown
