"""Traces: everything that one pass through the network computes, nothing hidden.

Indices follow the book: layers L^(0) … L^(lmax), and weights, sums and activations 0 … lmax − 1.
"""

from dataclasses import dataclass

from mlp_core.checks import Array


@dataclass(frozen=True)
class ForwardTrace:
    """One feed-forward pass of N data points.

    layers[l]       L^(l), (N, width_l), WITHOUT the column of ones; layers[0] = X, layers[-1] = Ỹ
    inputs[l]       what is multiplied by w^(l): L^(l), with a column of ones as its first column when there is a bias
    weights[l]      w^(l) as it was during this pass (a copy), (width_l + bias, width_(l+1))
    sums[l]         S^(l) = inputs[l] · weights[l], (N, width_(l+1))
    derivatives[l]  f^(l)'(S^(l)), (N, width_(l+1)); for softmax the Jacobians, (N, width, width)
    activations[l]  the name of f^(l); layers[l + 1] = f^(l)(sums[l])
    """

    layers: tuple[Array, ...]
    inputs: tuple[Array, ...]
    weights: tuple[Array, ...]
    sums: tuple[Array, ...]
    derivatives: tuple[Array, ...]
    activations: tuple[str, ...]
    bias: bool

    @property
    def outputs(self) -> Array:
        """Ỹ = L^(lmax), (N, P)."""
        return self.layers[-1]


@dataclass(frozen=True)
class BackwardTrace:
    """One backward pass, for the forward trace and the targets that it was given.

    loss                 the loss of the outputs, one number
    deltas[l]            δ^(l) = ∂L/∂L^(l), (N, width_l): the error at a layer's OUTPUT, before f'; l = 0 … lmax.
                         deltas[-1] is the loss's own derivative, deltas[0] the gradient at X.
    derivatives[l]       f^(l)'(S^(l)), as in the forward trace
    scaled_deltas[l]     δ^(l+1) ∘ f^(l)' = ∂L/∂S^(l), (N, width_(l+1)): what many books call δ. For softmax the
                         product with the Jacobian.
    weight_gradients[l]  ∂L/∂w^(l) = inputs[l]ᵀ · scaled_deltas[l], the shape of w^(l)
    """

    loss: float
    deltas: tuple[Array, ...]
    derivatives: tuple[Array, ...]
    scaled_deltas: tuple[Array, ...]
    weight_gradients: tuple[Array, ...]
