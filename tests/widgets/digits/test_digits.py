"""The widgets of the lesson on handwritten digits, without a page around them."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest

from mlp_core import MLP
from mlp_core.datasets.mnist_files import FILES
from mlp_core.metrics import accuracy, confusion_matrix
from studies.digits.epochs import TRAIN_SCORED, EpochRecord, Score
from studies.digits.evidence import weight_rows
from studies.digits.ink import drawn, like_mnist
from tests.scripts import CLIENT
from widgets.digits import confusion, curves, data, drawing, inside, pictures, samples, shifts, training
from widgets.digits.data import Images
from widgets.digits.pictures import called
from widgets.digits.state import Known, Session, Settings, book_network

NETWORKS = [(784, 10), (784, 1, 10), (784, 30, 10), (784, 12, 7, 10)]


@pytest.fixture(scope="module", name="mnist")
def _mnist() -> Images:
    return data.read("quick")


@pytest.fixture(scope="module", name="book")
def _book() -> Known:
    return book_network()


def untrained(sizes: tuple[int, ...], activation: str = "tanh") -> MLP:
    return MLP(sizes, (*(activation,) * (len(sizes) - 2), "softmax"), rng=4, init="xavier", dtype="float32")


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The palette entries of a PNG: read by the format's definition."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, chunks = 8, {}
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        name, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(name + content),)
        chunks[name] = content
        place += 12 + length
    columns, rows, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, kind) == (8, 3)
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, columns + 1)
    assert not lines[:, 0].any()
    assert len(chunks[b"PLTE"]) == 3 * 256
    assert len(chunks[b"tRNS"]) == 256
    return lines[:, 1:]


def test_a_sheet_holds_every_picture_in_its_place() -> None:
    rng = np.random.default_rng(0)
    levels = rng.integers(0, 256, (13, 784)).astype(np.uint8)
    sheet = pictures.Sheet("s", levels, pictures.INK)
    whole = pixels(base64.b64decode(sheet.url.partition(",")[2]))
    assert whole.shape == (2 * 28, 10 * 28)
    for index in range(13):
        row, column = divmod(index, 10)
        here = whole[28 * row : 28 * row + 28, 28 * column : 28 * column + 28]
        np.testing.assert_array_equal(here, levels[index].reshape(28, 28))


def test_the_palettes_have_paper_and_nought_where_they_belong() -> None:
    assert pictures.ink_levels(np.array([0.0, 1.0, 2.0])).tolist() == [0, 255, 255]
    assert pictures.INK[0].tolist() == [255, 255, 255, 255]
    assert pictures.INK[255].tolist() == [0, 0, 0, 255]
    nought, low, high = pictures.signed_levels(np.array([0.0, -2.0, 2.0]), 2.0)
    assert pictures.SIGNED[nought, 3] == 0
    assert pictures.SIGNED[low, 3] > 250
    assert pictures.SIGNED[high, 3] > 250
    assert pictures.SIGNED[low, :3].tolist() != pictures.SIGNED[high, :3].tolist()
    assert pictures.signed_levels(np.zeros(3), 0.0).tolist() == [128] * 3


@pytest.mark.parametrize("part", data.PARTS)
def test_the_size_that_a_reader_is_told_is_the_files(part: str) -> None:
    size = (data.FOLDER / FILES[part]).stat().st_size
    assert data.MEGABYTES[part] == pytest.approx(size / 1e6, abs=0.05)


def test_samples_show_each_digit_in_its_column(mnist: Images) -> None:
    html = str(samples.build(mnist.train))
    for digit in range(10):
        assert html.count(f'aria-label="a handwritten {digit}"') == samples.EACH
    assert "784 numbers" in html


def test_the_books_network_is_what_its_history_says(book: Known, mnist: Images) -> None:
    assert book.is_book
    assert book.net.sizes == (784, 100, 10)
    share = accuracy(book.net.predict(mnist.test.X), mnist.test.Y)
    # Rounded to 8 bits, and measured on the fifth of the test images that the quick part holds.
    assert share == pytest.approx(book.history[-1].test.accuracy, abs=0.01)
    assert share > 0.97


def test_a_share_is_told_with_the_number_of_images_it_is_of(book: Known, mnist: Images) -> None:
    for record in book.history:
        for score, images in zip((record.train, record.test), book.scored, strict=True):
            assert score.accuracy * images == pytest.approx(round(score.accuracy * images), abs=2e-3)
    words = re.sub(r"<[^>]+>", "", str(training._verdict(book, Session())))
    assert " % of 10,000 test images right" in words
    assert " % of the first 10,000 training images" in words
    assert Settings(hidden=(4,)).training(mnist).scored == (TRAIN_SCORED, len(mnist.test.X))


@pytest.mark.parametrize("sizes", NETWORKS)
def test_weight_pictures_of_every_network(sizes: tuple[int, ...]) -> None:
    net = untrained(sizes)
    html, live = str(inside.build(net)), str(inside.build_live(net))
    assert html.count('class="hl-pick"') == sizes[1]
    assert live.count('class="hl-pixels hl-sheet-weights"') == sizes[1]
    assert ("output 0" in html) == (len(sizes) == 2)


def test_the_largest_weights_are_drawn_at_full_strength() -> None:
    net = untrained((784, 5, 10))
    rows = weight_rows(net)
    sheet = pictures.signed_sheet("w", rows, float(np.abs(rows).max()))
    most = np.unravel_index(np.abs(rows).argmax(), rows.shape)
    assert pictures.SIGNED[sheet.levels[most], 3] > 250


def test_the_confusion_matrix_counts_and_opens_its_images(book: Known, mnist: Images) -> None:
    outputs = book.net.predict(mnist.test.X)
    counts = confusion_matrix(outputs, mnist.test.Y)
    html, worst = confusion.build(outputs, mnist.test)
    cells = [int(cell) for cell in re.findall(r"<td[^>]*>(\d+)</td>", html)]
    assert cells == counts.ravel().tolist()
    true, taken = map(int, re.fullmatch(r"c(\d)\.(\d)", worst).groups())  # type: ignore[union-attr]
    np.fill_diagonal(counts, 0)
    assert counts[true, taken] == counts.max()
    assert f"of {called(true)} taken for {called(taken)}" in html
    live = str(confusion.build_live(outputs, mnist.test))
    assert [int(cell) for cell in re.findall(r"<td[^>]*>(\d+)</td>", live)] == cells
    assert "data-say" not in live


def test_surest_mistakes_are_mistakes(book: Known, mnist: Images) -> None:
    html = str(confusion.mistakes(book.net.predict(mnist.test.X), mnist.test))
    pairs = re.findall(r"an? (\d) that was taken for an? (\d)", html)
    assert len(pairs) == confusion.MISTAKES
    assert all(true != taken for true, taken in pairs)
    assert "every test image right" in str(confusion.mistakes(mnist.test.Y, mnist.test))


@pytest.mark.parametrize("sizes", NETWORKS)
@pytest.mark.parametrize("activation", training.HIDDEN)
def test_the_way_of_a_drawing_through_every_network(sizes: tuple[int, ...], activation: str) -> None:
    html = str(drawing.build(like_mnist(drawing.example()), untrained(sizes, activation)))
    assert html.count('class="hl-units"') == len(sizes) - 2
    shares = [float(share) for share in re.findall(r"<td>([\d.]+) %</td>", html)]
    assert sum(shares) == pytest.approx(100, abs=0.6)


@pytest.mark.parametrize("sizes", NETWORKS)
def test_without_a_drawing_the_figure_keeps_its_form_and_claims_nothing(sizes: tuple[int, ...]) -> None:
    net = untrained(sizes)
    full, empty = str(drawing.build(like_mnist(drawing.example()), net)), str(drawing.build_empty("Draw.", net))
    for part in ("hl-stage-of-path", 'class="hl-unit', "hl-bar"):
        assert empty.count(part) == full.count(part)
    assert '<div class="hl-readout" role="status" aria-live="polite">Draw.</div>' in empty
    assert re.findall(r"<td>([\d.]+) %</td>", empty) == ["0.0"] * 10
    assert "hl-winner" not in empty


def test_the_example_is_read_as_a_three(book: Known) -> None:
    outputs = book.net.predict(like_mnist(drawing.example()).image.reshape(1, -1))
    assert outputs.argmax() == 3
    assert "takes it for a <strong>3</strong>" in str(drawing.build(like_mnist(drawing.example()), book.net))


def test_a_drawing_arrives_as_it_was_sent() -> None:
    np.testing.assert_allclose(drawing.decoded(drawing.encoded(drawing.example())), drawing.example(), atol=0.003)
    for wrong in ("", "AAAA", "§", None, 7):
        with pytest.raises(ValueError, match="did not arrive whole"):
            drawing.decoded(wrong)


def test_canvas_and_script_agree_on_their_size() -> None:
    script = (CLIENT / "digits" / "sheet.ts").read_text(encoding="utf-8")
    assert f"const SIDE = {drawing.SIDE};" in script
    assert f"const PEN = {drawing.PEN};" in script


def test_at_the_edge_the_figure_says_so(book: Known) -> None:
    canvas = drawn([[(0.0, 0.3), (0.5, 0.3)]], drawing.SIDE, drawing.PEN)
    assert "touches the edge" in str(drawing.build(like_mnist(canvas), book.net))


def test_moving_digits_costs_accuracy(book: Known, mnist: Images) -> None:
    measured = shifts.measure(book.net, mnist.test)
    assert [shift.pixels for shift in measured] == list(shifts.STEPS)
    assert measured[0].accuracy > 0.95
    assert measured[-1].accuracy < 0.4
    assert str(shifts.build(measured)).count('class="hl-mistake"') == len(measured)


def records(*accuracies: float) -> list[EpochRecord]:
    return [EpochRecord(n, Score(2 - a, a), Score(2.1 - a, a - 0.05), float(n)) for n, a in enumerate(accuracies)]


def test_curves_have_a_point_for_each_epoch() -> None:
    html = str(curves.build(records(0.1, 0.9, 0.95), 10))
    assert "80" in html  # the axis starts there, so what is below it (epoch 0) is not drawn
    assert html.count('class="hl-dot hl-dot-train"') == 3 + 2
    assert str(curves.build(records(0.1), 10)).count("hl-dot-train") == 2


def test_a_session_trains_pauses_resumes_and_forgets(
    mnist: Images, waiting: Callable[[Callable[[], bool]], None]
) -> None:
    own = Session(Settings(hidden=(4,), epochs=2))
    own.start(mnist)
    waiting(lambda: own.training is not None and own.training.updates > 0)
    own.pause()
    assert own.training is not None
    stands = own.training.updates
    assert not own.known().is_book
    own.change(hidden=(8, 3))
    assert own.settings.sizes == (784, 8, 3, 10)
    own.resume()
    waiting(lambda: not own.running)
    assert own.training.finished
    assert own.training.updates > stands
    assert own.known().net.sizes == (784, 4, 10)
    assert training.progress_text(own.training, running=False).startswith("Done: 314 updates")
    own.change(epochs=1)
    own.go_on()
    waiting(lambda: not own.running)
    assert training.progress_text(own.training, running=False).startswith("Done: 471 updates")
    assert [record.epoch for record in own.known().history] == [0, 1, 2, 3]
    own.forget()
    assert own.known().is_book


def test_a_training_that_nobody_watches_pauses(mnist: Images, waiting: Callable[[Callable[[], bool]], None]) -> None:
    own = Session(Settings(hidden=(4,), epochs=30))
    own.start(mnist)
    own._seen -= 1000
    waiting(lambda: not own.running)
    assert own.training is not None
    assert not own.training.finished


@pytest.fixture(name="waiting")
def _waiting() -> Callable[[Callable[[], bool]], None]:
    import time

    def wait(until: Callable[[], bool]) -> None:
        for _ in range(6000):
            if until():
                return
            time.sleep(0.01)
        raise AssertionError("it did not happen")

    return wait


def test_what_could_mislead_the_network_is_said(book: Known) -> None:
    def said(strokes: object) -> str:
        return str(drawing.build(like_mnist(drawn(strokes, 112, 10)), book.net))  # type: ignore[arg-type]

    stroke = ((0.5, 0.3), (0.5, 0.8))
    assert "A single dot was left out." in said([stroke, ((0.06, 0.06),)])
    assert "2 single dots were left out." in said([stroke, ((0.06, 0.06),), ((0.9, 0.9),)])
    assert "left out" not in said([stroke])
    assert "Write larger" in said([((0.5, 0.4), (0.5, 0.6))])
    flagged_one = [((0.2, 0.5), (0.6, 0.1), (0.6, 0.9))]
    assert "It is not sure" in said(flagged_one)
    assert "It is not sure" not in said([stroke])
