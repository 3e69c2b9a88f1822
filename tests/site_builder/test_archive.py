"""Archives: the same bytes from the same files, and nothing lost in them."""

from __future__ import annotations

import io
import tarfile
import time

import pytest

from site_builder.archive import read_zip, tar_gz, zip_of
from site_builder.errors import BuildError

FILES = {"b/deep/file.pyc": b"\x00\x01" * 700, "a.txt": "Σ w·x".encode(), "empty": b""}


def test_tar_holds_every_file_in_one_order() -> None:
    with tarfile.open(fileobj=io.BytesIO(tar_gz(FILES)), mode="r:gz") as archive:
        assert archive.getnames() == sorted(FILES)
        for entry in archive:
            read = archive.extractfile(entry)
            assert read is not None
            assert read.read() == FILES[entry.name]
            assert (entry.mtime, entry.uid, entry.uname) == (0, 0, "")


@pytest.mark.parametrize("make", [tar_gz, zip_of])
def test_archives_do_not_depend_on_order_or_date(make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(make)
    before = make(FILES)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert make(dict(reversed(FILES.items()))) == before


def test_zip_round_trip() -> None:
    assert read_zip(zip_of(FILES)) == FILES
    assert read_zip(zip_of(FILES, deflate=False)) == FILES


def test_a_path_too_long_for_the_browsers_reader_is_refused() -> None:
    with pytest.raises(BuildError, match="does not fit"):
        tar_gz({"x" * 300: b""})
