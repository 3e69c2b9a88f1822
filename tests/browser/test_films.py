"""Films in a real browser: dials, keys and play move every part together, and show what mlp_core computed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from tests.browser.conftest import Visit
from widgets.xor_machine import ITERATIONS, Setting, make_film


def film(reader: Visit, number: int) -> Locator:
    place = reader.page.locator(".hl-film").nth(number)
    place.locator(".hl-dials:not([hidden])").wait_for()
    return place


def shown(place: Locator, channel: str) -> str:
    return place.locator(f"[data-text='{channel}']").first.inner_text()


def test_the_time_machine_moves_all_its_pictures_together(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    reader.open("xor")
    machine, expected = film(reader, 0), make_film(Setting())
    slider = machine.locator("[data-dial='0']")
    assert shown(machine, "loss") == expected.values("loss")[-1]
    slider.focus()
    pixel = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data].join()"
    last = machine.locator("canvas").evaluate(pixel)
    reader.page.keyboard.press("Home")
    for step in range(3):
        assert machine.locator("[data-dial-label='0']").inner_text() == str(ITERATIONS[step])
        assert slider.get_attribute("aria-valuetext") == str(ITERATIONS[step])
        assert shown(machine, "loss") == expected.values("loss")[step]
        assert shown(machine, "output-0") == expected.values("output-0")[step]
        assert machine.locator("path.hl-boundary").get_attribute("d") == expected.values("border")[step]
        reader.page.keyboard.press("ArrowRight")
    assert machine.locator("canvas").evaluate(pixel) != last
    machine.get_by_role("button", name="Steepest fall").click()
    assert shown(machine, "loss") == expected.values("loss")[expected.values("steepest")[0]]
    assert [line for line in reader.console if line.startswith("pageerror")] == []


def test_a_guess_is_drawn_and_then_played_over(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    reader.open("xor")
    guess = film(reader, 1)
    guess.get_by_role("radio", name="stays at ½").click()
    assert guess.locator("polyline.hl-guess").first.get_attribute("points")
    sheet = guess.locator("[data-sketch]")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    reader.page.mouse.move(box["x"] + 80, box["y"] + 80)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + 180, box["y"] + 120, steps=5)
    reader.page.mouse.up()
    drawn = guess.locator("[data-sketch-line]").get_attribute("points") or ""
    assert len(drawn.split()) >= 5
    # The film does not run by itself; Play takes it to its end.
    assert guess.locator("[data-dial-label='0']").inner_text() == "0"
    guess.get_by_label("Speed").select_option("60")
    guess.get_by_role("button", name="Play or pause").click()
    guess.locator("[data-dial-label='0']").get_by_text(str(ITERATIONS[-1]), exact=True).wait_for()
    assert shown(guess, "loss") == make_film(Setting(hidden="sigmoid"), guesses=True).values("loss")[-1]
    assert guess.locator("[data-sketch-line]").get_attribute("points") == drawn
