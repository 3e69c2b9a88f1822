"""Cell 1: sigmoid and relu with their slopes, and the loop that feeds forward."""

# ruff: noqa: E741 (l is the book's letter for the layer)

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.exercises.elementwise import Curve, Wanted, changed_in_place, checks_of
from studies.exercises.own_network.case import (
    Case,
    all_same,
    array_list,
    case,
    first_difference,
    slip_in,
    slope_of,
    unchanged,
)
from studies.exercises.report import Check, Refused, Report, as_numbers, call, find_function, same, until_one_fails

_SUMS = np.array([-1.5, -0.4, 0.7, 2.0])
_MATRIX = np.array([[0.3, -2.2, 1.1], [-0.05, 0.9, -0.6]])
_LARGE = 800.0
_FUNCTIONS = ("sigmoid", "sigmoid_slope", "relu", "relu_slope")


def _sigmoid(s: Array) -> Array:
    return ACTIVATIONS["sigmoid"].apply(s)


def _relu(s: Array) -> Array:
    return ACTIVATIONS["relu"].apply(s)


def _second(s: Array) -> Array:
    f = _sigmoid(s)
    return f * (1 - f) * (1 - 2 * f)


def _third(s: Array) -> Array:
    f = _sigmoid(s)
    return f * (1 - f) * (1 - 6 * f + 6 * f**2)


