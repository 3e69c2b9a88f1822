"""Progress in the browser edition: two tabs, a full or blocked storage, a damaged one, the next pupil at the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

Start = Callable[..., Visit]
KEY = "hidden-layers-progress"
expect.set_options(timeout=30_000)  # a page that two browsers and a build share a machine with
STORED = "name => localStorage.getItem(name)"
FULL = """() => {
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, text) {
    if (name === "hidden-layers-progress") throw new DOMException("full", "QuotaExceededError");
    return setItem.call(this, name, text);
  };
}"""
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


def stored(page: Page) -> dict[str, Any]:
    return dict(json.loads(page.evaluate(STORED, KEY) or '{"kinds": {}}')["kinds"])


def wait_for_stored(page: Page, words: str) -> None:
    page.wait_for_function("([name, words]) => localStorage.getItem(name)?.includes(words)", arg=[KEY, words])


def editor(page: Page, number: int) -> Locator:
    return page.locator("[data-testid=stMain] .cm-content").nth(number)


def write(page: Page, number: int, text: str) -> None:
    editor(page, number).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def conclusion(page: Page) -> Locator:
    return page.get_by_label("Your conclusion")


def conclude(page: Page, text: str) -> None:
    conclusion(page).fill(text)
    page.keyboard.press("Control+Enter")


def panel(page: Page) -> Locator:
    place = page.locator("[data-testid=stSidebar] details").filter(has_text="Your progress")
    if place.get_attribute("open") is None:
        place.locator("summary").click()
    return place


def test_two_tabs_keep_both_and_the_last_second_of_typing(visit: Start) -> None:
    first = visit()
    first.open("exercises/")
    second = Visit(first.page.context.new_page(), first.base)
    second.open("exercises/")
    # In the middle of typing in one tab, the other one keeps something.
    write(second.page, 1, "half = 'a sent")
    write(first.page, 0, "one = 111")
    wait_for_stored(first.page, "one = 111")
    second.page.keyboard.type("ence'")
    wait_for_stored(second.page, "a sentence")
    assert editor(second.page, 1).inner_text() == "half = 'a sentence'"
    wait_for_stored(first.page, "one = 111")
    expect(editor(second.page, 0)).to_have_text("one = 111")  # which nobody has touched there
    expect(editor(first.page, 1)).to_have_text("half = 'a sentence'")
    write(first.page, 0, "one = 333")
    first.page.reload()  # at once
    first.settle()
    expect(editor(first.page, 0)).to_have_text("one = 333")
    wait_for_stored(first.page, "one = 333")
    texts = [value["text"] for value in stored(first.page)["code"].values()]
    assert sorted(texts) == ["half = 'a sentence'", "one = 333"]
    assert first.complaints == []


def test_a_conclusion_stays_damaged_text_is_put_aside_and_the_next_pupil_begins_anew(visit: Start) -> None:
    reader = visit()
    page = reader.page
    page.goto(f"{reader.base}404.html")  # a page of the same origin, without Python
    page.evaluate(STORED.replace("getItem(name)", "setItem(name, '{broken json')"), KEY)
    reader.open("assignments/")
    conclude(page, "Tanh learns fastest.")
    wait_for_stored(page, "Tanh learns fastest.")
    assert page.evaluate(STORED, f"{KEY}-unreadable") == "{broken json"
    page.wait_for_function("name => localStorage.getItem(name) === '1'", arg=f"{KEY}-persist-asked")
    page.reload()
    reader.settle()
    expect(conclusion(page)).to_have_value("Tanh learns fastest.")
    page.wait_for_timeout(3000)
    assert stored(page)["assignments"]["assignment-a"] == {"conclusion": "Tanh learns fastest."}
    # The next pupil.
    expect(panel(page).get_by_text("1 conclusion")).to_be_visible()
    panel(page).get_by_role("button", name="Begin anew, for the next reader").click()
    expect(panel(page).get_by_role("button", name="Download it first")).to_be_visible()
    panel(page).get_by_role("button", name="Take it all away").click()
    page.wait_for_function("name => !localStorage.getItem(name).includes('Tanh')", arg=KEY)
    page.wait_for_function("!globalThis.site?.kernel", timeout=10_000)  # loaded anew
    reader.settle()
    expect(conclusion(page)).to_have_value("")
    assert stored(page) == {}


def test_what_cannot_be_kept_is_said(visit: Start) -> None:
    for trouble, say in ((BLOCKED, "keeps nothing"), (f"({FULL})()", "storage is full")):
        reader = visit(width=390)
        reader.page.add_init_script(trouble)
        reader.open("assignments/")
        conclude(reader.page, "Mine.")
        warning = reader.page.locator("[data-testid=stAlert]").filter(has_text="is not kept for your next visit")
        for place in ("stSidebar", "stMain"):
            expect(reader.page.get_by_test_id(place).locator(warning)).to_contain_text(say)
        assert reader.page.get_by_text("They are kept for your next visit").count() == 0
        assert conclusion(reader.page).input_value() == "Mine."


def test_on_the_own_machine_typing_before_a_link_is_kept_until_the_next_pupil(
    local: str, visit_at: Callable[..., Visit]
) -> None:
    reader = visit_at(local)
    page = reader.page
    reader.open("exercises")
    original = editor(page, 0).text_content() or ""
    links = page.locator("[data-testid=stSidebar]").get_by_role("link")
    write(page, 0, "kept = 1")
    links.filter(has_text="Notation").click()
    expect(page.locator("[data-testid=stMain] h1")).to_have_text("Notation and words")
    links.filter(has_text="Exercises").click()
    expect(editor(page, 0)).to_have_text("kept = 1")
    expect(panel(page).get_by_text("1 cell that you changed")).to_be_visible()
    write(page, 1, "a draft")
    panel(page).get_by_role("button", name="Begin anew, for the next reader").click()
    page.evaluate("window.before = true")
    panel(page).get_by_role("button", name="Take it all away").click()
    page.wait_for_function("!window.before")
    reader.settle()
    expect(editor(page, 0)).to_have_text(original)
    assert "a draft" not in editor(page, 1).inner_text()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('hidden-layers-draft'))") == []
