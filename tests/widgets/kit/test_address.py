"""Which addresses are the reader's wish, and which only say what Python wrote."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st

from widgets.kit import address
from widgets.kit.address import Part

PAGES = ("shapes", "xor")


class Reader:
    """A reader's session: what each request tells, and what the address has been told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.context = SimpleNamespace(
            context_info=SimpleNamespace(url=""), query_string="", fragment_ids_this_run=None
        )
        self.monkeypatch = monkeypatch
        self.part = Part("^(points|seed)$")
        component = SimpleNamespace(component=lambda *_, **__: lambda **_: None)
        monkeypatch.setattr(st, "session_state", {})
        monkeypatch.setattr(st, "components", SimpleNamespace(v2=component))
        monkeypatch.setattr(address, "get_script_run_ctx", lambda **_: self.context)

    def asks(self, page: str, at: str, part: bool = False, **query: str) -> dict[str, str] | None:
        """A request for this page, or a part of it, while the browser is at that address."""
        self.context.context_info.url = f"https://example.org/book/{at}"
        self.context.query_string = "&".join(f"{name}={value}" for name, value in query.items())
        self.context.fragment_ids_this_run = ["one"] if part else None
        self.monkeypatch.setattr(st, "query_params", SimpleNamespace(to_dict=lambda: query))
        if not part:
            address.begin(page, PAGES)
        return self.part.come_by()

    def is_told(self, **wanted: str) -> None:
        self.part.keep(wanted, "key")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    return Reader(monkeypatch)


def test_a_visit_begins_with_its_address(reader: Reader) -> None:
    assert reader.asks("shapes", "shapes/", points="5", other="x") == {"points": "5"}
    assert reader.asks("shapes", "shapes/", points="5", other="x") is None


def test_an_address_that_is_behind_is_no_wish(reader: Reader) -> None:
    """A fast hand: three changes are written before the page has heard of the first."""
    reader.asks("shapes", "shapes/")
    for points in "567":
        reader.is_told(points=points)
    assert reader.asks("shapes", "shapes/") is None
    for points in "56":
        assert reader.asks("shapes", "shapes/", points=points) is None
        assert reader.asks("shapes", "shapes/", part=True, points=points) is None


def test_a_link_leads_to_the_next_page_with_what_the_reader_has(reader: Reader) -> None:
    reader.asks("shapes", "shapes/", points="5")
    assert reader.asks("xor", "shapes/") is None
    reader.is_told(points="5")
    assert reader.asks("xor", "xor") is None, "a second click, before the address is written"
    reader.is_told(points="5")
    assert reader.asks("xor", "xor", points="5") is None


@pytest.mark.parametrize("slash", ["", "/"])
def test_back_and_forward_bring_back_what_their_address_says(reader: Reader, slash: str) -> None:
    assert reader.asks("shapes", f"shapes{slash}") == {}
    reader.is_told()
    assert reader.asks("xor", f"shapes{slash}") is None
    reader.is_told()
    reader.asks("xor", "xor", part=True)
    reader.is_told(seed="7")
    reader.asks("xor", "xor", part=True, seed="7")
    reader.is_told(seed="7")
    assert reader.asks("shapes", f"shapes{slash}") == {}, "Back"
    reader.is_told()
    assert reader.asks("xor", "xor", seed="7") == {"seed": "7"}, "Forward"
    reader.is_told(seed="7")
    assert reader.asks("", "") == {}, "and to the cover"


def test_back_within_a_page_does_too(reader: Reader) -> None:
    """A link within the page makes an entry of the history; the one before it keeps the address of its time."""
    reader.asks("shapes", "shapes", points="5")
    for points in "678":
        reader.is_told(points=points)
    reader.asks("shapes", "shapes", part=True, points="8")
    reader.is_told(points="8")
    assert reader.asks("shapes", "shapes", points="5") == {"points": "5"}


def test_embedded_pages_take_their_first_address_only(reader: Reader) -> None:
    """Streamlit tells `embed=true` there, instead of what stands in the address bar."""
    assert reader.asks("shapes", "shapes", embed="true", points="5") == {"points": "5"}
    reader.is_told(points="5")
    assert reader.asks("xor", "shapes", embed="true") is None
    assert reader.asks("shapes", "shapes", embed="true") is None
    assert reader.asks("shapes", "shapes", embed="true") is None


def test_what_was_held_counts_for_the_page_in_its_place(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "query_params", SimpleNamespace(to_dict=lambda: {"points": "5"}))
    address.hold()
    assert reader.asks("shapes", "shapes") == {"points": "5"}
    assert reader.asks("xor", "shapes") is None
    assert reader.asks("shapes", "shapes") == {}


@pytest.mark.parametrize(
    ("at", "root"),
    [
        ("shapes", "https://example.org/book/"),
        ("shapes/", "https://example.org/book/"),
        ("", "https://example.org/book/"),
    ],
)
def test_the_root_is_the_covers_address(at: str, root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(monkeypatch)
    assert address.root() == ""
    reader.asks("shapes" if at else "", at, seed="3")
    assert address.root() == root
