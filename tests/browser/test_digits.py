"""Handwritten digits on the built site, as a reader uses the lesson: its data, its training, its canvas."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, TimeoutError, expect

from benchmarks.digits import PATIENCE, RIGHT, UNTIL_ACCURATE, VERDICT, WATCH_FRAMES, frames, speed
from mlp_core.datasets.mnist_files import FILES
from tests.browser.conftest import Visit
from widgets.digits import data

LESSON = "handwritten_digits/"
AWAKE = "performance.getEntriesByName('book:awake').length"
QUICK = re.compile(r"/assets/mnist-quick-[0-9a-f]{12}\.npz$")
FIGURES = ("Images of handwritten digits", "Confusion matrix", "most sure and wrong about", "pixel by pixel")
IMAGES = f"figure[aria-label*='{FIGURES[0]}']"
ANSWER = "figure[aria-label*='makes of the drawing']"

Start = Callable[..., Visit]
TOUCH = {"has_touch": True, "width": 390, "height": 800}


@pytest.fixture(name="chromium", scope="module")
def _chromium(quick_chromium: Browser) -> Browser:
    """Trainings are measured."""
    return quick_chromium


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)  # Playwright's own


@pytest.fixture
def reader(same_visit: Start) -> Visit:
    """A reader at the lesson, where nothing trains; for a test marked with AT_A_DESK."""
    found = same_visit("at a desk", begin)
    page = found.page
    drop, epochs = page.get_by_role("button", name="Drop this training"), page.get_by_role("slider", name="Epochs")
    if drop.count():
        with suppress(TimeoutError):  # the test before may have dropped it in this moment
            drop.first.click(timeout=5_000)
    expect(page.locator(VERDICT)).to_contain_text("The book's own network")
    expect(page.get_by_role("button", name="Train")).to_be_enabled()
    if epochs.input_value() != "10":
        epochs.focus()
        page.keyboard.press("Home")
        for _ in range(9):
            page.keyboard.press("ArrowRight")
        expect(epochs).to_have_value("10")
        found.settle()
    return found


@pytest.fixture
def finger(same_visit: Start) -> Page:
    """The lesson on a phone, with an empty canvas; for a test marked with BY_TOUCH."""
    page = same_visit("by touch", arrive, **TOUCH).page
    clear(page)
    return page


AT_A_DESK = pytest.mark.xdist_group("digits at a desk")
BY_TOUCH = pytest.mark.xdist_group("digits by touch")


def arrive(reader: Visit, path: str = LESSON) -> None:
    """Open a page of the site and wait until Streamlit has taken over."""
    reader.page.set_default_timeout(PATIENCE)
    reader.page.goto(reader.base + path)
    reader.page.wait_for_function(AWAKE)


def begin(reader: Visit) -> None:
    """Open the lesson; its canvas shows a 3."""
    arrive(reader)
    expect(reader.page.locator(ANSWER)).to_contain_text("takes it for a 3")


def asked(reader: Visit) -> list[str]:
    """The page's requests for images, in order."""
    return [address for address in reader.requests if "/mnist-" in address]


def complaints(reader: Visit) -> list[str]:
    """What the console shows as errors, besides that there is no service worker."""
    return [line for line in reader.complaints if "not stored for reading without a network" not in line]


def go_to(reader: Visit, slug: str, title: str) -> None:
    """Go to another lesson by the sidebar, within the same Python."""
    reader.page.locator(f"[data-testid=stSidebar] a:is([href='{slug}'], [href$='/{slug}'])").click()
    expect(reader.page.locator("[data-testid=stMain] h1").first).to_have_text(title)


def press(page: Page, label: str) -> None:
    """Press one of the training's buttons."""
    page.get_by_role("button", name=label).first.click()


# --- the data -------------------------------------------------------------------------------------------------------


@AT_A_DESK
def test_the_data_come_when_the_lesson_is_opened_and_once(reader: Visit) -> None:
    for name in FIGURES:
        expect(reader.page.locator(f"figure[aria-label*='{name}']").first).to_be_attached()
    assert [bool(QUICK.search(address)) for address in asked(reader)] == [True]
    go_to(reader, "shapes", "Shapes that fit")
    go_to(reader, "handwritten_digits", "Handwritten digits")
    expect(reader.page.locator(IMAGES)).to_be_visible()
    reader.settle()
    assert len(asked(reader)) == 1


def test_another_lesson_asks_for_no_data_and_coming_from_it_the_digits_ask_once(visit: Start) -> None:
    reader = visit()
    arrive(reader, "shapes/")
    reader.settle()
    assert asked(reader) == []
    go_to(reader, "handwritten_digits", "Handwritten digits")
    expect(reader.page.locator(IMAGES)).to_be_visible()
    assert len(asked(reader)) == 1


