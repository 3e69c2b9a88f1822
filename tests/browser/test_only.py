"""One figure in another page: ?only=…, and the button at each figure that says how."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from press.edition import read_edition
from tests.browser.conftest import Visit

FIGURE = ".st-key-only .st-key-figure_shape_chain .hl-figure"


def check_alone(page: Page) -> None:
    expect(page.locator(FIGURE).locator("visible=true")).to_have_count(1, timeout=60_000)
    expect(page.locator("h1:visible, [data-testid=stSidebar]:visible, [data-testid=stHeader]:visible")).to_have_count(0)


def test_a_figure_alone_is_there_before_python_and_asks_for_none(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.goto(f"{reader.base}shapes/?only=shape_chain")
    reader.page.wait_for_function("() => performance.getEntriesByName('book:figures').length")
    check_alone(reader.page)
    assert not [address for address in reader.requests if "pyodide" in address or "site-packages" in address]
    # When it is touched, Python comes and takes over the same figure.
    reader.page.locator(FIGURE).locator("visible=true").click()
    reader.settle()
    check_alone(reader.page)
    assert "only=shape_chain" in reader.page.url
    assert reader.complaints == []


def test_the_whole_lesson_is_never_seen(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.add_init_script(
        """
        window.seen = [];
        const look = () => {
          for (const title of document.querySelectorAll('h1')) {
            if (title.checkVisibility({ visibilityProperty: true })) seen.push(title.textContent);
          }
          requestAnimationFrame(look);
        };
        look();
        """
    )
    reader.page.goto(f"{reader.base}shapes/?only=shape_chain&sizes=4-3-2")
    reader.settle()
    check_alone(reader.page)
    assert reader.page.evaluate("seen.filter((title) => title.startsWith('Shapes'))") == []


def test_an_unknown_name_gets_the_list_without_python(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.goto(f"{reader.base}shapes/?only=shape_chan")
    expect(reader.page.locator(".hl-refusal")).to_contain_text("An address can ask for: network_controls, shape_chain")


def test_the_card_says_how_to_take_a_figure_along(visit: Callable[..., Visit], tmp_path: Path) -> None:
    reader = visit()
    reader.open("hidden_layers/?sizes=3-2-1&seed=7")
    page = reader.page
    page.locator(".st-key-figure_network_diagram > .hl-elsewhere").click()
    card = page.locator("dialog.hl-elsewhere-card")
    link = card.get_by_label("Link").input_value()
    assert link.startswith(f"{reader.base}hidden_layers")
    assert "only=network_diagram" in link
    assert "seed=7" in link
    assert f'<iframe src="{link.replace("&", "&amp;")}"' in card.get_by_label("Frame").input_value()
    expect(card.get_by_role("img", name="QR code")).to_be_visible()
    starts = {"Picture as SVG": b"<svg", "Picture as PNG": b"\x89PNG", "QR code as SVG": b"<svg"}
    for name, start in starts.items():
        with page.expect_download() as saved:
            card.get_by_role("button", name=name).click()
        file = tmp_path / saved.value.suggested_filename
        saved.value.save_as(file)
        assert file.read_bytes().startswith(start)
        assert len(file.read_bytes()) > 1000
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    # A figure of matrices is HTML: its picture holds a copy of it with its styles and typefaces.
    page.locator(".st-key-figure_neuron_as_matrices > .hl-elsewhere").click()
    pictures = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as saved:
            card.get_by_role("button", name=f"Picture as {kind}").click()
        pictures[kind] = Path(saved.value.path()).read_bytes()
    svg = pictures["SVG"].decode()
    assert "<foreignObject" in svg
    assert re.search(r"@font-face[^}]*Source Sans[^}]*url\(\"data:", svg)
    ET.fromstring(svg)
    with Image.open(BytesIO(pictures["PNG"])) as picture:
        wanted = page.locator(".st-key-figure_neuron_as_matrices .hl-figure").bounding_box()
        assert wanted is not None
        assert abs(picture.width - 2 * wanted["width"]) <= 2
        assert len(picture.getcolors(1 << 24) or []) > 100, "letters have soft edges: some were drawn"
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Cite this page").locator("visible=true").click()
    entry = card.get_by_label("BibTeX").input_value()
    assert entry.startswith(
        "@incollection{hidden_layers_hidden_layers,\n  title = {{Hidden layers}},\n  booktitle = {{"
    )
    assert f"edition = {{{read_edition().version}}}" in entry
    sentence = card.get_by_label("In words").input_value()
    assert "“Hidden layers”. In Hidden Layers: an interactive textbook" in sentence
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_the_frame_of_the_card_shows_the_figure_in_another_page(visit: Callable[..., Visit]) -> None:
    reader = visit()
    address = f"{reader.base}shapes/?only=shape_chain"
    frame = f'<!doctype html><title>A slide</title><iframe src="{address}" width="700" height="450">'
    reader.page.route("**/slide.html", lambda route: route.fulfill(body=frame, content_type="text/html"))
    reader.page.goto(f"{reader.base}slide.html")
    expect(reader.page.frame_locator("iframe").locator(FIGURE).locator("visible=true")).to_be_visible(timeout=60_000)
