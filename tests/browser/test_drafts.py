"""What lies in the browser's storage never runs by itself: every server at the same address can write there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from widgets.kit import component

(SCRIPT,) = component.SCRIPTS.glob("code_cell-*.js")
ADDRESS = "http://book.test/"
FRAME = (
    "<ol data-static></ol><div data-editor></div><div data-bar hidden><button data-run>Run</button>"
    "<button data-reset>Back</button><span data-status></span></div>"
)
DATA = {
    **{"html": FRAME, "name": "lesson/cell", "label": "cell", "original": "x = 1", "text": "x = 1", "stamp": "1"},
    **{"forced": False, "answered": 0, "status": "", "wrong_line": 0, "patience": 8000, "read_only": False},
}
# The cell as the page with Python mounts it, or (live = False) the one before.
MOUNT = """
async ([data, live, id]) => {
  const app = document.createElement("div");
  app.id = id;
  if (live) Object.assign(app.dataset, { testid: "stApp", testScriptState: "notRunning" });
  else app.id = "prerendered";
  app.innerHTML = '<div class="hl-mount"></div>';
  document.body.append(app);
  globalThis.ran ??= [];
  const { default: draw } = await import(`/code_cell.js?${id}`);  // each page loads the script for itself
  draw({
    data,
    parentElement: app,
    setStateValue: () => {},
    setTriggerValue: (name, text) => globalThis.ran.push(text),
  });
}
"""


@pytest.fixture
def page(chromium: Browser) -> Any:
    context = chromium.new_context()
    page = context.new_page()
    script = SCRIPT.read_text(encoding="utf-8")
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.route(f"{ADDRESS}code_cell.js*", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto(ADDRESS)
    yield page
    context.close()


def store(page: Page, draft: object) -> None:
    page.evaluate("(text) => localStorage.setItem('hidden-layers-draft:lesson/cell', text)", json.dumps(draft))


@pytest.mark.parametrize(
    "draft", [{"text": "evil()", "waiting": True}, {"text": "evil()", "waiting": True, "answered": 5}]
)
def test_a_stored_draft_is_shown_and_not_run(page: Page, draft: object) -> None:
    store(page, draft)
    page.evaluate(MOUNT, [DATA, True, "app"])
    page.wait_for_timeout(2000)
    assert page.evaluate("globalThis.ran") == []
    assert page.locator("#app .cm-content").inner_text().strip() == "evil()"
    assert "not been run" in page.locator("#app [data-status]").inner_text()
    page.locator("#app [data-run]").click()
    assert page.evaluate("globalThis.ran") == ["evil()"]


def test_a_press_before_python_is_kept_and_runs_once(page: Page) -> None:
    page.evaluate(MOUNT, [DATA, False, "before"])
    page.locator("#prerendered [data-run]").click()
    page.evaluate(MOUNT, [DATA, True, "app"])
    page.wait_for_function("globalThis.ran.length > 0")
    page.wait_for_timeout(1500)
    assert page.evaluate("globalThis.ran") == ["x = 1"]


@pytest.mark.parametrize("draft", [{"text": 3}, {}, [], 7, None])
def test_a_draft_that_is_none_changes_nothing(page: Page, draft: object) -> None:
    store(page, draft)
    page.evaluate(MOUNT, [DATA, True, "app"])
    assert page.locator("#app .cm-content").inner_text().strip() == "x = 1"