def test_data_that_are_damaged_or_do_not_arrive_are_named_the_rest_works_and_they_can_be_had_again(
    visit: Start,
) -> None:
    damaged = bytearray((data.FOLDER / FILES["quick"]).read_bytes())
    damaged[1000] ^= 1

    def damage(route: Route, _request: Request) -> None:
        route.fulfill(body=bytes(damaged), content_type="application/octet-stream")

    reader = visit()
    reader.page.context.route(QUICK, damage)
    arrive(reader)
    message = reader.page.get_by_test_id("stAlert").first
    expect(message).to_contain_text(FILES["quick"])
    expect(message).to_contain_text((data.FOLDER / "SHA256SUMS").read_text("ascii").split()[0])
    expect(message).to_contain_text(hashlib.sha256(damaged).hexdigest())
    expect(reader.page.locator(VERDICT)).to_contain_text("The book's own network")
    expect(reader.page.locator(ANSWER)).to_contain_text("takes it for a 3")
    expect(reader.page.get_by_role("heading", name="What to remember")).to_be_attached()
    reader.page.context.unroute(QUICK)
    reader.page.context.route(QUICK, lambda route: route.fulfill(status=404, body="nothing here"))
    again = reader.page.get_by_role("button", name="Try again").first
    again.click()
    expect(message).to_contain_text(f"did not arrive. {FILES['quick']}: 404")
    reader.page.context.unroute(QUICK)
    again.click()
    expect(reader.page.locator(IMAGES)).to_be_visible()
    expect(reader.page.get_by_test_id("stAlert")).to_have_count(0)


# --- the training ---------------------------------------------------------------------------------------------------


@AT_A_DESK
def test_a_press_trains_a_network_to_93_percent(reader: Visit) -> None:
    page = reader.page
    press(page, "Train")
    pressed = page.evaluate("performance.now()")
    waited, words = page.evaluate(UNTIL_ACCURATE, [VERDICT, RIGHT, 93, pressed, PATIENCE])
    page.get_by_text("Done:").first.wait_for()
    print(f"{waited / 1000:.1f} s after the press: {words}; {page.get_by_text('Done:').first.inner_text()}")
    final = re.search(RIGHT, page.locator(VERDICT).inner_text())
    assert final is not None
    assert float(final[1]) >= 93
    expect(page.get_by_role("button", name="Start again")).to_be_enabled()
    found = speed(page, 3)
    print(f"training at {found['ratio']:.2f} of the speed of its products alone")
    # The goal is 0.8, on a quiet machine (benchmarks/digits.py). Half of that would be another way to train.
    assert found["ratio"] >= 0.4
    assert complaints(reader) == []


@AT_A_DESK
def test_a_training_pauses_resumes_and_stops(reader: Visit) -> None:
    page = reader.page
    press(page, "Train")
    page.get_by_text(re.compile(r"Epoch \d+ of 10, about")).first.wait_for()
    expect(page.get_by_role("combobox", name=re.compile("Activation"))).to_be_disabled()
    press(page, "Pause")
    page.get_by_text("(paused)").first.wait_for()
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_be_visible()
    expect(page.get_by_role("combobox", name=re.compile("Activation"))).to_be_enabled()
    resume.click()
    expect(page.get_by_text("(paused)")).to_have_count(0)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    press(page, "Drop this training")
    expect(page.locator(VERDICT)).to_contain_text("The book's own network")
    expect(page.get_by_role("button", name="Train")).to_be_enabled()


@AT_A_DESK
def test_while_a_training_pauses_the_page_is_whole(reader: Visit) -> None:
    page = reader.page
    press(page, "Train")
    page.get_by_text(re.compile(r"Epoch \d+ of 10, about")).first.wait_for()
    press(page, "Pause")
    page.get_by_role("button", name="Resume").wait_for()
    standing = page.get_by_text("(paused)").first.inner_text()
    page.locator(".hl-canvas [data-act=clear]").click()  # something else for Python to do meanwhile
    expect(page.locator(ANSWER)).to_contain_text("The canvas is empty")
    assert page.get_by_text("(paused)").first.inner_text() == standing


@AT_A_DESK
def test_everything_else_answers_while_the_network_trains(reader: Visit) -> None:
    page = reader.page
    epochs = page.get_by_role("slider", name="Epochs")
    epochs.focus()
    page.keyboard.press("End")
    expect(epochs).to_have_value("30")
    press(page, "Train")
    pause = page.get_by_role("button", name="Pause")
    pause.wait_for()
    page.evaluate(WATCH_FRAMES)
    pictures = page.locator("figure[aria-label^='The weights of every neuron'] style")
    before = pictures.inner_text()
    clear(page)
    draw(page, ONE)
    expect(page.locator(ANSWER)).to_contain_text("then for a")
    image = page.locator(f"{IMAGES} .hl-pick").nth(7)
    image.click()
    expect(image).to_have_class(re.compile("hl-chosen"))
    expect(pictures).not_to_have_text(before)
    expect(pause).to_be_visible()  # all that happened while it was still at work
    print(f"while it trains: {frames(page)}")
    press(page, "Drop this training")


