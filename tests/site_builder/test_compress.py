"""The compressed neighbours of the site's files."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from site_builder.collect.fetch import Cache
from site_builder.compress import compressed
from site_builder.model import SiteFile
from site_builder.sizes import table

PAGE = SiteFile("index.html", b"<p>hidden layers</p>" * 200, "site_builder")
FILES = [
    PAGE,
    SiteFile("assets/icon-0.svg", b"<svg/>", "widgets"),
    SiteFile("assets/python-000000000000/site-packages.tar.gz", b"\x1f\x8b" * 5000, "site_builder"),
]


def test_only_what_gains_has_neighbours(tmp_path: Path) -> None:
    made = compressed(FILES, Cache(tmp_path))
    assert [file.path for file in made] == ["index.html.gz", "index.html.br"]
    assert gzip.decompress(made[0].content) == PAGE.content
    assert 0 < len(made[1].content) < len(PAGE.content)


def test_what_was_compressed_once_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compressed(FILES, Cache(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _name: pytest.fail("nothing is left to compress"))
    assert compressed(FILES, Cache(tmp_path)) == first


def test_the_table_of_sizes_counts_every_file_once(tmp_path: Path) -> None:
    rows = table([*FILES, *compressed(FILES, Cache(tmp_path))]).splitlines()
    assert rows[-1].split() == ["all", "0.01", "0.01"]
    assert next(row for row in rows if row.startswith("packages")).split()[-2:] == ["0.01", "0.01"]
