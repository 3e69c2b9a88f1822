"""Losses: one number for how wrong the outputs are, and its derivative at the outputs.

A loss and an activation can be a pair: for sigmoid + bce and softmax + softmax_cross_entropy the derivative at the
weighted sums is simply (ỹ − y) / count, and the loss itself can be computed from the weighted sums without ever taking
the logarithm of 0. Where a network has such a pair, that stable form is used.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp_core.checks import Array, fail


@dataclass(frozen=True)
class StableForm:
    """The loss of a network whose last activation fits it, in terms of the weighted sums s of the last layer.

    value(s, targets) is the loss; scaled_delta(outputs, targets) is ∂L/∂s, (N, P).
    """

    activation: str
    value: Callable[[Array, Array], float]
    scaled_delta: Callable[[Array, Array], Array]


@dataclass(frozen=True)
class Loss:
    """A loss of outputs and targets, both (N, P), and its derivative.

    value(outputs, targets) is one number. derivative(outputs, targets) is ∂L/∂ỹ, (N, P), which the book calls δ^(lmax).
    check(targets) raises ValueError where the loss has no meaning; last_activations names the activations that keep the
    outputs where the loss is defined.
    """

    name: str
    value: Callable[[Array, Array], float]
    derivative: Callable[[Array, Array], Array]
    formula: str
    derivative_formula: str
    check: Callable[[Array], None] = lambda targets: None
    last_activations: tuple[str, ...] = ("linear", "sigmoid", "tanh", "relu", "softmax")
    stable: StableForm | None = None


def half_sse(outputs: Array, targets: Array) -> float:
    """Half the sum of squared errors, ½ Σ (ỹ − y)², summed over points and outputs.

    outputs, targets: (N, P). Its gradient at the output is ỹ − y, which is why the course's update has no factor 2/N.
    """
    return 0.5 * float(np.square(outputs - targets).sum())


def _half_sse_derivative(outputs: Array, targets: Array) -> Array:
    return outputs - targets


def mse(outputs: Array, targets: Array) -> float:
    """Mean squared error, (1/NP) Σ (ỹ − y)², over all entries. outputs, targets: (N, P)."""
    return float(np.square(outputs - targets).sum()) / targets.size


def _mse_derivative(outputs: Array, targets: Array) -> Array:
    return (outputs - targets) * (2.0 / targets.size)


def _clipped(outputs: Array) -> Array:
    # Probabilities that were rounded to 0 or 1 are moved to the nearest numbers whose logarithms are finite.
    info = np.finfo(outputs.dtype)
    return np.clip(outputs, info.tiny, 1.0 - info.epsneg)


def bce(outputs: Array, targets: Array) -> float:
    """Binary cross-entropy, −(1/NP) Σ [y ln ỹ + (1 − y) ln(1 − ỹ)], over all entries.

    outputs, targets: (N, P), between 0 and 1.
    """
    p = _clipped(outputs)
    return -float((targets * np.log(p) + (1.0 - targets) * np.log1p(-p)).sum()) / targets.size


def _bce_derivative(outputs: Array, targets: Array) -> Array:
    p = _clipped(outputs)
    return (p - targets) / (p * (1.0 - p)) / targets.size


def _bce_from_sums(s: Array, targets: Array) -> float:
    # ln(1 + e^s) − y s, written so that the exponent is never positive.
    softplus = np.maximum(s, 0.0) + np.log1p(np.exp(-np.abs(s)))
    return float((softplus - targets * s).sum()) / targets.size


def _bce_scaled_delta(outputs: Array, targets: Array) -> Array:
    return (outputs - targets) / targets.size


def softmax_cross_entropy(outputs: Array, targets: Array) -> float:
    """Cross-entropy of probabilities, −(1/N) Σ y ln ỹ: summed over the outputs, mean over the rows.

    outputs, targets: (N, P); each row of the targets is a distribution, most often one-hot.
    """
    return -float((targets * np.log(_clipped(outputs))).sum()) / len(targets)


def _cross_entropy_derivative(outputs: Array, targets: Array) -> Array:
    return -targets / _clipped(outputs) / len(targets)


def _cross_entropy_from_sums(s: Array, targets: Array) -> float:
    # −Σ y ln softmax(s) = Σ y (ln Σ e^s − s), with the row's maximum taken off first.
    shifted = s - s.max(axis=1, keepdims=True)
    log_of_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float((targets * (log_of_sum - shifted)).sum()) / len(targets)


def _cross_entropy_scaled_delta(outputs: Array, targets: Array) -> Array:
    return (outputs - targets) / len(targets)


def _check_between_0_and_1(targets: Array) -> None:
    if targets.min() < 0 or targets.max() > 1:
        wrong = targets.min() if targets.min() < 0 else targets.max()
        raise fail("Y", "targets between 0 and 1", str(wrong), "the loss 'bce' reads them as probabilities")


def _check_distributions(targets: Array) -> None:
    because = "the loss 'softmax_cross_entropy' reads each row as a distribution over the P classes"
    if targets.min() < 0:
        raise fail("Y", "targets of at least 0", str(targets.min()), because)
    sums = targets.sum(axis=1)
    worst = int(np.abs(sums - 1.0).argmax())
    if abs(sums[worst] - 1.0) > 1e-6:
        raise fail("Y", "rows that sum to 1", f"{sums[worst]} in row {worst}", because)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "half_sse",
            half_sse,
            _half_sse_derivative,
            r"\tfrac{1}{2} \sum (\tilde{y} - y)^2",
            r"\tilde{y} - y",
        ),
        Loss(
            "mse",
            mse,
            _mse_derivative,
            r"\frac{1}{N P} \sum (\tilde{y} - y)^2",
            r"\frac{2}{N P}\,(\tilde{y} - y)",
        ),
        Loss(
            "bce",
            bce,
            _bce_derivative,
            r"-\frac{1}{N P} \sum \left[\, y \ln \tilde{y} + (1 - y) \ln (1 - \tilde{y}) \,\right]",
            r"\frac{1}{N P}\,\frac{\tilde{y} - y}{\tilde{y}\,(1 - \tilde{y})}",
            check=_check_between_0_and_1,
            last_activations=("sigmoid", "softmax"),
            stable=StableForm("sigmoid", _bce_from_sums, _bce_scaled_delta),
        ),
        Loss(
            "softmax_cross_entropy",
            softmax_cross_entropy,
            _cross_entropy_derivative,
            r"-\frac{1}{N} \sum y \ln \tilde{y}",
            r"-\frac{1}{N}\,\frac{y}{\tilde{y}}",
            check=_check_distributions,
            last_activations=("sigmoid", "softmax"),
            stable=StableForm("softmax", _cross_entropy_from_sums, _cross_entropy_scaled_delta),
        ),
    )
}
"""Every loss by name."""


def check_pair(loss: Loss, last_activation: str) -> None:
    """Refuse a loss whose logarithms would meet outputs that are no probabilities."""
    if last_activation not in loss.last_activations:
        allowed = " or ".join(map(repr, loss.last_activations))
        because = f"the loss {loss.name!r} takes logarithms of the outputs, so they must lie between 0 and 1"
        raise fail("loss", f"a last activation {allowed} with {loss.name!r}", repr(last_activation), because)
