"""Scripts go to the page by address."""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import tomllib
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from benchmarks.readers import connected, serving
from tests.scripts import mounted
from widgets.kit import component
from widgets.progress import json_file

ROOT = Path(__file__).resolve().parents[3]


def declared() -> set[str]:
    table = tomllib.loads((ROOT / "widgets" / "pyproject.toml").read_text(encoding="utf-8"))
    assert table["project"]["name"] == component.PACKAGE
    return {entry["name"] for entry in table["tool"]["streamlit"]["component"]["components"]}


def test_every_script_is_declared_to_streamlit_but_for_the_parts_that_one_fetches_itself() -> None:
    assert declared() == mounted()


def test_streamlit_can_find_the_declaration_among_installed_packages() -> None:
    found = importlib.metadata.distribution(component.PACKAGE)
    assert "Streamlit" in found.metadata["Summary"]  # it looks at no package that does not name it
    assert [Path(str(found.locate_file(file))).resolve() for file in found.files or ()] == [
        ROOT / "widgets" / "pyproject.toml"
    ]


def test_an_element_carries_the_address_of_its_script_and_not_its_text() -> None:
    app = AppTest.from_string(
        "from widgets.kit import component\ncomponent.mount('figure', key='one', data={'html': ''})", default_timeout=60
    ).run()
    assert not app.exception
    proto = app.get("bidi_component")[0].proto
    assert (component.SCRIPTS / proto.js_source_path).is_file()
    assert proto.js_content == ""


def test_streamlit_is_told_of_a_component_once_and_each_app_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    tell = st.components.v2.component

    def component_(name: str, **options: object) -> object:
        told.append(name)
        return tell(name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(st.components.v2, "component", component_)
    script = (
        "from widgets.kit import component\n"
        "for key in ('one', 'two'):\n    component.mount('figure', key=key, data={'html': key})\n"
    )
    for _ in range(2):
        app = AppTest.from_string(script, default_timeout=60).run().run()
        assert not app.exception
        assert [element.proto.component_name for element in app.get("bidi_component")] == [
            "hidden-layers-widgets.figure"
        ] * 2
    assert told == ["hidden-layers-widgets.figure"] * 2


@pytest.mark.long
def test_what_a_script_says_while_another_page_is_opened_is_heard_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lesson's end comes into view, and its reader goes on at once: Python is told both in one message."""
    monkeypatch.setenv(json_file.FOLDER, str(tmp_path))
    with serving(0) as (port, _), ThreadPoolExecutor(1) as beside:  # browser tests leave a loop running in this thread
        reader = _read_and_left(port, ["what_you_need", "one_neuron", "hidden_layers"])
        assert beside.submit(asyncio.run, reader).result() == []
    kept = json.loads((tmp_path / "progress.json").read_text(encoding="utf-8"))
    assert set(kept["kinds"]["read"]) == {"what_you_need", "one_neuron"}


async def _read_and_left(port: int, lessons: list[str]) -> list[str]:
    """Open the lessons one after the other, each saying of the one before that it was read; the exceptions shown."""
    failures: list[str] = []
    said = ""  # the id of the script that says so
    async with connected(port, seed=0) as connection:
        for before, lesson in pairwise(["", *lessons]):
            message = BackMsg()
            message.rerun_script.page_script_hash = calc_hash(lesson)
            if before:
                message.rerun_script.widget_states.widgets.add(
                    id=f"$$STREAMLIT_INTERNAL_KEY_{said}__events",
                    json_trigger_value=json.dumps([{"event": "read", "value": before}]),
                )
            await connection.send(message.SerializeToString())
            answer = ForwardMsg()
            while answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or not answer.HasField("script_finished"):
                answer.ParseFromString(await asyncio.wait_for(connection.recv(), 60))
                element = answer.delta.new_element
                if element.HasField("exception"):
                    failures.append(f"{lesson}: {element.exception.message}")
                elif element.bidi_component.component_name.endswith(".reading"):
                    said = element.bidi_component.id
    return failures
