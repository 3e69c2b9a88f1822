"""Sites that tests ask for, each built once for a whole run, also when pytest-xdist runs it in several processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from site_builder.__main__ import main as build
from site_builder.collect.gather import read_app, read_data
from site_builder.model import DATA_FOLDER

ROOT = Path(__file__).resolve().parent.parent
REHEARSED = os.environ.get("HL_REHEARSED", "hidden_layers,shapes")  # as tests/browser/test_rehearsed.py asks


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app and its data, which nobody edits while the tests run."""
    folder = shared(tmp_path_factory) / "app"
    with locked(folder.with_suffix(".lock")):
        if not folder.exists():
            data = {f"{DATA_FOLDER}/{name}": content for name, content in read_data(ROOT).items()}
            for path, content in {**read_app(ROOT), **data}.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
    return folder


def built(tmp_path_factory: pytest.TempPathFactory, name: str, *options: str) -> Path:
    """A site built from that copy, once for all processes of a run that ask for it by this name."""
    out = shared(tmp_path_factory) / name
    with locked(out.with_suffix(".lock")):
        if not out.exists():
            assert build(["--out", str(out), "--app", str(app(tmp_path_factory)), *options]) == 0
    return out
