"""What is kept of a page's first acts, on a small app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from site_builder.collect.acts import user_key
from site_builder.collect.fetch import Cache
from site_builder.collect.rehearsing import rehearsed

APP = """
import os
import random
from pathlib import Path

import streamlit as st

remembered = Path(os.environ["HIDDEN_LAYERS_DATA"], "remembered")
if st.checkbox("remember", key="remember"):
    remembered.touch()
if remembered.exists():
    st.text("somebody was here")
if st.checkbox("little", key="little"):
    st.text("here")
if st.checkbox("much", key="much"):
    st.text("".join(random.choices("abcdefghijklmnop", k=400_000)))
if st.checkbox("wrong", key="wrong"):
    raise ValueError
if st.checkbox("timed", key="timed"):
    st.text("3 ms")
st.session_state["timed-measured"] = True
st.session_state["answer-foreseen"] = lambda: [["1", "one"], ["2"]]
with st.form("form"):
    given = st.text_input("answer", key="answer")
    st.form_submit_button("send", key="send")
st.text("right" if given in ("1", "one") else "no")
"""


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, dict[str, list[Any]]]:
    """By the keys of the controls."""
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    found = rehearsed(tmp_path, {"": {"main": []}}, {}, Cache(tmp_path / "cache"))[""]
    return {user_key(control): acts for control, acts in found.items()}


@pytest.mark.long
def test_what_is_large_or_timed_or_fails_waits_and_likely_texts_are_answered(
    kept: dict[str, dict[str, list[Any]]],
) -> None:
    assert set(kept) == {"remember", "little", "send"}
    assert [change["in"][0]["proto"]["body"] for change in kept["little"]["1"]] == ["here"]
    assert kept["little"]["0"] == []
    assert set(kept["send"]) == {'[""]', '["1"]', '["one"]', '["2"]'}
    assert kept["send"]['["one"]'] == kept["send"]['["1"]'] != []
    assert kept["send"]['["2"]'] == []
