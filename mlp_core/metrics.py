"""Classes: from labels to targets, and from outputs to how many were right."""

import numpy as np
import numpy.typing as npt

from mlp_core.checks import Array, as_count, as_matrix, as_raw_array, fail

Labels = npt.NDArray[np.intp]


def one_hot(labels: object, classes: int | None = None) -> Array:
    """Targets (N, classes) with a single 1 in each row, from labels (N,) that are whole numbers from 0."""
    values = as_raw_array("labels", labels)
    if values.ndim != 1 or values.size == 0 or values.dtype.kind not in "iu":
        raise fail("labels", "shape (N,) of whole numbers", f"shape {values.shape} of {values.dtype}")
    count = int(values.max()) + 1 if classes is None else as_count("classes", classes)
    if values.min() < 0 or values.max() >= count:
        raise fail("labels", f"numbers from 0 to {count - 1}", f"numbers from {values.min()} to {values.max()}")
    targets = np.zeros((len(values), count))
    targets[np.arange(len(values)), values] = 1
    return targets


def labels_of(outputs: object) -> Labels:
    """The class (N,) that each row of outputs or targets (N, P) stands for.

    P > 1: the column of the largest number (the first of several). P = 1: class 1 where the output is at least ½.
    """
    matrix = as_matrix("outputs", outputs, letters=("N", "P"))
    if matrix.shape[1] == 1:
        return (matrix[:, 0] >= 0.5).astype(np.intp)
    return matrix.argmax(axis=1)


def accuracy(outputs: object, targets: object) -> float:
    """The share of data points, 0 … 1, whose outputs (N, P) and targets (N, P) stand for the same class."""
    predicted, true = _both(outputs, targets)
    return float((predicted == true).mean())


def confusion_matrix(outputs: object, targets: object) -> Labels:
    """Counts (classes, classes): entry [i, j] is how many points of class i were taken for class j.

    outputs and targets: (N, P), with P classes, or 2 where P = 1.
    """
    predicted, true = _both(outputs, targets)
    classes = max(2, np.asarray(targets).shape[1])
    counts = np.bincount(true * classes + predicted, minlength=classes * classes)
    return counts.reshape(classes, classes)


def _both(outputs: object, targets: object) -> tuple[Labels, Labels]:
    goal = as_matrix("targets", targets, letters=("N", "P"))
    because = f"targets has shape {goal.shape} = (N, P)"
    came = as_matrix("outputs", outputs, rows=goal.shape[0], columns=goal.shape[1], because=because)
    return labels_of(came), labels_of(goal)