_WANTED = (
    Wanted(
        "sigmoid",
        _sigmoid,
        (
            (lambda s: _sigmoid(-s), "The sign of the exponent is wrong: σ(s) = 1/(1 + e⁻ˢ) rises with s."),
            (lambda s: 1 / 1 + np.exp(-s), "Brackets are missing round the denominator, 1 + e⁻ˢ."),
            (lambda s: 1 + np.exp(-s), "The fraction is upside down: σ(s) = 1/(1 + e⁻ˢ)."),
            (lambda s: 1 / (1 - np.exp(-s)), "The denominator is 1 + e⁻ˢ, with a plus."),
            (lambda s: 1 + np.exp(s), "Brackets are missing round the denominator, 1 + e⁻ˢ."),
            (lambda s: _sigmoid(s) ** 2, "This is σ(s)²: there is a square too much."),
            (lambda s: np.exp(-s) / (1 + np.exp(-s)), "This is 1 − σ(s): the numerator is 1, not e⁻ˢ."),
            (np.tanh, "This is tanh, between −1 and 1. The sigmoid is between 0 and 1."),
            (_relu, "This is relu. The sigmoid is 1/(1 + e⁻ˢ)."),
            (lambda s: s, "The function gives back s itself: that is the linear activation."),
            (slope_of("sigmoid"), "This is the sigmoid's slope. The function itself is 1/(1 + e⁻ˢ)."),
            (lambda s: _sigmoid(2 * s), "This is σ(2s): the exponent has a factor 2 too much."),
            (lambda s: 1 / (1 + s), "e⁻ˢ is missing: σ(s) = 1/(1 + e⁻ˢ), np.exp(-s) in NumPy."),
        ),
        "σ(s) is",
    ),
    Wanted(
        "sigmoid_slope",
        slope_of("sigmoid"),
        (
            (
                lambda s: s * (1 - s),
                "You have s·(1 − s). That would be right if the argument were the activation a = σ(s). Here it is the "
                "weighted sum s, so the sigmoid has to be taken first.",
            ),
            (
                lambda s: 1 - _sigmoid(s),
                "This is 1 − σ(s). σ(s) is forgotten as a factor, or the denominator 1 "
                "+ e⁻ˢ is not squared: the slope is "
                "σ(s)·(1 − σ(s)) = e⁻ˢ/(1 + e⁻ˢ)².",
            ),
            (lambda s: 1 - _sigmoid(s) ** 2, "1 − f² is the slope of tanh. The sigmoid's is f·(1 − f)."),
            (lambda s: 1 - np.tanh(s) ** 2, "This is the slope of tanh. The sigmoid's is σ(s)·(1 − σ(s))."),
            (lambda s: -slope_of("sigmoid")(s), "The sign is wrong: the sigmoid rises everywhere."),
            (_sigmoid, "The function gives back σ(s) itself, not its slope."),
            (
                lambda s: slope_of("sigmoid")(_sigmoid(s)),
                "The sigmoid is taken twice: σ(s) is put into a slope that takes the sigmoid once more.",
            ),
            (lambda s: _sigmoid(s) * (1 + _sigmoid(s)), "The sign in the bracket is wrong: σ(s)·(1 − σ(s))."),
            (lambda s: (s > 0) * 1.0, "This is the slope of relu. The sigmoid's is σ(s)·(1 − σ(s))."),
            (
                lambda s: 0 * s,
                "This is 0 everywhere: brackets are missing round 1 − σ(s), or one is subtracted from itself.",
            ),
            (lambda s: _sigmoid(s) - _sigmoid(s**2), "The square is that of σ(s), not of s: σ(s) − σ(s)²."),
            (lambda s: _sigmoid(1 - s), "This is σ(1 − s). The slope is a product, σ(s)·(1 − σ(s))."),
            (lambda s: np.exp(-s) / (1 - np.exp(-s)) ** 2, "The denominator is (1 + e⁻ˢ)², with a plus."),
            (lambda s: np.exp(s) / (1 + np.exp(-s)) ** 2, "The sign of the exponent above is wrong: e⁻ˢ/(1 + e⁻ˢ)²."),
            (lambda s: 1 / (1 + np.exp(-s)) ** 2, "The numerator is e⁻ˢ, not 1: e⁻ˢ/(1 + e⁻ˢ)²."),
            (
                lambda s: np.gradient(_sigmoid(s)),
                "np.gradient takes differences between neighbours in the array, whatever their s is. Each entry is a "
                "weighted sum of its own: σ(s)·(1 − σ(s)).",
            ),
        ),
        "the slope of the sigmoid is",
        Curve(_sigmoid, slope_of("sigmoid"), _second, _third, "σ", "σ(s)·(1 − σ(s))"),
    ),
    Wanted(
        "relu",
        _relu,
        (
            (lambda s: np.minimum(s, 0), "This keeps what is negative. relu keeps what is positive: max(0, s)."),
            (np.abs, "This is |s|. relu makes 0 of what is negative."),
            (lambda s: (s > 0) * 1.0, "This is the slope of relu, 0 or 1. relu itself is s where s is positive."),
            (lambda s: s, "The function gives back s itself. relu makes 0 of what is negative."),
            (lambda s: np.maximum(s, 0.01 * s), "This is a leaky relu, which lets a little of negative sums through."),
            (lambda s: np.log(1 + np.exp(s)), "This is softplus, a smooth relative of relu: max(0, s) has a kink."),
            (lambda s: np.maximum(s, 1), "Negative sums become 0: max(0, s), not max(1, s)."),
            (_sigmoid, "This is the sigmoid. relu is max(0, s)."),
        ),
        "relu(s) is",
    ),
    Wanted(
        "relu_slope",
        lambda s: (s > 0) * 1.0,
        (
            (lambda s: (s < 0) * 1.0, "0 and 1 are exchanged: the slope is 1 where s is positive."),
            (_relu, "The function gives back relu(s) itself. Its slope is 1 where s is positive and 0 elsewhere."),
            (lambda s: s, "The function gives back s. The slope of s is 1, where s is positive."),
            (np.ones_like, "The slope is 1 only where s is positive; where it is negative, relu is flat."),
            (np.zeros_like, "The slope is 0 only where s is negative; where it is positive, it is 1."),
            (np.sign, "For negative sums the slope is 0, not −1: relu is flat there."),
            (lambda s: np.where(s > 0, 1, 0.01), "This is the slope of a leaky relu. relu is flat for negative sums."),
            (slope_of("sigmoid"), "This is the sigmoid's slope."),
            (lambda s: (s >= 1) * 1.0, "The border is at 0: the slope is 1 for every positive s, not from 1 on."),
            (lambda s: np.maximum(s, 1), "This is max(1, s). The slope is 0 or 1, by the sign of s alone."),
            (lambda s: np.minimum(s, 1), "This is min(1, s). The slope is 0 or 1, by the sign of s alone."),
        ),
        "the slope of relu is",
    ),
)
_PLACES = (("(s) at four weighted sums", _SUMS, False), ("(S) for a matrix of sums", _MATRIX, True))
_CASES = (
    ("forward: the layers of 5 data points in a 3-4-2 network", case(5, (3, 4, 2), 1, "relu", "tanh"), False),
    ("forward: a network with three weight matrices", case(4, (3, 4, 2, 2), 2, "tanh", "linear"), True),
    ("forward: a network without a hidden layer", case(2, (3, 1), 3), True),
    ("forward: all sizes equal", case(3, (3, 3, 3), 4), True),
)


