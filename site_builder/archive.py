"""Archives that come out the same, byte for byte, whenever and wherever they are made."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

from deflate import gzip_compress

from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.keeping import Keep, at_once


def tar_gz(files: Mapping[str, bytes], keep: Keep = at_once) -> bytes:
    """Plain files, by path, as a gzipped ustar archive without dates or owners: what client/worker/tar.ts unpacks."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(files):
            entry = tarfile.TarInfo(path)
            entry.size = len(files[path])
            try:
                tar.addfile(entry, io.BytesIO(files[path]))
            except ValueError as error:
                raise BuildError(f"{path}: the path does not fit into an archive ({error})") from None
    return gz(buffer.getvalue(), keep)


def gz(content: bytes, keep: Keep = at_once) -> bytes:
    """Content, gzipped without a date."""
    return keep(f"deflated-{sha256(content)}", lambda: bytes(gzip_compress(content, 12)))


def zip_of(files: Mapping[str, bytes], *, deflate: bool = True) -> bytes:
    """Files, by path, as a zip archive with one fixed date. deflate: whether each file in it is compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def read_zip(content: bytes) -> dict[str, bytes]:
    """The files of a zip archive, by path."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
