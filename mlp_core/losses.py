"""Losses: one number for how wrong the outputs are, and its derivative at the outputs.

A loss is its terms, one for each data point and output, summed and divided by a count: so it is here, and the sum is
written once. A loss and an activation can be a pair: then the terms and their derivative are taken from the weighted
sums, without ever taking the logarithm of 0 or dividing by it. For sigmoid + bce and softmax + softmax_cross_entropy
that derivative is simply (ỹ − y) / count. Where a network has such a pair, this stable form is used.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.calls import Call, Head, Layout, by_formula, constant, one_for_each_point, scaled
from mlp_core.checks import Array, fail
from mlp_core.code import LossCode, LossWords, PairCode

InPlace: TypeAlias = Callable[[Layout, float], Head]
"""in_place(layout, share) is the end of a network as calls on fixed buffers (see calls.Head); share is 1 / count."""


@dataclass(frozen=True, eq=False)
class StableForm:
    """The loss of a network whose last activation fits it, in terms of the weighted sums s of the last layer.

    terms(s, targets) are the loss's terms, shaped like the targets. errors(s, outputs, targets) is the derivative of
    their sum at s. It needs at least `least_outputs` outputs, P. in_place begins at s.
    """

    activation: str
    terms: Callable[[Array, Array], Array]
    errors: Callable[[Array, Array, Array], Array] = lambda s, outputs, targets: outputs - targets
    in_place: InPlace | None = None
    code: PairCode | None = None
    least_outputs: int = 1

    def by_formulas(self, layout: Layout, share: float) -> Head:
        """What in_place would be, by the formulas, which allocate."""
        s, outputs, y, delta, terms = (layout.empty() for _ in range(5))
        apply, _ = ACTIVATIONS[self.activation].on_buffer(outputs, layout.axis)
        forward: list[Call] = [(np.copyto, (outputs, s)), *apply, by_formula(self.terms, layout.axis, terms, s, y)]
        error = [by_formula(self.errors, layout.axis, delta, s, outputs, y)]
        return Head(s, y, delta, terms, np.ones_like(terms), share, share, forward, error)


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss of outputs and targets, both (N, P), and its derivative.

    terms(outputs, targets) is what each output adds to the loss before it is divided, shaped like the targets, and
    slopes(outputs, targets) is the derivative of each term at its output. count(N, P) is what their sum is divided by.
    check(targets) raises ValueError where the loss has no meaning; domain is the interval that outputs must lie in.
    in_place begins at the outputs.
    Outputs may have leading axes, (…, N, P), one for each of several networks; so then do losses and derivatives.
    """

    name: str
    terms: Callable[[Array, Array], Array]
    slopes: Callable[[Array, Array], Array]
    count: Callable[[int, int], int]
    formula: str
    derivative_formula: str
    code: LossCode
    words: LossWords
    check: Callable[[Array], None] = lambda targets: None
    domain: tuple[float, float] = (-np.inf, np.inf)
    stable: tuple[StableForm, ...] = ()
    in_place: InPlace | None = None

    def __reduce__(self) -> tuple[Callable[[str], "Loss"], tuple[str]]:
        return _named, (self.name,)  # functions without a name of their own cannot be pickled

    def value(self, outputs: Array, targets: Array) -> Any:
        """The loss: one number for outputs (N, P), an array for outputs with leading axes."""
        return self._reduced(self.terms(*_same_shape(outputs, targets)))

    def derivative(self, outputs: Array, targets: Array) -> Array:
        """∂L/∂ỹ, shaped like outputs, which the book calls δ^(lmax)."""
        return self.slopes(*_same_shape(outputs, targets)) / self.count(*targets.shape[-2:])

    def pair_with(self, activation: str, outputs: int) -> StableForm | None:
        """The stable form for that last activation and number of outputs P, if there is one."""
        forms = (form for form in self.stable if form.activation == activation and outputs >= form.least_outputs)
        return next(forms, None)

    def terms_of(self, sums: Array, outputs: Array, targets: Array, activation: str) -> Array:
        """The terms of a last layer, by the stable form where its activation allows it."""
        pair = self.pair_with(activation, targets.shape[-1])
        return pair.terms(sums, targets) if pair else self.terms(outputs, targets)

    def value_of(self, sums: Array, outputs: Array, targets: Array, activation: str) -> Any:
        """The loss of a last layer, by the stable form where its activation allows it."""
        return self._reduced(self.terms_of(sums, outputs, targets, activation))

    @property
    def last_activations(self) -> tuple[str, ...]:
        """The activations whose outputs lie where the loss is defined."""
        return tuple(name for name in ACTIVATIONS if self.accepts(name))

    def accepts(self, activation: str) -> bool:
        """Whether the outputs of that last activation lie where the loss is defined."""
        low, high = ACTIVATIONS[activation].output_range
        return self.domain[0] <= low and high <= self.domain[1]

    def on_buffers(self, activation: str, layout: Layout, scale: float | Array) -> Head:
        """The end of a network on fixed buffers: in place, or where that is not known by the formulas, which allocate.

        scale multiplies the error; an array of scales must broadcast with the layout's shape.
        """
        pair = self.pair_with(activation, layout.width)
        form, share = pair or self, 1 / self.count(layout.points, layout.width)
        head = (form.in_place or form.by_formulas)(layout, share)
        error = [*head.error, *scaled(head.delta, scale, head.slope)]
        if pair:
            return replace(head, error=error)
        apply, back = ACTIVATIONS[activation].on_buffer(head.s, layout.axis)
        return replace(head, forward=[*apply, *head.forward], error=[*error, *back(head.delta)])

    def by_formulas(self, layout: Layout, share: float) -> Head:
        """What in_place would be, by the formulas, which allocate."""
        outputs, y, delta, terms = (layout.empty() for _ in range(4))
        forward = [by_formula(self.terms, layout.axis, terms, outputs, y)]
        error = [by_formula(self.slopes, layout.axis, delta, outputs, y)]
        return Head(outputs, y, delta, terms, np.ones_like(terms), share, share, forward, error)

    def _reduced(self, terms: Array) -> Any:
        total = terms.sum(axis=(-2, -1)) / self.count(*terms.shape[-2:])
        return float(total) if terms.ndim == 2 else total


