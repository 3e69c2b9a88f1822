"""A loss taken apart: what each data point and each output adds to it."""

import numpy as np

from mlp_core.backprop import ForwardTrace
from mlp_core.checks import Array, as_matrix
from mlp_core.losses import LOSSES
from mlp_core.network import MLP


def loss_terms(net: MLP, trace: ForwardTrace, Y: object, loss: str = "half_sse") -> Array:
    """The loss of a forward pass as a table (N, P): entry [i, j] is what output j adds at data point i.

    The entries sum to the loss, and each is the loss of that one output alone, with the factors (½, 1/NP, 1/N) of the
    whole. Y: targets (N, P). Errors: ValueError for targets or a last activation that do not fit the loss.
    """
    targets = net.checked_targets(Y, trace.layers[0], loss)
    rule = LOSSES[loss]
    return rule.terms_of(trace.sums[-1], trace.outputs, targets, trace.activations[-1]) / rule.count(*targets.shape)


def least_linear_loss(X: object, Y: object, bias: bool = True) -> tuple[float, Array]:
    """The least half_sse that any network of linear activations can reach, and its outputs (N, P).

    However many layers it has, such a network is one linear map, so the best one is the least-squares fit of Y (N, P)
    by X (N, M), with a column of ones first if bias.
    """
    inputs = as_matrix("X", X)
    targets = as_matrix("Y", Y, rows=len(inputs), letters=("N", "P"), because=f"X has {len(inputs)} rows")
    if bias:
        inputs = np.hstack([np.ones((len(inputs), 1)), inputs])
    outputs = inputs @ np.linalg.lstsq(inputs, targets, rcond=None)[0]
    return LOSSES["half_sse"].value(outputs, targets), outputs
