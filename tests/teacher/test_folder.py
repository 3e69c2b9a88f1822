"""Folders as learning platforms and students' machines leave them: each file is read or named with its reason."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from studies.exercises.assignments import Entry
from teacher import entries
from teacher.check_entries import main
from teacher.folder import MOST_BYTES, Contents, decoded, read_folder
from tests.entries import handed_in_by_ada, trained

GOOD = handed_in_by_ada()


@pytest.fixture(autouse=True)
def no_training_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entry, "run", trained)


def put(folder: Path, **files: str | bytes) -> Contents:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_folder(folder)


def test_a_learning_platforms_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = "Student One_12345_assignsubmission_file_", "Student Two_12346_assignsubmission_file_"
    files: dict[str, str | bytes] = {
        f"{one}/entry.py": GOOD,
        f"{two}/ENTRY (1).PY": GOOD,
        f"__MACOSX/{one}/._entry.py": b"\x00\x05\x16\x07",
        f"{two}/.DS_Store": b"\x00",
        "Student Three_12347_assignsubmission_onlinetext_/onlinetext.html": "<p>I forgot it</p>",
    }
    put(tmp_path, **files)
    (tmp_path / "Student Four_12348_assignsubmission_file_").mkdir()
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "  1.  " in out.splitlines()[0]
    assert f"Ada  ({one}/entry.py)" in out
    assert f"Ada  ({two}/ENTRY (1).PY)" in out
    assert f"place 1: {one}/entry.py, {two}/ENTRY (1).PY" in out
    assert "Student Four_12348_assignsubmission_file_: an empty folder" in out
    assert "onlinetext.html: a .html file" in out
    assert "Passed over: 2" in out


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        ("\n \n" + GOOD).encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.replace("\n", "   \n").rstrip().encode(),
        ("\ufeff\n" + GOOD + "\n\n").encode(),
    ],
    ids=["BOM", "blank first", "Windows", "old Mac", "trailing blanks", "all"],
)
def test_what_editors_do_to_a_file_does_not_matter(content: bytes, tmp_path: Path) -> None:
    [verdict] = entries.check(put(tmp_path, **{"entry.py": content}))
    assert (verdict.problem, verdict.name) == ("", "Ada")


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_named(code: str, tmp_path: Path) -> None:
    [verdict] = entries.check(put(tmp_path, **{"entry.py": GOOD.encode(code)}))
    assert verdict.problem == f"it is {code[:6].upper()}: open it in an editor and save it as UTF-8"


def test_a_name_in_an_old_encoding_is_read_and_remarked_on(tmp_path: Path) -> None:
    named = GOOD.replace("# name: Ada", "# name: Zoë")
    [verdict] = entries.check(put(tmp_path, **{"entry.py": named.encode("cp1252")}))
    assert (verdict.name, verdict.problem) == ("Zoë", "")
    assert "it is no UTF-8" in verdict.remark


@pytest.mark.parametrize("data", [b"", b"\xff", bytes(range(256)), b"\x81\x8d", "é".encode() * 10])
def test_bytes_of_any_kind_are_text(data: bytes) -> None:
    assert isinstance(decoded(data)[0], str)


def test_files_of_other_kinds_are_listed_or_read_by_how_they_begin(tmp_path: Path) -> None:
    contents = put(tmp_path, **{"entry": GOOD, "entry.py_old": GOOD, "notes": "Hello"})
    contents = put(tmp_path, **{"a.ipynb": "{}", "b.ZIP": "PK", "c.docx": "PK"})
    assert [paper.place for paper in contents.papers] == ["entry", "entry.py_old"]
    assert dict(contents.unread) == {
        "a.ipynb": "a notebook, not the file that the book's page gives",
        "b.ZIP": "an archive: unpack it first",
        "c.docx": "a .docx file: entries are .py or .txt files",
        "notes": "no text that begins as an entry does",
    }


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "entry.py").open("wb") as file:
        file.truncate(100 * MOST_BYTES)
    [paper] = read_folder(tmp_path).papers
    assert "larger than" in paper.problem


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links and pipes")
def test_links_and_pipes_are_named_and_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    put(folder, **{"entry.py": GOOD})
    (tmp_path / "secret.py").write_text(GOOD, encoding="utf-8")
    (folder / "link.py").symlink_to(tmp_path / "secret.py")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.py")
    contents = read_folder(folder)
    assert [paper.place for paper in contents.papers] == ["entry.py"]
    assert dict(contents.unread) == {
        "link.py": "a link, which is not followed",
        "loop": "a link, which is not followed",
        "pipe.py": "no file but a device or a pipe",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no file names that are no text")
def test_a_file_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/M\xfcller.py")).write_text(GOOD, encoding="utf-8")
    [verdict] = entries.check(read_folder(tmp_path))
    assert not verdict.problem
    assert "M\ufffdller.py" in entries.table([verdict])
