"""Cells that build on one another across lessons, as a page shows them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from studies.exercises.own_network.steps import STEPS
from widgets.code import own_losses
from widgets.code.build_step import check, sources
from widgets.code.runner.earlier import Earlier
from widgets.code.runner.outcome import Failure, Outcome
from widgets.progress.store import edition

OWN = STEPS["forward"].book + "\n# mine\n"
PAGE = """
import streamlit as st
from widgets.code import build_step, own_program
from widgets.progress import store
for name, code in {kept!r}.items():
    if name not in st.session_state:
        st.session_state[name] = True
        store.put("exercises", name, {{"solved": True, "tries": [], "passed": code}})
build_step.widget(key="training-7", caption="```python\\npass\\n```\\nTry.\\n? Hint.\\n! Why.", name="fit")
own_program.widget(key="xor-9", caption="Yours.")
"""


def page(**kept: str) -> AppTest:
    """A page with one step and the program, of a reader who has solved these steps before."""
    names = {f"{STEPS[name].lesson}/{name}": code for name, code in kept.items()}
    app = AppTest.from_string(PAGE.format(kept=names), default_timeout=60).run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def codes(app: AppTest) -> list[str]:
    return [code.value for code in app.code]


def test_without_any_of_the_readers_own_the_book_s_cells_are_used() -> None:
    app = page()
    assert "This cell uses the book's from *Feeding forward*, *Measuring the error*" in texts(app)
    assert not [toggle for toggle in app.toggle if toggle.label.startswith("Use the book's")]
    assert STEPS["forward"].book in codes(app)


def test_the_readers_own_cell_is_used_and_shown_and_can_be_left_out() -> None:
    app = page(forward=OWN)
    assert "This cell uses your code from *Feeding forward* and the book's from *Measuring the error*" in texts(app)
    assert codes(app)[0].strip() == OWN.strip()
    next(toggle for toggle in app.toggle if toggle.label.startswith("Use the book's")).set_value(True).run()
    assert "your code" not in texts(app)
    assert codes(app)[0] == STEPS["forward"].book


def test_the_program_has_the_readers_cells_and_marks_the_books() -> None:
    app = page(forward=OWN)
    program = codes(app)[-1]
    assert "# mine" in program
    assert "1 of its 6 parts my own" in program
    assert "--- 2. Measuring the error (the book's) ---" in program


def test_a_draft_that_has_not_passed_is_not_used() -> None:
    script = f"""
import streamlit as st
from widgets.code.build_step import own_code
from widgets.progress import store
from studies.exercises.own_network.steps import STEPS
store.put("code", "feeding_forward/forward", {{"edition": "{edition("x")}", "text": "evil()"}})
store.put("exercises", "feeding_forward/forward", {{"solved": False, "tries": ["evil()"]}})
st.text(str(own_code(STEPS["forward"])))
"""
    assert AppTest.from_string(script, default_timeout=60).run().text[0].value == "None"


def test_an_answer_that_passes_is_kept_and_a_later_wrong_one_leaves_it() -> None:
    script = """
import streamlit as st
from studies.exercises.own_network.steps import STEPS
from widgets.code import exercise, exercises
from widgets.code.build_step import own_code
from widgets.code.runner.outcome import Outcome
text = exercises.ExerciseText("start", "", ("hint",), "", "why")
for code, passes in (("first", True), ("second", False)):
    exercise._remember("measuring_error/loss", code, text, Outcome(report={"passed": passes}), keep_code=True)
st.text(own_code(STEPS["loss"]))
"""
    assert AppTest.from_string(script, default_timeout=60).run().text[0].value == "first"


def test_where_earlier_cells_end_python_the_books_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(code: str, lesson: str, name: str, exercise: str, before: Any) -> Outcome:
        own = any(cell.code is not None for cell in before)
        return Outcome(failure=Failure("Stopped", "Python had ended."), cleared=True) if own else Outcome(value="1")

    monkeypatch.setattr("widgets.code.code_cell.run_code", run)
    outcome = check("x", "training", "fit", [Earlier("forward", "import os; os._exit(0)")])
    assert outcome.value == "1"
    assert outcome.earlier[0].startswith("With your earlier cells Python had to be ended: Python had ended.")
    assert check("x", "training", "fit", [Earlier("forward")]).value == "1"


def test_the_sentence_on_whose_cells_are_used() -> None:
    assert sources([Earlier("forward", "x")]) == "This cell uses your code from *Feeding forward*."


def test_the_losses_are_drawn_on_logarithmic_axes() -> None:
    spec = own_losses.chart([1.0, 0.5, 0.0, 0.25]).to_dict()
    points = json.dumps(spec)
    assert points.count('"loss":') == 3  # 0 has no place on such an axis
    assert spec["layer"][0]["encoding"]["y"]["scale"]["type"] == "log"
