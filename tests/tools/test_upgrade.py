"""`make upgrade`: what it makes new, what it says, and that it leaves the project as it is."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def upgrade() -> ModuleType:
    spec = importlib.util.spec_from_file_location("upgrade", ROOT / "tools" / "upgrade.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_requirements_lose_their_versions_and_nothing_else(upgrade: ModuleType) -> None:
    text = "# What it needs.\n-r other.in\nnumpy==2.2.5   # numbers\nstreamlit==1.62.0\n"
    assert upgrade.unpinned(text, ()) == "# What it needs.\n-r other.in\nnumpy   # numbers\nstreamlit\n"
    assert upgrade.unpinned(text, ["streamlit"]) == text.replace("streamlit==1.62.0", "streamlit")


def test_a_pin_that_is_the_newest_is_said_to_be(upgrade: ModuleType) -> None:
    said = upgrade.table(
        {"katex": "0.16.25", "pyodide": "0.28.3", "gone": "1"}, {"katex": "0.16.25", "pyodide": "314.0.7"}
    )
    assert said == "  katex: 0.16.25 is the newest\n  pyodide: 0.28.3 -> 314.0.7"


def test_the_copy_has_what_git_would_take_as_it_is_now(upgrade: ModuleType, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "folder").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet"], cwd=source, check=True)
    for name, text in {"folder/a.py": "first", ".gitignore": "dist/\n", "new.py": "new", "gone.py": ""}.items():
        (source / name).write_text(text)
    subprocess.run(["git", "add", "folder/a.py", "gone.py"], cwd=source, check=True)
    (source / "folder" / "a.py").write_text("second")
    (source / "gone.py").unlink()
    (source / "dist").mkdir()
    (source / "dist" / "big").write_text("")
    upgrade.copy_project(source, target)
    found = {path.relative_to(target).as_posix(): path.read_text() for path in target.rglob("*") if path.is_file()}
    assert found == {"folder/a.py": "second", ".gitignore": "dist/\n", "new.py": "new"}


def test_a_step_that_fails_is_named_with_its_last_words(upgrade: ModuleType, tmp_path: Path) -> None:
    said: list[str] = []
    trial = upgrade.Trial(tmp_path, say=said.append)
    assert trial.step("what works", [sys.executable, "-c", "pass"])
    assert not trial.step(
        "what does not", [sys.executable, "-c", "print('many words'); raise SystemExit('the reason')"]
    )
    assert said[0] == "fine: what works"
    assert said[1].startswith("BREAKS: what does not\n")
    assert "    the reason" in said[1]
    assert trial.broken == ["what does not"]


def test_of_pins_that_stay_nothing_is_said(
    upgrade: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pinned version is there because it was asked for, whatever the newest is."""
    said: list[str] = []
    (tmp_path / "requirements.in").write_text("numpy==2.2.5\n")
    trial = upgrade.Trial(tmp_path, say=said.append)
    monkeypatch.setattr(trial, "step", lambda *_: True)
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: pytest.fail("asked what is installed"))
    assert trial.install(["requirements.in"], newest=False)
    assert said == []
    assert (tmp_path / "requirements.in").read_text() == "numpy==2.2.5\n"
