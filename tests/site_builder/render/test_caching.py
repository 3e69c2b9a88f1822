"""How long browsers may keep the site's files, as hosts are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.collect.gather import read_book
from site_builder.render import caching
from site_builder.render.assemble import assemble
from site_builder.serve import read_headers
from site_builder.write import write
from tests.site_builder.render.test_assemble import INPUTS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "dist"
    write(assemble(INPUTS, "https://book.example/"), folder)
    return folder


def rules(folder: Path, address: str) -> list[str]:
    """Every rule of the _headers file that holds for an address."""
    return [
        headers[caching.HEADER]
        for pattern, headers in read_headers(folder)
        if pattern.fullmatch(address) and caching.HEADER in headers
    ]


def test_every_address_has_one_rule_and_hashed_names_alone_are_kept(site: Path) -> None:
    for path in site.rglob("*"):
        if path.is_dir() or path.name in ("_headers", "nginx-headers.conf", "site-lock.json"):
            continue
        name = path.relative_to(site).as_posix()
        for address in {f"/{name}", "/" + name.removesuffix("index.html")}:
            expected = caching.FOR_EVER if name.startswith("assets/") else caching.ASK_AGAIN
            assert rules(site, address) == [expected], address


def test_the_headers_of_the_whole_site_are_still_those_of_every_address(site: Path) -> None:
    for address in ("/", "/hidden_layers/", "/assets/any.js", "/no/such/page"):
        found = [headers for pattern, headers in read_headers(site) if pattern.fullmatch(address)]
        assert "Content-Security-Policy" in found[0]
        assert all("Content-Security-Policy" not in other for other in found[1:])


def test_notebooks_at_other_addresses_may_fetch_the_wheels_and_nothing_else(site: Path) -> None:
    def allowed(address: str) -> list[str]:
        blocks = [headers for pattern, headers in read_headers(site) if pattern.fullmatch(address)]
        return [
            headers["Access-Control-Allow-Origin"] for headers in blocks if "Access-Control-Allow-Origin" in headers
        ]

    for name in INPUTS.own_wheels:
        assert allowed(f"/wheels/{name}") == ["*"]
    for address in ("/", "/hidden_layers/", "/assets/any.js", "/sw.js"):
        assert allowed(address) == []


def test_the_book_needs_fewer_rules_than_hosts_allow() -> None:
    paths = [f"{page.slug}/index.html" for page in read_book(ROOT).lessons] + ["index.html", "sw.js", "404.html"]
    assert len(caching.blocks(paths)) < 90  # Cloudflare Pages takes a hundred


def test_comments_blank_lines_and_wild_cards_are_understood(tmp_path: Path) -> None:
    (tmp_path / "_headers").write_text(
        "# for all\n/*\n  X-A: 1: one\n\n  # inside\n  X-B: 2\n/a/*/c.js\n\tX-C:3\n/d.js\n  X-D: 4\n"
    )
    blocks = read_headers(tmp_path)
    assert [headers for pattern, headers in blocks if pattern.fullmatch("/a/b/c.js")] == [
        {"X-A": "1: one", "X-B": "2"},
        {"X-C": "3"},
    ]
    assert [headers for pattern, headers in blocks if pattern.fullmatch("/dxjs")] == [{"X-A": "1: one", "X-B": "2"}]
    assert read_headers(tmp_path / "nothing") == []
