"""The progress file: what the reader has done, as one versioned JSON text; and its place on this machine.

Its form: {"format": "hidden-layers-progress", "version": 1, "kinds": {kind: {name: value}}, "times": {kind: {name:
milliseconds since 1970}}, "begun": milliseconds}, with the kinds "code" (what was typed into cells), "exercises",
"answers", "assignments" and "read" (lessons). Times and begun may be missing; see kept.Progress for what they mean. A
later version of the book that changes the form raises VERSION and teaches `read` to bring an older one up to date.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from math import isfinite
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Any

from widgets.progress import forms
from widgets.progress.kept import LATEST, Progress, Times

FORMAT = "hidden-layers-progress"
VERSION = 1
MOST_CHARACTERS = 5_000_000
FOLDER = "HIDDEN_LAYERS_DATA"  # the environment variable that names another folder than the user's own
_LOCK_SECONDS = 5.0  # to wait for another window; each has the lock for some milliseconds


class NewerEdition(ValueError):
    """The file was written by an edition of the book whose files this one does not know."""


def write(progress: Progress) -> str:
    """The file's text: the same for the same progress. Raises ValueError if it would be too long to be read back."""
    table = {
        "format": FORMAT,
        "version": VERSION,
        "kinds": progress.kinds,
        "times": progress.times,
        "begun": progress.begun,
    }
    text = json.dumps(table, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1) + "\n"
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"all of it together is longer than {MOST_CHARACTERS:,} characters")
    return text


def text_of(content: bytes) -> str:
    """The text of a file that a reader brings. Raises ValueError if it has another encoding than UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("the file is written in UTF-16, and progress files are in UTF-8: save it again in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is no text in UTF-8, as progress files are: it may be damaged") from None


def read(text: str) -> Progress:
    """What a file's text says. Raises ValueError saying why it is none of ours, NewerEdition if it will be."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the file has more than {MOST_CHARACTERS:,} characters")
    try:
        table = json.loads(text.removeprefix("\ufeff"), parse_constant=_refused, parse_float=_finite)
        text.encode("utf-8")
    except (ValueError, RecursionError):
        raise ValueError("the file is no JSON: it may be damaged, or another file altogether") from None
    if forms.too_deep(table):
        raise ValueError("the file is no progress file of this book: its parts are nested too deeply")
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise ValueError("the file is no progress file of this book")
    version = table.get("version")
    if not isinstance(version, int) or version < 1:
        raise ValueError(f"the file's version, {version!r}, is no number from 1 on")
    if version > VERSION:
        raise NewerEdition(f"the file comes from a newer edition of the book (version {version}, here {VERSION})")
    kinds = table.get("kinds")
    if not isinstance(kinds, dict) or not all(isinstance(names, dict) for names in kinds.values()):
        raise ValueError("the file's part 'kinds' is not as expected")
    begun: Any = table.get("begun")
    return Progress(kinds, _times(table.get("times")), int(begun) if _is_time(begun) else 0)


def _times(table: Any) -> Times:
    """The times in a file; what is no time is as if it were not there."""
    kinds = table.items() if isinstance(table, dict) else ()
    return {
        kind: {name: time for name, time in names.items() if _is_time(time)}
        for kind, names in kinds
        if isinstance(names, dict)
    }


def _is_time(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LATEST


def _finite(text: str) -> float:
    """A number; JSON has no other than finite ones, but Python reads 1e999 as infinite."""
    value = float(text)
    return value if isfinite(value) else _refused(text)


def _refused(text: str) -> float:
    raise ValueError(f"{text} is no number")


# --- on this machine --------------------------------------------------------------------------------------------------


def default_path() -> Path:
    """Where the file is on this machine: in the user's own data folder."""
    folder = os.environ.get(FOLDER)
    if folder:
        return Path(folder) / "progress.json"
    from platformdirs import user_data_path  # the browser edition does without it

    return user_data_path("hidden-layers", appauthor=False) / "progress.json"


@dataclass(frozen=True)
class Exchanged:
    """What is in the file and in the session now. trouble: why the file does not have it, "" if it has.

    aside: the name under which a file that could not be read was put aside, "" if there was none.
    """

    progress: Progress
    trouble: str = ""
    aside: str = ""


def unchanged(progress: Progress) -> Progress:
    """No change."""
    return progress


def exchange(path: Path, ours: Progress, change: Callable[[Progress], Progress] = unchanged) -> Exchanged:
    """Merge a session's progress with the file, change both alike, and write what the file does not have.

    Others may do the same at any time: none of their answers is lost. A file of a newer edition is never touched, one
    that cannot be read is put aside, and none is ever overwritten. Errors of change are raised.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path.with_suffix(".lock")):
            return _exchange(path, ours, change)
    except OSError as error:
        reason = error.strerror or "it does not answer"
        return Exchanged(change(ours), f"the folder {path.parent} cannot be written ({reason})")


def _exchange(path: Path, ours: Progress, change: Callable[[Progress], Progress]) -> Exchanged:
    aside = ""
    try:
        there = _load(path)
    except NewerEdition as error:
        return Exchanged(change(ours), f"{error}; it stays as it is")
    except ValueError:
        there, aside = Progress(), _put_aside(path)
    now = change(there.merged(ours))
    if now != there:
        try:
            text = write(now)
        except ValueError as error:
            return Exchanged(ours, str(error), aside)
        _replace(path, text)
    return Exchanged(now, aside=aside)


def _load(path: Path) -> Progress:
    try:
        if path.stat().st_size > 4 * MOST_CHARACTERS:  # no sign takes more than four bytes
            raise ValueError("the file is too large")
        return read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Progress()


def _put_aside(path: Path) -> str:
    """Rename a file to the first name that is free."""
    for number in count(1):
        aside = path.with_suffix(f".unreadable{f'-{number}' if number > 1 else ''}.json")
        if not aside.exists():
            path.rename(aside)
            return aside.name
    raise AssertionError("unreachable")


def _replace(path: Path, text: str) -> None:
    """Write the whole file: first beside it, under a name of this writer alone, then into its place."""
    descriptor, beside = mkstemp(prefix=f"{path.stem}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One window at a time, among all processes of this machine. Raises OSError if another one does not let go."""
    with path.open("a+b") as file:
        until = time.monotonic() + _LOCK_SECONDS
        while not _try_lock(file):
            if time.monotonic() > until:
                raise TimeoutError(0, "another window of the book holds it")
            time.sleep(0.01)
        yield  # closing the file lets go


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX and Windows say so in different ways
        return False
    except OSError:  # some network drives know no locks: two windows at the very same moment are rare
        return True
    return True
