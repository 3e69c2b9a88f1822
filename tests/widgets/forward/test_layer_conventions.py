"""Ways to count layers, against counts by hand."""

from __future__ import annotations

import pytest

from widgets.drawing.diagram import Network, diagram
from widgets.forward.layer_conventions import build, conventions
from widgets.kit.reader import ReaderNetwork


def network(own: ReaderNetwork) -> Network:
    return Network(own.sizes, own.activations, own.bias, own.network().weights)


@pytest.mark.parametrize(
    ("own", "counts"),
    [
        # weight matrices, columns, hidden, sums and activations (linear ones are not written), Keras, the book
        (ReaderNetwork(), (2, 3, 1, 3, 2, 3)),
        (ReaderNetwork(activations=("relu", "sigmoid")), (2, 3, 1, 4, 2, 3)),
        (ReaderNetwork(data="random", sizes=(3, 1), activations=("sigmoid",)), (1, 2, 0, 2, 1, 2)),
        (ReaderNetwork(data="random", sizes=(2, 3, 4, 1), activations=("tanh", "tanh", "linear")), (3, 4, 2, 5, 3, 4)),
    ],
)
def test_counts(own: ReaderNetwork, counts: tuple[int, ...]) -> None:
    assert tuple(convention.count for convention in conventions(network(own))) == counts


def test_two_layer_and_one_layer_name_the_books_network() -> None:
    called = {convention.tag: convention.called for convention in conventions(network(ReaderNetwork()))}
    assert called["by-weights"] == "two-layer network"
    assert called["by-hidden"] == "one-layer network"
    assert called["by-columns"] == "three-layer network"


def test_everything_that_is_counted_is_there_to_light_up() -> None:
    own = network(ReaderNetwork(bias=True))
    tags = set(" ".join(str(diagram(own)).split('data-tags="')[1:]).replace('"', " ").split())
    for convention in conventions(own):
        assert set(convention.lit) <= tags
        assert convention.lit


def test_hidden_layers_light_the_hidden_neurons_only() -> None:
    by_hidden = next(c for c in conventions(network(ReaderNetwork())) if c.tag == "by-hidden")
    assert by_hidden.lit == ("n1", "label-L1")


def test_list_names_every_convention() -> None:
    html = str(build(network(ReaderNetwork())))
    for convention in conventions(network(ReaderNetwork())):
        assert convention.name.replace("'", "&#39;") in html
        assert f'data-tags="{convention.tag}"' in html
