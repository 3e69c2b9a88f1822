"""Which routine multiplies two matrices: decided by their shapes alone, so that a run repeats to the last digit."""

import sys
from collections.abc import Callable
from typing import Any, TypeAlias

from mlp_core.checks import Array

Call: TypeAlias = tuple[Callable[..., object], tuple[Any, ...]]
"""A function and its arguments, to be replayed as function(*arguments)."""

HAS_BLAS = sys.platform != "emscripten"
"""NumPy for WebAssembly is built without BLAS, so its products are plain loops."""


def product(left: Array, right: Array, out: Array) -> Call:
    """The call that writes left · right into out, a C-contiguous array of the same dtype, without allocating."""
    # The bound method is the quickest way in: half the time of np.dot and a quarter of np.matmul for small matrices.
    return left.dot, (right, out)
