"""The reader's own matrices: what fits, what does not and in which words, and their way through an address."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.kit.network import ReaderNetwork
from widgets.kit.network_address import read_query
from widgets.kit.written_matrix import Rows, read_matrices

MAZUR = (
    "X = [.05 .10]; Y = [.01 .99]; w1 = [.15 .25; .20 .30]; w2 = [.40 .50; .45 .55]; b1 = .35; b2 = .60".replace(
        "; w", "\nw"
    )
    .replace("; b", "\nb")
    .replace("; Y", "\nY")
)
NUMBERS = st.one_of(st.integers(-9, 9).map(lambda tenth: tenth / 10), st.floats(-1e6, 1e6))


def parts(text: str) -> dict[str, Rows]:
    return {part.name: part.rows for part in read_matrices(text)}


def matrices(rows: int, columns: int) -> st.SearchStrategy[Rows]:
    row = st.lists(NUMBERS, min_size=columns, max_size=columns).map(tuple)
    return st.lists(row, min_size=rows, max_size=rows).map(tuple)


@st.composite
def own_networks(draw: st.DrawFn) -> ReaderNetwork:
    width = st.integers(1, 4)
    sizes = (draw(width), *draw(st.lists(width, max_size=3)), draw(width))
    network = ReaderNetwork(biases=draw(st.sampled_from(["learned", "shared", "fixed"])))
    network = network.changed(data="random", sizes=sizes, points=draw(width), bias=draw(st.booleans()))
    if draw(st.booleans()):
        network = network.changed(
            X=draw(matrices(network.points, sizes[0])), Y=draw(matrices(network.points, sizes[-1]))
        )
    shapes = network.network().shapes
    weights = tuple(draw(matrices(*shape)) if draw(st.booleans()) else () for shape in shapes)
    return network.changed(weights=weights)


@given(own_networks())
def test_an_address_brings_the_same_bits(network: ReaderNetwork) -> None:
    read = read_query(network.query())
    assert read.unread == ()
    assert read.network == network
    for ours, theirs in zip(read.network.network().weights, network.network().weights, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    assert read.network.dataset().X.tobytes() == network.dataset().X.tobytes()


@given(own_networks(), st.data())
def test_own_numbers_stay_where_there_is_a_place_for_them(network: ReaderNetwork, data: st.DataObject) -> None:
    inputs, *hidden, outputs = network.sizes
    change: dict[str, Any] = data.draw(
        st.sampled_from(
            [{"points": network.points + 1}, {"sizes": (inputs + 1, *hidden, outputs)}, {"bias": not network.bias}]
        )
    )
    new = network.changed(**change)
    assert new.forward().outputs.shape == new.dataset().Y.shape
    for own, now in zip(network.weights, new.weights, strict=False):
        kept = own[1:] if network.bias and not new.bias else own
        below = now[1:] if new.bias and not network.bias else now
        assert [row[: len(kept[0])] for row in below[: len(kept)]] == list(kept) if own and kept else True
    if network.data == "own":
        assert tuple(row[:inputs] for row in new.X[: network.points]) == network.X


def test_a_worked_example_is_entered_as_it_is_printed() -> None:
    network, made = ReaderNetwork(activations=("sigmoid", "sigmoid")).with_parts(parts(MAZUR))
    assert made.wrong == {}
    assert network.sizes == (2, 2, 2)
    assert (network.data, network.points, network.bias) == ("own", 1, True)
    assert network.weights == (
        ((0.35, 0.35), (0.15, 0.25), (0.2, 0.3)),
        ((0.6, 0.6), (0.4, 0.5), (0.45, 0.55)),
    )
    np.testing.assert_allclose(network.forward().outputs, [[0.75136507, 0.772928465]], rtol=1e-8)
    assert network.query()["w0"] == "0.35_0.35__0.15_0.25__0.2_0.3"
    assert network.query()["X"] == "0.05_0.1"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("w0 = [1 2; 3 4]", {"w0": "w⁽⁰⁾ is (2 × 2), but X has 3 columns: the inner numbers disagree, 3 ≠ 2."}),
        ("w1 = [1; 2; 3]\nw0 = [1 2; 3 4; 5 6]", {"w1": "w⁽¹⁾ is (3 × 1), but w⁽⁰⁾ has 2 columns"}),
        ("w0 = [1 2; 3 4; 5 6]\nw1 = [1 2; 3 4]", {"Y": "Y is (4 × 1), but Ỹ has 2 columns, as w⁽¹⁾ has"}),
        ("X = [1 2 3; 4 5 6]", {"Y": "Y has 4 rows, but X has 2: one row of each for every data point, N = 2."}),
        ("Y = [1 2 3]", {"Y": "Y has 1 row, but X has 4"}),
        (
            "b0 = 1 2 3",
            {"b0": "b⁽⁰⁾ has 3 numbers, but w⁽⁰⁾ has 2 columns: one bias for each, or a single one for all."},
        ),
        ("X = " + "1 2 3\n" * 11 + "Y = " + "1\n" * 11, {"X": "X has 11 rows; there can be 10 data points at most."}),
        ("w0 = " + "1 2 3 4 5 6 7 8 9 10 11 12 13\n" * 3, {"w0": "w⁽⁰⁾: a layer of 13 neurons; 12 is the most."}),
        ("w5 = 1", {"w5": "there can be 4 hidden layers at most"}),
    ],
)
def test_what_does_not_fit_is_said_and_the_last_numbers_stay(text: str, wrong: dict[str, str]) -> None:
    book = ReaderNetwork()
    read = {"w5": ((1.0,),)} if "w5" in text else parts(text)
    network, made = book.with_parts(read)
    assert network == book
    for name, words in wrong.items():
        assert words in made.wrong[name]


def test_a_column_of_numbers_is_read_row_by_row_with_a_word() -> None:
    network, made = ReaderNetwork().with_parts(parts("w0 = 1\n2\n3\n4\n5\n6"))
    assert network.weights[0] == ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    assert made.said == ["w⁽⁰⁾: one number a cell, read row by row as (3 × 2)."]
    network, made = ReaderNetwork().with_parts(parts("Y = 1 2 3 4"))
    assert network.Y == ((1.0,), (2.0,), (3.0,), (4.0,))
    assert "read as a column" in made.said[0]


def test_weights_without_a_row_of_biases_keep_the_biases_there_are() -> None:
    book = ReaderNetwork(bias=True)
    network, _ = book.with_parts(parts("w0 = [1 2; 3 4; 5 6]"))
    assert network.weights[0] == ((0.1, 0.3), (1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    network, _ = network.with_parts(parts("b0 = .5"))
    assert network.weights[0] == ((0.5, 0.5), (1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    assert network.weights[1] == ()


@pytest.mark.parametrize(
    ("query", "expected", "unread"),
    [
        ({"w0": "1_2__3_4"}, {"sizes": (3, 2, 1), "weights": ()}, ["w0: w⁽⁰⁾ is (2 × 2), but X has 3 columns"]),
        ({"w0": "1_2__3_4", "data": "random"}, {"sizes": (2, 2, 1)}, []),
        ({"X": "1_2__3_4"}, {"sizes": (2, 2, 1), "points": 2, "data": "own"}, []),
        ({"X": "1,2;3,4"}, {"X": ((1.0, 2.0), (3.0, 4.0))}, []),
        ({"X": "1_2__3"}, {"data": "four_points"}, ["X: row 2 has 1 number, but row 1 has 2"]),
        ({"X": "1_nan"}, {"data": "four_points"}, ["X: row 1: expected a number from"]),
        ({"X": "1_2", "data": "xor"}, {"data": "xor", "X": ()}, ["X: XOR has data of its own"]),
        ({"X": "1_2", "sizes": "3-2-1"}, {"sizes": (2, 2, 1)}, ["sizes: the matrices make a network of 2-2-1"]),
        ({"w2": "1__2"}, {"sizes": (3, 2, 2, 1)}, []),
        ({"biases": "none"}, {"biases": "learned"}, ["biases: expected one of learned, shared, fixed"]),
        ({"data": "own"}, {"data": "random"}, []),
    ],
)
def test_an_address_with_matrices_is_read_part_by_part(
    query: dict[str, str], expected: dict[str, object], unread: list[str]
) -> None:
    read = read_query(query)
    assert {name: getattr(read.network, name) for name in expected} == expected
    assert len(read.unread) == len(unread)
    for sentence, part in zip(read.unread, unread, strict=True):
        assert part in sentence
    assert read_query(read.network.query()).network == read.network


@given(
    st.dictionaries(
        st.sampled_from(["X", "Y", "w0", "w1", "w4", "sizes", "data"]), st.text("0123456789_-;.e", max_size=30)
    )
)
def test_any_matrices_in_an_address_give_a_network(query: dict[str, str]) -> None:
    network = read_query(query).network
    assert network.forward().outputs.shape == network.dataset().Y.shape
