"""fit and fit_frames: what they leave behind, what they leave alone, and how they stop."""

import itertools
import tracemalloc

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from mlp_core import MLP, OPTIMIZERS, datasets, fit, fit_frames
from mlp_core.checks import Array
from mlp_core.fast.engine import Engine
from mlp_core.gradient_descent import Settings
from mlp_core.training import frame_iterations

DATA = datasets.xor()


def xor_net(seed: int = 1, last: str = "sigmoid") -> MLP:
    return MLP((2, 6, 1), ("tanh", last), rng=seed)


def weights_of(net: MLP) -> list[Array]:
    return [w.copy() for w in net.weights]


def test_xor_is_learnt() -> None:
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=1)
    run = fit(net, DATA.X, DATA.Y, loss="bce", optimizer="adam", learning_rate=0.05, iterations=500)
    assert_array_equal(net.predict(DATA.X) > 0.5, DATA.Y == 1)
    assert run.final_loss < 0.01
    assert run.net is net


def test_first_loss_is_before_and_final_loss_after_all_updates() -> None:
    net = xor_net()
    before = net.gradients(DATA.X, DATA.Y)[0]
    run = fit(net, DATA.X, DATA.Y, iterations=7)
    assert len(run.losses) == run.iterations == 7
    assert_allclose(run.losses[0], before, rtol=1e-14)
    assert_allclose(run.final_loss, net.gradients(DATA.X, DATA.Y)[0], rtol=1e-14)


@pytest.mark.parametrize("bias", [True, False])
def test_an_update_goes_down_the_slope_of_loss_and_penalty(bias: bool) -> None:
    rate, step, l1, l2 = 1e-3, 1e-6, 0.3, 0.7
    net = MLP((2, 3, 1), ("tanh", "sigmoid"), bias=bias, rng=4)
    before = weights_of(net)

    def objective(index: int, place: tuple[int, ...], change: float) -> float:
        moved = [w.copy() for w in before]
        moved[index][place] += change
        net.weights = moved
        return net.score(DATA).loss + net.penalty(l1, l2)

    slopes = [np.empty_like(w) for w in before]
    for index, slope in enumerate(slopes):
        for place in np.ndindex(slope.shape):
            slope[place] = (objective(index, place, step) - objective(index, place, -step)) / (2 * step)
    net.weights = before
    run = fit(net, DATA, learning_rate=rate, iterations=1, l1=l1, l2=l2)
    for old, new, slope in zip(before, run.weights, slopes, strict=True):
        assert_allclose((old - new) / rate, slope, rtol=1e-6, atol=1e-8)
    with pytest.raises(ValueError, match="l2"):
        net.penalty(l2=-1)


def test_only_the_weights_of_the_network_change() -> None:
    net = xor_net()
    X, Y = np.array(DATA.X), np.array(DATA.Y)
    given = net.weights[0]
    kept = given.copy()
    run = fit(net, X, Y, iterations=3)
    assert_array_equal(X, DATA.X)
    assert_array_equal(Y, DATA.Y)
    assert_array_equal(given, kept)
    assert_array_equal(run.initial_weights[0], kept)
    assert not np.array_equal(net.weights[0], kept)
    X[:] = 7  # the run keeps data of its own
    assert_array_equal(run.X, DATA.X)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_seed_gives_the_same_run_to_the_last_bit(optimizer: str) -> None:
    data = datasets.moons(50)
    runs = [
        fit(
            MLP((2, 5, 1), "sigmoid", rng=3),
            data.X,
            data.Y,
            optimizer=optimizer,
            learning_rate=0.01,
            iterations=40,
            batch_size=8,
            rng=5,
        )
        for _ in range(2)
    ]
    assert_array_equal(runs[0].losses, runs[1].losses)
    assert_array_equal(runs[0].net.weights[0], runs[1].net.weights[0])


def test_every_epoch_looks_at_every_point_once() -> None:
    from mlp_core.gradient_descent import Batches

    batches = Batches(10, 4, np.random.default_rng(0))
    for _ in range(3):
        epoch = [batches.next().copy() for _ in range(3)]
        assert [len(rows) for rows in epoch] == [4, 4, 2]
        assert sorted(np.concatenate(epoch)) == list(range(10))


