"""What a reader does before Python is there takes effect when it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MAIN, Visit, control, hold_back, let_go, open_panel

FOLD = "[data-testid=stExpander]"


def opened(page: Page, place: str) -> list[bool]:
    """Of each fold of the page, the sidebar's too, whether it is open."""
    found = page.locator(f"#{place} {FOLD}")
    return found.evaluate_all(
        "folds => folds.map(fold => (fold.matches('details') ? fold : fold.querySelector('details')).open)"
    )


@pytest.fixture
def after_many_acts(same_visit: Callable[..., Visit]) -> Page:
    """The first lesson after a start before which much was done; a test asks for what came of one thing."""
    return same_visit("many acts", do_much).page


MANY_ACTS = pytest.mark.xdist_group("many acts")
RUNNING = f"#root {MAIN}"
CHOSEN = "[class*=-question]:has([data-testid=stRadio])"


def do_much(reader: Visit) -> None:
    place = hold_back(reader, "hidden_layers/")
    page = reader.page
    open_panel(place)
    control(place, "stSlider", "inputs").locator("input").press("ArrowRight")
    control(place, "stSlider", "inputs").locator("input").press("ArrowRight")
    control(place, "stSelectbox", "Activation").locator("select").select_option("tanh")
    control(place, "stCheckbox", "Bias").locator("input").check()
    assert "takes effect" in page.locator("#waking").inner_text()
    question = place.locator(CHOSEN).last
    question.locator("[data-testid=stRadio] label").filter(has_text="one neuron").locator("input").check()
    question.get_by_role("button", name="Check").click()
    answers = place.locator("[data-testid=stTextInput] input")
    answers.nth(0).fill("77")
    answers.nth(1).fill("12")
    answers.nth(1).focus()
    let_go(reader)


@MANY_ACTS
def test_sliders_selects_and_toggles_keep_what_was_chosen(after_many_acts: Page) -> None:
    running = after_many_acts.locator(RUNNING)
    expect(control(running, "stSlider", "inputs").locator("input")).to_have_value("5")
    expect(control(running, "stSelectbox", "Activation").locator("input")).to_have_value("tanh")
    expect(control(running, "stCheckbox", "Bias").locator("input")).to_be_checked()
    after_many_acts.wait_for_url(re.compile(r"sizes=5-2-1.*bias=1|bias=1.*sizes=5-2-1"))
    assert "activations=tanh-" in after_many_acts.url


@MANY_ACTS
def test_an_answer_typed_early_is_graded_and_a_half_typed_one_is_kept(after_many_acts: Page) -> None:
    running = after_many_acts.locator(RUNNING)
    fields = running.locator("[data-testid=stTextInput] input")
    expect(fields.nth(0)).to_have_value("77")
    running.get_by_text("Not yet").first.wait_for()
    expect(fields.nth(1)).to_have_value("12")
    expect(fields.nth(1)).to_be_focused()


@MANY_ACTS
def test_an_answer_that_was_chosen_and_checked_has_its_verdict(after_many_acts: Page) -> None:
    expect(after_many_acts.locator(f"{RUNNING} {CHOSEN}").last).to_contain_text("Right.")
    expect(after_many_acts.locator(RUNNING).get_by_text("Right.", exact=False)).to_have_count(1)


@MANY_ACTS
def test_much_that_was_done_early_leaves_no_complaint(same_visit: Callable[..., Visit]) -> None:
    assert same_visit("many acts", do_much).complaints == []


def test_a_choice_and_a_press_are_done_once(early: Callable[[str], tuple[Any, Locator]]) -> None:
    reader, place = early("hidden_layers/")
    group = place.locator("[data-testid=stButtonGroup]").filter(has_text="H → Ỹ")
    group.locator("button").nth(1).click()
    assert group.locator("button").nth(0).get_attribute("aria-pressed") == "false"
    place.locator("[data-testid=stRadio] input").nth(1).check()

    running = let_go(reader)
    group = running.locator("[data-testid=stButtonGroup]").filter(has_text="H → Ỹ")
    expect(group.locator("button[aria-checked=true]")).to_have_text(["H → Ỹ"])
    expect(running.locator("[data-testid=stRadio] input").nth(1)).to_be_checked()


@pytest.mark.parametrize(
    ("path", "label", "choice"),
    [
        ("feeding_forward/", "Data", "XOR"),
        ("gradient_check/", "in this way", "the wrong sign"),
    ],
)
def test_a_choice_from_a_list_is_kept_as_the_first_and_only_act(
    early: Callable[[str], tuple[Any, Locator]], path: str, label: str, choice: str
) -> None:
    reader, place = early(path)
    open_panel(place)
    control(place, "stSelectbox", label).locator("select").select_option(choice)

    running = let_go(reader)
    expect(control(running, "stSelectbox", label).locator("input")).to_have_value(choice)
    assert reader.page.locator("[role=listbox]").count() == 0
    assert reader.complaints == []


def open_two_folds(page: Page, place: Locator) -> list[bool]:
    """Open one of the page and one of the sidebar; of each fold, whether it is open then."""
    folds = place.locator(FOLD)
    before = opened(page, "prerendered")
    assert folds.count() < len(before), "the sidebar has a fold, too"
    folds.first.locator("summary").first.click()
    page.locator(f"#prerendered [data-testid=stSidebar] {FOLD} summary").first.click()
    wanted = opened(page, "prerendered")
    assert sum(one != other for one, other in zip(wanted, before, strict=True)) == 2
    return wanted


def test_a_fold_that_was_opened_is_open_and_no_other(early: Callable[[str], tuple[Any, Locator]]) -> None:
    reader, place = early("training/")
    wanted = open_two_folds(reader.page, place)

    let_go(reader)
    reader.page.wait_for_timeout(300)
    assert opened(reader.page, "root") == wanted
    assert reader.complaints == []


def test_a_figure_keeps_its_step_and_folds_stay_open_beside_it(
    early: Callable[[str], tuple[Any, Locator]],
) -> None:
    reader, place = early("backpropagation/")
    label = "[data-step-label]"
    before = place.locator(label).first.inner_text()
    forward = place.locator("[data-go='1']").first
    for _ in range(3):
        forward.click()
    reached = place.locator(label).first.inner_text()
    assert reached != before
    wanted = open_two_folds(reader.page, place)

    running = let_go(reader)
    assert running.locator(label).first.inner_text() == reached
    reader.page.wait_for_timeout(300)
    assert opened(reader.page, "root") == wanted
    assert reader.complaints == []
