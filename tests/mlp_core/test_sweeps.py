"""A sweep gives what fit gives, run by run."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mlp_core import ACTIVATIONS, LOSSES, MLP, OPTIMIZERS, datasets, fit, sweep, sweep_runs
from mlp_core.sweeps import Stack
from tests.examples import examples

HIDDEN = [name for name, activation in ACTIVATIONS.items() if activation.elementwise]


@given(st.data())
@examples(60)
def test_every_run_of_a_sweep_is_a_fit(data: st.DataObject) -> None:
    sizes = tuple(data.draw(st.lists(st.integers(1, 6), min_size=2, max_size=4)))
    loss = data.draw(st.sampled_from(sorted(LOSSES)))
    names = (
        *(data.draw(st.sampled_from(HIDDEN)) for _ in sizes[1:-1]),
        data.draw(st.sampled_from(LOSSES[loss].last_activations)),
    )
    bias, optimizer = data.draw(st.booleans()), data.draw(st.sampled_from(sorted(OPTIMIZERS)))
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    points = data.draw(st.integers(1, 6))
    X, Y = rng.normal(size=(points, sizes[0])), rng.random((points, sizes[-1]))
    if loss == "softmax_cross_entropy":
        Y /= Y.sum(axis=1, keepdims=True)
    rates, seeds = [1e-4, 1e-3, 3e-3], [2, 9]
    runs = sweep_runs(
        sizes, names, X, Y, learning_rates=rates, seeds=seeds, iterations=5, loss=loss, optimizer=optimizer, bias=bias
    )
    assert [(run.learning_rate, run.seed) for run in runs] == list(itertools.product(rates, seeds))
    for run in runs:
        net = MLP(sizes, names, bias, rng=run.seed)
        alone = fit(net, X, Y, loss=loss, optimizer=optimizer, learning_rate=run.learning_rate, iterations=5)
        assert_allclose(run.losses, alone.losses, rtol=1e-12, atol=1e-12)
        assert run.net is not None
        for a, b in zip(run.net.weights, net.weights, strict=True):
            assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_a_stack_that_goes_on_has_trained_as_one_that_did_not_stop(optimizer: str) -> None:
    xor, rates = datasets.xor(), np.array([0.1, 0.3])
    nets = [MLP((2, 3, 1), ("tanh", "sigmoid"), rng=seed) for seed in (0, 1)]
    whole, parts = (Stack(nets, xor.X, xor.Y, "half_sse", OPTIMIZERS[optimizer], rates) for _ in range(2))
    assert np.array_equal(whole.train(7), np.hstack([parts.train(3), parts.train(4)]))
    assert np.array_equal(whole.losses_now(), parts.losses_now())


def test_sizes_rates_and_seeds_are_combined_in_that_order() -> None:
    xor = datasets.xor()
    widths = [(2, 3, 1), (2, 8, 1)]
    losses = sweep(widths, "sigmoid", xor.X, xor.Y, learning_rates=(0.1, 0.5), seeds=range(3), iterations=4)
    assert losses.shape == (2 * 2 * 3, 4)
    runs = sweep_runs(widths, "sigmoid", xor.X, xor.Y, learning_rates=(0.1, 0.5), seeds=range(3), iterations=4)
    assert [run.sizes for run in runs] == [(2, 3, 1)] * 6 + [(2, 8, 1)] * 6
    assert_allclose(losses, [run.losses for run in runs])


def test_a_diverged_run_is_infinite_and_spoils_no_other() -> None:
    xor = datasets.xor()
    calm, wild = sweep_runs(
        (2, 5, 1), ("relu", "linear"), xor.X, xor.Y, learning_rates=(0.01, 5.0), seeds=[1], iterations=800
    )
    alone = fit(MLP((2, 5, 1), ("relu", "linear"), rng=1), xor.X, xor.Y, learning_rate=0.01, iterations=800)
    assert_allclose(calm.losses, alone.losses, rtol=1e-10)
    assert wild.net is None
    assert wild.diverged_at is not None
    assert np.isfinite(wild.losses[: wild.diverged_at]).all()
    assert np.isposinf(wild.losses[wild.diverged_at :]).all()


@pytest.mark.parametrize("rate", [0.02, 0.5, 5.0, 1e150])
@pytest.mark.parametrize("iterations", [1, 5, 6, 7, 40])
def test_sweep_and_fit_count_divergence_alike(rate: float, iterations: int) -> None:
    xor = datasets.xor()
    (swept,) = sweep_runs((2, 8, 1), ("relu", "linear"), xor.X, xor.Y, learning_rates=[rate], iterations=iterations)
    run = fit(MLP((2, 8, 1), ("relu", "linear")), xor.X, xor.Y, learning_rate=rate, iterations=iterations)
    assert swept.diverged_at == (run.diverged.iteration if run.diverged else None)
    assert_allclose(swept.losses[: run.iterations], run.losses, rtol=1e-6)
    assert np.isposinf(swept.losses[run.iterations :]).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"learning_rates": []}, "learning_rates: expected at least one value"),
        ({"learning_rates": [0.1, -1]}, r"learning_rates\[1\]: expected a finite number above 0"),
        ({"learning_rates": 0.1}, "learning_rates: expected learning rates"),
        ({"seeds": []}, "seeds: expected at least one value"),
        ({"seeds": [1.5]}, r"seeds\[0\]: expected a whole number"),
        ({"iterations": 0}, "iterations: expected a whole number of at least 1"),
        ({"loss": "best"}, "loss: expected one of"),
    ],
)
def test_bad_arguments_are_named(changed: dict[str, object], message: str) -> None:
    xor = datasets.xor()
    options: dict[str, object] = {"learning_rates": [0.1], "seeds": [0], "iterations": 2} | changed
    with pytest.raises(ValueError, match=message):
        sweep((2, 3, 1), "sigmoid", xor.X, xor.Y, **options)  # type: ignore[arg-type]