@pytest.mark.parametrize(
    ("optimizer", "batch_size", "every"), list(itertools.product(OPTIMIZERS, (None, 3), (1, 7, "log", [5, 40])))
)
def test_frames_show_the_very_run_of_fit(optimizer: str, batch_size: int | None, every: object) -> None:
    options = {"optimizer": optimizer, "learning_rate": 0.05, "iterations": 90, "batch_size": batch_size, "rng": 4}
    run = fit(xor_net(), DATA.X, DATA.Y, **options)  # type: ignore[arg-type]
    net = xor_net()
    frames = list(fit_frames(net, DATA.X, DATA.Y, every=every, **options))  # type: ignore[arg-type]
    assert [f.iteration for f in frames] == frame_iterations(90, every)  # type: ignore[arg-type]
    assert frames[0].iteration == 0
    assert frames[-1].iteration == 90
    for last, trained in zip(frames[-1].weights, run.net.weights, strict=True):
        assert_array_equal(last, trained)
    assert frames[-1].loss == run.final_loss
    for frame in frames:
        assert_array_equal(frame.losses, run.losses[: frame.iteration])
        twin = net.copy()
        twin.weights = list(frame.weights)
        assert_allclose(frame.loss, twin.gradients(DATA.X, DATA.Y)[0], rtol=1e-13)


def test_a_caller_who_stops_asking_has_the_weights_of_the_last_frame() -> None:
    net = xor_net()
    for frame in fit_frames(net, DATA.X, DATA.Y, iterations=1000, every=10):
        if frame.iteration == 30:
            break
    assert_array_equal(net.weights[0], frame.weights[0])


def test_log_frames_are_few_and_dense_at_the_start() -> None:
    at = frame_iterations(100_000, "log")
    assert at[:6] == [0, 1, 2, 3, 4, 5] or at[:4] == [0, 1, 2, 3]
    assert len(at) < 110
    assert at[-1] == 100_000
    assert frame_iterations(1, "log") == [0, 1]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_diverging_run_stops_with_finite_numbers_and_says_why(
    optimizer: str, batch_size: int | None, dtype: str
) -> None:
    net = MLP((2, 6, 1), ("relu", "linear"), rng=1, dtype=dtype)
    run = fit(
        net, DATA.X, DATA.Y, optimizer=optimizer, learning_rate=4.0, iterations=5000, batch_size=batch_size, rng=1
    )
    assert run.diverged is not None
    assert run.diverged.iteration == len(run.losses) < 5000
    assert "learning rate" in run.diverged.cause
    assert np.isfinite(run.losses).all()
    assert np.isfinite(run.final_loss)
    assert all(np.isfinite(w).all() for w in net.weights)
    with np.errstate(over="ignore"):  # squares of numbers that are almost too large
        assert_allclose(run.final_loss, net.gradients(DATA.X, DATA.Y)[0], rtol=1e-5)
    # Going as far as the history reaches gives the same weights, this time without trouble.
    again = MLP((2, 6, 1), ("relu", "linear"), rng=1, dtype=dtype)
    options = {"optimizer": optimizer, "learning_rate": 4.0, "batch_size": batch_size, "rng": 1}
    shorter = fit(again, DATA.X, DATA.Y, iterations=len(run.losses), **options)  # type: ignore[arg-type]
    assert shorter.diverged is None
    assert_array_equal(again.weights[0], net.weights[0])
    assert_array_equal(shorter.losses, run.losses)


def test_a_mini_batch_run_that_diverges_keeps_its_last_good_weights() -> None:
    # Each of the five batch losses is finite; that of all points is not, after the fifth update.
    cloud = datasets.gauss(100)
    options = {"learning_rate": 2.0, "batch_size": 10}
    net = MLP((2, 8, 1), ("relu", "linear"), rng=0)
    run = fit(net, cloud.X, cloud.Y, iterations=5, **options)  # type: ignore[arg-type]
    assert run.diverged is not None
    assert (run.diverged.iteration, run.iterations) == (4, 4)
    assert_allclose(run.final_loss, 3.65e195, rtol=0.01)
    shorter = MLP((2, 8, 1), ("relu", "linear"), rng=0)
    assert fit(shorter, cloud.X, cloud.Y, iterations=4, **options).diverged is None  # type: ignore[arg-type]
    for kept, reached in zip(net.weights, shorter.weights, strict=True):
        assert_array_equal(kept, reached)


@pytest.mark.long
@pytest.mark.parametrize("every", [1, 20, 400])
@pytest.mark.parametrize("seed", range(12))
def test_no_diverging_run_goes_back_to_its_start(seed: int, every: int) -> None:
    hills = datasets.hills(100, rng=seed)
    net = MLP((2, 6, 4, 1), ("relu", "relu", "linear"), rng=seed)
    start = weights_of(net)
    options = {"loss": "mse", "learning_rate": 1.5, "batch_size": 10, "iterations": 400, "rng": seed}
    run = fit(net.copy(), hills.X, hills.Y, **options)  # type: ignore[arg-type]
    *_, last = fit_frames(net, hills.X, hills.Y, every=every, **options)  # type: ignore[arg-type]
    assert str(last.diverged) == str(run.diverged)
    assert (last.iteration, last.loss) == (run.iterations, run.final_loss)
    if run.iterations:
        assert not np.array_equal(last.weights[0], start[0])


