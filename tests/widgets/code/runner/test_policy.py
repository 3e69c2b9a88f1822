"""Nobody runs code on somebody else's machine, and no page but the book's own has a reader's code run."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from widgets.code.runner.policy import Owner, Place, Refusal, Server, Visitor, place, refusal

ROOT = Path(__file__).resolve().parents[4]
OWN = {"Host": "localhost:8501"}
HOME = Server("127.0.0.1")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_a_server_for_this_machine_alone_runs_cells(address: str) -> None:
    assert place("linux", Server(address), Visitor(OWN)) is Place.PROCESS


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.168.1.5", "book.example.org", "127.0.0.1.evil.org"]
)
def test_a_server_open_to_a_network_runs_none(address: str | None) -> None:
    assert place("linux", Server(address), Visitor(OWN)) is Place.NOWHERE


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "x-real-ip", "Via"])
def test_a_proxy_means_a_network(header: str) -> None:
    assert refusal(HOME, Visitor(OWN | {header: "10.0.0.7"})) is Refusal.NETWORK


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("127.0.0.1:8501", Place.PROCESS),
        ("[::1]:8501", Place.PROCESS),
        ("localhost", Place.PROCESS),
        ("book.example.org", Place.NOWHERE),
        ("192.168.1.5:8501", Place.NOWHERE),
        ("[::1].evil.org:8501", Place.NOWHERE),
        ("user@localhost:8501", Place.NOWHERE),
        ("", Place.NOWHERE),
    ],
)
def test_the_name_that_the_reader_used_must_be_this_machines(host: str, where: Place) -> None:
    assert place("linux", HOME, Visitor({"Host": host})) is where


@pytest.mark.parametrize(
    ("origin", "where"),
    [
        ("http://localhost:8501", Place.PROCESS),
        ("https://localhost:8501", Place.PROCESS),
        ("http://localhost:3000", Place.NOWHERE),  # another application of the same machine
        ("http://127.0.0.1:8501", Place.NOWHERE),  # the same server, but not the page that asks
        ("http://localhost", Place.NOWHERE),
        ("https://evil.example", Place.NOWHERE),
        ("null", Place.NOWHERE),
        ("", Place.NOWHERE),
    ],
)
def test_only_the_page_that_this_server_served_has_code_run(origin: str, where: Place) -> None:
    assert place("linux", HOME, Visitor(OWN | {"Origin": origin})) is where


def test_without_streamlits_protection_nothing_runs() -> None:
    assert refusal(Server("127.0.0.1", protected=False), Visitor(OWN)) is Refusal.PROTECTION_OFF


def test_another_account_of_the_machine_runs_nothing() -> None:
    assert refusal(HOME, Visitor(OWN, Owner.OTHER)) is Refusal.OTHER_ACCOUNT
    assert refusal(HOME, Visitor(OWN, Owner.OTHER, has_key=True)) is Refusal.OTHER_ACCOUNT


def test_where_the_system_does_not_tell_the_key_of_the_terminal_is_asked_for() -> None:
    assert refusal(HOME, Visitor(OWN, Owner.UNKNOWN)) is Refusal.NO_KEY
    assert refusal(HOME, Visitor(OWN, Owner.UNKNOWN, has_key=True)) is None


def test_in_the_browser_code_is_always_the_readers_own() -> None:
    assert place("emscripten", Server(None), Visitor({})) is Place.HERE


def test_what_ships_is_closed() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert place("linux", Server(config["address"]), Visitor(OWN)) is Place.PROCESS
    assert config["allowedHosts"] == ["127.0.0.1", "localhost", "::1", "stlite.local"]
    assert place("linux", HOME, Visitor({"Host": "stlite.local"})) is Place.NOWHERE
    assert config["enableCORS"] is True
    assert config["enableXsrfProtection"] is True
