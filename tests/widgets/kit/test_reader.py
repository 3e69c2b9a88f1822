from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mlp_core import ACTIVATIONS
from studies.forwards.worked import hand_worked
from widgets.kit import reader
from widgets.kit.reader import ReaderNetwork, from_query, read_query

WIDTHS = st.integers(1, reader.MOST_WIDTH)
ELEMENTWISE = st.sampled_from([name for name, f in ACTIVATIONS.items() if f.elementwise])


@st.composite
def networks(draw: st.DrawFn) -> ReaderNetwork:
    hidden = draw(st.lists(WIDTHS, max_size=reader.MOST_HIDDEN_LAYERS))
    names = [draw(ELEMENTWISE) for _ in range(len(hidden) + 1)]
    network = ReaderNetwork(
        data="random",
        points=draw(st.integers(1, reader.MOST_POINTS)),
        sizes=(draw(WIDTHS), *hidden, draw(WIDTHS)),
        activations=tuple(names),
        bias=draw(st.booleans()),
        seed=draw(st.integers(0, 9999)),
    )
    return network.changed(data=draw(st.sampled_from(list(reader.DATA_LABELS))))


@given(networks())
def test_address_restores_the_same_network(network: ReaderNetwork) -> None:
    assert from_query(network.query()) == network


@given(networks())
def test_every_network_feeds_forward(network: ReaderNetwork) -> None:
    outputs = network.forward().outputs
    assert outputs.shape == (network.points, network.sizes[-1])
    assert outputs.shape == network.dataset().Y.shape
    assert np.isfinite(outputs).all()


@given(networks(), st.data())
def test_a_change_always_leads_to_a_network_that_fits(network: ReaderNetwork, data: st.DataObject) -> None:
    change = data.draw(
        st.one_of(
            st.fixed_dictionaries({"points": st.integers(1, reader.MOST_POINTS)}),
            st.fixed_dictionaries({"sizes": st.lists(WIDTHS, min_size=2, max_size=6).map(tuple)}),
            st.fixed_dictionaries({"data": st.sampled_from(list(reader.DATA_LABELS))}),
            st.fixed_dictionaries({"bias": st.booleans()}),
        )
    )
    new = network.changed(**change)
    assert len(new.activations) == len(new.sizes) - 1
    assert new.dataset().X.shape == (new.points, new.sizes[0])
    assert new.dataset().Y.shape[1] == new.sizes[-1]
    for name, value in change.items():
        assert getattr(new, name) == value
    assert new.forward().outputs.shape[0] == new.points


