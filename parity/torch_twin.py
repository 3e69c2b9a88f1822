"""The same network in PyTorch, in float64, with gradients by its autograd."""

from collections.abc import Callable, Iterator

import numpy as np
import torch

import mlp_core
from mlp_core import MLP
from mlp_core.checks import Array

torch.set_num_threads(1)


def _layer(code: str) -> Callable[[torch.Tensor], torch.Tensor]:
    """The layer that programs are given for an activation; none is the sums themselves."""
    layer: Callable[[torch.Tensor], torch.Tensor] = eval(code, {"nn": torch.nn}) if code else torch.nn.Identity()
    return layer


ACTIVATIONS = {name: _layer(f.code.torch) for name, f in mlp_core.ACTIVATIONS.items()}


def _loss(code: str) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """The expression that programs are given for a loss, of outputs and targets."""
    names = {"torch": torch, "np": np}
    return lambda outputs, targets: eval(code, names, {"outputs": outputs, "Y": targets})


# PyTorch's own where it has one: what it means by a loss is not ours to write.
LOSSES = {name: _loss(rule.code.torch) for name, rule in mlp_core.LOSSES.items()} | {
    "mse": torch.nn.functional.mse_loss,
    "bce": torch.nn.functional.binary_cross_entropy,
}


def _optimizer(name: str, weights: list[torch.Tensor], rate: float) -> torch.optim.Optimizer:
    """The call that programs are given for an optimizer."""
    rule = mlp_core.OPTIMIZERS[name]
    assert rule.code is not None, f"{name}: give its record a code, with the call in PyTorch"
    call = rule.code.torch.write("weights, lr=rate", rule.settings)
    made: torch.optim.Optimizer = eval(call, {"torch": torch, "weights": weights, "rate": rate})
    return made


class TorchTwin:
    """Starts from copies of net's weights."""

    def __init__(self, net: MLP) -> None:
        self.net = net
        self.weights = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in net.weights]

    def loss(self, X: Array, Y: Array, loss: str) -> torch.Tensor:
        """The loss of the network on X (N, M), Y (N, P), with its graph for backward()."""
        layer = torch.tensor(X, dtype=torch.float64)
        for w, name in zip(self.weights, self.net.activations, strict=True):
            if self.net.bias:
                layer = torch.cat([torch.ones(len(layer), 1, dtype=torch.float64), layer], dim=1)
            layer = ACTIVATIONS[name](layer @ w)
        return LOSSES[loss](layer, torch.tensor(Y, dtype=torch.float64))

    def gradients(self, X: Array, Y: Array, loss: str) -> tuple[float, list[Array]]:
        """The loss and its gradients at every weight matrix."""
        value = self.loss(X, Y, loss)
        return float(value.detach()), [g.numpy() for g in torch.autograd.grad(value, self.weights)]

    def steps(self, X: Array, Y: Array, loss: str, optimizer: str, rate: float, count: int) -> Iterator[float]:
        """Make updates; the loss before each."""
        update = _optimizer(optimizer, self.weights, rate)
        for _ in range(count):
            update.zero_grad()
            value = self.loss(X, Y, loss)
            value.backward()
            update.step()
            yield float(value.detach())


def largest_difference(ours: list[Array], theirs: list[Array]) -> float:
    """The largest absolute difference between two lists of arrays."""
    return max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
