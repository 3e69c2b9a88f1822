"""Worked examples of textbooks and courses: networks small enough to be computed by hand, with where they come from."""

from dataclasses import dataclass

import numpy as np

from mlp_core.datasets import Dataset, four_points, xor
from mlp_core.network import MLP
from studies.forwards.worked import hand_worked
from studies.training.xor_by_hand import xor_by_hand


@dataclass(frozen=True, eq=False)
class Sheet:
    """A worked example. biases: how they are trained, see studies.biases. source: who worked it out."""

    title: str
    source: str
    net: MLP
    data: Dataset
    loss: str
    learning_rate: float
    biases: str = "learned"


def book() -> Sheet:
    """The network that this book works by hand."""
    net, data, loss = hand_worked()
    return Sheet("The book's network", "This book: every number has one or two decimals.", net, data, loss, 0.1)


def mazur() -> Sheet:
    """The worked example that is copied most: its loss is 0.298371109, its first updated last weight 0.35891648."""
    net = MLP((2, 2, 2), "sigmoid")
    net.weights = [[[0.35, 0.35], [0.15, 0.25], [0.20, 0.30]], [[0.60, 0.60], [0.40, 0.50], [0.45, 0.55]]]
    data = Dataset("mazur", np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]), ("x1", "x2"), ("y1", "y2"))
    source = (
        "M. Mazur, A Step by Step Backpropagation Example (2015). One bias for each layer, which is not learned; his "
        "w₅⁺ is the new w⁽¹⁾ in row 1, column 1."
    )
    return Sheet("Mazur 2015", source, net, data, "half_sse", 0.5, "fixed")


def xor_thought_out() -> Sheet:
    """XOR with weights that were thought out: the loss is exactly 0."""
    source = "I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.1: thought out, not learned."
    return Sheet("XOR by hand", source, xor_by_hand("relu"), xor(), "half_sse", 0.1)


def or_and() -> Sheet:
    """One layer of two neurons, one of them OR and the other AND."""
    net = MLP((2, 2), "sigmoid")
    net.weights = [[[-10.0, -30.0], [20.0, 20.0], [20.0, 20.0]]]
    points = xor()
    either_and_both = np.stack([points.X.max(axis=1), points.X.min(axis=1)], axis=1)
    data = Dataset("or_and", points.X, either_and_both, ("x1", "x2"), ("or", "and"))
    source = "A. Ng, Machine Learning (course, 2011): the first output is OR, the second AND; the bias decides which."
    return Sheet("OR and AND", source, net, data, "half_sse", 0.1)


def course() -> Sheet:
    """The four points of the course that this book follows, with four hidden neurons."""
    source = "S. H. Hawley, My First NN Part 3 (2019): its four points; here with weights from seed 1."
    net = MLP((3, 4, 1), "sigmoid", bias=False, rng=1, init="tenths")
    return Sheet("The course's four points", source, net, four_points(), "half_sse", 1.0)


SHEETS = {"book": book, "mazur": mazur, "xor": xor_thought_out, "or_and": or_and, "course": course}