def _named(name: str) -> Loss:
    return LOSSES[name]


def _same_shape(outputs: Array, targets: Array) -> tuple[Array, Array]:
    outputs, targets = np.asarray(outputs), np.asarray(targets)
    if outputs.shape[-2:] != targets.shape or targets.ndim != 2:
        raise fail("outputs", f"the shape of the targets, {targets.shape} = (N, P)", f"shape {outputs.shape}")
    return outputs, targets


# ---- squares ---------------------------------------------------------------------------------------------------------


def _squares_in_place(layout: Layout, share: float) -> Head:
    """share · Σ (ỹ − y)², whose derivative is 2 · share · (ỹ − y)."""
    outputs, y, delta = (layout.empty() for _ in range(3))
    return Head(outputs, y, delta, delta, delta, share, 2 * share, forward=[(np.subtract, (outputs, y, delta))])


# ---- logarithms ------------------------------------------------------------------------------------------------------


def clipped(outputs: Array) -> Array:
    """Probabilities that were rounded to 0 or 1 moved to normal numbers whose logarithms are finite."""
    info = np.finfo(outputs.dtype)
    return np.clip(outputs, info.tiny, 1.0 - info.epsneg)


def _bce_terms(outputs: Array, targets: Array) -> Array:
    p = clipped(outputs)
    return -(targets * np.log(p) + (1.0 - targets) * np.log1p(-p))


def _bce_slopes(outputs: Array, targets: Array) -> Array:
    p = clipped(outputs)
    return (p - targets) / (p * (1.0 - p))


