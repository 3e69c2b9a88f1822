"""The progress file: what the reader has done, as one versioned JSON text; and its place on this machine.

Its form: {"format": "hidden-layers-progress", "version": 1, "kinds": {kind: {name: value}}}, with the kinds "code"
(what was typed into cells), "exercises", "answers" and "assignments". A later version of the book that changes the form
raises VERSION and teaches `read` to bring an older one up to date.
"""

from __future__ import annotations

import json
import os
from math import isfinite
from pathlib import Path
from typing import Any

from widgets.progress import forms

FORMAT = "hidden-layers-progress"
VERSION = 1
MOST_CHARACTERS = 5_000_000
FOLDER = "HIDDEN_LAYERS_DATA"  # the environment variable that names another folder than the user's own

Kinds = dict[str, dict[str, Any]]


def write(kinds: Kinds) -> str:
    """The file's text."""
    return json.dumps({"format": FORMAT, "version": VERSION, "kinds": kinds}, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Kinds:
    """What a file's text says. Raises ValueError saying why it is none of ours."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the file has more than {MOST_CHARACTERS:,} characters")
    try:
        table = json.loads(text, parse_constant=_refused, parse_float=_finite)
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
        raise ValueError(f"the file comes from a newer edition of the book (version {version}, here {VERSION})")
    kinds = table.get("kinds")
    if not isinstance(kinds, dict) or not all(isinstance(names, dict) for names in kinds.values()):
        raise ValueError("the file's part 'kinds' is not as expected")
    return kinds


def _finite(text: str) -> float:
    """A number; JSON has no other than finite ones, but Python reads 1e999 as infinite."""
    value = float(text)
    return value if isfinite(value) else _refused(text)


def _refused(text: str) -> float:
    raise ValueError(f"{text} is no number")


def default_path() -> Path:
    """Where the file is on this machine: in the user's own data folder."""
    folder = os.environ.get(FOLDER)
    if folder:
        return Path(folder) / "progress.json"
    from platformdirs import user_data_path  # the browser edition does without it

    return user_data_path("hidden-layers", appauthor=False) / "progress.json"


def load(path: Path) -> Kinds:
    """What is kept there; nothing, if there is no file. One that cannot be read is put aside, never overwritten."""
    try:
        if path.stat().st_size > 4 * MOST_CHARACTERS:  # no sign takes more than four bytes
            raise ValueError("too large")
        return read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError):
        try:
            path.replace(path.with_suffix(".unreadable.json"))
        except OSError:
            return {}
        return {}


def save(path: Path, kind: str, name: str, value: Any) -> bool:
    """Set one value, or with None remove it, leaving what another window kept meanwhile. False if it cannot be kept."""
    kinds = load(path)
    names = kinds.setdefault(kind, {})
    if value is None:
        names.pop(name, None)
    else:
        names[name] = value
    return replace(path, kinds)


def replace(path: Path, kinds: Kinds) -> bool:
    """Write the whole file: first beside it, then into its place, so that it is never half a file."""
    beside = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(write(kinds), encoding="utf-8")
        beside.replace(path)
    except OSError:
        return False
    return True
