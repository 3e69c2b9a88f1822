"""The lesson on handwritten digits: its numbers are computed ones, and its page works, with and without its data."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import CONTENT
from mlp_core import MLP
from mlp_core.datasets.mnist_files import FILES
from widgets.digits import data
from widgets.digits.state import Settings

SLUG = "handwritten_digits"
Open = Callable[..., AppTest]


@pytest.fixture(scope="module", name="text")
def _text() -> str:
    return re.sub(r"\s+", " ", (CONTENT / f"{SLUG}.md").read_text(encoding="utf-8"))


def test_numbers_of_the_prose(text: str) -> None:
    net = Settings().network()
    assert net.sizes == (784, 100, 10)
    first, second = (f"${rows}\\times {columns}$" for rows, columns in net.shapes)
    assert f"the shape {first} and the second {second}" in text
    assert f"785\\cdot 100 + 101\\cdot 10 = {net.parameter_count:,}".replace(",", "{,}") in text
    for output in (0.97, 0.10):
        assert f"-\\ln {output:.2f} = {-math.log(output):.3f}" in text
    assert f"\\sqrt{{2/784}}\\approx {math.sqrt(2 / 784):.2f}$" in text
    assert f"where our first matrix has {net.weights[0].size:,}" in text
    assert 6 * (5 * 5 + 1) == 156


def test_sums_of_the_books_usual_weights(text: str) -> None:
    images = data.read("quick").train.X[:500]
    sums = MLP((784, 100, 10), ("linear", "softmax"), rng=0).forward(images).sums[0]
    assert 5 < sums.std() < 6
    assert "weighted sums of 5 to 6 in the hidden layer" in text


def test_updates_of_the_question(text: str) -> None:
    training = Settings().training(data.read("quick"))
    assert training.batch_size == 64
    assert f"= {training.updates_per_epoch * 10} " in text
    assert f"rceil = {training.updates_per_epoch}$ batches, the last one with {10_000 % 64} images" in text


def test_the_page_opens_with_all_its_figures(open_page: Open) -> None:
    app = open_page(SLUG)
    assert not app.exception
    assert not app.error
    assert [button.label for button in app.button if button.key and button.key.endswith("model_training")] == ["Train"]
    assert len(app.get("bidi_component")) >= 7


def test_settings_reach_the_session(open_page: Open) -> None:
    app = open_page(SLUG)
    app.segmented_control[0].set_value(2).run()
    assert not app.exception
    assert app.session_state["digits"].settings.hidden == (100, 100)
    app.segmented_control[0].set_value(0).run()
    next(box for box in app.selectbox if box.label == "Optimizer").set_value("momentum").run()
    assert app.session_state["digits"].settings.hidden == ()
    assert app.session_state["digits"].settings.optimizer == "momentum"
    next(box for box in app.selectbox if box.label == "Output and loss").set_value("sigmoid").run()
    assert app.session_state["digits"].settings.network().activations == ("sigmoid",)


def test_training_on_the_page(open_page: Open) -> None:
    app = open_page(SLUG)
    own = app.session_state["digits"]
    own.change(hidden=(8,), epochs=1)
    next(button for button in app.button if button.label == "Train").click().run()
    assert not app.exception
    assert own.runs == 1
    while own.running:
        own.look()
    app.run()
    assert not app.exception
    assert own.training.finished
    labels = [button.label for button in app.button]
    assert "Start again" in labels
    next(button for button in app.button if button.label == "Drop this training").click().run()
    assert not app.exception
    assert own.known().is_book


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own."""
    for name in (FILES["quick"], "SHA256SUMS"):
        shutil.copy(data.FOLDER / name, tmp_path)
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    data.read.cache_clear()
    yield tmp_path
    data.read.cache_clear()


def test_damaged_data_are_named_with_their_checksum_and_the_rest_lives(folder: Path, open_page: Open) -> None:
    content = bytearray((folder / FILES["quick"]).read_bytes())
    content[1000] ^= 1
    (folder / FILES["quick"]).write_bytes(content)
    app = open_page(SLUG)
    assert not app.exception
    message = app.error[0].value
    assert FILES["quick"] in message
    assert "SHA-256" in message
    assert (data.FOLDER / "SHA256SUMS").read_text("ascii").split()[0] in message
    # Curves, weights and the canvas with what the network sees: they need no images.
    assert len(app.get("bidi_component")) >= 4
    assert any("What to remember" in markdown.value for markdown in app.markdown)


def test_missing_data_are_said_and_come_back(folder: Path, open_page: Open) -> None:
    (folder / FILES["quick"]).rename(folder / "elsewhere")
    app = open_page(SLUG)
    assert not app.exception
    assert "no such file" in app.error[0].value
    (folder / "elsewhere").rename(folder / FILES["quick"])
    next(button for button in app.button if button.label == "Try again").click().run()
    assert not app.error


def test_certainty_is_a_share() -> None:
    net = Settings().network()
    outputs = net.predict(data.read("quick").test.X[:50])
    np.testing.assert_allclose(outputs.sum(axis=1), 1, atol=1e-5)


def test_a_paused_training_says_that_its_settings_stay(open_page: Open) -> None:
    app = open_page(SLUG)
    own = app.session_state["digits"]
    own.change(hidden=(8,), epochs=30)
    next(button for button in app.button if button.label == "Train").click().run()
    own.pause()
    app.run()
    assert not [caption for caption in app.caption if "*Resume* keeps the settings" in caption.value]
    app.segmented_control[0].set_value(0).run()
    assert own.settings.hidden == ()
    assert [caption for caption in app.caption if "*Resume* keeps the settings" in caption.value]
    assert "Stop" not in [button.label for button in app.button], "what it does is what it says: it drops the training"
