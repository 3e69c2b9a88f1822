"""Progress: one versioned file, never lost to a damaged or newer one, and no old copy hides a new edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from widgets.code.runner.policy import Place
from widgets.progress import json_file, store
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


def test_a_restored_answer_is_not_undone_by_the_one_on_the_page() -> None:
    caption = "What is 1 + 1?\n= 2\n! It is 2."
    app = AppTest.from_string(QUESTION.format(caption=caption)).run()
    app.text_input[0].set_value("3")
    app.button[0].click().run()
    kept = json_file.read(json_file.default_path().read_text(encoding="utf-8"))
    (name,) = kept.kinds["answers"]
    other = kept.put("answers", name, kept.get("answers", name) | {"given": "2", "right": True}, 10**14 - 1)
    json_file.exchange(json_file.default_path(), other)
    app.run()
    assert json_file.exchange(json_file.default_path(), Progress()).progress.get("answers", name)["given"] == "2"


@pytest.fixture
def in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is kept as in the browser edition."""
    monkeypatch.setattr(store, "place_of_progress", lambda: Place.HERE)


# --- assignment A -----------------------------------------------------------------------------------------------------
EARLIER = """
import streamlit as st
from widgets.code import assignment_a
from widgets.progress import json_file, kept, store
assignment_a.widget(key="lab-3", caption="")
if st.session_state.get("found"):
    store.take_over(st.session_state.pop("found"), earlier=True)
    st.rerun()
st.text(store.as_text())
"""
ASSIGNMENT = {"assignments": {"assignment-a": {"conclusion": "Tanh is fastest.", "rate": 0.1, "iterations": 50}}}


@pytest.mark.usefixtures("in_a_browser")
def test_a_page_that_was_drawn_before_an_earlier_visit_was_remembered_erases_nothing_of_it() -> None:
    app = AppTest.from_string(EARLIER, default_timeout=60)
    app.session_state["found"] = json_file.write(Progress(ASSIGNMENT))
    app.run().run()
    assert not app.exception
    assert app.text_area[0].value == "Tanh is fastest."
    assert [field.value for field in app.number_input][:2] == [0.1, 50]
    assert json_file.read(app.text[0].value).kinds == ASSIGNMENT
    app.text_area[0].set_value("Relu.").run()
    assert json_file.read(app.text[0].value).kinds["assignments"]["assignment-a"]["conclusion"] == "Relu."
    app.text_area[0].set_value("").run()  # which somebody typed
    assert json_file.read(app.text[0].value).kinds["assignments"]["assignment-a"]["conclusion"] == ""


# --- the panel --------------------------------------------------------------------------------------------------------
@pytest.fixture
def lesson(open_page: OPEN) -> AppTest:
    """A page whose reader has done something."""
    put = Progress().put("code", "lab/one", {"edition": "e", "text": "x"}, 5)
    put = put.put("exercises", "lab/tanh", {"solved": True, "tries": []}, 5)
    put = put.put("assignments", "assignment-a", {"conclusion": "mine"}, 5)
    json_file.exchange(json_file.default_path(), put)
    return open_page("assignments")


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.sidebar.button if button.key == key).click().run()


def test_the_panel_says_what_is_in_it(lesson: AppTest) -> None:
    said = " ".join(caption.value for caption in lesson.sidebar.caption)
    assert "In it is 1 exercise (1 solved), 1 cell that you changed and 1 conclusion." in said


def test_the_next_pupil_begins_anew_after_two_presses(lesson: AppTest) -> None:
    before = json_file.default_path().read_text(encoding="utf-8")
    app = press(lesson, "progress-anew")
    assert any("takes all of it away from this computer" in warning.value for warning in app.sidebar.warning)
    assert "Download it first" in [getattr(button, "label", "") for button in app.sidebar.get("download_button")]
    app = press(app, "progress-anew-not")
    assert json_file.default_path().read_text(encoding="utf-8") == before
    app = press(press(app, "progress-anew"), "progress-anew-now")
    assert not app.exception
    assert app.text_area[0].value == ""
    kept = json_file.read(json_file.default_path().read_text(encoding="utf-8"))
    assert (kept.kinds, kept.begun > 0) == ({}, True)
    assert any("There are none yet" in caption.value for caption in app.sidebar.caption)


