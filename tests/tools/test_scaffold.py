"""What `make widget` and `make lesson` write works at once, and nothing that is there is overwritten."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from site_builder.collect.gather import COMPONENTS

ROOT = Path(__file__).resolve().parents[2]
DRAW = """
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
app = AppTest.from_file("app.py", default_timeout=60)
app._page_hash = calc_hash("second_steps")
app.run()
assert not app.exception, app.exception
print([box.value for box in app.error])
print(app.main.markdown[0].value)
"""


@pytest.fixture(name="scaffold", scope="module")
def _scaffold() -> ModuleType:
    spec = spec_from_file_location("scaffold", ROOT / "tools" / "scaffold.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="clone")
def _clone(tmp_path: Path) -> Path:
    for name in ("app.py", "pages", "content", "lessons", "widgets", "studies", "mlp_core", ".streamlit", COMPONENTS):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "mnist"))
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "tests" / "widgets" / "backward").mkdir(parents=True)
    return tmp_path


@pytest.mark.long
def test_a_new_lesson_with_a_new_widget_is_drawn_and_its_test_passes(scaffold: ModuleType, clone: Path) -> None:
    assert scaffold.main(["widget", "loss_ribbon", "--room", "backward"], root=clone) == 0
    assert scaffold.main(["lesson", "second_steps"], root=clone) == 0
    text = clone / "content" / "second_steps.md"
    text.write_text(text.read_text("utf-8").replace("{widget} network_diagram", "{widget} loss_ribbon"), "utf-8")
    done = subprocess.run([sys.executable, "-c", DRAW], cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[]\n# Second steps\n")
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/widgets/backward"]
    done = subprocess.run(test, cwd=clone, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "widgets", "pages"]
    assert subprocess.run(ruff, cwd=clone, capture_output=True, check=False).returncode == 0


def test_a_title_is_written_as_it_was_given(scaffold: ModuleType, clone: Path) -> None:
    title = 'Is it "right"? $5 and `f′`'
    assert scaffold.main(["lesson", "second_steps", "--title", title], root=clone) == 0
    contents = tomllib.loads((clone / "content" / "contents.toml").read_text("utf-8"))
    assert contents["parts"][-1]["lessons"][-1]["title"] == title
    assert (clone / "content" / "second_steps.md").read_text("utf-8").startswith(f"# {title}\n")
    assert title in (ast.get_docstring(ast.parse((clone / "pages" / "second_steps.py").read_text("utf-8"))) or "")


@pytest.mark.parametrize("title", ["a\\b", "two\nlines", 'It is "right"'])
def test_a_title_that_would_break_a_file_is_refused(
    scaffold: ModuleType, clone: Path, capsys: pytest.CaptureFixture[str], title: str
) -> None:
    assert scaffold.main(["lesson", "second_steps", "--title", title], root=clone) == 2
    assert "expected a title without" in capsys.readouterr().err
    assert not (clone / "pages" / "second_steps.py").exists()


def test_make_hands_a_title_on_without_a_shell_reading_it() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("NAME", "SLUG", "TITLE"):
        assert f'"$${name}"' in recipes
        assert f"$({name})" not in recipes


def test_every_room_is_a_folder_and_named_where_a_widget_is_begun(scaffold: ModuleType) -> None:
    told = (
        (ROOT / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .partition("A room is a subject:")[2]
        .partition(". A widget")[0]
    )
    assert re.findall(r"`(\w+)`", told) == list(scaffold.ROOMS)
    assert all((ROOT / "widgets" / room).is_dir() for room in scaffold.ROOMS)


def test_what_comes_next_is_told(scaffold: ModuleType, clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scaffold.main(["lesson", "second_steps"], root=clone) == 0
    said = capsys.readouterr().out
    for place in ("content/contents.toml", "content/for_teachers.md", "make quick K=second_steps"):
        assert place in said
    assert scaffold.main(["widget", "loss_ribbon", "--room", "backward"], root=clone) == 0
    assert ":::{widget} loss_ribbon" in capsys.readouterr().out


def test_what_is_there_is_not_overwritten(
    scaffold: ModuleType, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = (clone / "widgets" / "registry.py").read_text("utf-8")
    assert scaffold.main(["widget", "loss_table", "--room", "backward"], root=clone) == 2
    assert "'loss_table' already" in capsys.readouterr().err
    assert scaffold.main(["lesson", "shapes"], root=clone) == 2
    assert "shapes.md: there is such a file already" in capsys.readouterr().err
    assert (clone / "widgets" / "registry.py").read_text("utf-8") == registry
    assert scaffold.main(["lesson", "../evil"], root=clone) == 2
    assert "expected a name of small letters" in capsys.readouterr().err