MANY = 128
"""Of more outputs than this ln(1 + e^s) is quicker from its parts; of fewer, by one call that does it all."""


def _bce_of_sigmoid_in_place(layout: Layout, share: float) -> Head:
    """Σ ln(1 + e^s) − y s: the terms are (ln(1 + e^s), s), the signs (1, −y)."""
    terms, softplus, s = layout.stacked(layout.width)
    signs, _, minus_y = layout.stacked(layout.width)
    y, a, delta = (layout.empty() for _ in range(3))
    softplus_calls: list[Call] = [(np.logaddexp, (s, constant(0, s), softplus))]
    if s.size > MANY:
        softplus_calls = [(np.copyto, (softplus, s)), *ACTIVATIONS["softplus"].on_buffer(softplus, layout.axis)[0]]
    # ỹ = e^s / (1 + e^s) = e^(s − ln(1 + e^s))
    forward: list[Call] = [*softplus_calls, (np.subtract, (s, softplus, a)), (np.exp, (a, a))]
    error = [(np.subtract, (a, y, delta))]
    return Head(s, y, delta, terms, signs, share, share, forward, error, refresh=[(np.negative, (y, minus_y))])


def _log_softmax(s: Array) -> Array:
    # ln softmax(s) = s − ln Σ e^s, with the row's maximum taken off first.
    shifted = s - s.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _others(s: Array) -> Array:
    """(…, P, P): in row i all outputs but i, with −∞ for i itself."""
    return np.where(np.eye(s.shape[-1], dtype=bool), -np.inf, s[..., None, :])


def _log_rest(s: Array) -> Array:
    # ln(1 − softmax(s)): 1 − ỹ_i is the sum of the other ỹ, and ỹ_j / (1 − ỹ_i) is j's share of the others.
    others = _others(_log_softmax(s))
    top = others.max(axis=-1)
    return top + np.log(np.exp(others - top[..., None]).sum(axis=-1))


def _bce_terms_of_softmax(s: Array, targets: Array) -> Array:
    return -(targets * _log_softmax(s) + (1.0 - targets) * _log_rest(s))


def _bce_errors_of_softmax(s: Array, outputs: Array, targets: Array) -> Array:
    # P ỹ_j − y_j − Σ_(i ≠ j) (1 − y_i) ỹ_j / (1 − ỹ_i)
    pulled = (1.0 - targets)[..., None, :] @ ACTIVATIONS["softmax"].apply(_others(s))
    return s.shape[-1] * outputs - targets - pulled[..., 0, :]


def _cross_entropy_of_softmax_in_place(layout: Layout, share: float) -> Head:
    """Σ over points of ln Σ e^s − Σ y s: the terms are (ln Σ e^s, s), the signs (1, −y), with s less its maximum."""
    terms, log_of_sum, s = layout.stacked(1)
    signs, _, minus_y = layout.stacked(1)
    y, a, delta = (layout.empty() for _ in range(3))
    of_point = one_for_each_point(a, layout.axis)
    forward: list[Call] = [
        (np.maximum.reduce, (s, layout.axis, None, of_point, True)),
        (np.subtract, (s, of_point, s)),
        (np.exp, (s, a)),
        (np.add.reduce, (a, layout.axis, None, of_point, True)),
        (np.divide, (a, of_point, a)),
        (np.log, (of_point, log_of_sum)),
    ]
    error = [(np.subtract, (a, y, delta))]
    return Head(s, y, delta, terms, signs, share, share, forward, error, refresh=[(np.negative, (y, minus_y))])


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


# ---- the records -----------------------------------------------------------------------------------------------------


_LOG_SOFTMAX = """\
def log_softmax(s):
    s = s - s.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))"""
