"""What tests.forks reports of tests that copies of a process have run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="make quick copies its process on Linux alone")

SHARES = """
import os, time
from pathlib import Path
import pytest

COLLECTED_IN = os.getpid()

@pytest.fixture(scope="module")
def process():
    yield os.getpid()
    Path("let go").touch()

@pytest.mark.parametrize("number", range(3))
def test_all_of_a_file_run_in_one_copy(process, number):
    assert process == os.getpid() != COLLECTED_IN
    assert not Path("let go").exists()

@pytest.mark.xdist_group("of two files")
def test_a_group_runs_in_one_copy_too():
    assert Path("pid").read_text() == str(os.getpid())

def test_another_copy_runs_another_file_meanwhile():
    Path("here").touch()
    until = time.monotonic() + 30
    while not Path("there").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
"""
FAILS = """
import os, sys
from pathlib import Path
import pytest

@pytest.mark.xdist_group("of two files")
def test_begins_a_group():
    Path("pid").write_text(str(os.getpid()))

@pytest.fixture
def broken():
    yield
    raise OSError("left open")

def test_goes_wrong():
    Path("there").touch()
    print("told", "by the test")
    assert 6 * 7 == 43

def test_ends_badly(broken):
    pass

def test_prints_much():
    print("x" * 200_000)
    print("y" * 200_000, file=sys.stderr)

def test_is_left_out():
    pytest.skip("for this reason")
"""


def run(folder: Path, **files: str) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-ra", "-q", "-p", "tests.forks", "--forks", "2", "-W", "ignore"]
    alone = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", folder],
        env=os.environ | alone,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_is_reported_once(tmp_path: Path) -> None:
    done = run(tmp_path, fails=FAILS, shares=SHARES)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert done.stderr == ""
    summary = done.stdout.partition("short test summary info")[2].splitlines()[1:]
    assert summary[-1].startswith("1 failed, 8 passed, 1 skipped, 1 error in ")
    assert summary[:-1] == [
        "SKIPPED [1] test_fails.py:28: for this reason",
        "ERROR test_fails.py::test_ends_badly - OSError: left open",
        "FAILED test_fails.py::test_goes_wrong - assert (6 * 7) == 43",
    ]
    assert done.stdout.count("told by the test") == 1
    assert "xxx" not in done.stdout
    assert (tmp_path / "let go").exists()


def test_a_test_that_ends_its_process_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, ends="import os\ndef test_is_fine(): pass\ndef test_ends_all(): os._exit(0)")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "test_ends.py::test_ends_all ended the process that ran it" in done.stderr
