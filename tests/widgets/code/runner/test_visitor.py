"""Whose connection it is: read from the system's table, told by a key, and asked of the running server."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from widgets.code.runner import visitor
from widgets.code.runner.policy import Owner, Place

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def row(near: int, far: int, uid: int, state: str = "01") -> str:
    return (
        f"   0: 0100007F:{near:04X} 0100007F:{far:04X} {state} 00000000:00000000 00:00000000 00000000 {uid:5} 0 1 1\n"
    )


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Callable[[str], list[Path]]:
    def write(rows: str) -> list[Path]:
        path = tmp_path / "tcp"
        path.write_text(HEAD + rows, "ascii")
        return [path, tmp_path / "tcp6"]  # a system without IPv6 has no such file

    return write


@pytest.mark.parametrize(
    ("uid", "owner"), [(os.getuid(), Owner.SAME), (0, Owner.SAME), (os.getuid() + 1234, Owner.OTHER)]
)
def test_the_account_at_the_other_end(table: Callable[[str], list[Path]], uid: int, owner: Owner) -> None:
    # The server's own end of the same connection has the ports the other way round, and is no answer.
    rows = row(8501, 50_000, os.getuid()) + row(50_000, 8501, uid) + row(50_001, 8501, 4321)
    assert visitor.owner_of(50_000, 8501, table(rows)) is owner


def test_a_connection_that_is_not_in_the_table_tells_nothing(table: Callable[[str], list[Path]]) -> None:
    assert visitor.owner_of(50_000, 8501, table(row(50_001, 8501, os.getuid()))) is None
    assert visitor.owner_of(50_000, 8501, []) is None


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux has this table")
def test_a_real_connection_of_ones_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            assert visitor.owner_of(client.getsockname()[1], port) is Owner.SAME


def test_in_the_browser_nothing_of_a_server_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no table of connections, no list of accounts and no module that would read them."""
    monkeypatch.setattr("sys.platform", "emscripten")
    monkeypatch.setattr(visitor, "_visitor", lambda: pytest.fail("nobody is asked who visits"))
    assert visitor.place_of_code() is Place.HERE
    assert visitor.refusal() is None
