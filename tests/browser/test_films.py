"""Films in a real browser: dials, keys and play move every part together, and show what mlp_core computed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Visit
from widgets.drawing.data_table import early
from widgets.kit import theme
from widgets.playground.recording import Recording
from widgets.playground.settings import Settings, from_query
from widgets.training.xor_machine import ITERATIONS, Setting, make_film


def film(reader: Visit, number: int) -> Locator:
    place = reader.page.locator(".hl-film").nth(number)
    place.locator(".hl-dials:not([hidden])").wait_for()
    return place


def shown(place: Locator, channel: str) -> str:
    return place.locator(f"[data-text='{channel}']").first.inner_text()


@pytest.fixture
def at_xor(same_visit: Callable[..., Visit], local: str) -> Visit:
    """A reader who comes to the lesson on XOR; for a test marked with AT_XOR."""
    reader = same_visit("xor", lambda visit: visit.open("notation"), local)
    reader.arrive("xor")
    return reader


AT_XOR = pytest.mark.xdist_group("films of xor")


@AT_XOR
def test_the_time_machine_moves_all_its_pictures_together(at_xor: Visit) -> None:
    reader = at_xor
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
    machine.get_by_role("button", name="Jump to the steepest fall").click()
    assert shown(machine, "loss") == expected.values("loss")[expected.values("steepest")[0]]
    assert [line for line in reader.console if line.startswith("pageerror")] == []


def test_heat_maps_wait_for_the_colours_of_the_book(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    # Streamlit may draw a figure before the page's own styles; here they come a second late.
    reader.page.add_init_script("""
        new MutationObserver(() => {
          for (const style of document.querySelectorAll("style:not([media])")) {
            if (!style.textContent.includes("--hl-positive:")) continue;
            style.media = "not all";
            setTimeout(() => { style.media = "all"; }, 1000);
          }
        }).observe(document, { childList: true, subtree: true });
    """)
    reader.open("xor")
    canvas = film(reader, 0).locator("canvas")
    reader.page.wait_for_function("() => document.querySelector('style[media=all]')")
    reader.page.wait_for_timeout(300)
    colours = canvas.evaluate(
        "canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);"
        " return new Set(new Uint32Array(data.buffer)).size; }"
    )
    assert colours > 20  # from one class to the other, and not the ink of a page without styles


@AT_XOR
def test_heat_maps_at_rest_follow_the_systems_scheme(at_xor: Visit) -> None:
    reader = at_xor
    canvas = film(reader, 0).locator("canvas")
    lightest = """canvas => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return Math.max(...data.filter((_, i) => i % 4 === 2)); // of blue, which neither class has much of
    }"""
    assert canvas.evaluate(lightest) > 240  # the middle between the classes is the page's own colour
    painted = f"canvas => ({lightest})(canvas)"
    reader.page.emulate_media(color_scheme="dark")
    reader.page.wait_for_function(f"{painted} < 200", arg=canvas.element_handle())
    reader.page.emulate_media(color_scheme="light")
    reader.page.wait_for_function(f"{painted} > 240", arg=canvas.element_handle())


@AT_XOR
def test_a_guess_is_drawn_and_then_played_over(at_xor: Visit) -> None:
    reader = at_xor
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


def test_a_guess_can_be_drawn_by_keyboard_and_by_touch(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local, width=390, has_touch=True)
    reader.open("xor")
    sheet = film(reader, 1).locator("[data-sketch]")
    line = sheet.locator("[data-sketch-line]")
    sheet.focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowLeft"):
        reader.page.keyboard.press(key)
    first, second, last = (point.split(",") for point in (line.get_attribute("points") or "").split())
    assert float(first[0]) < float(second[0]) < float(last[0]), "right arrow draws on"
    assert float(first[1]) == float(second[1]) < float(last[1]), "down arrow moves the pen down the page"
    reader.page.keyboard.press("Escape")
    assert line.get_attribute("points") == ""
    # A finger on it draws; the page does not scroll meanwhile.
    assert sheet.evaluate("sheet => getComputedStyle(sheet).touchAction") == "none"
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    reader.page.touchscreen.tap(box["x"] + 100, box["y"] + 100)
    assert line.get_attribute("points")


def playground(reader: Visit, address: str) -> Locator:
    reader.open(f"playground?{address}")
    return film(reader, 0)


def place_of(stage: Locator) -> int:
    return int(stage.locator("[data-dial='0']").input_value())


def wait_until(stage: Locator, condition: str) -> None:
    """Wait for a condition on the first film's slider, written in JavaScript."""
    stage.page.wait_for_function(
        f"() => {{ const slider = document.querySelector('.hl-film [data-dial]'); return {condition}; }}",
        timeout=60_000,
    )


