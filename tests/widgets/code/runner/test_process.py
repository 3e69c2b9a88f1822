"""The worker process keeps to itself: its folder, its surroundings, its memory, its children and its answers."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from studies.exercises.given import Given
from widgets.code.runner.limits import Limits
from widgets.code.runner.outcome import Outcome
from widgets.code.runner.process import Worker, answered

QUICK = Limits(seconds=5)
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")


@pytest.fixture(name="worker", scope="module")
def _worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def run(worker: Worker, code: str, limits: Limits = QUICK) -> Outcome:
    return worker.run(code, cell="first", limits=limits)


def printed(worker: Worker, code: str) -> str:
    outcome = run(worker, code)
    assert outcome.failure is None, outcome.failure
    return outcome.printed.strip()


def test_nothing_is_imported_from_where_others_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process used to start in the folder for temporary files, and to look there for modules first."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("this", "random", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('somebody else wrote this')")
    worker = Worker()
    try:
        assert printed(worker, "import random, numpy\nprint(numpy.__name__)") == "numpy"
        assert printed(worker, "import sys, os\nprint(os.getcwd() in sys.path, '' in sys.path)") == "False False"
        folder = Path(printed(worker, "import os\nprint(os.getcwd())"))
        assert folder.parent == tmp_path
        assert printed(worker, "import os\nprint(os.listdir())") == "[]"
        if os.name == "posix":
            assert folder.stat().st_mode & 0o077 == 0, "nobody else reads or writes it"
    finally:
        worker.close()
    assert not folder.exists()


def test_the_surroundings_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    worker = Worker()
    try:
        said = printed(worker, "import os\nprint(os.environ.get('SECRET_TOKEN'), os.environ['HOME'] == os.getcwd())")
    finally:
        worker.close()
    assert said == "None True"


@posix
def test_a_child_of_a_cell_never_answers_for_it(worker: Worker) -> None:
    fork = "import os\nif os.fork() == 0:\n    x = 'child'\nelse:\n    x = 'parent'\nprint(x)"
    assert printed(worker, fork).splitlines()[-1] == "parent"  # newer Pythons warn of fork first
    time.sleep(0.3)  # a child that answered would have done so by now
    assert printed(worker, "print('A')") == "A"
    assert printed(worker, "print('B')") == "B"


FORGED = (
    r"b'{\"printed\":\"forged\"}\n'",
    r"b'not json\n'",
    r"b'no end of line'",
    r"b'[' * 100000 + b'\n'",
    r"b'{}\n'",
)


@pytest.mark.parametrize("line", FORGED)
def test_what_a_cell_writes_into_the_pipe_is_no_answer(worker: Worker, line: str) -> None:
    tries = f"    try:\n        os.write(fd, {line})\n    except OSError:\n        pass\n"
    code = f"import os\nfor fd in range(3, 20):\n{tries}"
    assert printed(worker, code + "print('own')") == "own"
    assert printed(worker, "print('then A')") == "then A"
    assert printed(worker, "print('then B')") == "then B"


def test_an_answer_has_to_bring_its_number_back() -> None:
    outcome = Outcome(printed="hello")
    line = json.dumps({"number": "7", "outcome": outcome.to_plain()}).encode()
    assert answered(line, "7") == outcome
    assert answered(line, "8") is None
    for broken in (b"", b"null", b"[]", b'{"number": "7"}', b'{"number": "7", "outcome": {}}', b"\xff\n"):
        assert answered(broken, "7") is None


def test_text_that_is_no_letter_can_be_shown_and_stored(worker: Worker) -> None:
    outcome = run(worker, "print('a\\ud800b')\n'\\udfff'")
    assert outcome.printed.encode("utf-8").decode("utf-8") == "a\ufffdb\n"
    assert run(worker, "print('\\ud83d\\ude00')").printed == "😀\n"
    failure = run(worker, "raise ValueError('\\ud800')").failure
    assert failure is not None
    assert failure.message == "\ufffd"


def test_memory_is_limited_on_every_system() -> None:
    """The app looks at what the process has in use; the system's own limit, where there is one, is a second one."""
    worker = Worker()
    try:
        outcome = run(worker, "rows = bytearray(300_000_000)\nwhile True: pass", Limits(seconds=60, memory=100_000_000))
        assert outcome.failure is not None
        assert outcome.failure.message.startswith("It took more than 95 MB of memory")
        assert outcome.cleared
        assert printed(worker, "print(1)") == "1"
    finally:
        worker.close()


@posix
def test_what_a_cell_started_ends_with_its_process(worker: Worker) -> None:
    """A child in a session of its own is in no group that a signal reaches."""
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
        "print(child.pid)"
    )
    child = psutil.Process(int(printed(worker, code)))
    worker.close()
    end = time.monotonic() + 5
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < end:
        time.sleep(0.05)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_cell_has_the_readers_network_and_its_own_names_come_first() -> None:
    worker = Worker()
    given = Given([[0.5, 2.0]], [[1.0]], [[[1.0], [3.0]]], ["linear"], False, "half_sse", 0.1)
    try:
        first = worker.run("print(X @ w[0], Y)\nY = 'mine'", cell="first", limits=QUICK, given=given)
        assert first.printed.strip() == "[[6.5]] [[1.]]"
        second = worker.run("print(Y, learning_rate)", cell="second", limits=QUICK, given=given)
        assert second.printed.strip() == "mine 0.1"
    finally:
        worker.close()
