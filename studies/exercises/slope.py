"""Exercise: write tanh and its derivative."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.exercises.elementwise import Curve, Slips, Wanted, changed_in_place, checks_of
from studies.exercises.report import Report

POINTS = np.array([-1.5, -0.4, 0.0, 0.7, 2.0])
HIDDEN = np.array([[0.3, -2.2, 1.1], [-0.05, 0.9, -0.6]])
_LARGE = 800.0
_STEP = 1e-5


def _sigmoid(s: Array) -> Array:
    return ACTIVATIONS["sigmoid"].apply(s)


def _tanh(s: Array) -> Array:
    return np.tanh(s)


# A wrong function and what to say of it. Where a rule cannot be computed at a point, it matches nothing.
TANH_SLIPS: Slips = (
    (_sigmoid, "This is the sigmoid function: its values are between 0 and 1, those of tanh between −1 and 1."),
    (np.sinh, "This is sinh, (eˢ − e⁻ˢ)/2. For tanh the same numerator is divided by eˢ + e⁻ˢ."),
    (np.cosh, "This is cosh, (eˢ + e⁻ˢ)/2. It is never below 1; tanh is between −1 and 1."),
    (lambda s: 1 / np.tanh(s), "The fraction is upside down: tanh has the difference above and the sum below."),
    (
        lambda s: np.exp(s) - np.exp(-s) / np.exp(s) + np.exp(-s),
        "Brackets are missing: / binds tighter than + and −, so only e⁻ˢ/eˢ is divided. Put numerator and denominator "
        "into brackets.",
    ),
    (
        lambda s: (np.exp(s) - np.exp(-s)) / np.exp(s) + np.exp(-s),
        "Brackets are missing round the denominator: only eˢ divides, and e⁻ˢ is added afterwards.",
    ),
    (lambda s: -_tanh(s), "The sign is wrong: for positive s, tanh is positive. Which exponential comes first?"),
    (lambda s: _tanh(s / 2), "This is tanh(s/2), which is 2·sigmoid(s) − 1. The exponents need a factor 2."),
    (lambda s: _tanh(2 * s), "This is tanh(2s): the exponents have a factor too many."),
    (np.tan, "np.tan is the tangent of an angle. The hyperbolic tangent is np.tanh."),
    (np.arctan, "np.arctan also has the shape of an S, but it goes from −π/2 to π/2. The hyperbolic tangent is meant."),
    (np.arctanh, "np.arctanh is the inverse of tanh: it undoes what tanh does."),
    (lambda s: np.maximum(s, 0), "This is relu, which is 0 for negative and s for positive sums."),
    (lambda s: s, "The function gives back s itself. That is the linear activation."),
    (lambda s: 1 - _tanh(s) ** 2, "This is the derivative, 1 − tanh²(s). tanh and its derivative are exchanged."),
)
SLOPE_SLIPS: Slips = (
    (lambda s: 1 - _tanh(s), "The square is forgotten: the derivative is 1 − tanh²(s), and you have 1 − tanh(s)."),
    (
        lambda s: 1 - s**2,
        "You have 1 − s². That would be right if the argument were the activation a = tanh(s): 1 − a². Here the "
        "argument is the weighted sum s, so tanh has to be taken first.",
    ),
    (
        lambda s: _sigmoid(s) * (1 - _sigmoid(s)),
        "This is the derivative of sigmoid, f·(1 − f) with f = sigmoid. tanh has one of its own, 1 − tanh²(s).",
    ),
    (
        lambda s: _tanh(s) * (1 - _tanh(s)),
        "f·(1 − f) is the pattern of sigmoid's derivative, here with tanh put in for f. For tanh it is 1 − f².",
    ),
    (lambda s: 1 + _tanh(s) ** 2, "The sign is wrong: 1 + tanh² is above 1, but the slope of tanh is at most 1."),
    (lambda s: _tanh(s) ** 2 - 1, "The sign is wrong: tanh rises everywhere, so its slope is positive."),
    (
        lambda s: 1 - _tanh(s**2),
        "The square is in the wrong place: you square s and then take tanh. Square tanh(s) itself.",
    ),
    (lambda s: (1 - _tanh(s)) ** 2, "You square the whole difference, (1 − tanh(s))². Only tanh(s) is squared."),
    (lambda s: 1 / np.cosh(s), "1/cosh(s) still has to be squared: the derivative is 1/cosh²(s) = 1 − tanh²(s)."),
    (lambda s: np.cosh(s) ** 2, "The fraction is upside down: the derivative is 1/cosh²(s)."),
    (_tanh, "The function gives back tanh(s) itself, not its slope."),
    (lambda s: _tanh(s) ** 2, "tanh²(s) is what has to be taken away from 1."),
    (lambda s: -2 * _tanh(s), "−2·tanh(s) is the derivative of 1 − f² for f. What is wanted is 1 − tanh²(s) itself."),
    (lambda s: 1 - 2 * _tanh(s), "A square is no doubling: tanh²(s) is tanh(s)·tanh(s), not 2·tanh(s)."),
    (
        lambda s: 1 - _tanh(_tanh(s)) ** 2,
        "tanh is taken twice: you put tanh(s) into a derivative that takes tanh once more.",
    ),
    (lambda s: (s > 0) * 1.0, "This is the derivative of relu: 0 for negative sums and 1 for positive ones."),
    (
        lambda s: -2 * _tanh(s) * (1 - _tanh(s) ** 2),
        "This is the second derivative, −2·tanh(s)·(1 − tanh²(s)). The first one is wanted.",
    ),
    (lambda s: 2 * (1 - _tanh(s) ** 2), "There is a factor 2 too much. The derivative is 1 − tanh²(s)."),
    (lambda s: (1 - _tanh(s) ** 2) / 2, "There is a factor ½ too much. The derivative is 1 − tanh²(s)."),
    (lambda s: 4 / (np.exp(s) + np.exp(-s)), "The denominator has to be squared: (eˢ + e⁻ˢ)² divides the 4."),
    (lambda s: 1 / (1 + s**2), "This is the derivative of arctan, 1/(1 + s²). That of tanh is 1 − tanh²(s)."),
    (lambda s: 1 / np.cos(s) ** 2, "This is the derivative of tan, 1/cos²(s). For tanh it is 1/cosh²(s)."),
    (np.zeros_like, "The function gives back 0 everywhere, and tanh is nowhere flat."),
    (np.ones_like, "The slope is 1 everywhere only for the linear activation."),
    (lambda s: 1 - _sigmoid(s) ** 2, "1 − f² is the right pattern, but with f = tanh(s). You have put sigmoid in."),
)


def measured_slope(s: Array) -> Array:
    """The slope of tanh by central differences, (tanh(s + ε) − tanh(s − ε)) / 2ε."""
    return (np.tanh(s + _STEP) - np.tanh(s - _STEP)) / (2 * _STEP)


def _second(s: Array) -> Array:
    return -2 * np.tanh(s) * (1 - np.tanh(s) ** 2)


def _third(s: Array) -> Array:
    return 2 * (1 - np.tanh(s) ** 2) * (3 * np.tanh(s) ** 2 - 1)


_CURVE = Curve(_tanh, lambda s: 1 - _tanh(s) ** 2, _second, _third, "tanh", "1 − tanh²(s)")
_WANTED = (
    Wanted("tanh", _tanh, TANH_SLIPS, "tanh is"),
    Wanted(
        "tanh_derivative",
        measured_slope,
        SLOPE_SLIPS,
        "the slope of tanh, measured by two points close by, is",
        _CURVE,
    ),
)
_PLACES = (("(s) at five weighted sums", POINTS, False), ("(S) for a matrix of sums", HIDDEN, True))


def grade_tanh(program: Mapping[str, Any]) -> Report:
    """The program defines tanh(s) and tanh_derivative(s), for an array s of weighted sums."""
    report = Report(tuple(check for wanted in _WANTED for check in checks_of(program, wanted, _PLACES)))
    return Report(report.checks, _remarks(program)) if report.passed else report


def _remarks(program: Mapping[str, Any]) -> tuple[str, ...]:
    """What could go wrong elsewhere with functions that are right here."""
    in_place = changed_in_place(program, ("tanh", "tanh_derivative"), POINTS)
    return tuple(remark for remark in (_too_large(program), in_place) if remark)


def _too_large(program: Mapping[str, Any]) -> str:
    """Right for every usual s; for very large ones eˢ is too large for a number."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(program["tanh"](np.array([_LARGE])), dtype=float)
    except Exception:
        return ""
    if np.isfinite(value).all():
        return ""
    return f"For s = {_LARGE:g} your tanh is not a number, because e to that power is too large. np.tanh is safe."