def grade_forward(program: Mapping[str, Any]) -> Report:
    """The program defines sigmoid, relu, their slopes, and forward(X, weights, activations) -> [X, …, outputs]."""
    checks = [check for wanted in _WANTED for check in checks_of(program, wanted, _PLACES)]
    kink = _at_the_kink(program)
    if kink.say and not kink.passed:
        checks.append(Check("relu_slope at s = 0", False, kink.say, hidden=True))
    looped = until_one_fails(_CASES, lambda one: _compare(program, one))
    report = Report((*checks, *looped.checks))
    return Report(report.checks, _remarks(program, kink.say)) if report.passed else report


def _at_the_kink(program: Mapping[str, Any]) -> Check:
    """At 0 relu has no slope: whatever is between those of its two sides will do, and what is not 0 is remarked on."""
    try:
        with np.errstate(all="ignore"):
            value = as_numbers(call(find_function(program, "relu_slope"), np.zeros(2)), "relu_slope")
    except Refused:
        return Check("", passed=True)  # it has been said of the other sums
    if value.shape != (2,) or not ((value >= 0) & (value <= 1)).all():
        said = "At s = 0 relu_slope gives no number between 0 and 1. Let it be 0 there, as in this book."
        return Check("", passed=False, say=said)
    if value.any():
        said = f"At s = 0 relu has no slope. Yours is {value[0]:g} there; this book and PyTorch take 0."
        return Check("", passed=True, say=said)
    return Check("", passed=True)


def _remarks(program: Mapping[str, Any], kink: str) -> tuple[str, ...]:
    in_place = changed_in_place(program, _FUNCTIONS, _SUMS)
    return tuple(remark for remark in (kink, _too_large(program), in_place) if remark)


def _too_large(program: Mapping[str, Any]) -> str:
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(program["sigmoid"](np.array([-_LARGE, _LARGE])), dtype=float)
    except OverflowError:  # Python's own numbers, as math.exp has them, end with an error where NumPy's are infinite
        value = np.array(np.nan)
    if np.isfinite(value).all():
        return ""
    return (
        f"For s = ±{_LARGE:g} your sigmoid is not a number: e to that power is too "
        "large. 1/(1 + e⁻ˢ) has no such trouble."
    )


def _compare(program: Mapping[str, Any], one: Case) -> str:
    try:
        value = _layers(program, one)
    except Refused as refused:
        return (_slip_when_square(program) if refused.shapes else "") or str(refused)
    if all_same(value, one.right.layers):
        return ""
    said = slip_in(value, _slips(one))
    if not said and any(a.shape != b.shape for a, b in zip(value, one.right.layers, strict=True)):
        said = _slip_when_square(program)
    return said or first_difference(value, one.right.layers, "layers", "feeding forward gives")


def _layers(program: Mapping[str, Any], one: Case) -> list[Array]:
    weights, X = one.weights(), one.X.copy()
    value = call(find_function(program, "forward"), X, weights, one.activations)
    unchanged(one, weights, X, "forward")
    right = one.right.layers
    if isinstance(value, np.ndarray) and same(as_numbers(value, "What forward gives back"), right[-1]):
        raise Refused("forward gives back the outputs alone. Give back the list of all layers: return layers.")
    if isinstance(value, list | tuple) and len(value) == len(right) - 1:
        given = array_list(value, "What forward gives back", "layers", len(value))
        if all_same(given, right[1:]):
            raise Refused("X itself is missing: the list starts with the data, layers = [X].")
        if all_same(given, right[:-1]):
            raise Refused("The last layer is missing: there is one turn of the loop for each weight matrix.")
    if isinstance(value, list | tuple) and len(value) == 1:
        raise Refused("The list holds X alone: append the new layer in each turn of the loop.")
    return array_list(value, "What forward gives back", "layers", len(right))