def test_all_60000_images_train_in_the_page(visit: Start) -> None:
    reader = visit()
    arrive(reader)
    page = reader.page
    page.get_by_text("all 60,000 images (11.5 MB)").first.click()
    page.get_by_text("Fetching all 60,000 images").first.wait_for(state="attached")
    page.get_by_role("button", name="Train").wait_for()
    press(page, "Train")
    expect(page.locator(VERDICT)).to_contain_text(re.compile("Your network.* after [1-9]"))
    epochs = re.search(rf"after \d+ epochs?.*?{RIGHT}", page.locator(VERDICT).inner_text())
    assert epochs is not None
    assert float(epochs[1]) >= 90
    heap = int(str(reader.python("import pyodide_js; pyodide_js._module.HEAPU8.length")))
    print(f"{epochs[0]}; Python's memory: {heap / 1e6:.0f} MB")
    press(page, "Drop this training")
    expect(page.locator(VERDICT)).to_contain_text("The book's own network")
    assert complaints(reader) == []


# --- the canvas -----------------------------------------------------------------------------------------------------

ONE = [(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]


def canvas(page: Page) -> Locator:
    sheet = page.locator(".hl-canvas canvas")
    sheet.scroll_into_view_if_needed()
    return sheet


def clear(page: Page) -> None:
    """Clear the canvas and wait until Python has noticed."""
    page.locator(".hl-canvas [data-act=clear]").click()
    expect(page.locator(ANSWER)).to_contain_text("The canvas is empty: draw a digit.")


def draw(page: Page, points: list[tuple[float, float]]) -> None:
    """A stroke with the mouse; points are shares of the canvas's sides."""
    box = canvas(page).bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


@AT_A_DESK
def test_drawing_by_mouse_and_what_is_no_digit(reader: Visit) -> None:
    page = reader.page
    answer = page.locator(ANSWER)
    clear(page)
    draw(page, ONE)
    expect(answer).to_contain_text("takes it for a 1")
    clear(page)
    draw(page, [(0.5, 0.5), (0.5, 0.5)])
    expect(answer).to_contain_text("only a dot")
    clear(page)
    draw(page, [(0.005, 0.2), (0.005, 0.8)])
    expect(answer).to_contain_text("touches the edge")
    expect(answer).to_contain_text("takes it for a")
    clear(page)
    draw(
        page,
        [(side, 0.01 + 0.98 * row / 13) for row in range(14) for side in ((0.01, 0.99) if row % 2 else (0.99, 0.01))],
    )
    expect(answer).to_contain_text("covered with ink")
    page.get_by_role("button", name="Undo").click()
    expect(answer).to_contain_text("The canvas is empty")


@BY_TOUCH
def test_drawing_by_touch(finger: Page) -> None:
    page = finger
    box = canvas(page).bounding_box()
    assert box is not None
    touches = page.context.new_cdp_session(page)
    for number in range(9):
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] * (0.15 + 0.7 * number / 8)}
        kind = "touchMove" if number else "touchStart"
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(ANSWER)).to_contain_text("takes it for a 1")


@BY_TOUCH
def test_a_palm_that_comes_to_rest_does_not_take_the_line_away(finger: Page) -> None:
    page = finger
    box = canvas(page).bounding_box()
    assert box is not None
    touches = page.context.new_cdp_session(page)
    palm = {"x": box["x"] + box["width"] * 0.9, "y": box["y"] + box["height"] * 0.95, "id": 2}
    for number in range(9):
        height = box["height"] * (0.15 + 0.7 * number / 8)
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + height, "id": 1}
        palm["x"] += 1
        points = [place, palm] if number > 2 else [place]
        kind = "touchStart" if number in (0, 3) else "touchMove"
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(ANSWER)).to_contain_text("takes it for a 1")


@AT_A_DESK
def test_drawing_by_keyboard(reader: Visit) -> None:
    page = reader.page
    clear(page)
    canvas(page).focus()
    for key in (*["ArrowUp"] * 3, "Space", *["ArrowDown"] * 20, "Space"):
        page.keyboard.press(key)
    expect(page.locator(ANSWER)).to_contain_text("takes it for a 1")
    expect(page.locator(".hl-canvas [data-says]")).to_have_text("Row 24, column 15, pen up")
    page.keyboard.press("Delete")
    expect(page.locator(ANSWER)).to_contain_text("The canvas is empty")
