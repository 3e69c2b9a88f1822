"""Cells that use what earlier ones define: whatever an earlier one does, the next is answered and told why."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studies.exercises.own_network.program import joined
from studies.exercises.own_network.steps import STEPS, earlier
from widgets.code.runner.earlier import Earlier, graded, longest, passed
from widgets.code.runner.execute import execute
from widgets.code.runner.limits import Limits, watched_by_clock, watched_by_steps
from widgets.code.runner.outcome import Outcome
from widgets.code.runner.process import Worker

BOOK = {name: step.book for name, step in STEPS.items()}
LIMITS = Limits(seconds=5)
by_steps = pytest.mark.skipif(sys.version_info < (3, 12), reason="Python can watch its own steps since 3.12")
Check = Callable[..., Outcome]


@pytest.fixture(scope="module", params=["in a process of its own", pytest.param("in this process", marks=by_steps)])
def check(request: pytest.FixtureRequest) -> Iterator[Check]:
    """Grades a cell with earlier cells of the reader's in the place of the book's."""
    worker = Worker()

    def run(name: str, code: str = "", limits: Limits = LIMITS, **own: str) -> Outcome:
        before = [Earlier(step.name, own.get(step.name)) for step in earlier(name)]
        code = code or BOOK[name]
        if request.param == "in this process":
            return graded(code, cell=name, limits=limits, watch=watched_by_steps(), exercise=name, before=before)
        return worker.run(code, cell=name, limits=limits, exercise=name, before=before)

    yield run
    worker.close()


@pytest.mark.parametrize("name", STEPS)
def test_each_cell_passes_with_those_before_it(check: Check, name: str) -> None:
    outcome = check(name, **BOOK)
    assert passed(outcome), outcome
    assert not outcome.earlier


BROKEN = {
    "an error": ("1 / 0", "ends with ZeroDivisionError in line 1"),
    "a loop": ("while True: pass", "was stopped in line 1"),
    "a loop that catches": (
        "while True:\n    try:\n        pass\n    except BaseException:\n        pass",
        "was stopped",
    ),
    "much output": ("while True: print('x' * 1000)", "was stopped"),
    "no Python": ("def (", "ends with SyntaxError"),
    "an exit": ("exit()", "was stopped"),
    "nothing": ("", "defines no function sigmoid."),
    "something else by that name": (BOOK["forward"] + "\nforward = 3", "defines no function forward."),
}


ENDLESS = ("a loop", "a loop that catches")  # each runs for the second that an earlier cell has


@pytest.mark.parametrize("what", [pytest.param(what, marks=[pytest.mark.long] * (what in ENDLESS)) for what in BROKEN])
def test_an_earlier_cell_that_fails_is_named_and_the_books_taken(check: Check, what: str) -> None:
    code, say = BROKEN[what]
    outcome = check("fit", forward=code, loss=BOOK["loss"])
    assert passed(outcome), outcome
    assert len(outcome.earlier) == 1
    assert outcome.earlier[0].startswith("Your cell in *Feeding forward*")
    assert say in outcome.earlier[0]
    assert outcome.earlier[0].endswith("The book's is used here in its place.")
    assert ".." not in outcome.earlier[0]
    assert "?." not in outcome.earlier[0]


HARMLESS = (
    "import builtins\nbuiltins.len = None\nbuiltins.print = 3",
    "print = 3\nsum = max = None",
    "import warnings\nwarnings.simplefilter('error')",
    "np.seterr(all='raise')",
    "import sys\nsys.stdout = None\nsys.path.clear()",
    "import random, os\nrandom.seed(1)\nos.environ.clear()",
    "np.exp.__doc__\nnp.sum = None",
    "print('printed')",
    "w = weights = losses = X = 3",
    "_private = 1\nclass Helper: pass",
)


@pytest.mark.parametrize("spoil", HARMLESS)
def test_what_an_earlier_cell_changes_elsewhere_ends_with_it(check: Check, spoil: str) -> None:
    outcome = check("fit", forward=f"{BOOK['forward']}\n{spoil}")
    assert passed(outcome), outcome
    assert outcome.printed == ""
    assert not outcome.earlier


WRONG = {
    "forward": BOOK["forward"].replace("layers.append(", "layers.append(2 * "),
    "update_weights": BOOK["update_weights"].replace("- learning_rate", "+ learning_rate"),
    "loss": BOOK["loss"].replace(" / 2", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_earlier_cell_that_a_right_one_fails_on_is_found(check: Check, name: str) -> None:
    outcome = check("fit", **BOOK | {name: WRONG[name]})
    assert not passed(outcome)
    assert outcome.earlier[0].startswith("This cell is right")
    assert STEPS[name].title in outcome.earlier[0]


def test_two_that_are_wrong_are_not_told_apart(check: Check) -> None:
    outcome = check("fit", **BOOK | {name: WRONG[name] for name in ("forward", "loss")})
    assert outcome.earlier == (
        "This cell is right: it passes with the book's earlier cells, but not with yours. Use the book's here.",
    )


def test_a_wrong_cell_is_not_put_down_to_the_earlier_ones(check: Check) -> None:
    outcome = check("fit", BOOK["fit"].replace("return losses", "return losses[-1]"), **BOOK)
    assert not passed(outcome)
    assert not outcome.earlier


def test_a_loop_without_an_end_in_an_earlier_cell_stops_and_is_found(check: Check) -> None:
    code = BOOK["forward"].replace("    layers = [X]", "    while True: pass")
    outcome = check("fit", limits=Limits(seconds=0.4), forward=code)
    assert outcome.failure is not None
    assert outcome.failure.frames[-1].cell == "forward"
    assert "Feeding forward" in outcome.earlier[0]
    assert passed(check("loss"))


def test_earlier_cells_see_neither_the_later_one_nor_its_variables(check: Check) -> None:
    outcome = check("fit", "half = 1\n" + BOOK["fit"], forward=BOOK["forward"] + "\nhalf")
    assert passed(outcome)
    assert "NameError" in outcome.earlier[0]


def test_data_of_the_wrong_shape_are_told_though_the_training_fails(check: Check) -> None:
    outcome = check("xor", BOOK["xor"].replace("[[0], [1], [1], [0]]", "[0, 1, 1, 0]"), **BOOK)
    assert outcome.failure is not None
    assert "(4, 1)" in outcome.earlier[0]


def test_cells_that_spoil_one_another_are_no_program(check: Check) -> None:
    outcome = check("xor", **BOOK | {"loss": BOOK["loss"] + "\ndef relu(s): return s"})
    assert outcome.report is not None
    assert not outcome.report["passed"]
    assert "both define relu" in outcome.report["checks"][-1]["say"]


def test_an_earlier_cell_that_ends_python_itself_is_answered() -> None:
    worker = Worker()
    before = [Earlier(step.name, "import os\nos._exit(0)") for step in earlier("fit")]
    outcome = worker.run(BOOK["fit"], cell="fit", limits=LIMITS, exercise="fit", before=before)
    assert outcome.cleared
    again = worker.run(BOOK["fit"], cell="fit", limits=LIMITS, exercise="fit", before=[Earlier(e.name) for e in before])
    assert passed(again)
    worker.close()


def test_the_time_for_all_that_is_tried_is_bounded() -> None:
    assert longest(LIMITS, ()) == LIMITS.seconds
    assert longest(LIMITS, [Earlier(name) for name in STEPS], "fit") <= 5 * LIMITS.seconds
    assert longest(LIMITS, [Earlier(name) for name in STEPS], "xor") <= 10 * LIMITS.seconds


@pytest.mark.long
def test_a_training_has_twice_as_long_when_it_is_repeated_as_one_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that the first run has nearly reached would be passed by chance in the second."""
    given: dict[str, float] = {}

    def noting(code: str, *rest: Any, cell: str, limits: Limits, **options: Any) -> Outcome:
        given[cell] = limits.seconds
        return replace(execute(code, *rest, cell=cell, limits=limits, **options), seconds=9.0)

    monkeypatch.setattr("widgets.code.runner.earlier.execute", noting)
    before = [Earlier(step.name) for step in earlier("xor")]
    outcome = graded(BOOK["xor"], cell="xor", limits=Limits(60), watch=watched_by_clock, exercise="xor", before=before)
    assert passed(outcome)
    assert given["xor"] == 2 * 60
    assert given["program"] > 2 * 9


@pytest.mark.long
def test_a_training_of_too_many_iterations_is_told_how_many_it_takes(check: Check) -> None:
    outcome = check("xor", BOOK["xor"].replace("1500", "10**9"), limits=Limits(seconds=0.3), **BOOK)
    assert outcome.failure is not None
    assert "some thousands of iterations" in outcome.earlier[0]


@pytest.mark.long
def test_the_program_runs_with_numpy_alone(tmp_path: Path) -> None:
    """In a process that knows nothing of this book, and in an empty folder."""
    file = tmp_path / "my_network.py"
    look = "import sys\nprint(sorted({m.split('.')[0] for m in sys.modules} & {'mlp_core', 'studies', 'widgets'}))\n"
    file.write_text(joined(BOOK, frozenset(BOOK)) + look, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", file.name], capture_output=True, text=True, cwd=tmp_path, timeout=120, check=True
    )
    loss, outputs, ours = done.stdout.splitlines()
    assert float(loss.removeprefix("last loss: ")) < 1 / 8
    assert [round(float(number)) for number in outputs.partition("[")[2].rstrip("]").split()] == [0, 1, 1, 0]
    assert ours == "[]"
