"""Which routine multiplies two matrices: decided by their shapes alone, so that a run repeats to the last digit."""

import sys
from functools import partial

import numpy as np

from mlp_core.calls import Call
from mlp_core.checks import Array

HAS_BLAS = sys.platform != "emscripten"
"""NumPy for WebAssembly is built without BLAS, so its products are plain loops, some quicker than others."""

LONG = 64
SMALL = 150


def product(left: Array, right: Array, out: Array, blas: bool = HAS_BLAS) -> Call:
    """The call that writes left · right into out, an array of the same dtype stored row by row or column by column."""
    if not out.flags.c_contiguous:
        return product(right.T, left.T, out.T, blas)
    if not blas and _has_long_rows(left, right):
        # Inner loops along contiguous numbers use the processor's vector instructions: up to three times as fast.
        return partial(np.einsum, "ij,jk->ik", out=out), (left, right)
    if not blas and out.size > SMALL:
        return np.matmul, (left, right, out)
    # The bound method is the quickest way in: half the time of np.dot and a quarter of np.matmul for small matrices.
    return left.dot, (right, out)


def times(left: Array, right: Array) -> Array:
    """left · right as a new array, by the same routine. Both have the same dtype."""
    out = np.empty((left.shape[0], right.shape[1]), left.dtype)
    function, arguments = product(left, right, out)
    function(*arguments)
    return out


def _has_long_rows(left: Array, right: Array) -> bool:
    """Whether a loop along the columns of the result, or along the sum, runs over many neighbouring numbers."""
    step = left.itemsize
    along_columns = right.strides[1] == step and right.shape[1] >= LONG
    along_sum = left.strides[1] == step and right.strides[0] == step and left.shape[1] >= LONG
    return along_columns or along_sum
