"""Scripts go to the page by address."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.scripts import mounted
from widgets.kit import component

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
