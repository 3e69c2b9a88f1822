"""One thing that a reader may do on a page of the book, chosen at random, and what the page's own memory is then."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import CDPSession, ElementHandle, Error, Page, TimeoutError

# What can be used. Files are not saved, Python is not started anew, nothing is copied, which a browser without a window
# refuses, and no link leads away from the lesson.
USABLE = (
    "[data-testid=stMain] :is([role=slider], [role=combobox], button, input[type=range], input[type=checkbox],"
    " input[type=radio], .hl-figure [data-say], input[type=text], input[type=number], .st-key-network-panel summary)"
    ":not([disabled], [data-testid=stDownloadButton] *, [data-testid=stFileUploader] *, [aria-label^='Copy'])"
)
TAG = "e => e.tagName.toLowerCase()"
KEYS = ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown")
TYPED = ("0", "3 × 2", "-1,5", "1e400", "no number", "<b>7</b>", "")

# How each control stands that has a key: place => {key: value}.
STANDING = """place => {
  const standing = {};
  for (const whole of document.querySelectorAll(`${place} [data-testid=stMain] [class*=st-key-]`)) {
    const name = [...whole.classList].find((each) => each.startsWith('st-key-'));
    if (!whole.matches('.stElementContainer') || whole.querySelector('.hl-mount')) continue;
    const [select, field] = [whole.querySelector('select'), whole.querySelector('input, textarea')];
    const boxes = [...whole.querySelectorAll('input[type=radio], input[type=checkbox]')];
    const parts = [...whole.querySelectorAll('button:is([aria-pressed], [aria-checked])')];
    if (select) standing[name] = select.selectedOptions[0]?.textContent.trim() ?? '';
    else if (boxes.length) standing[name] = boxes.map((box) => Number(box.checked)).join('');
    else if (parts.length) {
      const isOn = (part) => [part.ariaPressed, part.ariaChecked].includes('true');
      standing[name] = parts.map((part) => Number(isOn(part))).join('');
    } else if (field) {
      const { value } = field;
      standing[name] = value.trim() === '' || isNaN(value) ? value : String(Number(value));
    }
  }
  return standing;
}"""


def act(page: Page, rng: np.random.Generator, usable: str = USABLE) -> str:
    """Use one thing that can be seen; returns what was done, in words. usable: the selector of what is chosen from."""
    if page.locator("dialog:modal").count() or page.get_by_role("button", name="Close fullscreen").count():
        page.keyboard.press("Escape")  # everything else is behind it
    # Elements, not locators: Python may redraw the page between two looks, and a number would then mean another one.
    everything = page.locator(usable).element_handles()
    for place in rng.permutation(len(everything)):
        one = everything[place]
        role = name = ""
        try:
            if not (one.is_visible() and one.is_enabled()):
                continue
            role = one.get_attribute("role") or one.get_attribute("type") or str(one.evaluate(TAG))
            name = one.get_attribute("aria-label") or one.inner_text()[:40]
            return f"{role} {name!r}: {use(page, one, role, rng)}"
        except Error as error:
            if not isinstance(error, TimeoutError) and one.evaluate("e => e.isConnected"):
                raise
            return f"{role} {name!r}: it was gone or covered"  # Python redrew it meanwhile
    return "nothing can be used"


def use(page: Page, one: ElementHandle, role: str, rng: np.random.Generator) -> str:
    if role in ("slider", "range"):
        keys = [str(key) for key in rng.choice(KEYS, rng.integers(1, 4))]
        one.focus()
        for key in keys:
            page.keyboard.press(key)
        return " ".join(keys)
    if role == "combobox":
        one.click(timeout=5_000)
        options = page.get_by_role("option")
        options.first.wait_for(timeout=5_000)
        choice = options.nth(int(rng.integers(options.count())))
        text = choice.inner_text()
        choice.click(timeout=5_000)
        return text
    if role == "select":
        return str(one.select_option(index=int(rng.integers(len(one.query_selector_all("option"))))))
    if role in ("text", "number"):
        text = str(
            rng.choice(TYPED if role == "text" else [text for text in TYPED if re.fullmatch(r"[-\d,.e]*", text)])
        )
        one.fill(text.replace(",", ".") if role == "number" else text, timeout=5_000)
        page.keyboard.press("Enter")
        return repr(text)
    chart = one.evaluate_handle("e => e.closest('[data-testid=stFullScreenFrame]')").as_element()
    if chart is not None:
        chart.hover(timeout=5_000)  # its buttons come out from behind it
    one.click(timeout=5_000, force=role in ("radio", "checkbox"))
    return "press"


def heap(page: Page, session: CDPSession) -> int:
    """Bytes of JavaScript in use after everything that nobody holds has been collected."""
    session.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return int(metrics["JSHeapUsedSize"])
