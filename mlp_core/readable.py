"""Training written out, with nothing but the readable path: what a lesson shows, and the yardstick for `fit`."""

import numpy as np

from mlp_core.batches import Batches
from mlp_core.checks import Array
from mlp_core.fast.tape import split
from mlp_core.network import MLP
from mlp_core.optimizers import as_optimizer


def fit_readably(
    net: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str = "half_sse",
    optimizer: str = "sgd",
    learning_rate: float = 0.1,
    iterations: int = 1000,
    batch_size: int | None = None,
    rng: int = 0,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Array:
    """Train net in place, as fit does but several times slower; return the losses that the updates saw, (iterations,).

    X: (N, M), Y: (N, P). The other arguments are those of fit.
    """
    rule = as_optimizer(optimizer)
    state: tuple[Array, ...] = tuple(np.zeros(net.parameter_count) for _ in range(rule.slots))
    batches = Batches(len(X), batch_size, np.random.default_rng(rng))
    losses = np.empty(iterations)
    for i in range(iterations):
        rows = batches.next()
        losses[i], gradients = net.gradients(X[rows], Y[rows], loss)
        for w, g in zip(net.weights, gradients, strict=True):
            first = int(net.bias)  # row 0 holds the biases, which are not penalised
            g[first:] += l2 * w[first:] + l1 * np.sign(w[first:])
        flat_weights = np.concatenate([w.ravel() for w in net.weights])
        flat_gradients = np.concatenate([g.ravel() for g in gradients])
        flat_weights, state = rule.update(flat_weights, flat_gradients, state, i + 1, learning_rate, rule.settings)
        net.weights = split(flat_weights, net.shapes)
    return losses
