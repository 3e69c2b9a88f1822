"""Everything that pip installs for the book is known by version and hash, and no file names where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[\w+\])?==(?P<version>[\w.]+)", re.MULTILINE)
LOCKS = {f"requirements{name}.in": f"requirements{name}.txt" for name in ("", "-dev", "-site", "-site-tools")}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(text: str) -> dict[str, set[str]]:
    """Package -> its versions; there may be several, each with a condition on Python or the system."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(text):
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


@pytest.mark.parametrize(("written", "lock"), LOCKS.items())
def test_the_lock_has_what_is_asked_for(written: str, lock: str) -> None:
    wanted, locked = pins(read(written)), pins(read(lock))
    assert wanted
    assert {name: locked.get(name) for name in wanted} == wanted, "run `make lock`"


def test_tools_do_not_change_what_the_book_runs_with() -> None:
    book, tools = pins(read("requirements.txt")), pins(read("requirements-dev.txt"))
    assert {name: tools.get(name) for name in book} == book, "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_line_of_a_lock_has_a_hash(lock: str) -> None:
    text = re.sub(r"^ *#.*\n", "", read(lock), flags=re.MULTILINE)
    entries = text.replace("\\\n", "").strip().splitlines()
    assert len(entries) > 20
    for entry in entries:
        assert PIN.match(entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*")))
def test_no_file_names_an_index_or_a_folder(name: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|^/|file:", read(name), re.MULTILINE)


@pytest.mark.parametrize("written", [*LOCKS, "requirements-parity.txt"])
def test_every_package_asked_for_has_its_reason(written: str) -> None:
    lines = [line for line in read(written).splitlines() if PIN.match(line)]
    assert lines
    assert [line for line in lines if not re.search(r"# \S+", line)] == []


def test_the_browser_runs_the_local_editions_version_of_all_that_does_not_say_why_not() -> None:
    local, site, own = (
        pins(read("requirements.txt")),
        pins(read("requirements-site.txt")),
        pins(read("requirements-site.in")),
    )
    shared = {name: version for name, version in site.items() if name in local and name not in own}
    assert len(shared) > 10
    assert {name: version for name, version in shared.items() if not version <= local[name]} == {}, "run `make lock`"


def test_what_is_asked_for_the_browser_is_there_once_each() -> None:
    asked = re.findall(r"^([a-z][\w-]*)", read("requirements-site.in"), re.MULTILINE)
    site = pins(read("requirements-site.txt"))
    assert set(asked) <= site.keys(), "run `make lock`"
    assert all(len(versions) == 1 for versions in site.values())
