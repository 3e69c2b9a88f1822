"""The plane: features, data, the split, and a training with a picture of every neuron at every moment."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp_core import MLP, datasets, fit
from studies.playground.features import FEATURES, expand
from studies.playground.moments import SIDE, PlaneProblem, changed, plane, run_of, values_at, watch
from studies.playground.points import REACH, Units, split, units_of, xor_cloud

POINTS = np.array([[0.5, -2.0], [-1.0, 3.0]])


def test_features_are_what_their_labels_say() -> None:
    X = expand(POINTS, list(FEATURES))
    by_hand = [[x1, x2, x1**2, x2**2, x1 * x2, math.sin(x1), math.sin(x2)] for x1, x2 in POINTS.tolist()]
    np.testing.assert_allclose(X, by_hand, rtol=1e-15)


@pytest.mark.parametrize(
    ("points", "names", "message"),
    [
        ([[1.0, 2.0, 3.0]], ["x1"], r"points: expected shape \(N, 2\).*two coordinates"),
        (POINTS, [], "names: expected at least one of x1, x2"),
        (POINTS, ["x3"], r"names\[0\]: expected one of .*got 'x3'"),
    ],
)
def test_features_name_what_is_wrong(points: object, names: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        expand(points, names)


def test_an_endless_spread_of_the_xor_cloud_is_refused() -> None:
    with pytest.raises(ValueError, match="noise: expected a spread that leaves finite numbers"):
        xor_cloud(noise=1e308)


def test_xor_cloud_has_class_1_where_the_signs_differ() -> None:
    cloud = xor_cloud(100, noise=0, rng=3)
    np.testing.assert_array_equal(cloud.Y[:, 0], (np.prod(cloud.X, axis=1) < 0).astype(float))
    assert np.abs(cloud.X).min() >= 0.15
    assert np.abs(cloud.X).max() <= REACH


@given(st.integers(1, 60), st.integers(1, 100), st.integers(0, 5))
def test_split_shares_out_every_point_once(points: int, percent: int, seed: int) -> None:
    positions = np.arange(2.0 * points).reshape(points, 2)
    parts = split(positions, np.zeros(points), percent, rng=seed)
    assert len(parts.train_points) == max(1, round(points * percent / 100))
    both = np.concatenate([parts.train_points, parts.test_points])
    np.testing.assert_array_equal(np.sort(both, axis=0), positions)
    again = split(positions, np.zeros(points), percent, rng=seed)
    np.testing.assert_array_equal(parts.train_points, again.train_points)


def test_split_refuses_labels_of_another_number() -> None:
    with pytest.raises(ValueError, match=r"classes: expected shape \(2,\), got shape \(3,\)"):
        split(POINTS, [0, 1, 0], 50)


def test_points_that_fit_stay_and_others_are_stretched() -> None:
    units = units_of([[0.0, 10.0], [1.0, 30.0], [2.0, 20.0]])
    assert units == (Units(), Units(20.0, 4.0))
    np.testing.assert_array_equal(units[1].mine([10, 30, 20]), [-2.5, 2.5, 0.0])
    np.testing.assert_array_equal(units[1].theirs([-2.5, 2.5, 0.0]), [10, 30, 20])


@pytest.mark.parametrize("points", [[[7.0, 7.0]], [[1e308, 0.0], [-1e308, 0.0]], [[5.0, 1.0]] * 3])
def test_points_always_come_to_lie_in_the_picture(points: list[list[float]]) -> None:
    columns = np.transpose(points)
    for unit, column in zip(units_of(points), columns, strict=True):
        assert np.abs(unit.mine(column)).max() <= REACH


def test_plane_runs_row_by_row_from_the_top_left() -> None:
    points = plane(2)
    np.testing.assert_allclose(points, [[-1.5, 1.5], [1.5, 1.5], [-1.5, -1.5], [1.5, -1.5]])


def problem(percent: int = 50, outputs: int = 1) -> PlaneProblem:
    cloud = datasets.circles(40, rng=2)
    return PlaneProblem(split(cloud.X, cloud.Y[:, 0], percent, rng=2), ("x1", "x2", "x1x2"), outputs)


def test_moments_are_those_of_fit_with_a_map_of_every_neuron() -> None:
    net, data = MLP((3, 4, 2, 1), ("tanh", "relu", "sigmoid"), rng=5), problem()
    options: dict[str, Any] = {"loss": "bce", "learning_rate": 0.2, "batch_size": 5, "rng": 7}
    moments = list(watch(net, data, every=10, iterations=30, step=4, **options))
    assert [moment.iteration for moment in moments] == [0, 10, 20, 30]
    twin = MLP((3, 4, 2, 1), ("tanh", "relu", "sigmoid"), rng=5)
    run = fit(twin, data.inputs(data.split.train_points), data.split.train_classes[:, None], iterations=30, **options)
    last = moments[-1]
    for w, expected in zip(last.weights, twin.weights, strict=True):
        np.testing.assert_array_equal(w, expected)
    assert last.train_loss == run.final_loss
    np.testing.assert_array_equal(run_of(net, data, 30, **options).net.weights[0], twin.weights[0])
    # A map's corner is what the network answers at that corner of the plane.
    corner = expand(plane()[:1], data.features)
    layers = twin.forward(corner).layers
    assert last.output_maps[0, 0, 0] == pytest.approx(layers[-1][0, 0], abs=1e-14)
    np.testing.assert_allclose(last.hidden_maps[:, 0, 0], np.concatenate([layers[1][0], layers[2][0]]), atol=1e-14)
    assert last.hidden_maps.shape == (6, SIDE // 4, SIDE // 4)
    test_loss, _ = twin.gradients(data.inputs(data.split.test_points), data.split.test_classes[:, None], "bce")
    assert last.test_loss == pytest.approx(test_loss, rel=1e-14)


def test_without_test_points_there_is_no_test_loss() -> None:
    moment = next(watch(MLP((3, 1), "sigmoid"), problem(100), every=1, iterations=1, loss="bce"))
    assert moment.test_loss is None
    assert moment.test_score is None
    assert moment.hidden_maps.shape == (0, SIDE // 2, SIDE // 2)


def test_two_outputs_share_out_one_answer() -> None:
    moment = next(
        watch(MLP((3, 2), "softmax"), problem(outputs=2), every=1, iterations=1, loss="softmax_cross_entropy")
    )
    assert moment.output_maps.min() >= 0
    assert moment.output_maps.max() <= 1


def regression_problem(percent: int = 50) -> PlaneProblem:
    data = datasets.hills(60, noise=0, rng=3)
    return PlaneProblem(split(data.X, data.Y[:, 0], percent, rng=3), ("x1", "x2"), regression=True)


def test_a_regression_is_scored_by_its_root_mean_square_error() -> None:
    net, data = MLP((2, 5, 1), ("tanh", "linear"), rng=2), regression_problem()
    *_, last = watch(net, data, every=20, iterations=40, loss="mse", learning_rate=0.1)
    trained = run_of(net, data, 40, loss="mse", learning_rate=0.1).net
    for points, targets, loss, score in (
        (data.split.train_points, data.split.train_classes, last.train_loss, last.train_score),
        (data.split.test_points, data.split.test_classes, last.test_loss, last.test_score),
    ):
        by_hand = float(np.mean((trained.predict(points)[:, 0] - targets) ** 2))
        assert loss == pytest.approx(by_hand, rel=1e-12)
        assert score == pytest.approx(math.sqrt(by_hand), rel=1e-12)


@pytest.mark.parametrize("last", ["linear", "softmax"])
def test_values_at_a_point_are_those_of_forward_at_every_moment(last: str) -> None:
    features, outputs = ("x1", "sin2", "x1x2"), 2 if last == "softmax" else 1
    history = [MLP((3, 4, 3, outputs), ("tanh", "relu", last), rng=seed) for seed in range(5)]
    values = values_at((0.7, -1.9), [net.weights for net in history], history[0], features)
    for row, net in zip(values, history, strict=True):
        layers = net.forward(expand([[0.7, -1.9]], features)).layers
        np.testing.assert_allclose(row, np.concatenate([layer[0] for layer in layers]), rtol=1e-14, atol=1e-15)
    without = MLP((2, 3, 1), ("sigmoid", "tanh"), bias=False, rng=1)
    np.testing.assert_allclose(
        values_at((1.0, 2.0), [without.weights], without, ("x1", "x2"))[0, -1], without.predict([[1.0, 2.0]])[0, 0]
    )


def test_values_need_a_point_of_the_plane() -> None:
    net = MLP((2, 1), "tanh")
    with pytest.raises(ValueError, match=r"point: expected .*two coordinates"):
        values_at((1.0, 2.0, 3.0), [net.weights], net, ("x1", "x2"))


def test_a_diverging_run_ends_with_the_reason_and_finite_weights() -> None:
    net = MLP((3, 8, 1), ("relu", "linear"), rng=1)
    *_, last = watch(net, problem(), every=5, iterations=500, learning_rate=10)
    assert "diverged at iteration" in last.stopped
    assert all(np.isfinite(w).all() for w in last.weights)


@pytest.mark.parametrize(("layer", "row", "column"), [(2, 0, 0), (0, 4, 0), (1, 0, 1), (0, -1, 0)])
def test_a_weight_that_is_not_there_cannot_be_set(layer: int, row: int, column: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        changed(MLP((3, 2, 1), "tanh").weights, layer, row, column, 1.0)


def test_setting_a_weight_leaves_the_others_alone() -> None:
    weights = MLP((3, 2, 1), "tanh").weights
    before = weights[0].copy()
    after = changed(weights, 0, 1, 1, 9.0)
    assert after[0][1, 1] == 9
    after[0][1, 1] = before[1, 1]
    np.testing.assert_array_equal(after[0], before)
    np.testing.assert_array_equal(weights[0], before)
