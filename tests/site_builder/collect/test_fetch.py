"""Files by hash: what is pinned is what is used, whatever a cache, a folder or a registry hands over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from site_builder.archive import zip_of
from site_builder.collect import fetch
from site_builder.collect.fetch import Cache, Pin
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from tests.served import serving

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
    found = fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path / "cache"), distribution=release)
    assert found == {"numpy.whl": CONTENT}

    (release / "numpy.whl").write_bytes(b"tampered")
    with pytest.raises(BuildError, match=r"numpy\.whl: expected sha256 .* this is not the file that was pinned"):
        fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path / "empty"), distribution=release)


def test_an_unreachable_registry_is_named_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(BuildError, match="is a package index reachable"):
        fetch.wheels([Pin("htpy", "26.5.1", HASH)], Cache(tmp_path))


@contextmanager
def official(files: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A server in the place of Pyodide's own distribution: its address, and what it was asked for."""
    asked: list[str] = []

    class Distribution(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            content = files.get(self.path.removeprefix("/full/"))
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Distribution)
    with serving(server) as origin:
        yield f"{origin}/full/", asked


def test_a_compiled_wheel_comes_from_the_official_distribution_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_pip_download", no_download)  # not from the carrier
    with official({"numpy.whl": CONTENT}) as (address, asked):
        for _ in range(2):
            assert fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path), address) == {"numpy.whl": CONTENT}
    assert asked == ["/full/numpy.whl"]  # then the cache has it


def test_what_the_official_distribution_hands_over_must_have_the_hash_of_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_pip_download", no_download)
    with official({"numpy.whl": b"tampered"}) as (address, _), pytest.raises(BuildError, match="was pinned"):
        fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path), address)
    assert Cache(tmp_path).get(HASH) is None


def carrier(asked: list[str]) -> Callable[..., None]:
    def download(requirements: str, folder: Path, **_options: object) -> None:
        asked.append(requirements)
        (folder / "carrier.whl").write_bytes(zip_of({fetch.CARRIER_FOLDER + "numpy.whl": CONTENT}))

    return download


def test_the_carrier_is_for_where_the_official_distribution_has_nothing_or_is_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[str] = []
    monkeypatch.setattr(fetch, "_pip_download", carrier(carried))
    with official({}) as (address, asked):
        found = fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path / "one"), address)
    assert (found, asked) == ({"numpy.whl": CONTENT}, ["/full/numpy.whl"])
    # Now nobody listens there.
    assert fetch.compiled_packages({"numpy.whl": HASH}, Cache(tmp_path / "two"), address) == {"numpy.whl": CONTENT}
    assert carried == [f"{fetch.CARRIER} --hash=sha256:{fetch.CARRIER_SHA256}"] * 2


def test_pyodides_own_loader_says_where_its_distribution_is(tmp_path: Path) -> None:
    pyodide = Path(__file__).resolve().parents[3] / "node_modules" / "pyodide"
    version = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    assert re.fullmatch(rf"https://[\w./-]+/v{re.escape(version)}/full/", fetch.official_address(pyodide))
    (tmp_path / "package.json").write_text('{"version": "1"}')
    (tmp_path / "pyodide.mjs").write_text("export {}")
    with pytest.raises(BuildError, match="does not say where its distribution is"):
        fetch.official_address(tmp_path)
