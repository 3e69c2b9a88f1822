"""Files by hash: what is pinned is what is used, whatever a cache, a folder or a registry hands over."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.collect import fetch
from site_builder.collect.fetch import Cache, Pin
from site_builder.errors import BuildError
from site_builder.hashing import sha256

CONTENT = b"a wheel"
HASH = sha256(CONTENT)


def no_download(*_arguments: object, **_options: object) -> None:
    raise AssertionError("nothing may be downloaded here")


def test_pins_are_read_with_version_and_hash() -> None:
    text = f"# why\nhtpy==26.5.1 \\\n    --hash=sha256:{HASH}\n"
    assert fetch.read_pins(text) == (Pin("htpy", "26.5.1", HASH),)


@pytest.mark.parametrize("line", ["htpy==26.5.1", "htpy", f"htpy --hash=sha256:{HASH}", "htpy==1 --hash=sha256:12"])
def test_a_line_without_version_or_hash_is_refused(line: str) -> None:
    with pytest.raises(BuildError, match="expected 'name==version"):
        fetch.read_pins(line)


def test_cache_gives_back_what_it_was_given(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get(HASH) is None
    assert cache.put(CONTENT) == HASH
    assert cache.get(HASH) == CONTENT
    cache.put_named("compiled-1", CONTENT)
    assert cache.get_named("compiled-1") == CONTENT
    assert cache.get_named("compiled-2") is None


def test_a_damaged_file_of_the_cache_is_not_used(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(CONTENT)
    (tmp_path / HASH).write_bytes(b"a whee")
    assert cache.get(HASH) is None


def test_what_the_cache_holds_is_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    cache.put(CONTENT)
    monkeypatch.setattr(fetch, "_pip_download", no_download)
    assert fetch.wheels([Pin("htpy", "26.5.1", HASH)], cache) == {"htpy": CONTENT}
    assert fetch.compiled_packages({"numpy.whl": HASH}, cache) == {"numpy.whl": CONTENT}


def test_a_download_of_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_requirements: str, folder: Path, **_options: object) -> None:
        (folder / "htpy-26.5.1-py3-none-any.whl").write_bytes(b"another wheel")

    monkeypatch.setattr(fetch, "_pip_download", wrong)
    with pytest.raises(BuildError, match=f"htpy 26.5.1: no download had the pinned sha256 {HASH}"):
        fetch.wheels([Pin("htpy", "26.5.1", HASH)], Cache(tmp_path))


def test_an_unpacked_pyodide_release_is_checked_by_the_lock(tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.mkdir()
    (release / "numpy.whl").write_bytes(CONTENT)
    found = fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path / "cache"), release)
    assert found == {"numpy.whl": CONTENT}

    (release / "numpy.whl").write_bytes(b"tampered")
    with pytest.raises(BuildError, match=r"numpy\.whl: expected sha256 .* this is not the file that was pinned"):
        fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path / "empty"), release)


def test_an_unreachable_registry_is_named_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(BuildError, match="is a package index reachable"):
        fetch.wheels([Pin("htpy", "26.5.1", HASH)], Cache(tmp_path))
