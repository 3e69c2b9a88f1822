"""Code cells: how they are written, what they show, and that a server on a network runs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from widgets.code import code_cells
from widgets.code.runner.outcome import Failure, Frame, Outcome
from widgets.code.runner.policy import Refusal


def test_a_cell_is_code_then_caption() -> None:
    cell = code_cells.parse_cell("```python\nx = 1\n\nprint(x)\n```\nWhat is *x*?")
    assert cell == code_cells.CellText("x = 1\n\nprint(x)", "What is *x*?")


@pytest.mark.parametrize(
    ("body", "say"),
    [
        ("x = 1", "fenced block"),
        ("```python\nx = 1", "fenced block"),
        ("```\nx = 1\n```", "fenced block"),
        ("```python\nx = = 1\n```", "no Python: line 1"),
    ],
)
def test_a_body_that_is_no_cell_is_refused(body: str, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        code_cells.parse_cell(body)


def test_the_frame_reads_without_a_script() -> None:
    html = str(code_cells.frame("if a < b:\n    print(a)", "Compare."))
    assert "if a &lt; b:" in html
    assert "    print(a)" in html
    assert "Compare." in html


def test_output_is_text_never_markup() -> None:
    outcome = Outcome(printed="<script>alert(1)</script>", value="<b>", failure=Failure("ValueError", "<i>no</i>"))
    html = str(code_cells.output(outcome, "first"))
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;b&gt;" in html


def test_an_error_says_where_in_words() -> None:
    failure = Failure("ValueError", "no", (Frame("second", 3), Frame("first", 2, "mean")), "Look there.")
    html = str(code_cells.failure_text(failure, "second"))
    assert "Line 3 → line 2 in mean() of the cell “first”" in html
    assert "Look there." in html


CELL = """
import streamlit as st
from widgets.code import code_cell
code_cell.widget(key="lab-5", caption="```python\\nprint(1)\\n```", name="first")
"""


@pytest.fixture(params=["127.0.0.1", "0.0.0.0", ""])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    before = config.get_option("server.address")
    config.set_option("server.address", request.param or None)
    yield request.param
    config.set_option("server.address", before)


def test_cells_on_a_network_are_read_only_and_say_where_to_run(address: str) -> None:
    app = AppTest.from_string(CELL, default_timeout=60).run()
    assert not app.exception
    data = json.loads(app.get("bidi_component")[0].proto.json)
    on_a_network = address != "127.0.0.1"
    assert data["read_only"] is on_a_network
    assert data["text"] == "print(1)"
    assert [box.value for box in app.info] == ([Refusal.NETWORK.value] if on_a_network else [])


def test_code_sent_to_a_server_on_a_network_is_refused(address: str) -> None:
    app = AppTest.from_string(
        "import streamlit as st\n"
        "from widgets.code import code_cell\n"
        "st.text(code_cell.run_code('print(6 * 7, X.shape, len(w))', 'lab', 'first').printed)",
        default_timeout=60,
    ).run()
    if address == "127.0.0.1":
        assert app.text[0].value.strip() == "42 (4, 3) 2"
    else:
        assert "got another one" in app.exception[0].message
