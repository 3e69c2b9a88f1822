"""A reader's first act is answered before Python is there, as Python answers it then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import control, let_go, open_panel
from tests.browser.test_pages import WORDS as PROSE

Early = Callable[[str], tuple[Any, Locator]]
ANSWERED = "performance.getEntriesByName('book:rehearsed-whole').length"  # below what is seen too
# What the page says, with the verdicts on answers.
WORDS = PROSE.replace(".hl-figure'", ".hl-figure, [data-testid=stAlert] [data-testid=stMarkdownContainer]'")
# The words of Streamlit's page in the moment in which it is seen.
WATCH = f"""
  const mark = performance.mark.bind(performance);
  performance.mark = (name, ...more) => {{
    if (name === 'book:awake') window.seenFirst = ({WORDS})('#root');
    return mark(name, ...more);
  }};
"""


def slide(place: Locator) -> None:
    control(place, "stSlider", "inputs").locator("input").press("ArrowRight")


def choose(place: Locator) -> None:
    control(place, "stSelectbox", "Activation").locator("select").select_option("tanh")


def switch(place: Locator) -> None:
    control(place, "stCheckbox", "Bias").locator("input").check()


def step(place: Locator) -> None:
    control(place, "stNumberInput", "Seed").get_by_role("button", name="Increment").click()


def answer(place: Locator) -> None:
    question = place.locator("[class*=-question]").filter(has=place.page.locator("[data-testid=stRadio]")).last
    question.locator("[data-testid=stRadio] input").first.check()
    question.get_by_role("button", name="Check").click()


def written(place: Locator, text: str) -> Locator:
    """The verdict on what was written as the first answer that is typed on the page."""
    question = place.locator("[class*=-question]").filter(has=place.page.locator("[data-testid=stTextInput]")).first
    question.locator("input").fill(text)
    question.get_by_role("button", name="Check").click()
    return question.locator("[data-testid=stAlert]")


def write(place: Locator) -> None:
    expect(written(place, "3x2 ")).to_contain_text("Right.")  # the blank is a telephone's


@pytest.mark.parametrize(
    ("path", "act"),
    [*(("shapes/", act) for act in (slide, choose, switch, step, answer, write)), ("hidden_layers/", slide)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_answer_is_pythons(early: Early, path: str, act: Callable[[Locator], None]) -> None:
    reader, place = early(path)
    page = reader.page
    page.evaluate(WATCH)
    before = page.evaluate(WORDS, "#prerendered")
    open_panel(place)
    act(place)
    page.wait_for_function(ANSWERED)
    answered = page.evaluate(WORDS, "#prerendered")
    assert answered != before
    assert page.locator("#waking [data-kept]").is_hidden()

    let_go(reader)
    assert page.evaluate("seenFirst") == answered, "it jumped when Streamlit's page took the place"
    assert page.evaluate(WORDS, "#root") == answered
    assert reader.complaints == []


def test_a_slider_that_is_moved_on_shows_the_last_and_moved_back_the_first(early: Early) -> None:
    _reader, place = early("shapes/")
    summary = open_panel(place).locator(".st-key-network-panel-bar")
    slider = control(place, "stSlider", "inputs").locator("input")
    expect(summary).to_contain_text("3 → 2 → 1")
    slider.press("ArrowRight")
    expect(summary).to_contain_text("4 → 2 → 1")
    slider.press("ArrowRight")
    expect(summary).to_contain_text("5 → 2 → 1")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    expect(summary).to_contain_text("3 → 2 → 1")
    expect(slider).to_be_focused()


def test_what_was_not_foreseen_takes_back_the_verdict_on_what_was_written_before(early: Early) -> None:
    reader, place = early("shapes/")
    write(place)
    expect(written(place, "about six")).to_have_count(0)
    expect(reader.page.locator("#waking [data-kept]")).to_be_visible()


def test_a_second_act_waits_for_python_and_both_are_done(early: Early) -> None:
    reader, place = early("shapes/")
    summary = open_panel(place).locator(".st-key-network-panel-bar")
    slide(place)
    expect(summary).to_contain_text("4 → 2 → 1")
    choose(place)
    expect(reader.page.locator("#waking [data-kept]")).to_be_visible()
    expect(summary).not_to_contain_text("tanh")

    running = let_go(reader)
    expect(running.locator(".st-key-network-panel-bar")).to_contain_text("4 → 2 → 1 · tanh")


def test_a_page_with_another_network_in_its_address_answers_nothing(early: Early) -> None:
    reader, place = early("shapes/?sizes=2-2-1&data=random")
    slider = control(place, "stSlider", "inputs").locator("input")
    open_panel(place)
    slide(place)
    expect(slider).to_have_value("4")
    expect(reader.page.locator("#waking [data-kept]")).to_be_visible()
    assert not any("/rehearsed/" in address for address in reader.requests)


NOWHERE = {str(place): [{"at": [999, 0], "out": 1, "in": []}] for place in range(20)}


@pytest.mark.parametrize(
    "answer",
    [{"status": 404}, {"status": 200, "body": "<!doctype html>"}, {"status": 200, "json": NOWHERE}],
    ids=["none", "another", "another_page"],
)
def test_without_its_file_a_control_remembers(early: Early, answer: dict[str, Any]) -> None:
    reader, place = early("shapes/")
    reader.page.route("**/rehearsed/*.txt", lambda route: route.fulfill(**answer))
    summary = open_panel(place).locator(".st-key-network-panel-bar")
    slide(place)
    expect(reader.page.locator("#waking [data-kept]")).to_be_visible()
    expect(summary).to_contain_text("3 → 2 → 1")
    if "json" in answer:  # what is remembered is done, however it came to that
        running = let_go(reader)
        expect(running.locator(".st-key-network-panel-bar")).to_contain_text("4 → 2 → 1")


def test_nothing_is_fetched_until_a_control_is_reached(early: Early) -> None:
    reader, place = early("shapes/")
    assert not any("/rehearsed/" in address for address in reader.requests)
    with reader.page.expect_request("**/rehearsed/*.txt"):
        open_panel(place)
        control(place, "stSlider", "inputs").locator("input").focus()
