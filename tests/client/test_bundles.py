"""The bundles that are kept in git for `make run`, which has no node, are what their sources give."""

from __future__ import annotations

from pathlib import Path

from site_builder import node
from tests.scripts import CLIENT, mounted
from widgets.kit import component


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_kept_bundles_are_what_the_sources_give(tmp_path: Path) -> None:
    done = node.run(CLIENT / "build.mjs", "widgets", tmp_path, work="the bundles are compared")
    assert done.returncode == 0, done.stderr
    kept, built = contents(component.SCRIPTS), contents(tmp_path)
    assert kept.keys() == built.keys(), "run 'make client'"
    assert kept == built, "run 'make client'"


def test_the_licences_of_what_is_bundled_are_kept() -> None:
    licences = (component.SCRIPTS / "LICENCES.txt").read_text(encoding="utf-8")
    for name in ("@codemirror/state", "@codemirror/view", "@lezer/python"):
        assert f"\n{name} " in licences
    assert "(MIT)" in licences


def test_no_script_is_kept_that_nothing_mounts() -> None:
    sources = [path.read_text(encoding="utf-8") for path in component.SCRIPTS.parent.rglob("*.py")]
    for name in mounted():
        assert any(f'"{name}"' in source and "component.mount(" in source for source in sources), name
