"""The patches of Streamlit that can be looked at outside the browser."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from streamlit import config
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

PYTHON = Path(__file__).parents[2] / "site_builder" / "browser" / "python"


@pytest.fixture(scope="module")
def patches() -> ModuleType:
    spec = importlib.util.spec_from_file_location("browser_patches", PYTHON / "browser_patches.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("arguments", [{}, {"root_container": 1, "block_type": "column"}])
def test_elements_are_made_with_all_that_streamlit_gives_them(patches: ModuleType, arguments: dict[str, Any]) -> None:
    class Cheap(DeltaGenerator):
        pass

    patches.make_elements_cheaply(Cheap)
    assert vars(Cheap(**arguments)) == vars(DeltaGenerator(**arguments))


def test_settings_are_looked_up_once_and_stay_the_same(patches: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def filled() -> bytes:
        message = NewSession()
        app_session._populate_config_msg(message.config)
        app_session._populate_theme_msg(message.custom_theme)
        app_session._populate_theme_msg(message.custom_theme.dark, "theme.dark")
        return bytes(message.SerializeToString(deterministic=True))

    plainly = filled()
    for name in ("_populate_config_msg", "_populate_theme_msg"):
        monkeypatch.setattr(app_session, name, getattr(app_session, name))  # put back after the test
    patches.keep_settings(app_session)
    assert plainly
    assert filled() == plainly
    monkeypatch.setattr(config, "get_options_for_section", lambda _section: pytest.fail("looked up again"))
    assert filled() == plainly
