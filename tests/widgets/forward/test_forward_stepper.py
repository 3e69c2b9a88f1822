"""The stepper's code is true: run by Python it gives the layers that the figure shows, in the order of its steps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import htpy as h
import numpy as np
import pytest

from mlp_core import ACTIVATIONS, with_ones
from widgets.forward.forward_stepper import build, code, opening_step, steps
from widgets.kit.reader import ReaderNetwork

NETWORKS = [
    ReaderNetwork(),
    ReaderNetwork(bias=True),
    ReaderNetwork(data="random", points=1, sizes=(1, 1), activations=("sigmoid",)),
    ReaderNetwork(
        data="seven_segment", points=10, sizes=(7, 12, 12, 10), activations=("tanh", "relu", "softmax"), bias=True
    ),
]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_code_that_is_shown_computes_what_is_shown(network: ReaderNetwork) -> None:
    trace = network.forward()
    names: dict[str, Any] = {
        "X": trace.layers[0],
        "weights": trace.weights,
        "activations": [ACTIVATIONS[name].apply for name in trace.activations],
        "with_ones": with_ones,
    }
    exec("\n".join(code(linear=False, bias=network.bias)), names)
    for computed, shown in zip(names["layers"], trace.layers, strict=True):
        np.testing.assert_array_equal(computed, shown)


@pytest.mark.parametrize("bias", [False, True])
def test_the_linear_code_leaves_the_activations_out(bias: bool) -> None:
    trace = replace(ReaderNetwork(bias=bias), activations=("linear", "linear")).forward()
    names: dict[str, Any] = {"X": trace.layers[0], "weights": trace.weights, "with_ones": with_ones}
    exec("\n".join(code(linear=True, bias=bias)), names)
    for computed, shown in zip(names["layers"], trace.layers, strict=True):
        np.testing.assert_array_equal(computed, shown)


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("network", NETWORKS)
def test_steps_run_the_lines_in_order_and_every_matrix_is_written_before_it_is_read(
    network: ReaderNetwork, linear: bool
) -> None:
    trace = network.forward()
    story = steps(trace, linear=linear)
    inside = [1, 2, 3] if linear else [1, 2, 3, 4]
    assert [step.line for step in story] == [0, *inside * len(trace.weights)]
    known = {f"w{index}" for index in range(len(trace.weights))}
    known |= {f"in{index}" for index in range(len(trace.weights)) if not network.bias}  # L itself, under its other name
    for step in story:
        assert set(step.reads) <= known
        known |= {step.writes}
    assert {f"out{index + 1}" for index in range(len(trace.weights))} <= known
    assert story[-1].done == len(trace.layers)


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("network", NETWORKS)
def test_figure_opens_at_the_first_product_and_each_step_explains_an_entry(
    network: ReaderNetwork, linear: bool
) -> None:
    if linear:
        network = replace(network, activations=("linear",) * network.last)
    trace = network.forward()
    html = str(h.fragment[build(trace, linear=linear)])
    story = steps(trace, linear=linear)
    assert story[opening_step(story)].reads == ("in0", "w0")
    assert f'data-start="{opening_step(story)}"' in html
    firsts = re.findall(r'data-first="([^"]+)"', html)
    assert firsts == [step.first for step in story]
    for tag in firsts:
        assert re.search(rf'data-tags="[^"]*{re.escape(tag)}" data-lit="[^"]*" data-say="', html), tag


def test_the_turns_of_a_deep_network_appear_one_after_the_other() -> None:
    network = ReaderNetwork(data="random", sizes=(2, 3, 3, 3, 1), activations=("tanh",) * 4)
    html = str(h.fragment[build(network.forward(), linear=False)])
    begins = re.findall(r'hl-turn" data-from="(\d+)"', html)
    assert len(begins) == 4
    assert [int(step) for step in begins] == sorted({int(step) for step in begins})
    story = steps(network.forward(), linear=False)
    assert all(f"w{turn}" in story[int(step)].reads for turn, step in enumerate(begins))
