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
from tests.browser.conftest import Visit, open_panel
from tests.built import built
from tests.served import serving

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


def test_a_lesson_of_each_kind_is_drawn_and_a_change_of_the_network_reaches_all_that_show_it(
    visit_at: Callable[..., Visit], plain: str
) -> None:
    """One start of Python, which is slow here, and then by the contents.

    The cover; figures, questions and a control that several widgets follow; films; a chart of Vega's.
    """
    reader = visit_at(plain)
    reader.open()
    assert json.loads(str(reader.python(APPLIED))) == sorted(NEEDED)
    for slug in ("", "hidden_layers", "playground", "xor"):
        if slug:
            reader.follow(slug)
        expect(reader.page.locator("[data-testid=stMain] h1").first).to_contain_text(
            contents().lesson(slug or "index").title, timeout=SLOW
        )
        if slug == "hidden_layers":
            change_the_network(reader)
        assert reader.page.locator("[data-testid=stException]").count() == 0
    assert reader.foreign == []
    assert reader.complaints == []


def change_the_network(reader: Visit) -> None:
    """Give it a bias, and wait until the sidebar and the address tell it."""
    summary = reader.page.locator("[data-testid=stSidebar]").get_by_text("Your network", exact=True).locator("xpath=..")
    expect(summary).not_to_contain_text("bias")
    open_panel(reader.page).locator("[data-testid=stCheckbox] label").first.click()
    expect(summary).to_contain_text("bias", timeout=SLOW)
    expect(reader.page).to_have_url(re.compile(r"bias=1"), timeout=SLOW)
    reader.settle()
