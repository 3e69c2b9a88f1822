"""The environment of the site's tools: under the right Python, made once, and with a plain word where it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from site_builder.collect import tools
from site_builder.collect.fetch import Cache
from site_builder.collect.tools import Tools, find_python, site_tools
from site_builder.errors import BuildError

HERE = "{}.{}".format(*sys.version_info)


def program(path: Path, answer: str) -> Path:
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no Python but this one, and one folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("HL_BROWSERS_PYTHON", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


def test_this_python_is_taken_where_it_is_of_that_version(bare: Path) -> None:
    found = find_python(HERE)
    assert found.resolve() == Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def test_where_there_is_none_the_command_that_gets_one_is_said(bare: Path) -> None:
    with pytest.raises(BuildError, match=r"Python 3\.99.*python install 3\.99' gets one, or HL_BROWSERS_PYTHON names"):
        find_python("3.99")


def test_what_leads_nowhere_or_is_another_python_is_passed_over(bare: Path, tmp_path: Path) -> None:
    program(bare / "python3.99", "exit 127")  # as pyenv's stand-ins
    versions = tmp_path / "pyenv" / "versions"
    for version, tag in (("3.99.0t", "cpython-399t"), ("3.99.1", "cpython-399"), ("3.99.0", "pypy399")):
        (versions / version / "bin").mkdir(parents=True)
        program(versions / version / "bin" / "python", f"echo {tag} /found/{version}")
    assert find_python("3.99") == Path("/found/3.99.1")


def test_the_one_that_is_named_comes_first(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "python3.99", "echo cpython-399 /on/path")
    monkeypatch.setenv("HL_BROWSERS_PYTHON", str(program(tmp_path / "mine", "echo cpython-399 /named")))
    assert find_python("3.99") == Path("/named")


def test_the_environment_is_made_once_for_each_list_of_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def uv(*arguments: str) -> None:
        calls.append(arguments[0])
        if arguments[0] == "venv":
            (Path(arguments[-1]) / "bin").mkdir(parents=True)
            program(Path(arguments[-1]) / "bin" / "python", "exit 0")

    listed = tmp_path / "requirements.txt"
    listed.write_text("pyodide-build==1")
    monkeypatch.setattr(tools, "_uv", uv)
    monkeypatch.setattr(tools, "REQUIREMENTS", listed)
    monkeypatch.setattr(tools, "find_python", lambda _version: Path("/python"))
    cache = Cache(tmp_path / "cache")
    first = site_tools(cache)
    assert site_tools(cache) == first
    assert calls == ["venv", "pip"]
    listed.write_text("pyodide-build==2")
    assert site_tools(cache).key != first.key
    assert calls == ["venv", "pip"] * 2


def test_an_environment_that_could_not_be_filled_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def uv(*arguments: str) -> None:
        if arguments[0] == "pip":
            raise BuildError("no index")
        (Path(arguments[-1]) / "bin").mkdir(parents=True)
        program(Path(arguments[-1]) / "bin" / "python", "exit 0")

    monkeypatch.setattr(tools, "_uv", uv)
    monkeypatch.setattr(tools, "find_python", lambda _version: Path("/python"))
    with pytest.raises(BuildError, match="no index"):
        site_tools(Cache(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_tool_that_fails_is_quoted() -> None:
    with pytest.raises(BuildError, match=r"compiling failed:\n(.|\n)*ZeroDivisionError"):
        Tools(Path(sys.executable), "").run("-c", "1 / 0", failed="compiling failed")


def test_tools_are_told_to_leave_no_date_and_no_order_of_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    asked = (
        "import os; print(*(os.environ.get(name) for name in ('SOURCE_DATE_EPOCH', 'PYTHONHASHSEED', 'PYTHONPATH')))"
    )
    said = Tools(Path(sys.executable), "").run("-c", asked, failed="asking failed")
    assert said.split() == ["315532800", "0", "None"]
