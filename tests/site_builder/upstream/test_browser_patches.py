"""The patches of Streamlit that can be looked at outside the browser."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe._native import _escape_inner as escape_inner
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.runtime.state import SafeSessionState, SessionState

PYTHON = Path(__file__).parents[3] / "site_builder" / "upstream" / "python"


@pytest.fixture(scope="module")
def patches() -> ModuleType:
    spec = importlib.util.spec_from_file_location("browser_patches", PYTHON / "browser_patches.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_books_components_are_those_that_a_search_in_all_packages_finds(patches: ModuleType) -> None:
    found = [(manifest, root.resolve()) for manifest, root in manifest_scanner.scan_component_manifests()]
    (ours,) = patches.components_of(manifest_scanner, PYTHON.parents[2] / "widgets")
    assert found
    assert all(one == ours for one in found)  # the folder may stand in sys.path twice


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


def delta(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, 3, 1])
    message.delta.fragment_id = "one"
    message.delta.new_element.markdown.body = text
    return message


def context_module() -> SimpleNamespace:
    """As much of Streamlit's script_run_context as is patched."""
    return SimpleNamespace(populate_hash_if_needed=populate_hash_if_needed)


def test_a_message_that_is_written_once_says_the_same(patches: ModuleType) -> None:
    context = context_module()
    serialize = patches.serialize_once(context)
    bodies = ["", "short", "ä" * 200, "x" * 20_000]
    for body in bodies:
        message, wanted = delta(body), delta(body)
        context.populate_hash_if_needed(message)
        assert message.hash
        wanted.hash = message.hash
        got = ForwardMsg()
        got.ParseFromString(serialize([message])[0])
        assert got == wanted
    hashes = []
    for body in [*bodies, *bodies]:
        message = delta(body)
        context.populate_hash_if_needed(message)
        hashes.append(message.hash)
    assert hashes[: len(bodies)] == hashes[len(bodies) :]
    assert len(set(hashes)) == len(bodies)


def test_messages_without_an_element_are_written_as_ever(patches: ModuleType) -> None:
    context = context_module()
    serialize = patches.serialize_once(context)
    page, finished = ForwardMsg(), ForwardMsg()
    page.page_info_changed.query_string = "bias=1"
    finished.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    context.populate_hash_if_needed(page)
    assert page.hash
    assert serialize([page, finished]) == [page.SerializeToString(), finished.SerializeToString()]


def test_a_control_finds_its_key_as_in_the_whole_table(patches: ModuleType) -> None:
    class Safe(SafeSessionState):
        pass

    state = SessionState()
    state["answer"], state["nothing"] = "3", None
    safe = Safe(state, lambda: None)
    whole = dict(safe.filtered_state)
    patches.look_up_single_keys(Safe)
    table = safe.filtered_state
    assert dict(table) == whole == {"answer": "3", "nothing": None}
    assert len(table) == 2
    assert "answer" in table
    assert "other" not in table
    assert table["nothing"] is None


@given(st.text())
def test_text_is_escaped_as_ever(patches: ModuleType, text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(markupsafe, "_escape_inner", escape_inner)
        wanted = markupsafe.escape(text)
        patches.escape_what_must_be(markupsafe)
        assert markupsafe.escape(text) == wanted
