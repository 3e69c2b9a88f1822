"""What a reader's device keeps of the book, and under which policy it runs: as lists and texts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import struct
from functools import cache

import pytest

from site_builder.hashing import sha256
from site_builder.render import offline, security
from site_builder.render.assemble import assemble
from tests.site_builder.render.test_assemble import INPUTS


@cache
def files() -> dict[str, bytes]:
    """A small site, by path."""
    return {file.path: file.content for file in assemble(INPUTS, "https://book.example/read/")}


@cache
def pages() -> dict[str, str]:
    return {path: content.decode() for path, content in files().items() if path.endswith(".html")}


def listed(script: bytes) -> dict[str, list[object]]:
    return json.loads(re.findall(rb"^const FILES = (.*);$", script, re.MULTILINE)[0])


def test_the_service_worker_lists_every_file_that_a_reader_needs_with_its_hash() -> None:
    table = listed(files()["sw.js"])
    assert {path: digest for path, (_, digest, *_) in table.items()} == {path: sha256(files()[path]) for path in table}
    others = set(files()) - set(table)
    assert {re.sub(r"-[0-9a-f]{12}\.", ".", path) for path in others} == {
        "_headers",
        "assets/card.png",
        "nginx-headers.conf",
        "site-lock.json",
        "sitemap.xml",
        "sw.js",
        "wheels/mlp_core-1-py3-none-any.whl",
        "wheels/pyodide-lock.json",
    }


def test_large_data_are_kept_when_a_lesson_has_fetched_them() -> None:
    large, small = bytes(offline.LARGEST_KEPT_UNASKED + 1), b"small"
    table = listed(offline.service_worker({"assets/a.npz": large, "assets/b.npz": small, "c.wasm": large}, b""))
    assert [needed for needed, _ in table.values()] == [0, 1, 1]


def test_an_archive_that_the_host_lets_the_browser_inflate_is_right_too() -> None:
    table = listed(offline.service_worker({"a.tar.gz": gzip.compress(b"archive")}, b""))
    assert table["a.tar.gz"][2] == sha256(b"archive")


@pytest.mark.parametrize("path", ["index.html", "manifest.webmanifest"])
def test_any_change_is_another_version(path: str) -> None:
    version = re.compile(rb'const VERSION = "(\w+)"')
    before = offline.service_worker(files(), b"")
    after = offline.service_worker(files() | {path: b"changed"}, b"")
    assert version.findall(before) != version.findall(after)
    assert version.findall(before) != version.findall(offline.service_worker(files(), b"another script"))


def test_the_manifest_names_icons_of_the_sizes_they_have() -> None:
    manifest = json.loads(files()["manifest.webmanifest"])
    assert manifest["name"] == INPUTS.book.title
    assert sorted(icon["sizes"] for icon in manifest["icons"]) == ["192x192", "512x512", "512x512"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        width, height = struct.unpack(">II", files()[icon["src"]][16:24])  # of a PNG's first chunk
        assert icon["sizes"] == f"{width}x{height}"


def test_the_policy_of_a_page_names_its_own_scripts_and_no_others() -> None:
    assert len(pages()) > 1
    for page in pages().values():
        look_at_the_policy(page)


def look_at_the_policy(page: str) -> None:
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert set(re.findall(r"'sha256-([^']*)'", policy)) == digests
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert re.search(r"<[^>]+\son\w+=", page) is None  # no handlers inside tags
    assert page.index("Content-Security-Policy") < page.index("<title>")


def test_the_headers_allow_every_page_and_say_the_same_to_every_host() -> None:
    table = security.headers(pages().values())
    for page in pages().values():
        assert set(security.hashes([page])) <= set(table["Content-Security-Policy"].replace(";", " ").split())
    first = files()["_headers"].decode().splitlines()[: len(table) + 1]
    assert first == ["/*", *(f"  {name}: {value}" for name, value in table.items())]
    nginx = re.findall(r'^add_header (\S+) "([^"]*)" always;$', files()["nginx-headers.conf"].decode(), re.MULTILINE)
    assert dict(nginx) == table


def test_a_page_for_wrong_addresses_has_the_contents() -> None:
    page = pages()["404.html"]
    assert '<base href="/read/">' in page
    assert 'href="./hidden_layers/"' in page
    assert "<script" not in page  # the root is known
    unknown = next(file.content.decode() for file in assemble(INPUTS) if file.path == "404.html")
    assert '<base href="./">' in unknown
    assert "manifest.webmanifest" in unknown  # what the page looks for, to find its root
