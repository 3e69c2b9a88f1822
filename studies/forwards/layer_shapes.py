"""Do the shapes of a reader's weight matrices fit, layer after layer?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mlp_core.checks import as_flag
from studies.forwards.shapes import ProductChain, check_product_chain


@dataclass(frozen=True)
class LayerProduct:
    """One step S^(l) = input · w^(l): the shapes of the two factors and what comes of them.

    left is the shape of what enters, with its column of ones if there is a bias.
    """

    left: tuple[int, int]
    right: tuple[int, int]
    result: ProductChain


def check_layers(inputs: tuple[int, int], weights: Sequence[tuple[int, int]], bias: bool) -> tuple[LayerProduct, ...]:
    """Feed shapes forward: X of shape `inputs` (N, M) through weight matrices of these shapes.

    Stops at the first product that NumPy refuses; it is then the last entry. With a bias every layer gets a
    column of ones before it is multiplied, so the chain is walked step by step and not as one product.
    """
    extra = int(as_flag("bias", bias))
    steps: list[LayerProduct] = []
    layer: tuple[int, int] | None = inputs
    for shape in weights:
        if layer is None:
            break
        left = (layer[0], layer[1] + extra)
        result = check_product_chain((left, shape))
        steps.append(LayerProduct(left, shape, result))
        layer = result.shape
    return tuple(steps)
