"""A reader at work, on the local app and on the static site: sliders, steppers, questions and code all answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, open_panel
from tests.browser.test_accessibility import check_for_all_readers

Open = Callable[[str], Page]
ANSWER = 30_000  # milliseconds; only a page that never answers takes so long


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"reading, {name}")) for name in ("local", "site")]
)
def open_lesson(
    request: pytest.FixtureRequest, visit_at: Callable[..., Visit], same_visit: Callable[..., Visit]
) -> Open:
    """Open a lesson and wait until Python has drawn it.

    One visit goes from lesson to lesson, and each test leaves the network as it was; an address with a network of its
    own is opened anew.
    """

    def start(address: str) -> Page:
        slug, _, query = address.partition("?")
        base = request.getfixturevalue(request.param)
        folder = f"{slug}/" if request.param == "site" else slug
        if query:
            reader = visit_at(base)
            reader.open(f"{folder}?{query}")
        else:
            reader = same_visit("reading", lambda visit: visit.open(folder), base)
            reader.follow(slug)
        return reader.page

    return start


def test_a_slider_moves_and_the_shapes_follow(open_lesson: Open) -> None:
    page = open_lesson("shapes")
    shapes = page.locator(".hl-figure").first
    expect(shapes).to_contain_text("(4 × 3)·(3 × 2) = (4 × 2)", timeout=ANSWER)
    open_panel(page).get_by_role("slider", name="N data points").first.focus()
    page.keyboard.press("ArrowRight")
    expect(shapes).to_contain_text("(5 × 3)·(3 × 2) = (5 × 2)", timeout=ANSWER)
    expect(page.locator("[data-testid=stSidebar]")).to_contain_text("N = 5")
    assert "points=5" in page.url
    page.get_by_role("button", name="Back to the book's network").click()
    expect(shapes).to_contain_text("(4 × 3)·(3 × 2) = (4 × 2)", timeout=ANSWER)
    expect(page).not_to_have_url(re.compile("points="), timeout=ANSWER)


def test_the_network_of_an_address_is_there_and_goes_along_to_the_next_lesson(open_lesson: Open) -> None:
    page = open_lesson("shapes?sizes=5-6-2&activations=tanh-sigmoid&bias=1")
    sidebar = page.locator("[data-testid=stSidebar]")
    expect(sidebar).to_contain_text("5 → 6 → 2 neurons, bias", timeout=ANSWER)
    sidebar.get_by_role("link", name="Feeding forward").click()
    expect(page.get_by_role("heading", name="Feeding forward", level=1)).to_be_visible(timeout=ANSWER)
    expect(sidebar).to_contain_text("5 → 6 → 2 neurons, bias")
    expect(page).to_have_url(re.compile("sizes=5-6-2"), timeout=ANSWER)


def test_the_stepper_steps_forwards_and_back_by_keyboard_alone(open_lesson: Open) -> None:
    page = open_lesson("backpropagation")
    stepper = page.locator(".hl-figure", has=page.locator("[data-steps]")).first
    label = stepper.locator("[data-step-label]").first
    stepper.locator("[data-slider]").first.focus()
    page.keyboard.press("Home")
    expect(label).to_have_text("1 of 16: What is given: the data and the weights")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(label).to_contain_text("3 of 16")
    page.keyboard.press("ArrowLeft")
    expect(label).to_contain_text("2 of 16")
    page.keyboard.press("End")
    expect(label).to_contain_text("16 of 16")


def test_choosing_an_entry_shows_the_numbers_it_came_from(open_lesson: Open) -> None:
    page = open_lesson("hidden_layers")
    figure = page.locator(".hl-figure", has=page.locator("[data-tags~='S0.4.2']")).first
    figure.locator("td[data-tags~='S0.4.2']").first.click()
    expect(figure.locator("[data-readout]")).to_contain_text("1·(−0.4) + 1·0.8 + 1·(−0.2)")
    page.keyboard.press("ArrowUp")
    expect(figure.locator("td.hl-chosen").first).to_have_attribute("data-tags", "S0.r3 S0.c2 S0.3.2")


def test_a_question_is_judged(open_lesson: Open) -> None:
    page = open_lesson("shapes")
    answer = page.get_by_role("textbox", name="Your answer").first
    answer.fill("2 × 3")
    answer.press("Enter")
    expect(page.get_by_text("The other way round: rows first")).to_be_visible(timeout=ANSWER)
    answer.fill("3x2")
    answer.press("Enter")
    expect(page.get_by_text("Right. Rows count what comes in")).to_be_visible(timeout=ANSWER)


def test_code_runs_and_a_loop_without_end_is_stopped_while_the_page_lives_on(open_lesson: Open) -> None:
    page = open_lesson("exercises")
    check_for_all_readers(page)
    editor = page.locator(".cm-content").first

    def run(code: str) -> None:
        editor.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(code)
        page.keyboard.press("ControlOrMeta+Enter")

    run("print(6 * 7)")
    expect(page.get_by_text("42", exact=True).first).to_be_visible(timeout=ANSWER)
    run("while True: pass")
    expect(page.get_by_text("still running after 5 seconds").first).to_be_visible(timeout=2 * ANSWER)
    run("print(6 * 9)")
    expect(page.get_by_text("54", exact=True).first).to_be_visible(timeout=ANSWER)
