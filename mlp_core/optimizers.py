"""Optimizers: from a gradient to new weights, with the conventions of PyTorch.

Each rule stands here twice, one under the other: as formulas on new arrays, for reading, and as calls that work in
place, for training. Every vector is flat: all weights of the network in one. A new rule is a new record in OPTIMIZERS;
without calls in place it is run by its formulas, which is slower.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from mlp_core.calls import Call, constant
from mlp_core.checks import Array, as_number, fail
from mlp_core.code import LibraryCall, OptimizerCode

State = tuple[Array, ...]
Settings = Mapping[str, float]
Schedule = Callable[[int], float]
"""A learning rate for every iteration, counted from 0."""


@dataclass(frozen=True, eq=False)
class InPlaceUpdate:
    """An update as calls on fixed buffers.

    before_update(t) is called with t = 1, 2, …, if it is not None; then `calls` are replayed. `state` are the buffers
    that must be saved to resume a run. Where rate_in_gradients is set, the gradients must come multiplied by the
    learning rate: that is cheaper done to the few errors at the outputs than to every gradient.
    """

    calls: list[Call]
    state: State
    rate_in_gradients: bool
    before_update: Callable[[int], None] | None = None


@dataclass(frozen=True, eq=False)
class Optimizer:
    """A rule for one update of the weights.

    update(w, g, state, t, rate, settings) returns the new weights and state for update number t = 1, 2, …, given the
    gradient g; `slots` vectors of zeros are the state before the first update.
    in_place(w, g, rate, settings) is the same rule in place; rate may be a vector, one entry for each weight.
    settings are the rule's constants; `with_settings` changes them. formula is LaTeX; code says how programs write it.
    """

    name: str
    slots: int
    update: Callable[[Array, Array, State, int, float | Array, Settings], tuple[Array, State]]
    formula: str
    code: OptimizerCode | None = None
    in_place: Callable[[Array, Array, float | Array, Settings], InPlaceUpdate] | None = None
    settings: Settings = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only mapping cannot be pickled; a dictionary of the same can.
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return Optimizer, (*(values | {"settings": dict(self.settings)}).values(),)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{name}={value:g}' for name, value in self.settings.items())})"

    __repr__ = __str__

    def on_buffers(self, w: Array, g: Array, rate: float | Array | Schedule) -> InPlaceUpdate:
        """The rule on fixed buffers of weights and gradients: in place, or where that is not known by its formulas.

        A learning rate that changes is always taken by the formulas.
        """
        if self.in_place is not None and not callable(rate):
            return self.in_place(w, g, rate, self.settings)
        state = tuple(np.zeros_like(w) for _ in range(self.slots))
        number = 0

        def before_update(t: int) -> None:
            nonlocal number
            number = t

        def update() -> None:
            now = rate(number - 1) if callable(rate) else rate
            w[:], values = self.update(w, g, state, number, now, self.settings)
            for buffer, value in zip(state, values, strict=True):
                buffer[:] = value

        return InPlaceUpdate([(update, ())], state, rate_in_gradients=False, before_update=before_update)

    def with_settings(self, **settings: float) -> "Optimizer":
        """The same rule with other constants, as in momentum(0.5) and adam(beta1=0.8)."""
        unknown = set(settings) - set(self.settings)
        if unknown:
            allowed = f"settings of {self.name!r}, which are {sorted(self.settings)}"
            raise fail("settings", allowed, repr(sorted(unknown)))
        merged = dict(self.settings)
        for name, value in settings.items():
            number = as_number(name, value, **({"above": 0} if name == "epsilon" else {"at_least": 0}))
            if name != "epsilon" and number >= 1:
                raise fail(name, "a number from 0 to below 1", repr(number))
            merged[name] = number
        return replace(self, settings=merged)


def _sgd(w: Array, g: Array, state: State, t: int, rate: float | Array, settings: Settings) -> tuple[Array, State]:
    return w - rate * g, ()


def _sgd_in_place(w: Array, g: Array, rate: float | Array, settings: Settings) -> InPlaceUpdate:
    return InPlaceUpdate([(np.subtract, (w, g, w))], (), rate_in_gradients=True)


def _momentum(w: Array, g: Array, state: State, t: int, rate: float | Array, settings: Settings) -> tuple[Array, State]:
    velocity = settings["momentum"] * state[0] + g
    return w - rate * velocity, (velocity,)


def _momentum_in_place(w: Array, g: Array, rate: float | Array, settings: Settings) -> InPlaceUpdate:
    # Here the velocity carries the learning rate in it, because the gradients do.
    velocity = np.zeros_like(w)
    return InPlaceUpdate(
        [
            (np.multiply, (velocity, constant(settings["momentum"], w), velocity)),
            (np.add, (velocity, g, velocity)),
            (np.subtract, (w, velocity, w)),
        ],
        (velocity,),
        rate_in_gradients=True,
    )


def _adam(w: Array, g: Array, state: State, t: int, rate: float | Array, settings: Settings) -> tuple[Array, State]:
    # Kingma & Ba 2015. Both averages start at 0; dividing by 1 − βᵗ makes up for that.
    beta1, beta2, epsilon = settings["beta1"], settings["beta2"], settings["epsilon"]
    mean = beta1 * state[0] + (1 - beta1) * g
    square = beta2 * state[1] + (1 - beta2) * g * g
    step = (mean / (1 - beta1**t)) / (np.sqrt(square / (1 - beta2**t)) + epsilon)
    return w - rate * step, (mean, square)


def _adam_in_place(w: Array, g: Array, rate: float | Array, settings: Settings) -> InPlaceUpdate:
    # The two averages are kept without their factors (1 − β), and all factors that depend on t are gathered into
    # two numbers: step = size(t) · mean / (√square + small(t)).
    beta1, beta2, epsilon = settings["beta1"], settings["beta2"], settings["epsilon"]
    mean, square, t1 = np.zeros_like(w), np.zeros_like(w), np.empty_like(w)
    size, small = np.zeros_like(rate, dtype=w.dtype), constant(0, w)

    def before_update(t: int) -> None:
        unit = ((1 - beta2**t) / (1 - beta2)) ** 0.5
        size[...] = rate * unit * (1 - beta1) / (1 - beta1**t)
        small[...] = epsilon * unit

    return InPlaceUpdate(
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
        Optimizer(
            "sgd",
            0,
            _sgd,
            r"w \leftarrow w - \eta\, g",
            OptimizerCode(
                "weights[l] = weights[l] - learning_rate * gradients[l]",
                (),
                torch=LibraryCall("torch.optim.SGD"),
                keras=LibraryCall("keras.optimizers.SGD"),
            ),
            _sgd_in_place,
        ),
        Optimizer(
            "momentum",
            1,
            _momentum,
            r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta\, v",
            OptimizerCode(
                "velocity[l] = {momentum!r} * velocity[l] + gradients[l]\n"
                "weights[l] = weights[l] - learning_rate * velocity[l]",
                ("velocity",),
                torch=LibraryCall("torch.optim.SGD", {"momentum": "{momentum!r}"}),
                # Keras carries the learning rate inside the velocity; with a rate that never changes the steps are
                # the same.
                keras=LibraryCall("keras.optimizers.SGD", {"momentum": "{momentum!r}"}),
            ),
            _momentum_in_place,
            {"momentum": 0.9},
        ),
        Optimizer(
            "adam",
            2,
            _adam,
            r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad "
            r"w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}",
            OptimizerCode(
                "mean[l] = {beta1!r} * mean[l] + (1 - {beta1!r}) * gradients[l]\n"
                "square[l] = {beta2!r} * square[l] + (1 - {beta2!r}) * gradients[l] ** 2\n"
                "m = mean[l] / (1 - {beta1!r} ** (i + 1))\n"
                "v = square[l] / (1 - {beta2!r} ** (i + 1))\n"
                "weights[l] = weights[l] - learning_rate * m / (np.sqrt(v) + {epsilon!r})",
                ("mean", "square"),
                torch=LibraryCall(
                    "torch.optim.Adam",
                    {"betas": "({beta1!r}, {beta2!r})", "eps": "{epsilon!r}"},
                    {"betas": "(0.9, 0.999)", "eps": "1e-08"},
                ),
                keras=LibraryCall(
                    "keras.optimizers.Adam",
                    {"beta_1": "{beta1!r}", "beta_2": "{beta2!r}", "epsilon": "{epsilon!r}"},
                    {"beta_1": "0.9", "beta_2": "0.999", "epsilon": "1e-07"},
                    remark="Keras adds epsilon before it corrects v for the start, PyTorch and NumPy's program after.",
                ),
            ),
            _adam_in_place,
            {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        ),
    )
}
"""Every optimizer by name, with the constants that PyTorch uses when it is told nothing else."""


def momentum(momentum: float = 0.9) -> Optimizer:
    """Momentum with that share of the velocity kept, 0 … 1, for fit's `optimizer`."""
    return OPTIMIZERS["momentum"].with_settings(momentum=momentum)


def adam(beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> Optimizer:
    """Adam with those shares of the two averages kept, 0 … 1, for fit's `optimizer`."""
    return OPTIMIZERS["adam"].with_settings(beta1=beta1, beta2=beta2, epsilon=epsilon)


def as_optimizer(value: object) -> Optimizer:
    """An optimizer from its name, or the given one."""
    if isinstance(value, Optimizer):
        return value
    if not isinstance(value, str) or value not in OPTIMIZERS:
        raise fail("optimizer", f"one of {', '.join(map(repr, OPTIMIZERS))} or an Optimizer", repr(value))
    return OPTIMIZERS[value]
