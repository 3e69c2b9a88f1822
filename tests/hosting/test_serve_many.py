"""One address, a server for each core: readers stay with theirs, and a server that is killed loses nobody for long."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.sync.connection import Connection
from websockets.typing import Origin

from tests.hosting.test_hosting import HOSTING, ROOT, ask, free_port, needs_nginx, wait_for
from tools.serve import configuration

READERS = 8
BACK_WITHIN = 20  # seconds; on a quiet machine it is a part of one


@contextmanager
def serving(processes: int) -> Iterator[tuple[int, psutil.Process]]:
    """The command as `make serve` runs it: the port at which the book answers, and the process."""
    port = free_port()
    command = [sys.executable, "tools/serve.py", "--port", str(port), "--processes", str(processes)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield port, psutil.Process(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def open_session(port: int, cookie: str) -> Connection:
    """As the page does."""
    return connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        additional_headers={"Cookie": cookie},
        origin=Origin(f"http://127.0.0.1:{port}"),
        close_timeout=1,
        max_size=None,
    )


def answered(session: Connection, query: str) -> str:
    """Ask for a lesson with a network in the address; all that the answer says, once it is through."""
    state = ClientState(query_string=query, page_script_hash=calc_hash("shapes"))
    session.send(BackMsg(rerun_script=state).SerializeToString())
    said = []
    while True:
        answer = ForwardMsg.FromString(session.recv(timeout=60, decode=False))
        said.append(str(answer.delta))
        if answer.WhichOneof("type") == "script_finished":
            if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue
            assert answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            return "".join(said)


def told(port: int) -> list[dict[str, float]]:
    """What the servers say of themselves."""
    status, headers, content = ask(port, "/servers")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    return json.loads(content)


def until(holds: Callable[[], bool]) -> None:
    """They say it every few seconds."""
    deadline = time.monotonic() + BACK_WITHIN
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@needs_nginx
@pytest.mark.long
def test_a_server_that_is_killed_loses_no_reader() -> None:
    with serving(2) as (port, supervisor):
        cookies = [ask(port, "/")[1]["Set-Cookie"].split(";")[0] for _ in range(READERS)]
        sessions = [open_session(port, cookie) for cookie in cookies]
        for number, session in enumerate(sessions):
            assert f"N = {number + 2}" in answered(session, f"points={number + 2}")
        servers = [child for child in supervisor.children() if "app.py" in child.cmdline()]
        assert len(servers) == 2
        assert all(server.net_connections() for server in servers)
        until(lambda: sum(one.get("pictures_drawn", 0) for one in told(port)) >= READERS)  # a chain for each N
        assert len(told(port)) == 2
        assert sum(one["pictures_remembered"] for one in told(port)) > 0  # the number of weights is the same for all
        os.kill(servers[0].pid, signal.SIGKILL)
        killed = time.monotonic()
        for number, cookie in enumerate(cookies):  # whoever was there comes again, and is answered; the others too
            while True:
                try:
                    with open_session(port, cookie) as again:
                        assert f"N = {number + 2}" in answered(again, f"points={number + 2}")
                    break
                except (WebSocketException, OSError):
                    assert time.monotonic() - killed < BACK_WITHIN
                    time.sleep(0.1)
        while len([child for child in supervisor.children() if "app.py" in child.cmdline()]) < 2:
            assert time.monotonic() - killed < BACK_WITHIN, "it was not started again"
            time.sleep(0.1)
        for session in sessions:
            session.close()


def test_every_place_of_the_configuration_is_filled_in() -> None:
    text = (HOSTING / "balancer.conf").read_text(encoding="utf-8")
    made = configuration(text, 8080, [8501, 8502], Path("/somewhere"), "0.0.0.0")
    assert "listen 0.0.0.0:8080;" in made
    assert "location = /servers { alias /somewhere/servers.json;" in made
    assert "allow 127.0.0.1; deny all; if ($http_x_forwarded_for" in made
    assert re.findall(r"server 127\.0\.0\.1:(\d+) ", made) == ["8501", "8502"]
    assert "/tmp" not in made
    with pytest.raises(ValueError, match="listen 8080"):
        configuration(text.replace("listen 8080", "listen 80"), 8080, [8501], Path("/somewhere"))
