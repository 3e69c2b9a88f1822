"""Progress: one versioned file, never lost to a damaged or newer one, and no old copy hides a new edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from widgets.progress import json_file
from widgets.progress.kept import Progress

OPEN = Callable[..., AppTest]


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no progress file"),
        ('{"format": "other"}', "no progress file"),
        ('{"format": "hidden-layers-progress", "kinds": {}}', "version"),
        ('{"format": "hidden-layers-progress", "version": 2, "kinds": {}}', "newer edition"),
        ('{"format": "hidden-layers-progress", "version": 1, "kinds": {"code": []}}', "kinds"),
        (" " * (json_file.MOST_CHARACTERS + 1), "characters"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        json_file.read(text)


KEEP = """
import streamlit as st
from widgets.progress import store
store.put("code", "lab/one", {"edition": "e", "text": "x"})
from widgets.progress import panel
panel.draw()
"""
SHOW = """
import streamlit as st
from widgets.code import code_editor
from widgets.progress import store
st.text(store.get("code", "lab/one"))
"""


@pytest.fixture
def open_to_a_network() -> Iterator[None]:
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


def test_the_next_visit_finds_it() -> None:
    AppTest.from_string(KEEP).run()
    app = AppTest.from_string(SHOW).run()
    assert "'text': 'x'" in app.text[0].value


@pytest.mark.usefixtures("open_to_a_network")
def test_a_server_on_a_network_keeps_nothing_for_the_next_reader() -> None:
    app = AppTest.from_string(KEEP).run()
    assert "only until you close" in app.caption[0].value
    assert AppTest.from_string(SHOW).run().text[0].value == "None"
    assert not json_file.default_path().exists()


EDITIONS = """
import streamlit as st
from widgets.code import code_editor
code_editor._keep("lab/one", "old", "mine")
st.text([code_editor.kept_text("lab/one", "old"), code_editor.kept_text("lab/one", "new")])
st.text([code_editor.older_text("lab/one", "old"), code_editor.older_text("lab/one", "new")])
code_editor._keep("lab/one", "new", "new")
st.text(code_editor.older_text("lab/one", "new"))
code_editor._keep("lab/one", "new", "mine too")
st.text(code_editor.kept_text("lab/one", "new"))
code_editor._keep("lab/one", "new", "new")
st.text(code_editor.kept_text("lab/one", "new"))
"""


def test_a_new_edition_never_hides_behind_an_old_copy() -> None:
    said = [text.value for text in AppTest.from_string(EDITIONS).run().text]
    assert said == ["['mine', 'new']", "[None, 'mine']", "mine", "mine too", "new"]


RESTORE = """
import streamlit as st
from widgets.progress import store
store.put("code", "lab/one", {"edition": "e", "text": "one"})
try:
    store.restore(st.session_state.file)
except ValueError as error:
    st.error(str(error))
texts = [(store.get("code", f"lab/{name}") or {}).get("text") for name in ("one", "two")]
st.text([*texts, store.generation()])
"""


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (json_file.write(Progress({"code": {"lab/two": {"edition": "e", "text": "2"}}})), "['one', '2', 1]"),
        ("no file", "['one', None, 0]"),
    ],
)
def test_a_file_brought_back_is_added_to_what_is_here(file: str, said: str) -> None:
    app = AppTest.from_string(RESTORE)
    app.session_state["file"] = file
    app.run()
    assert app.text[0].value == said
    kept = json_file.read(json_file.default_path().read_text(encoding="utf-8"))
    assert set(kept.kinds["code"]) == ({"lab/one", "lab/two"} if file != "no file" else {"lab/one"})


def test_the_sidebar_offers_the_file(open_page: OPEN) -> None:
    app = open_page("exercises")
    assert not app.exception
    assert any("next visit" in caption.value for caption in app.caption)


QUESTION = """
import streamlit as st
from widgets.questions import check_yourself
check_yourself.widget(key="lab-7", caption={caption!r})
"""


@pytest.mark.parametrize(
    ("caption", "answer"),
    [("What is 1 + 1?\n= 2\n! It is 2.", "2"), ("Which?\n- [ ] a\n- [x] b\n? 1: No.\n! It is b.", 2)],
)
def test_an_answer_is_there_at_the_next_visit_and_not_for_a_new_question(caption: str, answer: str | int) -> None:
    app = AppTest.from_string(QUESTION.format(caption=caption)).run()
    field: Any = app.radio[0] if isinstance(answer, int) else app.text_input[0]
    field.set_value(answer)
    app.button[0].click().run()
    assert app.success
    again = AppTest.from_string(QUESTION.format(caption=caption)).run()
    assert again.success
    assert (again.radio[0] if isinstance(answer, int) else again.text_input[0]).value == answer
    changed = AppTest.from_string(
        QUESTION.format(caption=caption.replace("What", "Tell what").replace("Which", "Say which"))
    )
    assert not changed.run().success
