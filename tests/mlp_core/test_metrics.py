"""Classes and counts."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlp_core import accuracy, confusion_matrix, labels_of, one_hot


def test_one_hot_and_back() -> None:
    labels = np.array([2, 0, 1, 2])
    assert_array_equal(one_hot(labels), [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert one_hot([0, 1], classes=5).shape == (2, 5)
    assert_array_equal(labels_of(one_hot(labels)), labels)


def test_one_output_counts_from_a_half() -> None:
    assert_array_equal(labels_of([[0.49], [0.5], [1.0]]), [0, 1, 1])


def test_accuracy_and_confusion_by_hand() -> None:
    targets = one_hot([0, 0, 1, 2])
    outputs = [[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0, 1, 0], [0.3, 0.3, 0.4]]  # the second 0 is taken for a 1
    assert accuracy(outputs, targets) == 0.75
    assert_array_equal(confusion_matrix(outputs, targets), [[1, 1, 0], [0, 1, 0], [0, 0, 1]])
    assert_array_equal(confusion_matrix([[0.2], [0.8]], [[1], [1]]), [[0, 0], [1, 1]])


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        ([0.5], None, "labels: expected shape"),
        ([], None, "labels: expected shape"),
        ([[1]], None, "labels: expected shape"),
        ([-1], None, "numbers from 0"),
        ([3], 3, "numbers from 0 to 2, got numbers from 3 to 3"),
    ],
)
def test_bad_labels(labels: object, classes: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        one_hot(labels, classes)


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match=r"outputs: expected shape \(2, 3\), got shape \(2, 2\): targets has shape"):
        accuracy(np.ones((2, 2)), np.ones((2, 3)))
