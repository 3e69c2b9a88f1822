"""A reader in a real browser who does something while Python wakes up, whatever it is and whenever.

    python -m pytest tests/browser/test_random_first_acts.py          # two acts
    make random-first-acts ACTS=200                                   # as many as are wanted, on pages at random

HL_RANDOM_SEED does the same again. What the page answered before Python was there is what Streamlit's page says in the
moment in which it takes the place, and still says at rest; and no control has lost what was done to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest

from lessons.catalogue import contents
from tests.browser.acts import STANDING, act
from tests.browser.conftest import Visit
from tests.browser.test_rehearsed import WORDS

ACTS = int(os.environ.get("HL_RANDOM_ACTS", "2"))
SEED = int(os.environ.get("HL_RANDOM_SEED", "4"))
LONGEST = 3000  # milliseconds from the first control on; Python takes longer
ASLEEP = "#prerendered [data-testid=stMain] [data-asleep]:not([disabled])"
UNFOLD = "for (const fold of document.querySelectorAll('#prerendered [data-testid=stMain] details')) fold.open = true"
# What both pages say, and how the reader's controls stand, when one takes the other's place.
WATCH = f"""
  const remove = Element.prototype.remove;
  Element.prototype.remove = function () {{
    if (this.id === 'prerendered') {{
      const isAnswered = document.querySelector('#waking [data-kept]').hidden
        && performance.getEntriesByName('book:rehearsed').length > 0;
      window.swap = {{
        isAnswered, before: ({WORDS})('#prerendered'), after: ({WORDS})('#root'), stood: ({STANDING})('#prerendered'),
      }};
    }}
    return remove.call(this);
  }};
"""


@pytest.mark.timeout(0)  # as long as it is told
@pytest.mark.parametrize("number", range(ACTS))
def test_what_is_done_while_python_wakes_up_is_answered_rightly_and_kept(
    number: int, visit: Callable[..., Visit]
) -> None:
    rng = np.random.default_rng([SEED, number])
    lesson = contents().pages[rng.integers(len(contents().pages))]
    reader = visit(reduced_motion="reduce")
    page = reader.page
    page.add_init_script(WATCH)
    page.goto(f"{reader.base}{lesson.slug}/" if lesson.slug != "index" else reader.base, wait_until="commit")
    page.wait_for_function(f"document.querySelector({ASLEEP!r}) || window.swap", timeout=90_000)
    page.wait_for_timeout(float(rng.uniform(0, LONGEST)))
    page.evaluate(UNFOLD)
    before = page.evaluate(STANDING, "#prerendered")
    done = f"{lesson.slug}: {act(page, rng, ASLEEP)}"
    page.wait_for_function("performance.getEntriesByName('book:replayed').length", timeout=120_000)
    reader.settle()

    assert reader.complaints == [], done
    assert page.locator("[data-testid=stException]").count() == 0, done
    swap = page.evaluate("swap")
    if swap["isAnswered"]:
        assert swap["after"] == swap["before"], f"{done}: it jumped when Streamlit's page took the place"
        assert page.evaluate(WORDS, "#root") == swap["after"], done
    changed = {name: value for name, value in swap["stood"].items() if before.get(name) != value}
    stands = page.evaluate(STANDING, "#root")
    assert {name: stands.get(name) for name in changed} == changed, f"{done}: it was lost"
