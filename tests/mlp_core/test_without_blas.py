"""The way that the browser goes, taken here: the same training without BLAS."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import MLP, datasets, fit
from mlp_core.fast import products, tape
from mlp_core.gradient_descent import fit_readably


@pytest.mark.parametrize("batch_size", [None, 70, 3])
def test_training_without_blas_gives_the_readable_numbers(
    batch_size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tape, "HAS_BLAS", False)
    monkeypatch.setattr(tape, "product", lambda left, right, out: products.product(left, right, out, blas=False))
    data = datasets.moons(150)
    nets = [MLP((2, 30, 20, 1), ("tanh", "relu", "sigmoid"), rng=2) for _ in range(2)]
    options = {"loss": "bce", "learning_rate": 0.1, "iterations": 7, "batch_size": batch_size, "rng": 1}
    run = fit(nets[0], data.X, data.Y, **options)  # type: ignore[arg-type]
    expected = fit_readably(nets[1], np.array(data.X), np.array(data.Y), **options)  # type: ignore[arg-type]
    assert_allclose(run.losses, expected, rtol=1e-12)
    assert_allclose(nets[0].weights[0], nets[1].weights[0], rtol=1e-12, atol=1e-12)
