"""Two controls for one value: the last input wins and both show it, however fast the keys come."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, open_panel
from tests.lessons.test_lesson_playground import of

PAUSES = (0, 30, 80, 150, 250)  # milliseconds between two keys
SOON = 40_000  # Python in the browser answers each key, and takes its time on a busy machine


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"copies, {name}")) for name in ("site", "local")]
)
def page(request: pytest.FixtureRequest, same_visit: Callable[..., Visit]) -> Page:
    """The gradient check, which is drawn anew in two thirds of the time that Feeding forward takes.

    One visit serves both tests, of which neither uses what the other one changes.
    """
    address = "gradient_check/" if request.param == "site" else "gradient_check"
    return same_visit("copies", lambda visit: visit.open(address), request.getfixturevalue(request.param)).page


def test_two_sliders_of_the_gradient_check_agree_at_any_speed(page: Page) -> None:
    sliders = page.locator("[data-testid=stSlider]").filter(has_text="how far to move").locator("input")
    place = 8  # 10⁻⁴
    for number, pause in enumerate(PAUSES):
        used, key, by = sliders.nth(number % 2), *(("ArrowLeft", -1) if number % 2 == 0 else ("ArrowRight", 1))
        used.focus()
        for _ in range(6):
            page.keyboard.press(key)
            page.wait_for_timeout(pause)
        place += 6 * by
        expect(sliders.nth(0)).to_have_value(str(place), timeout=SOON)
        expect(sliders.nth(1)).to_have_value(str(place), timeout=SOON)
        expect(used).to_be_focused()


def test_the_panel_agrees_with_the_network_at_any_speed(page: Page) -> None:
    panel = open_panel(page)
    slider = panel.locator("[data-testid=stSlider]").filter(has_text="hidden neurons").locator("input")
    seeds = panel.locator("[data-testid=stNumberInput]").filter(has_text="Seed")
    for number, pause in enumerate(PAUSES):
        key, wanted = ("ArrowRight", "7") if number % 2 == 0 else ("ArrowLeft", "2")
        slider.focus()
        for _ in range(5):
            page.keyboard.press(key)
            page.wait_for_timeout(pause)
        expect(slider).to_have_value(wanted, timeout=SOON)
        for _ in range(6):
            seeds.locator("button").last.click()
            page.wait_for_timeout(pause)
        expect(seeds.locator("input")).to_have_value(str(6 * (number + 1)), timeout=SOON)
        summary = page.locator("[data-testid=stSidebar]").get_by_text("Your network", exact=True).locator("xpath=..")
        expect(summary).to_contain_text(f"seed {6 * (number + 1)}", timeout=SOON)


# One press has Python give every control another name; the other comes before the page has drawn any of them.
AT_ONCE = """example => {
  const main = document.querySelector('#root [data-testid=stMain]');
  [...main.querySelectorAll('button')].find((button) => button.innerText.includes(example)).click();
  [...main.querySelectorAll('[role=radio]')].find((radio) => radio.innerText === 'Training').click();
}"""
EXAMPLES = ("Hills and hollows", "No hidden layer")


def test_an_answer_that_another_overtakes_costs_no_setting(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.open("playground/")
    page = reader.page
    for example in EXAMPLES * 2:
        page.evaluate(AT_ONCE, example)
        for group in ("Training", "Network"):  # each sends what the controls show
            page.get_by_role("radio", name=group, exact=True).click()
            reader.settle()
        address = f"?{urlencode(of(example).query())}"
        expect(page).to_have_url(reader.base + "playground/" + address.rstrip("?"), timeout=SOON)
