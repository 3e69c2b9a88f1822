"""A page that the browser translates: words in <font>, before and after Python takes over."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, open_panel

ANSWER = 60_000  # milliseconds that Python may take on a slow machine
# What Chrome's translation does: the words of each text are put into two <font>s, or such are put in their place, but
# for what is marked. Answers the number of texts.
TRANSLATE = """(replace) => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    const skipped = part.closest('script, style, textarea, noscript, [translate=no], svg, math, font');
    if (walker.currentNode.data.trim() && !skipped) texts.push(walker.currentNode);
  }
  for (const text of texts) {
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    outer.append(inner);
    text.replaceWith(outer);
    if (replace) inner.textContent = text.data.toUpperCase();
    else inner.append(text);
  }
  return texts.length;
}"""


@pytest.mark.parametrize("replace", [False, True], ids=["wrapped", "replaced"])
def test_a_page_that_is_translated_before_and_after_python_answers(replace: bool, visit: Callable[..., Visit]) -> None:
    reader = visit()
    page = reader.page
    page.goto(f"{reader.base}hidden_layers/")
    page.wait_for_function("() => performance.getEntriesByName('book:figures').length")
    assert page.evaluate(TRANSLATE, replace) > 50
    reader.settle()
    assert page.evaluate(TRANSLATE, replace) > 50
    slider = open_panel(page).get_by_role("slider").first
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("sizes="), timeout=ANSWER)
    reader.drawn()
    slider.press("ArrowLeft")
    expect(page).not_to_have_url(re.compile("sizes="), timeout=ANSWER)
    reader.drawn()
    # The whole page is drawn anew, and another one in its place.
    page.locator(".st-key-way-on a").last.click()
    expect(page.locator("h1", has_text="Shapes that fit")).to_have_count(1, timeout=ANSWER)
    assert reader.complaints == []


def test_what_is_no_prose_is_marked(visit: Callable[..., Visit]) -> None:
    unmarked = """() => [...document.querySelectorAll(
      '[data-testid=stMain] :is(.katex, pre, .hl-figure svg, .hl-figure table, select, .hl-icon)')]
      .filter((part) => !part.closest('[translate=no]')).map((part) => part.outerHTML.slice(0, 80))"""
    reader = visit()
    reader.page.goto(f"{reader.base}backpropagation/")
    reader.page.wait_for_function("() => performance.getEntriesByName('book:figures').length")
    assert reader.page.evaluate(unmarked) == []
    reader.settle()
    expect(reader.page.locator("[data-testid=stMain] .katex:not([translate=no])")).to_have_count(0)
    expect(reader.page.locator("[data-testid=stMain] p").first).not_to_have_attribute("translate", "no")
