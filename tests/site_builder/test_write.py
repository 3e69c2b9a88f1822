"""The folder that a build replaces: its own, an empty one, and no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from site_builder.__main__ import main
from site_builder.collect.fetch import Cache
from site_builder.compress import compressed
from site_builder.errors import BuildError
from site_builder.model import LOCK, SiteFile
from site_builder.render.assemble import assemble
from site_builder.write import write
from tests.site_builder.render.test_assemble import INPUTS


@cache
def site() -> list[SiteFile]:
    """A small site. Built when it is asked for: others collect these tests, too."""
    return assemble(INPUTS)


def holds(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_an_empty_one_and_a_site_are_written(tmp_path: Path) -> None:
    files = [*site(), *compressed(site(), Cache(tmp_path / "cache"))]
    expected = {file.path: file.content for file in files}
    (tmp_path / "empty").mkdir()
    (tmp_path / "site").mkdir()
    write([*files[:-1], files[-1]], tmp_path / "site")
    (tmp_path / "site" / "assets" / ".DS_Store").write_bytes(b"seen")
    for name in ("new", "empty", "site"):
        write(files, tmp_path / name)
        assert holds(tmp_path / name) == expected
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "empty", "new", "site"]


@pytest.mark.parametrize(
    ("foreign", "named"),
    [
        ({"essay.docx": "my own words"}, "essay.docx"),
        ({"index.html": "a page of my own"}, "index.html"),
        ({".git/config": "[core]"}, ".git/config"),
        ({LOCK: "{}"}, LOCK),
        ({LOCK: '{"files": ["essay.docx"]}', "essay.docx": "my own words"}, "essay.docx"),
        ({str(number): "x" for number in range(1, 6)}, r"\(1, 2, 3 and 2 more\)"),
    ],
)
def test_what_no_build_has_put_there_is_left_alone(
    tmp_path: Path, foreign: dict[str, str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "docs"
    for path, text in foreign.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text)
    before = holds(out)
    with pytest.raises(BuildError, match=f"holds what no build has put there .*{named}.*nothing was touched"):
        write(site(), out)
    assert main(["--out", str(out)]) == 1  # at once, not after a build
    assert "site_builder: " in capsys.readouterr().err
    assert holds(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_a_file_put_beside_a_built_site_is_left_alone_with_it(tmp_path: Path) -> None:
    write(site(), tmp_path / "site")
    (tmp_path / "site" / "CNAME").write_text("book.example")
    before = holds(tmp_path / "site")
    with pytest.raises(BuildError, match=r"\(CNAME\)"):
        write(site(), tmp_path / "site")
    assert holds(tmp_path / "site") == before


def test_a_link_and_a_file_are_no_folder_of_its_own(tmp_path: Path) -> None:
    write(site(), tmp_path / "site")
    (tmp_path / "link").symlink_to(tmp_path / "site")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").write_text("mine")
    for name in ("link", "dangling", "file"):
        with pytest.raises(BuildError, match="not a folder of its own"):
            write(site(), tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_disk_that_is_full_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site(), tmp_path / "site")
    before = holds(tmp_path / "site")
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "sw.js":
            raise OSError(28, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write(site(), tmp_path / "site")
    monkeypatch.undo()
    assert holds(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