def test_a_loss_that_was_lost_many_updates_ago_is_found_again() -> None:
    # Whatever `advance` did not look at, the run ends on weights whose loss over all points is a number.
    hills = datasets.hills(100)
    settings = Settings("mse", OPTIMIZERS["sgd"], 1.5, 2000, 1, 0.0, 0.0)
    engines = [
        Engine(MLP((2, 6, 1), ("relu", "linear"), rng=2), hills.X, hills.Y, settings, np.random.default_rng(0))
        for _ in range(2)
    ]
    for until in range(1, 2001):
        engines[0].advance(until)
    for until in (*range(7, 2000, 7), 2000):
        engines[1].advance(until, look=until == 2000)
    assert engines[0].done == engines[1].done
    assert_array_equal(engines[0].parameters.flat, engines[1].parameters.flat)
    assert np.isfinite(engines[1].loss_now())


def test_a_division_of_0_by_0_is_not_called_too_large() -> None:
    dead = OPTIMIZERS["adam"].with_settings(epsilon=1e-60)  # 0 in float32
    net = MLP((2, 3, 1), ("relu", "linear"), rng=1, dtype="float32")
    net.weights = [np.full((3, 3), -1.0), np.ones((4, 1))]
    run = fit(net, DATA.X, DATA.Y, optimizer=dead, iterations=20)
    assert run.diverged is not None
    assert "undefined" in run.diverged.cause
    assert "larger epsilon" in run.diverged.cause


def test_weights_that_overflow_behind_a_finite_loss_are_a_divergence_too() -> None:
    # A saturated sigmoid has a finite loss even for infinite weights; these must not be handed out.
    net = MLP((1, 1), ("sigmoid",), bias=False)
    net.weights = [[[-1.0]]]
    run = fit(net, [[1e-3]], [[1.0]], learning_rate=1e308, iterations=50, optimizer="momentum", l2=10.0)
    assert run.diverged is not None
    assert "weights[0]" in run.diverged.cause
    assert np.isfinite(net.weights[0]).all()


def test_the_frames_of_a_diverging_run_end_with_the_last_good_one() -> None:
    net = xor_net(last="linear")
    frames = list(fit_frames(net, DATA.X, DATA.Y, learning_rate=4.0, iterations=5000, every=50))
    assert frames[-1].diverged is not None
    assert all(f.diverged is None for f in frames[:-1])
    assert all(np.isfinite(f.loss) and np.isfinite(f.weights[0]).all() for f in frames)


def test_no_floating_point_setting_leaks_out_of_a_generator() -> None:
    frames = fit_frames(xor_net(), DATA.X, DATA.Y, iterations=20)
    next(frames)
    assert np.geterr()["over"] == "warn"


def test_weights_without_a_finite_loss_are_refused() -> None:
    net = MLP((1, 1), ("linear",), bias=False)
    net.weights = [[[1e200]]]
    with pytest.raises(ValueError, match="finite"):
        fit(net, [[1.0]], [[0.0]])


@pytest.mark.long
@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_memory_is_kept_or_piled_up_while_training(optimizer: str, batch_size: int | None) -> None:
    def peak(iterations: int) -> int:
        net = xor_net()
        tracemalloc.start()
        options = {"optimizer": optimizer, "learning_rate": 0.01, "batch_size": batch_size}
        run = fit(net, DATA.X, DATA.Y, iterations=iterations, **options)  # type: ignore[arg-type]
        used = tracemalloc.get_traced_memory()[1] - 2 * run.losses.nbytes
        tracemalloc.stop()
        return used

    peak(10)  # caches fill
    assert peak(10_000) <= peak(1_000) + 4096


def test_optimizer_settings_can_be_changed_and_are_checked() -> None:
    momentum = OPTIMIZERS["momentum"]
    net, plain = xor_net(), xor_net()
    fit(net, DATA.X, DATA.Y, optimizer=momentum.with_settings(momentum=0.0), iterations=20)
    fit(plain, DATA.X, DATA.Y, optimizer="sgd", iterations=20)
    assert_allclose(net.weights[0], plain.weights[0], rtol=1e-13)
    with pytest.raises(ValueError, match="momentum: expected a number from 0 to below 1"):
        momentum.with_settings(momentum=1.0)
    with pytest.raises(ValueError, match="expected settings of 'momentum'"):
        momentum.with_settings(beta1=0.5)


def test_l1_carries_a_weight_that_is_smaller_than_its_step_across_zero_and_back() -> None:
    """As the playground's help says: nothing stops at 0 there."""
    net = MLP((1, 1), ("linear",), bias=False, rng=0)
    net.weights = [np.array([[1.0]])]
    frames = fit_frames(net, [[0.0]], [[0.0]], learning_rate=0.3, l1=10, iterations=4, every=1)
    assert_allclose([frame.weights[0][0, 0] for frame in frames], [1, -2, 1, -2, 1], atol=1e-12)
