"""Everything that pip installs for the book is known by version and hash, and no file names where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)", re.MULTILINE)
LOCKS = {"requirements.in": "requirements.txt", "requirements-dev.in": "requirements-dev.txt"}


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
