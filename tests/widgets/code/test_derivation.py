"""The lines of a derivation on a page: what is typed runs, what is kept does not by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from studies.exercises.derivation import SETS
from studies.exercises.derivation.lines import program
from widgets.code import code_cell, derivation
from widgets.code.runner.limits import Limits

PAGE = """
import streamlit as st
from widgets.code import derivation
from widgets.progress import store
from studies.exercises.derivation import SETS
for name, text in {kept!r}.items():
    if name not in st.session_state:
        st.session_state[name] = True
        edition = store.edition(SETS["softmax"].line(name).right)
        store.put("code", "lab/softmax." + name, {{"edition": edition, "text": text}})
derivation.widget(key="lab-3", caption="Derive.", lines="softmax")
"""


@pytest.fixture(autouse=True)
def on_this_machine() -> Iterator[None]:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


def page(**kept: str) -> AppTest:
    app = AppTest.from_string(PAGE.format(kept=kept), default_timeout=60).run()
    assert not app.exception
    return app


def said(app: AppTest) -> list[str]:
    return [block.proto.body for block in app.get("html")]


def write(app: AppTest, name: str, text: str) -> AppTest:
    app = next(field for field in app.text_input if f"-{name}-" in str(field.key)).set_value(text).run()
    assert not app.exception
    return app


def test_a_line_is_judged_and_its_wrong_entries_are_marked() -> None:
    app = write(page(), "dw1", "H1.T @ dS1 + np.eye(5)[:, :2]")
    assert "wrong" in said(app)[0]
    assert said(app)[0].count("hl-line-off") == 2
    app = write(app, "dw1", "dw1 = H1.T @ dS1")
    assert "exact" in said(app)[0]
    assert "hl-line-off" not in said(app)[0]
    assert [expander.label for expander in app.expander] == ["A solution for dw1"]


def test_an_error_in_one_line_leaves_the_next_as_it_is() -> None:
    app = write(page(), "dS1", "1 / 0")
    app = write(app, "dw1", "H1.T @ dS1")
    assert "division by zero" in said(app)[0]
    assert "exact" in said(app)[1]


def test_a_line_without_an_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page()
    with monkeypatch.context() as patch:
        patch.setattr(code_cell, "LIMITS", Limits(seconds=0.3))  # not the reader's five
        app = write(app, "dS1", "max(0 for _ in iter(int, 1))")
    assert "Does a loop never end?" in said(app)[0]
    assert "exact" in said(write(app, "dS1", "(out - Y) / N"))[0]


def test_what_is_no_python_is_told_without_the_words_of_the_program_around_it() -> None:
    app = write(page(), "dS1", "(out − Y) / N")
    assert "The sign − comes from a printed text" in said(app)[0]
    app = write(app, "dS1", "(out - Y / N")
    assert "was never closed" in said(app)[0]
    assert "Line" not in said(app)[0]


@pytest.mark.long
def test_what_is_kept_is_shown_and_runs_only_when_asked_for() -> None:
    app = page(dS1="(out - Y) / N", dout="Y / out")
    assert [field.value for field in app.text_input][:2] == ["Y / out", "(out - Y) / N"]
    assert not said(app)
    app = next(button for button in app.button if button.label == "Check all lines").click().run()
    assert "wrong" in said(app)[0]
    assert "exact" in said(app)[1]
    assert len(said(app)) == 2


def test_on_a_network_nothing_runs_and_the_page_says_so() -> None:
    config.set_option("server.address", "0.0.0.0")
    app = page(dS1="(out - Y) / N")
    assert "nobody's code runs on somebody else's machine" in app.info[0].value
    assert all(field.disabled for field in app.text_input)
    assert all(button.disabled for button in app.button)
    assert not said(app)


def test_every_line_has_its_formula_and_the_table_what_is_given() -> None:
    for lines in SETS.values():
        text = derivation.given_text(lines)
        assert all(f"`{given.name}`" in text for given in lines.given)
        for line in lines.lines:
            assert program(lines, line.name, line.right).startswith("import numpy")