def test_a_weight_set_while_the_film_plays_goes_on_from_there(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    stage = playground(reader, "p_iteration=0")
    stage.get_by_role("button", name="Play or pause").click()
    wait_until(stage, "Number(slider.value) >= 12")
    stage.locator("[data-set]").fill("2.5")
    stage.get_by_role("button", name="Set", exact=True).click()
    reader.page.locator(".hl-film [data-ask^='undo']").wait_for()
    edit = from_query(dict(parse_qsl(reader.page.url.split("?")[1]))).edits[0]
    assert edit.iteration >= 60
    assert place_of(film(reader, 0)) >= edit.iteration // 5, "it does not begin anew"
    wait_until(stage, f"Number(slider.value) > {edit.iteration // 5 + 3}")
    stage = film(reader, 0)
    stage.get_by_role("button", name="Play or pause").click()
    # What was before can still be seen, and the frame of the edit shows the new weight.
    slider = stage.locator("[data-dial='0']")
    for iteration in (0, edit.iteration - 5, edit.iteration):
        slider.evaluate(
            "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
            iteration // 5,
        )
        assert stage.locator("[data-dial-label='0']").inner_text() == str(iteration)
    assert stage.locator("[data-chosen-value]").inner_text() == "2.5"
    assert [line for line in reader.console if line.startswith("pageerror")] == []


@pytest.fixture
def weights(same_visit: Callable[..., Visit], local: str) -> Locator:
    """The playground at its start, whose weights are set; for a test marked with OF_WEIGHTS."""
    return film(same_visit("weights", lambda visit: visit.open("playground?p_iteration=0"), local), 0)


OF_WEIGHTS = pytest.mark.xdist_group("setting weights")


@OF_WEIGHTS
def test_what_is_typed_while_python_answers_stays(weights: Locator) -> None:
    stage = weights
    stage.locator("[data-set]").fill("0.75")
    # The next number is typed in the same moment, so that no answer can be quicker.
    stage.evaluate("""stage => {
      stage.querySelector("[data-set-weight]").click();
      const input = stage.querySelector("[data-set]");
      input.focus();
      input.value = "-1.25";
    }""")
    stage.locator("[data-chosen-value]").get_by_text("0.75", exact=True).wait_for()
    assert stage.locator("[data-set]").input_value() == "-1.25"
    assert stage.locator("[data-set]").evaluate("input => input === document.activeElement")
    stage.locator("[data-set]").press("Enter")
    stage.locator("[data-chosen-value]").get_by_text("−1.25", exact=True).wait_for()


@OF_WEIGHTS
def test_a_redraw_puts_the_focus_on_nothing_else(weights: Locator) -> None:
    stage = weights
    stage.locator("[data-set]").fill("0.5")
    stage.evaluate("""stage => {
      stage.querySelector("[data-set-weight]").click();
      [...stage.querySelectorAll("summary")].at(-1).focus();
    }""")
    stage.locator("[data-chosen-value]").get_by_text("0.5", exact=True).wait_for()
    assert stage.evaluate("stage => !stage.contains(document.activeElement)"), "which of its kind it was is not known"


def test_every_neuron_is_read_at_the_cross(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    stage = playground(reader, "p_iteration=100")
    recording = Recording(Settings(iteration=100))
    recording.extend(21)
    cross, values = stage.locator("[data-point]"), stage.locator("[data-value]")

    def read(x1: float, x2: float) -> None:
        expected = [theme.number(value, 4) for value in recording.values_at(x1, x2, 20, 21)[0].tolist()]
        stage.locator("[data-value='8']").get_by_text(expected[8], exact=True).wait_for()
        assert values.all_inner_texts() == expected
        assert [float(field.input_value()) for field in cross.all()] == [x1, x2]

    read(0.5, 0.5)
    plane = stage.locator(".hl-map")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box is not None
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    x1, x2 = (float(field.input_value()) for field in cross.all())
    assert abs(x1) < 0.03
    assert abs(x2 - 1.5) < 0.03
    read(x1, x2)
    cross.nth(0).fill("1")
    cross.nth(1).fill("-2")
    cross.nth(1).press("Tab")
    plane.focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Shift+ArrowUp")
    read(1.1, -1.5)


def test_the_loss_table_of_the_playground_grows_with_its_film(local: str, visit_at: Callable[..., Visit]) -> None:
    reader = visit_at(local)
    stage = playground(reader, "p_iteration=100")
    fold = stage.locator(".hl-fold-data")
    fold.locator("summary").click()
    stage.get_by_role("button", name="Play or pause").click()
    wait_until(stage, "Number(slider.max) >= 80")
    stage.get_by_role("button", name="Play or pause").click()
    fold.locator("summary").click()
    fold.locator("summary").click()
    # Rows and length at one moment: frames that were on their way when it paused still come in and make both grow.
    rows, count = stage.evaluate("""async stage => {
      await new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)));
      const rows = [...stage.querySelectorAll('.hl-fold-data tbody tr')];
      const last = Number(stage.querySelector('[data-dial="0"]').max);
      return [rows.map(row => [...row.cells].map(cell => cell.textContent)), last + 1];
    }""")
    frames = Recording(Settings(iteration=100))
    frames.extend(count)
    kept = [frames.frames[place] for place in early([frame.iteration for frame in frames.frames[:count]])]
    assert rows == [[str(frame.iteration), frame.texts["train"], frame.texts["test"]] for frame in kept]
    # Other settings, another film: what was unfolded stays so.
    stage.get_by_role("button", name="One neuron more in hidden layer 1").click()
    reader.page.locator(".hl-film .hl-net-head", has_text="Q = 5").first.wait_for()
    assert fold.get_attribute("open") is not None


def test_heat_maps_are_drawn_before_python_is_there(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.route("**/worker*.js", lambda route: route.abort())
    for slug in ("playground/", "xor/"):
        reader.page.goto(reader.base + slug)
        reader.page.wait_for_function("performance.getEntriesByName('book:figures').length")
        colours = """canvas => new Set(new Uint32Array(
            canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""
        canvases = reader.page.locator("#prerendered canvas").all()
        assert canvases
        for canvas in canvases:
            assert int(canvas.evaluate(colours)) > 10, f"{slug}: a heat map is empty"
        # The dials already work.
        film_there = reader.page.locator("#prerendered .hl-film").first
        film_there.get_by_role("button", name="Back to the start").click()
        assert film_there.locator("[data-dial-label='0']").inner_text() == "0"


ITERATION = '[data-dial="0"]'


def test_the_covers_film_plays_by_itself_and_goes_on_when_python_is_there(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.page.goto(reader.base)
    moved = f"document.querySelector('#prerendered .hl-film {ITERATION}')?.valueAsNumber > 3"
    reader.page.wait_for_function(moved)
    now = int(reader.page.locator(f"#prerendered .hl-film {ITERATION}").input_value())
    reader.page.wait_for_function("performance.getEntriesByName('book:awake').length", timeout=90_000)
    film(reader, 0)  # it may have come to its end meanwhile, and does not begin anew
    assert int(reader.page.locator(f"#root .hl-film {ITERATION}").input_value()) >= now
    reader.page.wait_for_function(f"(d => d.value === d.max)(document.querySelector('#root .hl-film {ITERATION}'))")


def test_the_covers_film_stands_still_where_less_motion_is_asked_for(visit: Callable[..., Visit]) -> None:
    reader = visit(reduced_motion="reduce")
    reader.page.goto(reader.base)
    reader.page.wait_for_function("performance.getEntriesByName('book:figures').length")
    reader.page.wait_for_timeout(1000)
    assert film(reader, 0).locator(ITERATION).input_value() == "0"
    film(reader, 0).get_by_role("button", name="Next step").click()
    assert film(reader, 0).locator(ITERATION).input_value() == "1"
