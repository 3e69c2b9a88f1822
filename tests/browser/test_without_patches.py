"""The site without the patches that only save time: a lesson of each kind works, only slower."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from lessons.catalogue import contents
from site_builder.serve import make_server
from site_builder.upstream.patches import NEEDED
from tests.browser.conftest import Visit, built, open_panel, serving

APPLIED = (
    "import browser_patches; from pathlib import Path;"
    " Path(browser_patches.__file__).parent.parent.joinpath('patches.json').read_text()"
)
SLOW = 60_000  # milliseconds, for an answer on a busy machine


pytestmark = pytest.mark.xdist_group("without patches")  # one process builds this site, and no other waits for it


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that was built with `--patches none`."""
    out = built(tmp_path_factory, "dist-plain", "--patches", "none", "--rehearse", "none")
    with serving(make_server(out)) as origin:
        yield f"{origin}/"


@pytest.fixture
def reader(visit_at: Callable[..., Visit], plain: str) -> Visit:
    return visit_at(plain)


def test_a_change_of_the_network_reaches_all_that_show_it(reader: Visit) -> None:
    """Figures, questions and a control that several widgets follow."""
    reader.open("hidden_layers/")
    assert json.loads(str(reader.python(APPLIED))) == sorted(NEEDED)
    summary = reader.page.locator("[data-testid=stSidebar]").get_by_text("Your network", exact=True).locator("xpath=..")
    expect(summary).not_to_contain_text("bias")
    open_panel(reader.page).locator("[data-testid=stCheckbox] label").first.click()
    expect(summary).to_contain_text("bias", timeout=SLOW)
    expect(reader.page).to_have_url(re.compile(r"bias=1"), timeout=SLOW)
    reader.settle()
    assert reader.page.locator("[data-testid=stException]").count() == 0
    assert reader.complaints == []


def test_a_lesson_of_each_kind_is_drawn(reader: Visit) -> None:
    """The cover, films, a chart of Vega's: one start of Python, which is slow here, and then by the contents."""
    reader.open()
    for slug in ("", "playground", "xor"):
        if slug:
            reader.follow(slug)
        expect(reader.page.locator("[data-testid=stMain] h1").first).to_contain_text(
            contents().lesson(slug or "index").title, timeout=SLOW
        )
        assert reader.page.locator("[data-testid=stException]").count() == 0
    assert reader.foreign == []
    assert reader.complaints == []
