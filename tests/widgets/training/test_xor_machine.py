"""The time machine: its moments are those of a plain loop, its pictures in step, for every setting."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from mlp_core import datasets
from widgets.training.xor_machine import ITERATIONS, SIDE, Setting, make_film, picture, run_of, side, strongest

SETTINGS = [
    Setting(),
    Setting(width=0),
    Setting(width=1, hidden="relu"),
    Setting(width=3, hidden="sigmoid", seed=4),
    Setting(width=20, hidden="relu", rate=5.0),
    Setting(hidden="linear", output="linear", rate=5.0),
    Setting(start="relu"),
    Setting(start="sigmoid", rate=5.0),
]


def test_losses_are_those_of_a_plain_loop() -> None:
    data = datasets.xor()
    w0, w1 = Setting().network().weights
    ones = np.ones((4, 1))
    losses = []
    for _ in range(ITERATIONS[-1] + 1):
        hidden = np.tanh(np.hstack([ones, data.X]) @ w0)
        outputs = 1 / (1 + np.exp(-np.hstack([ones, hidden]) @ w1))
        errors = outputs - data.Y
        losses.append(0.5 * float((errors**2).sum()))
        at_sum = errors * outputs * (1 - outputs)
        at_hidden = (at_sum @ w1[1:].T) * (1 - hidden**2)
        w1 = w1 - np.hstack([ones, hidden]).T @ at_sum
        w0 = w0 - np.hstack([ones, data.X]).T @ at_hidden
    assert_allclose(run_of(Setting()).losses, np.array(losses)[list(ITERATIONS)], rtol=1e-8)


@pytest.mark.long
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("guesses", [False, True])
def test_every_setting_has_a_picture_of_numbers_only(setting: Setting, guesses: bool) -> None:
    page = picture(setting, "A caption", guesses)
    for word in ("NaN", "nan,", "Infinity", "inf,"):
        assert word not in page
    if run_of(setting).stopped:
        assert "diverged" in page
        assert "smaller learning rate" in page


def test_the_surface_is_the_networks_output() -> None:
    film = make_film(Setting())
    levels = film.data()["pictures"]["surface"]
    assert levels["over"] == (0,)
    frames = np.frombuffer(base64.b64decode(levels["bytes"]), np.uint8).reshape(-1, SIDE, SIDE)
    assert len(frames) == len(ITERATIONS)
    # The lower left corner of the last frame is the point (−0.3, −0.3), the first row is the top of the picture.
    net = Setting().network()
    net.weights = list(run_of(Setting()).moments[-1].forward.weights)
    for row, column, point in ((-1, 0, (-0.3, -0.3)), (0, 0, (-0.3, 1.3)), (0, -1, (1.3, 1.3))):
        assert abs(frames[-1, row, column] - 255 * float(net.predict([list(point)])[0, 0])) <= 0.51


def test_the_story_that_the_lesson_tells() -> None:
    solved, stuck, alone = run_of(Setting()), run_of(Setting(seed=1)), run_of(Setting(width=0))
    assert solved.losses[-1] < 0.001
    assert_allclose(stuck.losses[-1], 0.25, atol=0.001)
    assert_allclose(sorted(stuck.moments[-1].forward.outputs.ravel())[1:3], 0.5, atol=0.01)
    assert_allclose(alone.losses[-1], 0.5, atol=1e-6)
    for width in (2, 20):
        linear = run_of(Setting(width=width, hidden="linear", output="linear" if width == 2 else "sigmoid", rate=0.1))
        assert_allclose(linear.losses[-1], 0.5, atol=0.001)
    by_hand = run_of(Setting(start="relu"))
    assert by_hand.losses.max() == 0
    plateau = run_of(Setting(hidden="sigmoid"))
    early = [loss for i, loss in zip(plateau.iterations, plateau.losses, strict=True) if 5 < i < 150]
    assert max(early) - min(early) < 0.02
    assert plateau.losses[-1] < 0.01


def test_the_hidden_space_shows_the_neurons_that_count() -> None:
    run = run_of(Setting(width=20))
    pair = strongest(run)
    final = np.abs(run.moments[-1].forward.weights[-1][1:, 0])
    assert len(pair) == 2
    assert min(final[pair]) >= max(np.delete(final, pair))


def test_an_output_of_one_half_is_neither_right_nor_wrong() -> None:
    assert [side(0.5, target) for target in (0, 1)] == ["open", "open"]
    assert side(0.50000001, 0) == "open", "as it is printed it is ½"
    assert [side(*one) for one in ((0.501, 1), (0.501, 0), (0.2, 0), (0.2, 1))] == ["right", "wrong", "right", "wrong"]


def test_the_controls_show_what_a_network_solved_by_hand_has_and_keep_what_was_chosen() -> None:
    page = "from widgets.training import xor_machine\nxor_machine.widget(key='m', caption='')"
    app = AppTest.from_string(page, default_timeout=60).run()
    app.slider(key="m-q").set_value(5).run()
    app.selectbox(key="m-hidden").set_value("sigmoid").run()
    for start, shown in (("relu", ["relu", "linear"]), ("sigmoid", ["sigmoid", "sigmoid"])):
        app.selectbox(key="m-start").set_value(start).run()
        assert not app.exception
        assert [box.value for box in app.selectbox if box.disabled] == shown
        assert [slider.value for slider in app.slider if slider.disabled] == [2]
    app.selectbox(key="m-start").set_value("random").run()
    assert app.slider(key="m-q").value == 5
    assert [box.value for box in app.selectbox] == ["random", "sigmoid", "sigmoid"]
    assert not [box for box in app.selectbox if box.disabled]
