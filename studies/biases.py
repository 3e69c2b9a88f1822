"""Biases that are trained in another way than each by itself: one shared by a whole layer, or none at all.

Many worked examples do so. `mlp_core` has a bias for every neuron, as row 0 of each weight matrix; here its gradient is
changed before the update: 0 where biases are given and stay, the sum over the layer's neurons where they share one. For
the derivative of a number that is used in several places is the sum of the derivatives at all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mlp_core.checks import Array, as_choice, pieces
from mlp_core.export.training import BIAS_RULES
from mlp_core.optimizers import Optimizer, Settings, State, as_optimizer


def tied(weights: Sequence[Array], biases: str) -> list[Array]:
    """The weights (fan_in + 1, fan_out) to start from: with shared biases those of a layer are all its first one."""
    as_choice("biases", biases, BIAS_RULES)
    kept = [w.copy() for w in weights]
    if biases == "shared":
        for w in kept:
            w[0] = w[0, 0]
    return kept


def gradients_for_update(gradients: Iterable[Array], biases: str) -> tuple[Array, ...]:
    """The gradients (fan_in + 1, fan_out) that the update uses; with biases "learned" they are unchanged."""
    as_choice("biases", biases, BIAS_RULES)
    if biases == "learned":
        return tuple(gradients)
    changed = tuple(g.copy() for g in gradients)
    for g in changed:
        _change(g[0], biases)
    return changed


def _change(row: Array, biases: str) -> None:
    """The biases' gradients (…, fan_out), in place."""
    row[...] = 0 if biases == "fixed" else row.sum(axis=-1, keepdims=True)


def with_biases(
    optimizer: str | Optimizer,
    biases: str,
    shapes: Sequence[tuple[int, ...]],
    row: Callable[[int, Array], Array] | None = None,
) -> Optimizer:
    """The optimizer for networks whose biases are trained by that rule, for `fit` and for stacks of networks.

    shapes: of the weight matrices, one after the other, in the flat vector of all weights. row(l, piece): the biases
    (…, fan_out) in piece l, if they are not its first row. The rule loses its form in place and is run by its formulas.
    """
    rule = as_optimizer(optimizer)
    if as_choice("biases", biases, BIAS_RULES) == "learned":
        return rule

    def update(
        w: Array, g: Array, state: State, t: int, rate: float | Array, settings: Settings
    ) -> tuple[Array, State]:
        changed = g.copy()
        for index, piece in enumerate(pieces(changed, shapes)):
            _change(row(index, piece) if row else piece[0], biases)
        return rule.update(w, changed, state, t, rate, settings)

    return replace(rule, update=update, in_place=None, code=None)
