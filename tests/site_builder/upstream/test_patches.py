"""The registry of patches: each is whole, can be left out, and is refused where upstream has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from site_builder.archive import zip_of
from site_builder.collect.fetch import Cache
from site_builder.errors import BuildError
from site_builder.upstream import fingerprints
from site_builder.upstream.front_end import CHANGES
from site_builder.upstream.patches import NAMED, NEEDED, OF_SERVERS, PATCHES, Patch, chosen, without
from site_builder.upstream.python import browser_patches

ROOT = Path(__file__).resolve().parents[3]
KNOWN = json.loads(fingerprints.KNOWN.read_text(encoding="utf-8"))
# Those that the builder and the page make, in ways of their own.
ELSEWHERE = {
    "parts_early",
    "later_modules",
    "memory_kept",
    "own_worker",
    "kernel",
    "no_package_manager",
    "only_what_is_used",
}


@pytest.mark.parametrize("patch", [*PATCHES, *OF_SERVERS], ids=lambda patch: patch.name)
def test_a_patch_has_its_place_its_test_and_its_text(patch: Patch) -> None:
    for place in patch.where.replace(" and ", ", ").split(", "):
        assert (ROOT / place).is_file() or (ROOT / "site_builder" / place).is_file(), place
    file, _, test = patch.test.partition("::")
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")
    if patch.text:
        text = (ROOT / "docs" / "upstream" / f"{patch.text}.md").read_text(encoding="utf-8")
        assert f"`{patch.name}`" in text
    assert set(patch.after) <= NAMED.keys()


def test_every_name_is_one_patch_and_every_patch_is_made_somewhere() -> None:
    assert len(NAMED) == len(PATCHES)
    in_python = browser_patches.BEFORE.keys() | browser_patches.AFTER.keys()
    assert in_python | {change.patch for change in CHANGES} | ELSEWHERE == NAMED.keys()
    assert browser_patches.SERVER.keys() == {patch.name for patch in OF_SERVERS}


def test_what_a_server_replaces_is_watched() -> None:
    assert {target for patch in OF_SERVERS for target in patch.replaces} <= KNOWN.keys()


def test_every_text_for_upstream_belongs_to_a_patch() -> None:
    texts = {path.stem for path in (ROOT / "docs" / "upstream").glob("*.md")}
    assert texts == {patch.text for patch in PATCHES if patch.text}


def test_all_none_or_some_can_be_had() -> None:
    assert chosen("all") == NAMED.keys()
    assert chosen("none") == NEEDED
    assert chosen("quiet_log") == NEEDED | {"quiet_log"}
    assert chosen("written_once") == NEEDED  # it is nothing without one_letter
    assert without("one_letter") == NAMED.keys() - {"one_letter", "written_once"}
    with pytest.raises(BuildError, match="got nonsense"):
        chosen("quiet_log,nonsense")


def test_the_pinned_versions_are_those_that_the_patches_were_written_for() -> None:
    got = fingerprints.of(PATCHES, fingerprints.installed(), fingerprints.PYODIDE, Cache())
    fingerprints.refuse_others(PATCHES, got, KNOWN)
    assert got == KNOWN


@pytest.mark.parametrize(("now", "words"), [("0123", "is not what it was"), (None, "is not there any more")])
def test_code_that_has_changed_is_refused_in_one_sentence(now: str | None, words: str) -> None:
    got = KNOWN | {"streamlit.version:": now}
    with pytest.raises(BuildError, match=f"patch version_known .* streamlit.version: {words}") as refusal:
        fingerprints.refuse_others(PATCHES, got, KNOWN)
    assert "\n" not in str(refusal.value)
    fingerprints.refuse_others([NAMED[name] for name in without("version_known")], got, KNOWN)


def test_a_script_without_a_name_that_is_relied_on_is_refused() -> None:
    path = fingerprints.STLITE
    stlite = {file.name: file.read_bytes() for file in path.glob("*.js")}
    fingerprints.check_words(PATCHES, stlite)
    other = {name: text.replace(b"_kernel", b"_core") for name, text in stlite.items()}
    with pytest.raises(BuildError, match=r"patch kernel .* relies on '_kernel'"):
        fingerprints.check_words(PATCHES, other)


@pytest.mark.long
def test_a_fingerprint_is_of_what_code_does_and_not_of_its_lines_and_words(tmp_path: Path) -> None:
    plain = "class Thing:\n    def act(self):\n        'Do it.'\n        return 1 in {1, 2, 'three'}\n"
    described = plain.replace("class", "\n\n# What acts.\nclass").replace("'Do it.'", "'Do it, now.'\n\n")
    sources = {
        "plain": plain,
        "described": described,
        "different": plain.replace("1 in", "2 in"),
        "gone": "class Thing:\n    pass\n",
    }
    patch = Patch("p", "", "", "", "", replaces=tuple(f"{name}:Thing.act" for name in sources))
    archive = zip_of({f"{name}/__init__.py": source.encode() for name, source in sources.items()})
    taken = fingerprints.of([patch], [archive], fingerprints.PYODIDE, Cache(tmp_path))
    assert taken["plain:Thing.act"] is not None
    assert taken["described:Thing.act"] == taken["plain:Thing.act"]
    assert taken["different:Thing.act"] not in (None, taken["plain:Thing.act"])
    assert taken["gone:Thing.act"] is None


@pytest.mark.long
def test_byte_code_of_another_python_is_said_in_one_sentence(tmp_path: Path) -> None:
    """As where Pyodide was moved, and stlite has not followed."""
    other = zip_of({"package.pyc": b"\x10\x0e\r\n" + bytes(12) + b"code"})
    patch = Patch("p", "", "", "", "", replaces=("package:act",))
    with pytest.raises(BuildError, match=r"Pyodide runs Python 3\.\d+, and stlite's byte code is of another one"):
        fingerprints.of([patch], [other], fingerprints.PYODIDE, Cache(tmp_path))
