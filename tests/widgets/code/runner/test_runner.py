"""Whatever a cell does, it is answered in words and the next cell runs: in a worker process and in this process."""

from __future__ import annotations

import builtins
import gc
import math
import os
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import mlp_core
from widgets.code.runner.execute import execute, fresh_namespace
from widgets.code.runner.limits import Limits, watched_by_steps
from widgets.code.runner.outcome import Frame, Outcome
from widgets.code.runner.process import Worker

QUICK = Limits(seconds=5)
Run = Callable[..., Outcome]


by_steps = pytest.mark.skipif(sys.version_info < (3, 12), reason="Python can watch its own steps since 3.12")


@pytest.fixture(scope="module", params=["in a process of its own", pytest.param("in this process", marks=by_steps)])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs cells one after the other, which share their variables, as the cells of a lesson do."""
    if request.param == "in this process":
        namespace = fresh_namespace()

        def run_here(code: str, cell: str = "first", limits: Limits = QUICK) -> Outcome:
            return execute(code, namespace, cell=cell, limits=limits, watch=watched_by_steps())

        yield run_here
    else:
        worker = Worker()

        def run_there(code: str, cell: str = "first", limits: Limits = QUICK) -> Outcome:
            return worker.run(code, cell=cell, limits=limits)

        yield run_there
        worker.close()


def still_alive(run: Run) -> None:
    answer = run("import math\nprint('alive', len([1, 2]), math.sqrt(4.0))\nsum([20, 22])")
    assert answer.failure is None, answer.failure
    assert (answer.printed, answer.value) == ("alive 2 2.0\n", "42")


def test_prints_and_shows_the_last_value(run: Run) -> None:
    outcome = run("import numpy as np\nprint('two lines')\nprint(3)\nnp.arange(3) * 2")
    assert outcome.printed == "two lines\n3\n"
    assert outcome.value == "array([0, 2, 4])"
    assert run("x = 5").value is None
    assert run("None").value is None
    assert run("").failure is None


def test_cells_share_variables_and_the_book(run: Run) -> None:
    run("from studies.forwards.worked import hand_worked\nnet = hand_worked().net", cell="first")
    outcome = run("net.sizes", cell="second")
    assert outcome.value == "(3, 2, 1)"


def test_charts_come_back_as_specifications(run: Run) -> None:
    code = (
        "import altair as alt\n"
        "points = alt.Data(values=[{'x': 1, 'y': 2}])\n"
        "alt.Chart(points).mark_point().encode(x='x:Q', y='y:Q')"
    )
    outcome = run(code, limits=Limits(seconds=60))
    assert outcome.chart is not None
    assert outcome.chart["encoding"]["x"]["field"] == "x"


def test_an_error_names_the_readers_own_lines(run: Run) -> None:
    run("def mean(values):\n    return sum(values) / len(values)", cell="first")
    failure = run("\n\nmean([])", cell="second").failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("ZeroDivisionError", "division by zero")
    assert failure.frames == (Frame("second", 3), Frame("first", 2, "mean"))
    assert failure.line_in("second") == 3


def test_an_error_inside_numpy_shows_no_frames_of_numpy(run: Run) -> None:
    failure = run("import numpy as np\nnp.concatenate([np.ones(2),\n np.ones((2, 2))])").failure
    assert failure is not None
    assert failure.frames == (Frame("first", 2),)


@pytest.mark.parametrize(
    ("code", "line"), [("x = (1,\ny = 2", 1), ("x = 1\nif x = 2:\n    pass", 2), ("for i in 3:\nprint(i)", 2)]
)
def test_syntax_errors_name_the_line(run: Run, code: str, line: int) -> None:
    failure = run(code).failure
    assert failure is not None
    assert failure.kind in ("SyntaxError", "IndentationError")
    assert failure.frames == (Frame("first", line),)


@pytest.mark.long
@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import numpy as np\nw = np.ones((50, 50))\nwhile True:\n    w = np.tanh(w @ w)",
        "while True:\n    try:\n        while True: pass\n    except: pass",
        "def forever():\n    while True:\n        yield 1\nfor _ in forever(): pass",
        "import itertools\nsum(1 for _ in itertools.count())",
        "class Odd:\n    def __repr__(self):\n        while True: pass\nOdd()",
        "class Odd(Exception):\n    def __str__(self):\n        while True: pass\nraise Odd",
        "from mlp_core import *\nnet = MLP((2, 20, 1), ('tanh', 'sigmoid'))\n"
        "data = datasets.xor()\nfit(net, data.X, data.Y, iterations=10**6)",
    ],
    ids=["python", "numpy", "bare except", "generator", "sum", "repr", "str of an error", "training"],
)
def test_endless_loops_are_stopped(run: Run, code: str) -> None:
    outcome = run(code, limits=Limits(seconds=0.3))
    assert outcome.failure is not None
    assert outcome.failure.kind in ("Stopped", "Odd")
    still_alive(run)


def test_what_was_printed_before_the_stop_is_kept(run: Run) -> None:
    outcome = run("kept = 7\nprint('started')\nwhile True: pass", limits=Limits(seconds=0.3))
    assert outcome.printed == "started\n"
    assert outcome.failure is not None
    assert "0.3 seconds" in outcome.failure.message
    assert outcome.failure.frames == (Frame("first", 3),)
    assert run("kept").value == "7"


@pytest.mark.parametrize(
    "code",
    [
        "def f(n):\n    return f(n + 1)\nf(0)",
        "class Deep:\n    def __getattr__(self, name):\n        return getattr(self, name)\nDeep().x",
    ],
)
def test_recursion_without_end(run: Run, code: str) -> None:
    failure = run(code).failure
    assert failure is not None
    assert failure.kind == "RecursionError"
    assert len(failure.frames) <= 6
    still_alive(run)


def test_huge_arrays_are_refused_and_variables_live(run: Run) -> None:
    run("kept = 8")
    outcome = run("import numpy as np\nnp.ones(10**13)")
    assert outcome.failure is not None
    assert outcome.failure.kind in ("MemoryError", "_ArrayMemoryError")
    assert not outcome.cleared
    assert run("kept").value == "8"


def test_printing_without_end_is_stopped(run: Run) -> None:
    outcome = run("while True:\n    try:\n        print('again and again')\n    except Exception: pass")
    assert outcome.failure is not None
    assert "printed more than" in outcome.failure.message
    assert len(outcome.printed) == QUICK.characters
    still_alive(run)


def test_a_value_without_end_is_cut(run: Run) -> None:
    outcome = run("'x' * 10**6")
    assert outcome.value is not None
    assert len(outcome.value) < 5000


@pytest.mark.parametrize("call", ["input('rate? ')", "breakpoint()", "help(len)"])
def test_nobody_waits_for_a_keyboard(run: Run, call: str) -> None:
    failure = run(call).failure
    assert failure is not None
    assert failure.kind == "RuntimeError"
    assert "here" in failure.message
    still_alive(run)


@pytest.mark.parametrize("call", ["exit()", "import sys\nsys.exit(3)", "raise SystemExit", "raise KeyboardInterrupt"])
def test_leaving_python_ends_only_the_cell(run: Run, call: str) -> None:
    assert run(call).failure is not None
    still_alive(run)


@pytest.mark.parametrize(
    "code",
    [
        "import builtins\nbuiltins.print = builtins.len = builtins.isinstance = None",
        "import builtins\nbuiltins.__dict__.clear()",
        "import builtins\nfor name in list(vars(builtins)): setattr(builtins, name, None)\n1 / 0",
        "import sys\nsys.stdout = None\nsys.modules.clear()",
        "import sys\nsys.setrecursionlimit(60)\nsys.path.clear()",
        "import numpy as np\nnp.exp = np.array = None\nnp.seterr(all='raise')\nnp.set_printoptions(precision=1)",
        "import mlp_core\nmlp_core.ACTIVATIONS.clear()\nmlp_core.MLP = None",
        "import os\nos.chdir('/')\nos.environ.clear()",
        "import warnings\nwarnings.simplefilter('error')",
    ],
)
def test_what_a_cell_changes_outside_itself_is_put_back(run: Run, code: str) -> None:
    folder = os.getcwd()
    run(code)
    still_alive(run)
    outcome = run("import numpy as np\nfrom mlp_core import MLP\nMLP((1, 1), 'tanh').sizes, np.exp(np.array([0.0]))[0]")
    assert outcome.failure is None
    assert outcome.value == "((1, 1), np.float64(1.0))"
    assert builtins.len([1]) == 1
    assert os.getcwd() == folder
    assert "tanh" in mlp_core.ACTIVATIONS
    assert np.geterr()["divide"] != "raise"


def test_a_name_of_pythons_own_is_explained_and_given_back(run: Run) -> None:
    run("print = 3")
    failure = run("print('hello')").failure
    assert failure is not None
    assert "del print" in failure.hint
    run("del print")
    still_alive(run)


def test_warnings_are_printed_with_the_line(run: Run) -> None:
    outcome = run("import numpy as np\nnp.array([1.0]) / 0")
    assert "line 2" in outcome.printed
    assert "divide by zero" in outcome.printed


def test_text_that_is_no_unicode(run: Run) -> None:
    assert run("print('\\ud800')\n'\\ud800'").failure is None
    still_alive(run)


@by_steps
def test_memory_taken_in_this_process_is_watched() -> None:
    """In the browser the measure is WebAssembly's memory; here it is a number that grows."""
    in_use = iter(range(0, 10**9, 10**6))
    outcome = execute(
        "rows = []\nwhile True: rows.append(1)",
        namespace := {"old": 1} | fresh_namespace(),
        cell="first",
        limits=Limits(seconds=30, memory=3 * 10**6),
        watch=watched_by_steps(lambda: next(in_use)),
    )
    assert outcome.failure is not None
    assert "memory" in outcome.failure.message
    assert outcome.cleared
    assert set(namespace) == {"__name__"}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system refuses no memory there")