def test_a_session_of_the_pupil_before_does_not_bring_it_back(lesson: AppTest, open_page: OPEN) -> None:
    press(press(open_page("notation"), "progress-anew"), "progress-anew-now")
    conclusion = lesson.text_area[0].set_value("I am still here").run()
    assert not conclusion.exception
    kept = json_file.read(json_file.default_path().read_text(encoding="utf-8"))
    assert kept.kinds == {"assignments": {"assignment-a": {"conclusion": "I am still here"}}}


def test_a_file_that_was_brought_back_is_confirmed(lesson: AppTest) -> None:
    file = json_file.write(Progress({"code": {"lab/two": {"edition": "e", "text": "2"}}})).encode("utf-8-sig")
    lesson.sidebar.file_uploader[0].upload("file.json", file, "application/json").run()
    app = press(lesson, "progress-restore")
    assert [message.value for message in app.sidebar.success] == ["1 came from the file."]
    assert set(json_file.read(json_file.default_path().read_text(encoding="utf-8")).kinds["code"]) == {
        "lab/one",
        "lab/two",
    }


def test_a_folder_that_cannot_be_made_is_said_where_the_reader_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: OPEN
) -> None:
    (tmp_path / "blocked").write_text("", encoding="utf-8")
    monkeypatch.setenv("HIDDEN_LAYERS_DATA", str(tmp_path / "blocked" / "sub"))
    app = open_page("assignments")
    assert not app.exception
    assert any("is not kept for your next visit" in warning.value for warning in app.sidebar.warning)
    assert any("is not kept for your next visit" in warning.value for warning in app.main.warning)
    assert not any("kept for your next visit" in caption.value for caption in app.caption)


def test_a_newer_editions_file_and_a_damaged_one_are_spoken_of(open_page: OPEN) -> None:
    newer = '{"format": "hidden-layers-progress", "version": 99, "kinds": {}}'
    json_file.default_path().parent.mkdir()
    json_file.default_path().write_text(newer, encoding="utf-8")
    app = open_page("notation")
    assert any("newer edition" in warning.value for warning in app.sidebar.warning)
    json_file.default_path().write_text("{", encoding="utf-8")
    app = open_page("notation")
    assert not app.sidebar.warning
    assert any("put aside" in info.value and "unreadable" in info.value for info in app.sidebar.info)


# --- what the browser has in its storage ------------------------------------------------------------------------------
STORAGE = """
import streamlit as st
from widgets.progress import keeper, panel, store
store.put("code", "lab/one", {"edition": "e", "text": "one"})
st.text(store.take_over(st.session_state.text, earlier=True))
st.text((store.get("code", "lab/two") or {}).get("text"))
keeper.mount()
panel.draw()
"""


@pytest.mark.usefixtures("in_a_browser")
@pytest.mark.parametrize(
    ("text", "verdict", "say"),
    [
        (json_file.write(Progress({"code": {"lab/two": {"edition": "e", "text": "2"}}})), "merged", "seven days"),
        ("{broken json", "unreadable", "put aside"),
        ('{"format": "hidden-layers-progress", "version": 2, "kinds": {}}', "newer", "newer edition"),
    ],
)
def test_what_the_storage_holds_is_merged_put_aside_or_left_alone(text: str, verdict: str, say: str) -> None:
    app = AppTest.from_string(STORAGE)
    app.session_state["text"] = text
    app.run()
    assert not app.exception
    assert app.text[0].value == verdict
    assert app.text[1].value == ("2" if verdict == "merged" else "None")
    shown = [*app.caption, *app.info, *app.warning]
    assert any(say in element.value for element in shown)
