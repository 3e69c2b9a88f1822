"""Every routine that a product may be given to writes the same numbers into place."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core.fast.products import product
from mlp_core.fast.tape import replay


@pytest.mark.parametrize("blas", [True, False])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(1, 1, 1), (4, 3, 1), (20, 3, 4), (30, 7, 30), (5, 80, 3), (4, 5, 100), (90,) * 3])
@pytest.mark.parametrize("layout", ["left transposed", "right transposed", "out by columns", "rows of a larger array"])
def test_products_agree(blas: bool, dtype: str, shape: tuple[int, int, int], layout: str) -> None:
    rows, inner, columns = shape
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(rows, inner)).astype(dtype), rng.normal(size=(inner, columns)).astype(dtype)
    whole = np.zeros((rows + 1, columns), dtype)
    out = whole[1:]
    if layout == "left transposed":
        left = np.ascontiguousarray(left.T).T
    elif layout == "right transposed":
        right = np.ascontiguousarray(right.T).T
    elif layout == "out by columns":
        out = np.empty((columns, rows), dtype).T
    else:
        left = np.vstack([left, left])[rows:]
    replay([product(left, right, out, blas)])
    tolerance = 1e-4 if dtype == "float32" else 1e-12
    assert_allclose(out, left @ right, rtol=tolerance, atol=tolerance)
    assert not whole[0].any()
