"""What speaks for an answer: the terms of a weighted sum, and the data points that a network was wrong about."""

import numpy as np

from mlp_core.backprop import ForwardTrace
from mlp_core.checks import Array, as_count, as_matrix, fail
from mlp_core.metrics import Labels, labels_of
from mlp_core.network import MLP


def weight_rows(net: MLP, layer: int = 0) -> Array:
    """The incoming weights of each neuron that w^(layer) leads to, without its bias, as rows: (width, fan_in)."""
    w = net.weights[_checked_layer(layer, net.lmax)]
    return np.ascontiguousarray((w[1:] if net.bias else w).T)


def terms_of_sum(trace: ForwardTrace, layer: int, neuron: int, point: int = 0) -> Array:
    """The terms input · weight (fan_in + bias,) that add up to S^(layer)[point, neuron]; with a bias, it is term 0."""
    weights = trace.weights[_checked_layer(layer, len(trace.weights))]
    if as_count("neuron", neuron, 0) >= weights.shape[1]:
        raise fail("neuron", f"a neuron from 0 to {weights.shape[1] - 1}", repr(neuron), f"w has shape {weights.shape}")
    return trace.inputs[layer][point] * weights[:, neuron]


def _checked_layer(layer: int, count: int) -> int:
    if as_count("layer", layer, 0) >= count:
        raise fail("layer", f"a layer from 0 to {count - 1}", repr(layer))
    return layer


def confusions(outputs: object, targets: object) -> list[list[Labels]]:
    """Which data points each entry of the confusion matrix counts, the surest first: [class][taken for] -> rows.

    outputs, targets: (N, P) with one column for each class, P > 1. Sure means a large output.
    """
    came, predicted, labels = _answers(outputs, targets)
    surest_first = np.argsort(-came.max(axis=1), kind="stable")
    classes = range(came.shape[1])
    by_class = [surest_first[labels[surest_first] == true] for true in classes]
    return [[rows[predicted[rows] == taken] for taken in classes] for rows in by_class]


def surest_mistakes(outputs: object, targets: object, count: int) -> Labels:
    """The data points that a network is wrong about, at most `count` of them, those with the largest outputs first."""
    came, predicted, labels = _answers(outputs, targets)
    rows = np.flatnonzero(labels != predicted)
    return rows[np.argsort(-came[rows, predicted[rows]], kind="stable")][: as_count("count", count)]


def _answers(outputs: object, targets: object) -> tuple[Array, Labels, Labels]:
    goal = as_matrix("targets", targets, letters=("N", "P"))
    came = as_matrix("outputs", outputs, rows=goal.shape[0], columns=goal.shape[1])
    return came, labels_of(came), labels_of(goal)
