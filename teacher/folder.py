"""Read a folder of handed-in files as learning platforms and students' machines leave it.

One sub-folder a student, `entry (1).py`, `.PY`, what macOS and Windows add on their own, files in the encodings of
editors: everything is either read, or named with the reason why not.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from studies.exercises.assignments import looks_like_hand_in

MOST_BYTES = 1_000_000
_SYSTEM = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__", ".git"}
_KINDS = {
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"), "an archive: unpack it first"),
    ".ipynb": "a notebook, not the file that the book's page gives",
    "": "no text that begins as an entry does",
}
_MARKS = {
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}


@dataclass(frozen=True)
class Wanted:
    """What is looked for. suffixes: of files that are read in any case; looks: whether another file's text is one too.

    expected: how such files are called when another kind is named.
    """

    suffixes: tuple[str, ...]
    expected: str
    looks: Callable[[str], bool]
    most_bytes: int = MOST_BYTES


ENTRIES = Wanted((".py", ".txt"), "entries are .py or .txt files", looks_like_hand_in)


@dataclass(frozen=True)
class Paper:
    """One handed-in file. place: its path in the folder; problem: why it cannot be read, "" if text holds it."""

    place: str
    text: str = ""
    problem: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Contents:
    """A folder: the papers to check, what was not read as (place, reason), and how many files the system put there."""

    papers: list[Paper]
    unread: list[tuple[str, str]]
    system: int


def read_folder(folder: Path, wanted: Wanted = ENTRIES) -> Contents:
    """Everything in the folder and below it. Links are not followed."""
    papers: list[Paper] = []
    unread: list[tuple[str, str]] = []
    system = 0
    for path, reason in _walk(folder):
        place = path.relative_to(folder).as_posix()
        if _is_systems(place):
            system += 1
            continue
        paper = _read(path, place, wanted) if not reason else None
        if isinstance(paper, Paper):
            papers.append(paper)
        else:
            unread.append((place, reason or paper or _kind(path, wanted)))
    return Contents(papers, unread, system)


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file with "", and each folder or link that cannot be walked into with its reason."""
    failed: list[OSError] = []
    for top, folders, files in os.walk(folder, onerror=failed.append):
        here = Path(top)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(links))
        if not folders and not files and not links and here != folder:
            yield here, "an empty folder"
        for name in sorted([*files, *links]):
            path = here / name
            yield path, "a link, which is not followed" if path.is_symlink() else ""
    for error in failed:
        yield Path(error.filename), f"it cannot be opened: {error.strerror}"


def _is_systems(place: str) -> bool:
    return any(part in _SYSTEM or part.startswith("._") for part in place.split("/"))


def _read(path: Path, place: str, looked_for: Wanted) -> Paper | str:
    """The paper in a file, or the reason why it is none; "" if only its kind says so."""
    wanted, most = path.suffix.lower() in looked_for.suffixes, looked_for.most_bytes
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return "no file but a device or a pipe"
        if about.st_size > most:
            problem = f"it is larger than {most:,} bytes"
            return Paper(place, problem=problem) if wanted else ""
        with path.open("rb") as file:
            data = file.read(most)
        text, remark = decoded(data)
    except (ValueError, OSError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Paper(place, problem=said) if wanted else ""
    return Paper(place, text, remark=remark) if wanted or looked_for.looks(text) else ""


def _kind(path: Path, wanted: Wanted) -> str:
    suffix = path.suffix.lower()
    return _KINDS.get(suffix, f"a {suffix} file: {wanted.expected}")


def decoded(data: bytes) -> tuple[str, str]:
    """A file's text, and a remark if it is no UTF-8, which the book writes. Raises ValueError naming the encoding."""
    encoding = _wide(data)
    if encoding:
        raise ValueError(f"it is {encoding}: open it in an editor and save it as UTF-8")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "it is no UTF-8, so letters of the name may be wrong"


def _wide(data: bytes) -> str:
    """The encoding with two or four bytes a letter that the data are in, or ""."""
    for encoding, marks in _MARKS.items():
        if data.startswith(marks):
            return encoding
    # Without a mark: in English text and in programs every other byte is zero.
    zeros = (data[0:1000:2].count(0), data[1:1000:2].count(0))
    return "UTF-16" if max(zeros) > 0.4 * max(1, len(data[:1000]) // 2) else ""
