"""The whole builder on the book itself."""

from __future__ import annotations

import filecmp
import hashlib
import json
from pathlib import Path

import pytest

from site_builder.__main__ import main
from site_builder.collect import fetch
from site_builder.collect.compiler import Job, compile_all
from site_builder.collect.tools import site_tools
from site_builder.render.assemble import assemble
from site_builder.write import write
from tests.built import REHEARSED, app
from tests.site_builder.render.test_assemble import INPUTS

ROOT = Path(__file__).resolve().parent.parent.parent


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.long
def test_two_builds_are_byte_equal_and_the_second_downloads_nothing(
    dist: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a second build must not download anything")

    monkeypatch.setattr(fetch, "_pip_download", refuse)
    second = tmp_path / "two"
    assert main(["--app", str(app(tmp_path_factory)), "--rehearse", REHEARSED, "--out", str(second)]) == 0
    names = tree(dist)
    assert tree(second) == names
    assert filecmp.cmpfiles(dist, second, names, shallow=False) == (names, [], [])

    lock = json.loads((dist / "site-lock.json").read_text(encoding="utf-8"))
    originals = {name for name in names if not (name.endswith((".gz", ".br")) and name[:-3] in names)}
    assert {*lock["files"], "site-lock.json"} == originals
    for name, entry in lock["files"].items():
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.long
def test_byte_code_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    source = b"def known(name):\n    return name in {'sgd', 'adam', 'momentum', 'relu', 'tanh'}\n"
    jobs = {"a.pyc": Job(source, "/a.py", 0), "b.pyc": Job(b'"A docstring."', "/b.py", 2)}
    tools = site_tools(fetch.Cache())
    first = compile_all(jobs, tools, fetch.Cache(tmp_path / "one"))
    assert first == compile_all(jobs, tools, fetch.Cache(tmp_path / "two"))
    assert b"adam" in first["a.pyc"]
    assert b"docstring" not in first["b.pyc"]


def test_compiled_packages_are_those_of_the_official_lock() -> None:
    lock = json.loads((ROOT / "node_modules" / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    numpy = lock["packages"]["numpy"]
    kept = fetch.compiled_packages({numpy["file_name"]: numpy["sha256"]}, fetch.Cache())
    assert hashlib.sha256(kept[numpy["file_name"]]).hexdigest() == numpy["sha256"]


def test_a_failed_build_says_why_and_leaves_the_old_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "dist"
    write(assemble(INPUTS), out)
    before = tree(out)
    assert main(["--app", str(tmp_path), "--out", str(out)]) == 1
    assert "site_builder: app.py" in capsys.readouterr().err
    assert tree(out) == before
