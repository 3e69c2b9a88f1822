"""Shapes: what fits together, and what NumPy says when it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from mlp_core.checks import Array, as_count, as_flag, as_matrix, as_sizes, as_tuple, fail
from mlp_core.network import width_letters

Kind = Literal["layer", "input", "weights", "sums", "delta"]


@dataclass(frozen=True)
class NamedShape:
    """The shape of one matrix of the network, in numbers and in the book's letters.

    kind and index say which: ("layer", 0) is L^(0), ("input", 0) is L^(0) as multiplied by w^(0) (with the ones when
    there is a bias), then ("weights", l), ("sums", l) and ("delta", l).
    """

    kind: Kind
    index: int
    shape: tuple[int, int]
    letters: tuple[str, str]


def shape_story(sizes: Sequence[int], bias: bool, n_points: int) -> tuple[NamedShape, ...]:
    """The shape of every layer, input, weight matrix, sum and delta, in the order in which they are computed."""
    sizes = as_sizes(sizes)
    bias = as_flag("bias", bias)
    n = as_count("n_points", n_points)
    names = width_letters(len(sizes) - 1)
    story = [NamedShape("layer", 0, (n, sizes[0]), ("N", names[0]))]
    for l in range(len(sizes) - 1):  # noqa: E741 (l is the book's letter for the layer)
        fan_in, fan_out = sizes[l] + bias, sizes[l + 1]
        into, out = names[l] + " + 1" * bias, names[l + 1]
        story += [
            NamedShape("input", l, (n, fan_in), ("N", into)),
            NamedShape("weights", l, (fan_in, fan_out), (into, out)),
            NamedShape("sums", l, (n, fan_out), ("N", out)),
            NamedShape("layer", l + 1, (n, fan_out), ("N", out)),
        ]
    return (
        *story,
        *(NamedShape("delta", l, (n, sizes[l]), ("N", names[l])) for l in range(len(sizes) - 1, -1, -1)),  # noqa: E741
    )


def parameter_count(sizes: Sequence[int], bias: bool = True) -> int:
    """How many weights a network of these sizes has, biases among them."""
    sizes = as_sizes(sizes)
    extra = int(as_flag("bias", bias))
    return sum((fan_in + extra) * fan_out for fan_in, fan_out in pairwise(sizes))


@dataclass(frozen=True)
class ProductChain:
    """What comes of multiplying matrices of given shapes from left to right.

    partial_shapes[i] is the shape of the product of the first i + 2 matrices, as far as it goes. Where it stops,
    shape is None, error is the text of the ValueError that NumPy raises, failed_at is the index of the matrix that did
    not fit, and inner holds the two inner dimensions that disagree (columns on the left, rows on the right).
    """

    shape: tuple[int, int] | None
    partial_shapes: tuple[tuple[int, int], ...]
    error: str | None = None
    failed_at: int | None = None
    inner: tuple[int, int] | None = None


def check_product_chain(shapes: Sequence[tuple[int, int]]) -> ProductChain:
    """The shape of the product of matrices of these shapes, or the very error that NumPy raises for them."""
    checked = [_checked_shape(f"shapes[{i}]", s) for i, s in enumerate(as_tuple("shapes", shapes, "a list of shapes"))]
    if len(checked) < 2:
        raise fail("shapes", "at least two shapes", str(len(checked)))
    product = checked[0]
    partial: list[tuple[int, int]] = []
    for index, factor in enumerate(checked[1:], start=1):
        if product[1] != factor[0]:
            return ProductChain(None, tuple(partial), _numpy_error(product, factor), index, (product[1], factor[0]))
        product = (product[0], factor[1])
        partial.append(product)
    return ProductChain(product, tuple(partial))


def _numpy_error(left: tuple[int, int], right: tuple[int, int]) -> str:
    # One zero, read again and again, stands in for each matrix, so that even huge shapes take no memory.
    try:
        np.broadcast_to(0.0, left) @ np.broadcast_to(0.0, right)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"{left} times {right} did not fail")


def _checked_shape(name: str, shape: object) -> tuple[int, int]:
    entries = as_tuple(name, shape, "a shape (rows, columns)")
    if len(entries) != 2:
        raise fail(name, "a shape (rows, columns)", repr(shape))
    rows, columns = (as_count(f"{name}[{i}]", entry) for i, entry in enumerate(entries))
    return rows, columns


def explain_product(A: object, B: object) -> Array:
    """The single products of a matrix product: (rows, columns, k), entry [i, j, k] = A[i, k] · B[k, j].

    A: (rows, k), B: (k, columns). Summed over the last axis it is A·B.
    """
    left = as_matrix("A", A, letters=("rows", "k"))
    right = as_matrix(
        "B", B, rows=left.shape[1], letters=("k", "columns"), because=f"A has shape {left.shape} = (rows, k)"
    )
    with np.errstate(over="ignore"):
        products: Array = left[:, None, :] * right.T[None, :, :]
    if not np.isfinite(products).all():
        raise fail("B", "numbers whose products with A are finite", "too large ones")
    return products