def _slip_when_square(program: Mapping[str, Any]) -> str:
    """A loop whose shapes do not fit can still be read where all sizes are equal."""
    one = _CASES[-1][1]
    try:
        return slip_in(_layers(program, one), _slips(one))
    except Refused:
        return ""


Turn = Callable[[Case, list[Array], int], Array]


def _walk(one: Case, turn: Turn) -> list[Array]:
    layers = [one.X]
    for l in range(len(one.names)):
        layers.append(turn(one, layers, l))
    return layers


def _with(f: Callable[[Array], Array]) -> Turn:
    return lambda one, layers, l: f(layers[-1] @ one.right.weights[l])


def _slips(one: Case) -> Iterator[tuple[list[Array], str]]:
    f, right = one.activations, one.right
    last = len(f) - 1
    sums = [layer @ w for layer, w in zip(right.layers, right.weights, strict=False)]
    turns: list[tuple[Turn, str]] = [
        (_with(lambda s: s), "The activations are forgotten: what is appended is f(sums), with f from activations."),
        (
            lambda o, layers, l: (
                layers[-1] @ o.right.weights[l] if l == last else f[l](layers[-1] @ o.right.weights[l])
            ),
            "The last activation is forgotten. The output layer has one too: activations[-1].",
        ),
        (
            lambda o, layers, l: (
                f[-1](layers[-1] @ o.right.weights[l]) if l == last else layers[-1] @ o.right.weights[l]
            ),
            "Only the last layer gets its activation. Each has one: activations[l].",
        ),
        (_with(f[0]), "Every layer gets the first activation. Layer l has its own: activations[l]."),
        (_with(f[-1]), "Every layer gets the last activation. Layer l has its own: activations[l]."),
        (
            lambda o, layers, l: f[last - l](layers[-1] @ o.right.weights[l]),
            "The activations are taken in reverse order: activations[0] belongs to weights[0].",
        ),
        (lambda o, layers, l: f[l](f[l](layers[-1] @ o.right.weights[l])), "The activation is applied twice."),
        (
            lambda o, layers, l: f[l](layers[-1]) @ o.right.weights[l],
            "The activation is applied to the layer before the product. It belongs to the weighted sums: f(layer @ w).",
        ),
        *(
            (_with(rule), f"You use {name} in every layer. The activations to use are in the list activations.")
            for name, rule in (("sigmoid", _sigmoid), ("relu", _relu), ("tanh", np.tanh))
        ),
        (
            lambda o, layers, l: layers[-1] @ f[l](o.right.weights[l]),
            "The activation is applied to the weights. It belongs to the weighted sums: f(layer @ w).",
        ),
        (
            lambda o, layers, l: o.slopes[l](layers[-1] @ o.right.weights[l]),
            "These are the slopes. Feeding forward applies the activations themselves.",
        ),
    ]
    if one.square:
        turns += [
            (
                lambda o, layers, l: f[l](o.X @ o.right.weights[l]),
                "Every layer is made of X. Each is made of the one before it: layers[-1].",
            ),
            (lambda o, layers, l: f[l](o.right.weights[l] @ layers[-1]), _ORDER),
            (lambda o, layers, l: f[l](o.right.weights[l].T @ layers[-1]), _ORDER),
            (
                lambda o, layers, l: f[l](layers[-1] @ o.right.weights[l].T),
                "The weights are transposed. Feeding forward takes them as they are; "
                "the transpose is for the way back.",
            ),
            (
                lambda o, layers, l: f[l](layers[-1] * o.right.weights[l]),
                "* multiplies entry by entry. The weighted sums are a matrix product, layer @ w.",
            ),
            (
                lambda o, layers, l: f[l](layers[-1] @ o.right.weights[last - l]),
                "The weights are taken in reverse order: weights[0] comes first.",
            ),
        ]
    for turn, say in turns:
        yield _walk(one, turn), say
    yield [one.X, *sums], "The list holds the weighted sums. A layer is what the activation makes of them."
    yield list(reversed(right.layers)), "The layers are right, but in reverse order: layers[0] is X."


_ORDER = "The order of the product is reversed: the layer is on the left, layer @ w."
