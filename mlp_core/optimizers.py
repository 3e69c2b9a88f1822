"""Optimizers: from a gradient to new weights, with the conventions of PyTorch.

Each rule stands here twice, one under the other: as formulas on new arrays, for reading, and as calls that work in
place, for training. Every vector is flat: all weights of the network in one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from mlp_core.checks import Array, as_number, fail
from mlp_core.fast.products import Call
from mlp_core.fast.recorded import constant

State = tuple[Array, ...]


@dataclass(frozen=True)
class Recorded:
    """An update as calls on fixed buffers.

    before_update(t) is called with t = 1, 2, …, if it is not None; then `calls` are replayed. `state` are the buffers
    that must be saved to resume a run. Where rate_in_gradients is set, the gradients must come multiplied by the
    learning rate: that is cheaper done to the few errors at the outputs than to every gradient.
    """

    calls: list[Call]
    state: State
    rate_in_gradients: bool
    before_update: Callable[[int], None] | None = None


@dataclass(frozen=True)
class Optimizer:
    """A rule for one update of the weights.

    update(w, g, state, t, rate, settings) returns the new weights and state for update number t = 1, 2, …, given the
    gradient g; `slots` vectors of zeros are the state before the first update.
    record(w, g, rate, settings) is the same rule in place; rate may be a vector, one entry for each weight.
    settings are the rule's constants; `with_settings` changes them. formula is LaTeX.
    """

    name: str
    slots: int
    update: Callable[[Array, Array, State, int, float, Mapping[str, float]], tuple[Array, State]]
    record: Callable[[Array, Array, float | Array, Mapping[str, float]], Recorded]
    formula: str
    settings: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def with_settings(self, **settings: float) -> "Optimizer":
        """The same rule with other constants, e.g. OPTIMIZERS["momentum"].with_settings(momentum=0.5)."""
        unknown = set(settings) - set(self.settings)
        if unknown:
            allowed = f"settings of {self.name!r}, which are {sorted(self.settings)}"
            raise fail("settings", allowed, repr(sorted(unknown)))
        merged = dict(self.settings)
        for name, value in settings.items():
            number = as_number(name, value, at_least=0)
            if name != "epsilon" and number >= 1:
                raise fail(name, "a number from 0 to below 1", repr(number))
            merged[name] = number
        return replace(self, settings=MappingProxyType(merged))


def _sgd(w: Array, g: Array, state: State, t: int, rate: float, settings: Mapping[str, float]) -> tuple[Array, State]:
    return w - rate * g, ()


def _record_sgd(w: Array, g: Array, rate: float | Array, settings: Mapping[str, float]) -> Recorded:
    return Recorded([(np.subtract, (w, g, w))], (), rate_in_gradients=True)


def _momentum(
    w: Array, g: Array, state: State, t: int, rate: float, settings: Mapping[str, float]
) -> tuple[Array, State]:
    velocity = settings["momentum"] * state[0] + g
    return w - rate * velocity, (velocity,)


def _record_momentum(w: Array, g: Array, rate: float | Array, settings: Mapping[str, float]) -> Recorded:
    # Here the velocity carries the learning rate in it, because the gradients do.
    velocity = np.zeros_like(w)
    return Recorded(
        [
            (np.multiply, (velocity, constant(settings["momentum"], w), velocity)),
            (np.add, (velocity, g, velocity)),
            (np.subtract, (w, velocity, w)),
        ],
        (velocity,),
        rate_in_gradients=True,
    )


def _adam(w: Array, g: Array, state: State, t: int, rate: float, settings: Mapping[str, float]) -> tuple[Array, State]:
    # Kingma & Ba 2015. Both averages start at 0; dividing by 1 − βᵗ makes up for that.
    beta1, beta2, epsilon = settings["beta1"], settings["beta2"], settings["epsilon"]
    mean = beta1 * state[0] + (1 - beta1) * g
    square = beta2 * state[1] + (1 - beta2) * g * g
    step = (mean / (1 - beta1**t)) / (np.sqrt(square / (1 - beta2**t)) + epsilon)
    return w - rate * step, (mean, square)


def _record_adam(w: Array, g: Array, rate: float | Array, settings: Mapping[str, float]) -> Recorded:
    # The two averages are kept without their factors (1 − β), and all factors that depend on t are gathered into
    # two numbers: step = size(t) · mean / (√square + small(t)).
    beta1, beta2, epsilon = settings["beta1"], settings["beta2"], settings["epsilon"]
    mean, square, t1 = np.zeros_like(w), np.zeros_like(w), np.empty_like(w)
    size, small = np.zeros_like(rate, dtype=w.dtype), constant(0, w)

    def before_update(t: int) -> None:
        unit = ((1 - beta2**t) / (1 - beta2)) ** 0.5
        size[...] = rate * unit * (1 - beta1) / (1 - beta1**t)
        small[...] = epsilon * unit

    return Recorded(
        [
            (np.multiply, (mean, constant(beta1, w), mean)),
            (np.add, (mean, g, mean)),
            (np.multiply, (square, constant(beta2, w), square)),
            (np.multiply, (g, g, t1)),
            (np.add, (square, t1, square)),
            (np.sqrt, (square, t1)),
            (np.add, (t1, small, t1)),
            (np.divide, (mean, t1, t1)),
            (np.multiply, (t1, size, t1)),
            (np.subtract, (w, t1, w)),
        ],
        (mean, square),
        rate_in_gradients=False,
        before_update=before_update,
    )


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", 0, _sgd, _record_sgd, r"w \leftarrow w - \eta\, g"),
        Optimizer(
            "momentum",
            1,
            _momentum,
            _record_momentum,
            r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta\, v",
            MappingProxyType({"momentum": 0.9}),
        ),
        Optimizer(
            "adam",
            2,
            _adam,
            _record_adam,
            r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad "
            r"w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}",
            MappingProxyType({"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
        ),
    )
}
"""Every optimizer by name, with the constants that PyTorch uses when it is told nothing else."""


def as_optimizer(value: object) -> Optimizer:
    """An optimizer from its name, or the given one."""
    if isinstance(value, Optimizer):
        return value
    if not isinstance(value, str) or value not in OPTIMIZERS:
        raise fail("optimizer", f"one of {', '.join(map(repr, OPTIMIZERS))} or an Optimizer", repr(value))
    return OPTIMIZERS[value]
