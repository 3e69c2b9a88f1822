"""CONTRIBUTING.md, followed to the letter: its lesson is drawn, and passes the tests that every lesson passes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from site_builder.collect.gather import APP_FILES, APP_FOLDERS

ROOT = Path(__file__).resolve().parent.parent
FOR_TESTS = ("tests", "site_builder", "teacher", "pyproject.toml")
# The tests of the whole table of contents, and those of each lesson that run over all of them.
OF_EVERY_LESSON = "first_steps or left_out or neighbours"
STEP = re.compile(r"^( *)```\w+ (file|append)=(\S+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
DRAW = """
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
app = AppTest.from_file("app.py", default_timeout=60)
app._page_hash = calc_hash("first_steps")
app.run()
assert not app.exception, app.exception
print(next(text.value for text in app.main.markdown if text.value.startswith("# ")))
app.text_input[0].set_value("1")
next(button for button in app.button if button.label == "Check").click().run()
print(app.success[0].value)
"""


@pytest.fixture(name="clone")
def _clone(tmp_path: Path) -> Path:
    """A copy of what a lesson needs, with the steps of CONTRIBUTING.md carried out."""
    for name in (*APP_FILES, *APP_FOLDERS, *FOR_TESTS):
        source = ROOT / name
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "mnist"))
        else:
            shutil.copy(source, tmp_path / name)
    steps = STEP.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert [(how, name) for _, how, name, _ in steps] == [
        ("file", "content/first_steps.md"),
        ("file", "pages/first_steps.py"),
        ("append", "content/contents.toml"),
    ]
    for _, how, name, text in steps:
        with (tmp_path / name).open("x" if how == "file" else "a", encoding="utf-8") as file:
            file.write(dedent(text))
    return tmp_path


@pytest.mark.long
def test_the_lesson_is_drawn_and_its_question_judged(clone: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DRAW], cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "# First steps" in done.stdout
    assert "Right. One for each output: 1." in done.stdout


def test_a_mistake_is_reported_with_file_and_line(clone: Path) -> None:
    lesson = clone / "content" / "first_steps.md"
    lesson.write_text(
        lesson.read_text(encoding="utf-8").replace("network_diagram", "network_diagran"), encoding="utf-8"
    )
    check = "from lessons.catalogue import contents, read_blocks; read_blocks(contents().lesson('first_steps'))"
    done = subprocess.run([sys.executable, "-c", check], cwd=clone, capture_output=True, text=True, check=False)
    assert "first_steps.md:14: unknown widget 'network_diagran'; did you mean 'network_diagram'?" in done.stderr


@pytest.mark.long
def test_the_lesson_passes_the_tests_of_every_lesson(clone: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", OF_EVERY_LESSON]
    places = [
        "tests/lessons",
        "tests/test_architecture.py",
        "tests/test_hostile_input.py",
        "tests/test_random_readers.py",
    ]
    done = subprocess.run([*command, *places], cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.findall(r"(\d+) passed", done.stdout)
    assert int(passed[0]) >= 9, done.stdout[-3000:]
    assert "skipped" not in done.stdout