def test_the_books_network_is_the_hand_worked_one_and_its_address_is_bare() -> None:
    worked = hand_worked()
    book = ReaderNetwork()
    assert book.query() == {}
    for ours, theirs in zip(book.network().weights, worked.net.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(book.dataset().X, worked.data.X)


def test_starting_weights_are_tenths_and_never_zero() -> None:
    for seed in range(50):
        for matrix in ReaderNetwork(seed=seed, sizes=(3, 5, 1), bias=True).network().weights:
            np.testing.assert_allclose(matrix * 10, np.round(matrix * 10), atol=1e-12)
            assert (matrix != 0).all()
            assert (np.abs(matrix) < 1).all()


def test_a_size_alone_in_the_address_is_kept_and_brings_data_of_that_size() -> None:
    network = from_query({"sizes": "5-6-2"})
    assert (network.sizes, network.data) == ((5, 6, 2), "random")


@pytest.mark.parametrize(
    ("parameters", "expected", "unread"),
    [
        ({"sizes": "3-4-4-1"}, {"sizes": (3, 4, 4, 1), "activations": ("relu", "relu", "linear")}, []),
        ({"activations": "ReLU-Sigmoid"}, {"activations": ("relu", "sigmoid")}, []),
        ({"data": "XOR"}, {"data": "xor", "sizes": (2, 2, 1)}, []),
        ({"bias": "true"}, {"bias": True}, []),
        ({"amp;seed": "5"}, {"seed": 5}, []),
        ({"seed": "5."}, {"seed": 5}, []),
        ({"sed": "5"}, {}, ["sed: there is no such setting; is seed meant?"]),
        ({"weights": "1-2-3"}, {}, ["weights: there is no such setting"]),
        ({"p_seed": "3", "utm_campaign": "x", "embed": "true"}, {}, []),
        ({"data": "xor", "points": "6"}, {"data": "xor", "points": 4}, ["points: XOR has 4 data points, not 6"]),
        ({"data": "xor", "sizes": "3-4-1"}, {"sizes": (2, 4, 1)}, ["sizes: XOR has 2 inputs and 1 output"]),
        ({"seed": "99999", "bias": "1"}, {"bias": True, "seed": 0}, ["seed: expected a whole number from 0 to 9999"]),
        ({"sizes": "3-99-1", "seed": "4"}, {"sizes": (3, 2, 1), "seed": 4}, ["sizes: expected a whole number from 1"]),
        ({"sizes": "3-4-1", "activations": "relu"}, {"sizes": (3, 4, 1)}, ["activations: expected 2, one for each"]),
        ({"activations": "softmax-relu", "bias": "1"}, {"bias": True}, ["softmax can only be the last"]),
        ({"loss": "bce"}, {"loss": "bce", "activations": ("relu", "sigmoid")}, []),
        ({"loss": "bce", "activations": "relu-tanh"}, {"loss": "half_sse"}, ["loss: bce goes with sigmoid or softmax"]),
        (
            {"data": "xor", "loss": "softmax_cross_entropy"},
            {"loss": "half_sse"},
            ["does not go with the targets of XOR"],
        ),
        ({"locked": "seeds", "seed": "5"}, {"seed": 5}, ["locked: expected one of data, points"]),
        ({"locked": "seed,data"}, {}, []),
    ],
)
def test_an_address_is_read_part_by_part(
    parameters: dict[str, str], expected: dict[str, object], unread: list[str]
) -> None:
    read = read_query(parameters)
    assert {name: getattr(read.network, name) for name in expected} == expected
    assert len(read.unread) == len(unread)
    for sentence, part in zip(read.unread, unread, strict=True):
        assert part in sentence
    assert read_query(read.network.query()).network == read.network


def test_locks_are_taken_whatever_parts_them_and_wrong_ones_take_nothing_with_them() -> None:
    assert read_query({"locked": "seed,data"}).locked == {"seed", "data"}
    assert read_query({"locked": "seed-bias"}).locked == {"seed", "bias"}
    assert read_query({"locked": "solutions"}).locked == {"solutions"}
    read = read_query({"locked": "seeds-bias", "seed": "5"})
    assert read.locked == {"bias"}
    assert read.network.seed == 5


def test_a_part_that_cannot_be_read_leaves_the_others(open_page: Callable[..., AppTest]) -> None:
    app = open_page("shapes", query={"sizes": "3-5-1", "seed": "x", "sed": "1", "locked": "seeds"})
    assert not app.exception
    assert "3 → 5 → 1" in app.sidebar.markdown[-1].value
    said = app.warning[0].value.replace("\\", "")
    assert "seed: expected a whole number" in said
    assert "is seed meant?" in said
    assert "locked: expected one of" in said
    assert len(app.warning) == 1


def test_an_address_without_a_part_that_can_be_read_is_told_of_once(open_page: Callable[..., AppTest]) -> None:
    app = open_page("shapes", query={"sed": "4"})
    assert [said.value.count("seed is meant") + said.value.count("is seed meant") for said in app.warning] == [1]


def test_a_class_works_without_the_controls_that_its_address_takes_away(open_page: Callable[..., AppTest]) -> None:
    whole = open_page("shapes")
    app = open_page("shapes", query={"sizes": "3-5-1", "locked": "points-bias"})
    assert not app.exception
    taken = {control.label for control in (*whole.slider, *whole.toggle)} - {
        control.label for control in (*app.slider, *app.toggle)
    }
    assert taken == {":blue[**N**] data points", "Bias"}
    assert "3 → 5 → 1" in app.sidebar.markdown[-1].value


def test_a_control_that_has_not_heard_of_a_change_does_not_undo_it() -> None:
    app = AppTest.from_string(
        "from widgets.forward.network_controls import CONTROLS\n"
        "for key in ('first', 'second'): CONTROLS['hidden'](key)\n"
        "CONTROLS['bias']('bias')\n",
        default_timeout=30,
    ).run()
    depths = [control for control in app.slider if control.label == "Hidden layers"]
    depths[0].set_value(2).run()
    # The second slider on the page still shows 1 when the reader switches the bias on, and the page sends that along.
    states = app.session_state
    stale = depths[1].set_value(1)
    assert stale.key not in [control.key for control in app.slider]
    next(control for control in app.toggle if control.label == "Bias").set_value(True).run()
    network = states["reader_network"]
    assert (len(network.sizes), network.bias) == (4, True)
    assert {control.value for control in app.slider if control.label == "Hidden layers"} == {2}


def test_an_unknown_control_in_the_address_is_named(open_page: Callable[..., AppTest]) -> None:
    app = open_page("shapes", query={"locked": "everything"})
    assert not app.exception
    assert "locked: expected one of data, points" in app.warning[0].value


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"sizes": "3"}, "sizes: expected 2 to 6 entries"),
        ({"sizes": "3-0-1"}, "sizes: expected a whole number from 1 to 12, got '0'"),
        ({"sizes": "3-2-" + "9" * 10000}, "sizes: expected a whole number"),
        ({"sizes": "-".join(["1"] * 100000)}, "sizes: expected 2 to 6 entries joined by '-', got 100000"),
        ({"activations": "relu"}, "activations: expected 2, one for each weight matrix"),
        ({"activations": "softmax-linear"}, "softmax can only be the last"),
        ({"activations": "<script>-linear"}, "activations: expected one of"),
        ({"learning_rate": "nan"}, "learning_rate: expected a number above 0"),
        ({"learning_rate": "-1"}, "learning_rate: expected a number above 0"),
        ({"seed": "1e5"}, "seed: expected a whole number from 0 to 9999"),
        ({"data": "mnist"}, "data: expected one of"),
        ({"bias": "2"}, "bias: expected a whole number from 0 to 1"),
    ],
)
def test_a_damaged_address_is_refused_with_the_parameter_named(query: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_query(query)


@given(
    st.dictionaries(
        st.sampled_from(["sizes", "activations", "seed", "bias", "learning_rate", "x"]), st.text(max_size=20)
    )
)
def test_any_address_gives_a_network_or_a_value_error(query: dict[str, str]) -> None:
    try:
        network = from_query(query)
    except ValueError:
        return
    assert network.forward().outputs.shape[0] == network.points


@pytest.mark.parametrize(("text", "tries", "unread"), [("5", 5, 0), ("50", 50, 0), ("0", None, 1), ("many", None, 1)])
def test_a_class_may_need_more_tries_for_a_solution(text: str, tries: int | None, unread: int) -> None:
    read = read_query({"tries": text})
    assert (read.tries, len(read.unread)) == (tries, unread)
    assert read_query({}).tries is None
