"""The reader's network as variables of the cells."""

import json
from typing import Any

import numpy as np

from studies.exercises.given import NAMES, Given, Variables, of_plain

GIVEN = Given([[0.1, 1 / 3]], [[1.0]], [[[0.5], [0.25], [-1.0]]], ["tanh"], True, "half_sse", 0.3)


def test_the_numbers_travel_exactly() -> None:
    assert of_plain(json.loads(json.dumps(GIVEN.to_plain()))) == GIVEN
    assert of_plain(None) is None
    assert GIVEN.sizes == (2, 1)


def test_the_variables_are_arrays_of_the_networks_shapes() -> None:
    made = GIVEN.variables()
    assert set(made) == set(NAMES)
    assert [made["X"].shape, made["Y"].shape, made["w"][0].shape] == [(1, 2), (1, 1), (3, 1)]
    assert made["learning_rate"] == 0.3


def test_a_name_of_the_readers_own_is_left_alone() -> None:
    variables, namespace = Variables(), dict[str, Any]()
    variables.into(namespace, GIVEN)
    namespace["X"] = mine = np.zeros(3)
    variables.into(namespace, Given(**GIVEN.to_plain() | {"X": [[9.0, 9.0]], "Y": [[2.0]]}))
    assert namespace["X"] is mine
    assert namespace["Y"].tolist() == [[2.0]]


def test_what_a_cell_does_to_the_weights_stays_until_the_network_is_another() -> None:
    variables, namespace = Variables(), dict[str, Any]()
    variables.into(namespace, GIVEN)
    namespace["w"][0] -= 0.25
    variables.into(namespace, GIVEN)
    assert namespace["w"][0].tolist() == [[0.25], [0.0], [-1.25]]
    variables.into(namespace, Given(**GIVEN.to_plain() | {"learning_rate": 0.4}))
    assert namespace["w"][0].tolist() == GIVEN.w[0]


def test_names_that_are_gone_come_back() -> None:
    variables, namespace = Variables(), dict[str, Any]()
    variables.into(namespace, GIVEN)
    namespace.clear()
    variables.into(namespace, GIVEN)
    assert set(namespace) == set(NAMES)
