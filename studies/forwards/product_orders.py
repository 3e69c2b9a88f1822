"""In which orders can two matrices be multiplied, and which of the products has the shape that is wanted?"""

from dataclasses import dataclass
from itertools import product

from studies.forwards.shapes import check_product_chain


@dataclass(frozen=True)
class ProductOrder:
    """One way to multiply a matrix A and a matrix B, each as it is or transposed.

    first: "A" or "B", the factor on the left. transposed: whether A and B are. factors: the two shapes as multiplied,
    left first. shape: the shape of the product, None where it does not exist. fits: whether it has the wanted shape.
    """

    first: str
    transposed: tuple[bool, bool]
    factors: tuple[tuple[int, int], tuple[int, int]]
    shape: tuple[int, int] | None
    fits: bool


def product_orders(a: tuple[int, int], b: tuple[int, int], wanted: tuple[int, int]) -> tuple[ProductOrder, ...]:
    """All eight ways to multiply matrices of the shapes a and b, in a fixed order, judged by the wanted shape."""
    orders = []
    for first, turn_a, turn_b in product("AB", (False, True), (False, True)):
        left, right = (a[1], a[0]) if turn_a else a, (b[1], b[0]) if turn_b else b
        if first == "B":
            left, right = right, left
        shape = check_product_chain((left, right)).shape
        orders.append(ProductOrder(first, (turn_a, turn_b), (left, right), shape, shape == wanted))
    return tuple(orders)
