"""Who is at the other end of this session, as far as Streamlit and the system tell: what `policy` decides upon."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from widgets.code.runner import policy
from widgets.code.runner.policy import Owner, Place, Refusal, Server, Visitor

KEY = "key"
"""The name in the address under which a reader brings the key that the terminal shows."""
_HAS_KEY = "came_with_the_key"
_ROOT = 0
_NOBODY = 65534
_FIRST_PERSON = {"darwin": 501}  # the first number that the system gives to a person's account; 1000 elsewhere
_NO_LOGIN = ("nologin", "false", "sync", "halt", "shutdown")


def place_of_code() -> Place:
    """Where this session's code may run."""
    if sys.platform == "emscripten":  # nobody else is there, and nothing of a server's could be asked for
        return Place.HERE
    return policy.place(sys.platform, _server(), _visitor())


def refusal() -> Refusal | None:
    """Why this session's code does not run here, or None."""
    return None if sys.platform == "emscripten" else policy.refusal(_server(), _visitor())


def _server() -> Server:
    options = ("server.enableCORS", "server.enableXsrfProtection")
    return Server(st.get_option("server.address"), all(st.get_option(name) for name in options))


def _visitor() -> Visitor:
    port = _port()
    owner = owner_of(port, int(st.get_option("server.port"))) if port else None
    if owner is None:  # where a system has one account only, it need not be asked
        owner = Owner.UNKNOWN if port is not None and several_accounts() else Owner.SAME
    return Visitor(st.context.headers.to_dict(), owner, _has_key(owner))


def _has_key(owner: Owner) -> bool:
    """Whether this session came with the key; where one is needed, the terminal shows it."""
    if owner is not Owner.UNKNOWN:
        return False
    if secrets.compare_digest(str(st.query_params.get(KEY, "")), key()):
        st.session_state[_HAS_KEY] = True
    return bool(st.session_state.get(_HAS_KEY))


@cache
def key() -> str:
    """The key of this server, made and printed in its terminal when it is first needed."""
    made = secrets.token_urlsafe(16)
    address = f"http://{st.get_option('server.address')}:{st.get_option('server.port')}/?{KEY}={made}"
    print(f"Several accounts use this machine. To run code in the book, open {address}", file=sys.stderr, flush=True)
    return made


def _port() -> int | None:
    """The port at the reader's end of this session's connection; None where there is none, as in a test.

    Streamlit does not tell it in public. If its client is built in another way one day, 0 is returned, which no
    connection has: whoever asks for its owner learns nothing, and is then as careful as where nothing can be learnt.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return None
    client = runtime.get_instance().get_client(context.session_id)
    peer = getattr(getattr(client, "_websocket", None), "client", None)
    port = getattr(peer, "port", None)
    return port if isinstance(port, int) else 0


# --- what the system tells ---


def owner_of(port: int, server_port: int, tables: Iterable[Path] | None = None) -> Owner | None:
    """Whose end of a loopback connection to server_port the one at `port` is; None where the system does not tell.

    tables: /proc/net/tcp and tcp6, as Linux keeps them. Root reaches everything anyway, and relays of the system (as
    between Windows and its Linux) are root's, so root counts as the same.
    """
    paths = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")] if tables is None else list(tables)
    found: set[int] = set()
    for path in paths:
        try:
            lines = path.read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            near, far = (int(end.rsplit(":", 1)[1], 16) for end in fields[1:3])
            if (near, far) == (port, server_port):
                found.add(int(fields[7]))
    if not found:
        return None
    return Owner.SAME if found <= {_ROOT, os.getuid()} else Owner.OTHER


@cache
def several_accounts() -> bool:
    """Whether more than one person has an account on this machine, as far as its own list of accounts tells."""
    if sys.platform == "win32":
        users = Path(os.environ.get("SYSTEMDRIVE", "C:") + "\\Users")
        return len([folder for folder in users.glob("*") if (folder / "NTUSER.DAT").exists()]) > 1
    import pwd

    first = _FIRST_PERSON.get(sys.platform, 1000)
    people = {
        entry.pw_uid
        for entry in pwd.getpwall()
        if first <= entry.pw_uid < _NOBODY and entry.pw_shell.rpartition("/")[2] not in _NO_LOGIN
    }
    return len(people | {os.getuid()} - {_ROOT}) > 1
