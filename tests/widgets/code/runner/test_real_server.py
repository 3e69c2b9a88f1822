"""The running server, asked as a browser asks: by the book's own page, by another page, under another name."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from widgets.code.runner.policy import Refusal

pytestmark = pytest.mark.long  # the start of a server
FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
ROOT = Path(__file__).resolve().parents[4]


def started(port: int, **surroundings: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | surroundings, **quiet)  # type: ignore[call-overload]
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    server.kill()
    raise TimeoutError("the server did not start")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(name="port", scope="module")
def _port() -> Iterator[int]:
    """The user's own configuration switches everything off; what ships with the book switches it on again."""
    port = free_port()
    server = started(port)
    yield port
    server.kill()
    server.wait()


def told(port: int, *, origin: str | None, host: str = "127.0.0.1") -> str:
    """The texts of the page of exercises that a client with this Origin is sent."""
    request = BackMsg()
    request.rerun_script.page_script_hash = ""
    request.rerun_script.page_name = "exercises"
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Host": f"{host}:{port}"} if host != "127.0.0.1" else None,
        max_size=None,
    ) as connection:
        connection.send(request.SerializeToString())
        texts, end = [], time.monotonic() + 60
        while time.monotonic() < end:
            message = ForwardMsg.FromString(connection.recv(timeout=60))
            texts.append(str(message))
            if message.WhichOneof("type") == "script_finished" and message.script_finished == FINISHED:
                break
    return "\n".join(texts)


def runs_code(texts: str) -> bool:
    read_only, editable = '\\"read_only\\": true' in texts, '\\"read_only\\": false' in texts
    assert read_only != editable, "the page has cells, and all are alike"
    return editable


def test_the_books_own_page_runs_code(port: int) -> None:
    assert runs_code(told(port, origin=f"http://127.0.0.1:{port}"))


@pytest.mark.parametrize("other", ["http://127.0.0.1:3000", "http://localhost:3000"])
def test_a_page_of_another_application_of_this_machine_runs_none(port: int, other: str) -> None:
    """Streamlit lets such a page in; the book shows it cells and runs none."""
    texts = told(port, origin=other)
    assert not runs_code(texts)
    assert Refusal.NETWORK.value[:40] in texts


def test_a_page_from_elsewhere_is_not_even_let_in(port: int) -> None:
    with pytest.raises(InvalidStatus):
        told(port, origin="https://evil.example")


def test_where_the_surroundings_switch_protection_off_no_code_runs() -> None:
    port = free_port()
    server = started(port, STREAMLIT_SERVER_ENABLE_CORS="false", STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION="false")
    try:
        assert not runs_code(told(port, origin="https://evil.example"))
        assert not runs_code(told(port, origin=f"http://127.0.0.1:{port}"))
    finally:
        server.kill()
        server.wait()
