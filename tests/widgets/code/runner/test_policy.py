"""Nobody runs code on somebody else's machine."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from widgets.code.runner.policy import Place, place

ROOT = Path(__file__).resolve().parents[4]
OWN = {"Host": "localhost:8501"}


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_a_server_for_this_machine_alone_runs_cells(address: str) -> None:
    assert place("linux", address, OWN) is Place.PROCESS


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.168.1.5", "book.example.org", "127.0.0.1.evil.org"]
)
def test_a_server_open_to_a_network_runs_none(address: str | None) -> None:
    assert place("linux", address, OWN) is Place.NOWHERE


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "x-real-ip", "Via"])
def test_a_proxy_in_front_means_a_network(header: str) -> None:
    assert place("linux", "127.0.0.1", OWN | {header: "10.0.0.7"}) is Place.NOWHERE


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("127.0.0.1:8501", Place.PROCESS),
        ("[::1]:8501", Place.PROCESS),
        ("localhost", Place.PROCESS),
        ("book.example.org", Place.NOWHERE),
        ("192.168.1.5:8501", Place.NOWHERE),
        ("", Place.NOWHERE),
    ],
)
def test_the_name_that_the_reader_used_must_be_this_machines(host: str, where: Place) -> None:
    assert place("linux", "127.0.0.1", {"Host": host}) is where


def test_in_the_browser_code_is_always_the_readers_own() -> None:
    assert place("emscripten", None, {}) is Place.HERE


def test_the_address_that_ships_is_loopback() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert place("linux", config["server"]["address"], OWN) is Place.PROCESS
