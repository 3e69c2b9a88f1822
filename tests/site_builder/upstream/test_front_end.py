"""Streamlit's front end: the lines that the site changes, and what minifying leaves of it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from site_builder.collect.fetch import Cache
from site_builder.errors import BuildError
from site_builder.upstream import front_end
from site_builder.upstream.chunks import for_elements, needed
from site_builder.upstream.patches import NAMED, NEEDED

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "node_modules" / "@stlite" / "browser" / "build"


@pytest.fixture(scope="module")
def stlite() -> dict[str, bytes]:
    return {path.relative_to(BUILD).as_posix(): path.read_bytes() for path in BUILD.rglob("*") if path.suffix == ".js"}


def test_every_change_finds_its_line_in_the_pinned_stlite(stlite: dict[str, bytes]) -> None:
    changed = front_end.with_changes(stlite)
    assert sum(changed[name] != stlite[name] for name in stlite) == len({change.file for change in front_end.CHANGES})
    for change in front_end.CHANGES:
        (script,) = (text for name, text in changed.items() if name.startswith(change.file))
        assert script.count(change.after.encode()) == change.times
        assert change.before.encode() not in script.replace(change.after.encode(), b"")


def test_another_stlite_is_refused_with_the_line_that_is_missing(stlite: dict[str, bytes]) -> None:
    other = {name: text.replace(b"createSidebarTheme(ye)", b"createSidebarTheme(we)") for name, text in stlite.items()}
    with pytest.raises(
        BuildError, match=r"expected 'be = createSidebarTheme\(ye\);' 1 times in index-g\*\.js, found it 0"
    ):
        front_end.with_changes(other)


def test_a_change_comes_with_its_patch_alone(stlite: dict[str, bytes]) -> None:
    assert front_end.with_changes(stlite, ()) == stlite
    plain = front_end.with_changes(stlite, NEEDED)
    (main,) = (name for name in stlite if name.startswith("index-g"))
    assert b"KeptElement" not in plain[main]
    assert b"site.root" in plain[main]
    assert {change.patch for change in front_end.CHANGES} <= NAMED.keys()


def test_minified_files_ask_for_the_same_files(stlite: dict[str, bytes]) -> None:
    version = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]["node_modules/esbuild"]["version"]
    small = front_end.tuned(stlite, ROOT, version, Cache())  # kept by all that goes into it: a new one is minified
    assert sorted(needed(small)) == sorted(needed(stlite))
    kinds = ["markdown", "slider", "number_input", "vega_lite_chart", "bidi_component"]
    assert for_elements(small, kinds) == for_elements(stlite, kinds)
    scripts = [path for path in needed(stlite) if path.endswith(".js")]
    assert sum(len(small[path]) for path in scripts) < 0.9 * sum(len(stlite[path]) for path in scripts)
    # What others import from a file keeps its name there.
    (main,) = (name for name in stlite if name.startswith("index-g"))
    exported = re.compile(rb" as ([\w$]+)|export ?\{ ?([\w$]+)")
    names = {b"".join(pair) for pair in exported.findall(stlite[main][stlite[main].rindex(b"export {") :])}
    assert names
    assert names <= {b"".join(pair) for pair in exported.findall(small[main][small[main].rindex(b"export{") :])}


def test_what_was_minified_before_is_not_minified_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"stlite.js": b"export const  answer = 42 ;\n", "stlite.css": b""}
    monkeypatch.setattr(front_end, "CHANGES", ())
    once = front_end.tuned(files, ROOT, "1", Cache(tmp_path))
    assert once["stlite.js"] == b"export const answer=42;\n"
    monkeypatch.setattr(shutil, "which", lambda _name: pytest.fail("minified again"))
    assert front_end.tuned(files, ROOT, "1", Cache(tmp_path)) == once


def test_a_script_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_end, "CHANGES", ())
    with pytest.raises(BuildError, match="minifying Streamlit's front end failed"):
        front_end.tuned({"stlite.js": b"export const = ;", "stlite.css": b""}, ROOT, "1", Cache(tmp_path))