_LOG_REST = {
    "NumPy": f"""\
{_LOG_SOFTMAX}


def others(s):  # in row i all outputs but i
    return np.where(np.eye(s.shape[1]) > 0, -np.inf, s[:, None, :])


def log_rest(s):  # ln(1 - softmax(s))
    rest = others(log_softmax(s))
    top = rest.max(axis=2)
    return top + np.log(np.exp(rest - top[:, :, None]).sum(axis=2))


def shares(s):  # in row i the softmax of all outputs but i
    e = np.exp(others(s) - others(s).max(axis=2, keepdims=True))
    return e / e.sum(axis=2, keepdims=True)""",
    "PyTorch": """\
def log_rest(s):  # ln(1 - softmax(s)), from all outputs but one
    itself = torch.eye(s.shape[1]) > 0
    return torch.logsumexp(torch.log_softmax(s, 1)[:, None, :].masked_fill(itself, -torch.inf), 2)""",
    "Keras": """\
def log_rest(s):  # ln(1 - softmax(s)), from all outputs but one
    itself = keras.ops.eye(s.shape[1]) > 0
    return keras.ops.logsumexp(keras.ops.where(itself, -1e30, keras.ops.log_softmax(s)[:, None, :]), axis=2)""",
}

LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        # Half the sum, so that its gradient at the output is ỹ − y and the course's update has no factor 2/N.
        Loss(
            "half_sse",
            terms=lambda outputs, targets: 0.5 * np.square(outputs - targets),
            slopes=lambda outputs, targets: outputs - targets,
            count=lambda n, p: 1,
            formula=r"\tfrac{1}{2} \sum (\tilde{y} - y)^2",
            derivative_formula=r"\tilde{y} - y",
            code=LossCode(
                "0.5 * ((outputs - Y) ** 2).sum()",
                "outputs - Y",
                torch="0.5 * ((outputs - Y) ** 2).sum()",
                keras="0.5 * keras.ops.sum((outputs - Y) ** 2)",
            ),
            words=LossWords(
                "half the sum of squares", "½ Σ (Ỹ − Y)²", "Ỹ − Y", term="½·({o} − {t})²", slope="{o} − {t}"
            ),
            in_place=lambda layout, share: _squares_in_place(layout, 0.5 * share),
        ),
        Loss(
            "mse",
            terms=lambda outputs, targets: np.square(outputs - targets),
            slopes=lambda outputs, targets: 2.0 * (outputs - targets),
            count=lambda n, p: n * p,
            formula=r"\frac{1}{N P} \sum (\tilde{y} - y)^2",
            derivative_formula=r"\frac{2}{N P}\,(\tilde{y} - y)",
            code=LossCode(
                "((outputs - Y) ** 2).mean()",
                "2 * (outputs - Y) / Y.size",
                torch="((outputs - Y) ** 2).mean()",
                keras="keras.ops.mean((outputs - Y) ** 2)",
                library={"PyTorch": "nn.MSELoss()", "Keras": '"mean_squared_error"'},
            ),
            words=LossWords(
                "mean squared error",
                "1/(NP) · Σ (Ỹ − Y)²",
                "2/(NP) · (Ỹ − Y)",
                term="({o} − {t})² / ({n}·{p})",
                slope="2·({o} − {t}) / ({n}·{p})",
            ),
            in_place=_squares_in_place,
        ),
        Loss(
            "bce",
            terms=_bce_terms,
            slopes=_bce_slopes,
            count=lambda n, p: n * p,
            formula=r"-\frac{1}{N P} \sum \left[\, y \ln \tilde{y} + (1 - y) \ln (1 - \tilde{y}) \,\right]",
            derivative_formula=r"\frac{1}{N P}\,\frac{\tilde{y} - y}{\tilde{y}\,(1 - \tilde{y})}",
            code=LossCode(
                "-(Y * np.log(outputs) + (1 - Y) * np.log(1 - outputs)).mean()",
                "(outputs - Y) / (outputs * (1 - outputs)) / Y.size",
                torch="-(Y * torch.log(outputs) + (1 - Y) * torch.log(1 - outputs)).mean()",
                keras="-keras.ops.mean(Y * keras.ops.log(outputs) + (1 - Y) * keras.ops.log(1 - outputs))",
            ),
            words=LossWords(
                "binary cross-entropy",
                "−1/(NP) · Σ [Y ln Ỹ + (1 − Y) ln(1 − Ỹ)]",
                "1/(NP) · (Ỹ − Y) / (Ỹ (1 − Ỹ))",
                term="−({t}·ln {o} + (1 − {t})·ln(1 − {o})) / ({n}·{p})",
                slope="({o} − {t}) / ({o}·(1 − {o})) / ({n}·{p})",
            ),
            check=_check_between_0_and_1,
            domain=(0.0, 1.0),
            stable=(
                StableForm(
                    "sigmoid",
                    lambda s, targets: ACTIVATIONS["softplus"].apply(s) - targets * s,  # ln(1 + e^s) − y s
                    in_place=_bce_of_sigmoid_in_place,
                    code=PairCode(
                        "(np.logaddexp(0, s) - Y * s).mean()",
                        "(outputs - Y) / Y.size",
                        library={
                            "PyTorch": "nn.BCEWithLogitsLoss()",
                            "Keras": "keras.losses.BinaryCrossentropy(from_logits=True)",
                        },
                    ),
                ),
                StableForm(
                    "softmax",
                    _bce_terms_of_softmax,
                    _bce_errors_of_softmax,
                    code=PairCode(
                        "-(Y * log_softmax(s) + (1 - Y) * log_rest(s)).mean()",
                        "(Y.shape[1] * outputs - Y - ((1 - Y)[:, None, :] @ shares(s))[:, 0, :]) / Y.size",
                        torch="-(Y * torch.log_softmax(s, 1) + (1 - Y) * log_rest(s)).mean()",
                        keras="-keras.ops.mean(Y * keras.ops.log_softmax(s) + (1 - Y) * log_rest(s))",
                        helpers=_LOG_REST,
                    ),
                    least_outputs=2,
                ),
            ),
        ),
        # Summed over the outputs, mean over the rows; each row of the targets is a distribution, most often one-hot.
        Loss(
            "softmax_cross_entropy",
            terms=lambda outputs, targets: -targets * np.log(clipped(outputs)),
            slopes=lambda outputs, targets: -targets / clipped(outputs),
            count=lambda n, p: n,
            formula=r"-\frac{1}{N} \sum y \ln \tilde{y}",
            derivative_formula=r"-\frac{1}{N}\,\frac{y}{\tilde{y}}",
            code=LossCode(
                "-(Y * np.log(outputs)).sum() / len(Y)",
                "-Y / outputs / len(Y)",
                torch="-(Y * torch.log(outputs)).sum() / len(Y)",
                keras="-keras.ops.mean(keras.ops.sum(Y * keras.ops.log(outputs), axis=1))",
            ),
            words=LossWords(
                "cross-entropy of classes",
                "−1/N · Σ Y ln Ỹ",
                "−1/N · Y / Ỹ",
                term="−{t}·ln {o} / {n}",
                slope="−{t} / {o} / {n}",
            ),
            check=_check_distributions,
            domain=(0.0, 1.0),
            stable=(
                StableForm(
                    "softmax",
                    lambda s, targets: -targets * _log_softmax(s),
                    in_place=_cross_entropy_of_softmax_in_place,
                    code=PairCode(
                        "-(Y * log_softmax(s)).sum() / len(Y)",
                        "(outputs - Y) / len(Y)",
                        helpers={"NumPy": _LOG_SOFTMAX},
                        library={
                            "PyTorch": "nn.CrossEntropyLoss()",
                            "Keras": "keras.losses.CategoricalCrossentropy(from_logits=True)",
                        },
                    ),
                ),
            ),
        ),
    )
}
"""Every loss by name."""
