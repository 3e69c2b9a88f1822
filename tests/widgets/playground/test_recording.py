from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlp_core import to_script
from mlp_core.gradient_descent import fit_readably
from widgets.kit import theme
from widgets.playground.recording import CALLS, Recording, exported, levels
from widgets.playground.settings import OwnPoint, Settings

SMALL = Settings(points=40, hidden=(3,), step=10)


def test_frames_show_the_weights_of_a_plain_training() -> None:
    whole = replace(SMALL, batch=0, l2=0.01)
    recording = Recording(whole)
    recording.extend(4)
    net, problem = whole.network(), whole.problem()
    X, Y = problem.inputs(problem.split.train_points), problem.targets(problem.split.train_classes)
    fit_readably(net, X, Y, loss="bce", learning_rate=0.3, iterations=30, l2=0.01)
    weights = np.concatenate([w.ravel() for w in net.weights])
    frame = recording.frames[3]
    assert frame.iteration == 30
    np.testing.assert_allclose(frame.weights, weights, rtol=1e-12)
    assert frame.texts["train"] == theme.number(net.gradients(X, Y, "bce")[0], 4)


def test_frames_do_not_depend_on_how_they_are_asked_for() -> None:
    at_once, piecemeal = Recording(SMALL), Recording(SMALL)
    at_once.extend(30)
    while len(piecemeal.frames) < 30:
        piecemeal.extend(30, seconds=0)
    for one, other in zip(at_once.frames, piecemeal.frames, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
        np.testing.assert_array_equal(one.output, other.output)


def test_an_edit_keeps_what_was_before_and_goes_on_from_there() -> None:
    before = Recording(SMALL)
    before.extend(10)
    edited = replace(SMALL, iteration=50).edited(1, 0, 0, 2.5)
    fresh, continued = Recording(edited), Recording(edited, before)
    assert len(continued.frames) == 6  # five that were known, and the moment of the edit
    fresh.extend(12)
    continued.extend(12)
    for one, other in zip([*fresh.frames, *fresh.frames[:5]], [*continued.frames, *before.frames[:5]], strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
    first_of_the_second_matrix = 3 * 3
    assert fresh.frames[5].weights[first_of_the_second_matrix] == 2.5
    assert (fresh.frames[5].weights != before.frames[5].weights).sum() == 1


def test_several_edits_at_several_moments() -> None:
    twice = replace(replace(SMALL, iteration=20).edited(0, 1, 2, -1.0), iteration=40).edited(0, 2, 0, 0.0)
    twice = twice.edited(0, 2, 1, 0.125)
    recording = Recording(twice)
    recording.extend(6)
    at = {frame.iteration: frame.weights for frame in recording.frames}
    assert at[20][1 * 3 + 2] == -1
    assert (at[40][2 * 3], at[40][2 * 3 + 1]) == (0, 0.125)
    assert [frame.iteration for frame in recording.frames] == [0, 10, 20, 30, 40, 50]


def test_a_film_ends_at_its_last_frame() -> None:
    recording = Recording(replace(SMALL, step=1))
    recording.extend(10_000)
    assert recording.complete
    assert len(recording.frames) == 601
    edited = replace(SMALL, step=1, iteration=600).edited(0, 0, 0, 0.0)
    last = Recording(edited, recording)
    last.extend(10_000)
    assert last.frames[-1].iteration == 600


EXTREMES = {
    "a million": Settings(hidden=(16,) * 6, learning_rate=1e6),
    "a million, relu": Settings(hidden=(16,) * 6, activation="relu", output="linear", loss="mse", learning_rate=1e6),
    "one point": Settings(data="own", own=(OwnPoint(0.5, 0.5, 1),)),
    "identical points": Settings(data="own", own=(OwnPoint(1, 1, 1), OwnPoint(1, 1, 0)) * 5),
    "one class": Settings(data="own", own=(OwnPoint(1, 1, 0), OwnPoint(2, 1, 0))),
    "ten thousand": Settings(data="own", own=tuple(OwnPoint(i / 5000, 1 - i / 5000, i % 2) for i in range(10_000))),
    "huge weight": replace(Settings(activation="linear"), iteration=0).edited(0, 0, 0, 1e6),
    "softmax": Settings(output="softmax", loss="softmax_cross_entropy", hidden=()),
    "a million, regression": Settings().changed(data="hills", learning_rate=1e6, hidden=(16,) * 6),
    "one point, regression": Settings().changed(data="slope", points=1),
    "strong penalty": Settings(l1=10.0, l2=10.0, learning_rate=10.0),
}


@pytest.mark.parametrize("settings", EXTREMES.values(), ids=EXTREMES)
def test_extreme_settings_give_a_picture(settings: Settings) -> None:
    recording = Recording(settings)
    recording.extend(8)
    for frame in recording.frames:
        assert np.isfinite(frame.train_loss)
        assert all("nan" not in text and "not a number" not in text for text in frame.texts.values())
        assert np.isfinite(frame.weights).all()
        assert frame.strokes.shape == (settings.network().parameter_count,)
        assert frame.hidden.shape[0] == sum(settings.hidden)


@pytest.mark.parametrize("data", ["slope", "hills"])
def test_a_regression_is_learned(data: str) -> None:
    recording = Recording(Settings().changed(data=data, hidden=(8,), noise=0.0, learning_rate=0.1, step=50))
    recording.extend(61)
    first, last = recording.frames[0], recording.frames[-1]
    assert last.iteration == 3000
    assert last.train_loss < 0.2 * first.train_loss
    assert last.texts["train-score"] == f"off by {theme.number(last.train_loss**0.5, 3)}"
    assert last.texts["epoch"] == "300", "10 of 100 points an iteration"


def test_other_starts_are_other_weights_for_the_same_points() -> None:
    first, other = Recording(SMALL), Recording(SMALL.changed(start=1))
    np.testing.assert_array_equal(first.problem.split.train_points, other.problem.split.train_points)
    assert (first.frames[0].weights != other.frames[0].weights).sum() == 9, "all but the biases, which begin at 0"


def test_values_at_a_point_belong_to_their_frames() -> None:
    recording = Recording(SMALL)
    recording.extend(6)
    some = recording.values_at(1.0, -0.5, 2, 5)
    assert some.shape == (3, 2 + 3 + 1)
    np.testing.assert_array_equal(some[:, :2], [[1.0, -0.5]] * 3)
    net = exported(replace(SMALL, iteration=30)).net
    assert some[1, -1] == pytest.approx(net.predict([[1.0, -0.5]])[0, 0], rel=1e-12)


def test_a_run_that_diverges_ends_the_film_with_its_reason() -> None:
    recording = Recording(EXTREMES["a million, relu"])
    recording.extend(600)
    assert recording.complete
    assert "diverged at iteration" in recording.frames[-1].stopped


def test_no_points_is_said() -> None:
    with pytest.raises(ValueError, match="There are no points yet"):
        Recording(Settings(data="own"))


def test_levels_span_the_colours() -> None:
    np.testing.assert_array_equal(levels(np.array([-9.0, -1, 0, 1, 9, np.nan]), -1, 1), [0, 0, 128, 255, 255, 128])


def test_the_script_ends_where_the_film_stands(tmp_path: Path) -> None:
    edited = replace(replace(SMALL, iteration=50).edited(1, 0, 0, 2.5), iteration=120)
    run = exported(edited)
    assert run.iterations == 70
    script = tmp_path / "run.py"
    script.write_text(to_script(run), encoding="utf-8")
    said = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True).stdout
    recording = Recording(edited)
    recording.extend(13)
    assert recording.frames[12].iteration == 120
    assert float(said.split()[-1]) == pytest.approx(recording.frames[12].train_loss, rel=1e-10)


def test_nothing_to_write_before_the_first_iteration() -> None:
    with pytest.raises(ValueError, match="train for some iterations first"):
        exported(replace(SMALL, iteration=0))


def test_a_frames_work_is_known_before_it_is_done() -> None:
    """By it a new picture has the same frames on every machine; a small network costs little besides the calls."""
    small, wide, all_points = (
        Recording(replace(SMALL, **more)).work for more in ({}, {"hidden": (8, 8)}, {"batch": 0})
    )
    assert CALLS < small < 1.5 * CALLS
    assert small < all_points
    weights = [
        sum(rows * columns for rows, columns in Settings(hidden=hidden).network().shapes)
        for hidden in ((8, 8), SMALL.hidden)
    ]
    assert (wide - CALLS) / (small - CALLS) == pytest.approx(weights[0] / weights[1])
