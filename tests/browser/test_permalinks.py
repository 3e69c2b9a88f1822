"""The same address gives the same numbers: natively, in the browser's Python, and on the page that opens there."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qsl

import numpy as np
import pytest

from tests.browser.conftest import Visit
from widgets.kit import theme
from widgets.playground.recording import Recording
from widgets.playground.settings import from_query

ITERATIONS = 500
LINKS = {
    "as it is at first": "",
    "relu, momentum, all points at once": "p_activation=relu&p_optimizer=momentum&p_learning_rate=0.05&p_batch=0"
    "&p_hidden=6&p_noise=0.35&p_data=moons&p_iteration=200",
    "sigmoid, adam, single points": "p_activation=sigmoid&p_optimizer=adam&p_learning_rate=0.01&p_batch=1"
    "&p_data=xor&p_hidden=5-3&p_seed=7&p_start=2&p_iteration=500",
    "six layers, softmax, penalties": "p_hidden=4-4-4-4-4-4&p_output=softmax&p_loss=softmax_cross_entropy"
    "&p_l1=0.001&p_l2=0.002&p_features=x1-x2-x1x2-sin1&p_data=gauss&p_noise=0.8&p_train=70&p_iteration=100",
    "own points": "p_data=own&p_own=0.5_0.5_1~-1.25_0.3_0~2.0_-2.0_1~0.1_-0.7_0~-2.2_2.6_1&p_train=80&p_batch=0"
    "&p_iteration=50",
    "weights set by hand": "p_edits=50_0_1_2_-1.5~50_2_0_0_0.25~120_1_3_1_2.0&p_iteration=150",
    "regression": "p_data=hills&p_output=tanh&p_loss=mse&p_learning_rate=0.1&p_hidden=8&p_init=he&p_iteration=300",
}
# Runs where Python runs; the last line is what `Visit.python` and `locally` return.
NUMBERS = """
import json
from dataclasses import replace
from urllib.parse import parse_qsl
from widgets.playground.recording import Recording, exported
from widgets.playground.settings import from_query

def numbers(address, iterations):
    settings = from_query(dict(parse_qsl(address)))
    recording = Recording(settings)
    recording.extend(iterations // settings.step + 1)
    return json.dumps({
        "losses": exported(replace(settings, iteration=iterations)).losses.tolist(),
        "frames": [[frame.train_loss, frame.test_loss or 0.0, *frame.weights.tolist()] for frame in recording.frames],
    })
"""


def locally(address: str) -> dict[str, list[float]]:
    """The numbers of a link in this Python."""
    namespace: dict[str, object] = {}
    exec(NUMBERS, namespace)
    numbers = namespace["numbers"]
    assert callable(numbers)
    return json.loads(numbers(address, ITERATIONS))


@pytest.fixture
def playground(same_visit: Callable[..., Visit]) -> Visit:
    """The playground at its start, for tests marked with AT_THE_START."""
    return same_visit("playground", lambda visit: visit.open("playground/?p_iteration=0"))


AT_THE_START = pytest.mark.xdist_group("playground at its start")


@AT_THE_START
def test_a_link_gives_the_same_numbers_in_the_browser(playground: Visit) -> None:
    reader = playground
    for what, address in LINKS.items():
        native = locally(address)
        browser = json.loads(str(reader.python(f"{NUMBERS}\nnumbers({address!r}, {ITERATIONS})")))
        for name in ("losses", "frames"):
            np.testing.assert_allclose(browser[name], native[name], rtol=1e-9, atol=1e-9, err_msg=f"{what}: {name}")
    assert reader.complaints == []


@pytest.mark.parametrize("what", ["six layers, softmax, penalties", "weights set by hand", "regression"])
def test_a_link_opens_at_its_numbers(visit: Callable[..., Visit], what: str) -> None:
    reader = visit()
    reader.open(f"playground/?{LINKS[what]}")
    settings = from_query(dict(parse_qsl(LINKS[what])))
    recording = Recording(settings)
    recording.extend(settings.iteration // settings.step + 1)
    frame = recording.frames[settings.iteration // settings.step]
    stage = reader.page.locator(".hl-film").first
    stage.locator("[data-dial-label='0']").get_by_text(str(settings.iteration), exact=True).wait_for(timeout=90_000)
    assert stage.locator("[data-text='train']").inner_text() == frame.texts["train"]
    assert stage.locator("[data-text='test']").inner_text() == frame.texts["test"]
    chosen = int(stage.locator("[data-choose]").input_value())
    assert stage.locator("[data-chosen-value]").inner_text() == theme.number(float(frame.weights[chosen]), 4)
    address = dict(parse_qsl(reader.page.url.split("?")[1]))
    assert {name: text for name, text in address.items() if name.startswith("p_")} == settings.query()


@AT_THE_START
def test_the_pages_script_writes_numbers_as_the_book_does(playground: Visit) -> None:
    stage = playground.page.locator(".hl-film").first
    for value in (0.0, 1.0, -1.0, 0.1234567, -2.5, 12.00004, 99_999.99, 123_456.7, -0.00004, 5e-5, 1e-12):
        stage.locator("[data-set]").fill(repr(value))
        stage.get_by_role("button", name="Set", exact=True).click()
        expected = theme.number(value, 4)
        stage.locator("[data-chosen-value]").get_by_text(expected, exact=True).wait_for()
