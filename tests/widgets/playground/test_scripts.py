"""A script of the playground ends at the page's loss, or the page says that rounding errors grow in this training."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from mlp_core import to_script
from tests.conftest import open_page
from widgets.playground.recording import exported
from widgets.playground.scripts import rounding_note
from widgets.playground.settings import Settings, from_query

WILD = [
    "p_noise=0.3&p_hidden=8-8&p_output=softmax&p_optimizer=adam&p_learning_rate=0.1&p_iteration=1000",
    "p_noise=0.0&p_hidden=2-4&p_optimizer=momentum&p_learning_rate=3.0&p_batch=0&p_iteration=1000",
    "p_data=moons&p_hidden=2-8-4&p_activation=sigmoid&p_optimizer=adam&p_batch=1&p_seed=7&p_iteration=1000",
    "p_learning_rate=3.0&p_iteration=2000",
    "p_data=moons&p_hidden=4-2&p_optimizer=adam&p_batch=1&p_iteration=1000",
]
CALM = [
    "",
    "p_hidden=&p_iteration=300",
    "p_data=spirals&p_hidden=8-8&p_activation=sigmoid&p_optimizer=momentum&p_learning_rate=0.1&p_iteration=1000",
    "p_data=circles&p_hidden=6&p_learning_rate=1.0&p_batch=0&p_iteration=1000",
    "p_data=xor&p_hidden=2-8-4&p_activation=relu&p_optimizer=momentum&p_learning_rate=0.1&p_iteration=1000",
]


def settings_of(address: str) -> Settings:
    return from_query(dict(parse_qsl(address, keep_blank_values=True)))


def said_by_script(settings: Settings, folder: Path) -> float:
    path = folder / "run.py"
    path.write_text(to_script(exported(settings)), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "ignore", str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


@pytest.mark.long
@pytest.mark.parametrize("address", [*WILD, *CALM])
def test_a_script_ends_at_the_pages_loss_or_the_page_says_why_not(address: str, tmp_path: Path) -> None:
    settings = settings_of(address)
    if not rounding_note(settings):
        assert said_by_script(settings, tmp_path) == pytest.approx(exported(settings).final_loss, rel=1e-6)


@pytest.mark.long
@pytest.mark.parametrize("address", WILD)
def test_a_wild_training_is_told_with_its_numbers(address: str) -> None:
    said = rounding_note(settings_of(address))
    assert "multiplies rounding errors" in said
    assert "2·10⁻¹⁶ away it ends at" in said


@pytest.mark.parametrize("address", CALM)
def test_of_a_calm_training_nothing_is_said(address: str) -> None:
    assert rounding_note(settings_of(address)) == ""


@pytest.mark.parametrize(("address", "told"), [(WILD[1], True), (CALM[0], False)])
def test_the_page_says_it_beside_the_downloads(address: str, told: bool) -> None:
    app = open_page("playground", dict(parse_qsl(address, keep_blank_values=True)))
    app.button_group(key="playground-group").set_value("Link and scripts").run()
    assert not app.exception
    assert any("multiplies rounding errors" in info.value for info in app.info) == told
    downloads = [button.proto.label for button in app.get("download_button")]
    assert {"NumPy script", "PyTorch script", "Notebook"} <= set(downloads)