def test_memory_taken_in_a_process_is_given_back() -> None:
    worker = Worker()
    code = "import numpy as np\nrows = []\nwhile True: rows.append(np.empty(10**7))"
    outcome = worker.run(code, cell="first", limits=Limits(seconds=60))
    assert outcome.failure is not None
    assert "Memory" in outcome.failure.kind
    assert outcome.cleared
    assert worker.run("1 + 1", cell="first", limits=QUICK).value == "2"
    worker.close()


@pytest.mark.long
@pytest.mark.parametrize(
    "code", ["import os\nos._exit(1)", "sum(iter(int, 1))", "import os, signal\nos.kill(os.getpid(), 9)"]
)
def test_a_process_that_is_lost_is_started_anew(code: str) -> None:
    worker = Worker()
    worker.run("x = 1", cell="first", limits=QUICK)
    outcome = worker.run(code, cell="first", limits=Limits(seconds=0.2))
    assert outcome.failure is not None
    assert outcome.failure.kind == "Stopped"
    assert outcome.cleared
    assert worker.run("1 + 1", cell="first", limits=QUICK).value == "2"
    worker.close()


def test_low_level_output_does_not_reach_the_answers() -> None:
    worker = Worker()
    outcome = worker.run("import os\nos.write(1, b'{}\\n')\nos.read(0, 10)", cell="first", limits=QUICK)
    assert outcome.value == "b''"
    worker.close()


@pytest.mark.long
def test_the_process_ends_with_its_owner() -> None:
    worker = Worker()
    pid = worker.run("import os\nos.getpid()", cell="first", limits=QUICK).value
    assert pid is not None
    assert int(pid) != os.getpid()
    del worker
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


@pytest.mark.long
@by_steps
def test_stopping_leaves_the_rest_of_the_program_alone() -> None:
    """A limit strikes inside the cell only: nothing is raised here afterwards."""
    execute("while True: pass", fresh_namespace(), cell="a", limits=Limits(seconds=0.1), watch=watched_by_steps())
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        assert math.isfinite(end)


@pytest.mark.long
@by_steps
def test_outcomes_survive_the_journey() -> None:
    outcome = execute("1 / 0", fresh_namespace(), cell="a", limits=QUICK, watch=watched_by_steps())
    assert Outcome.from_plain(outcome.to_plain()) == outcome
