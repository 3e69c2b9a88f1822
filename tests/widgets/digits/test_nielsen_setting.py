"""Nielsen's setting in the lab: one press sets all of it, and it trains what studies.digits.nielsen records."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from studies.digits import nielsen
from widgets.digits import data
from widgets.digits.state import NIELSEN, Settings


def test_the_setting_is_the_one_that_was_recorded() -> None:
    net = NIELSEN.network()
    assert net.activations == ("sigmoid", "sigmoid")
    assert NIELSEN.sizes == nielsen.SIZES
    for one, other in zip(net.weights, nielsen.network(NIELSEN.seed).weights, strict=True):
        assert (one == other).all()
    images = data.read("quick")
    mine, recorded = NIELSEN.training(images), nielsen.training(NIELSEN.seed, images.train, images.test)
    for run in (mine, recorded):
        while not run.history:
            run.advance(0.0)
    assert mine.history[0].train == recorded.history[0].train
    assert mine.history[0].test == recorded.history[0].test
    assert (mine.epochs, mine.batch_size, mine.updates_per_epoch) == (30, 10, 1000)


def test_the_loss_of_an_image_is_half_its_squares() -> None:
    images = data.read("quick")
    run = NIELSEN.training(images)
    while not run.history:
        run.advance(0.0)
    wanted = 0.5 * np.square(run.test_outputs - images.test.Y).sum(axis=1).mean()
    assert abs(run.history[0].test.loss - wanted) < 1e-4 * wanted


@pytest.mark.long
def test_one_press_sets_it_and_another_brings_the_books_back(open_page: Callable[..., AppTest]) -> None:
    app = open_page("handwritten_digits")

    def press() -> None:
        next(button for button in app.button if button.key and button.key.endswith("-preset")).click().run()

    press()
    assert app.session_state["digits"].settings == NIELSEN
    assert "The book's setting" in [button.label for button in app.button]
    press()
    assert app.session_state["digits"].settings == Settings()
    assert not app.exception
