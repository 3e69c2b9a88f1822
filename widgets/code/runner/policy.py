"""Where a reader's code may run: in their own browser, or on their own machine. Never on somebody else's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Place(Enum):
    """Where code runs."""

    HERE = "in this process, which is the reader's own browser"
    PROCESS = "in a process of its own on the reader's own machine"
    NOWHERE = "nowhere: cells are only shown"


def place(platform: str, address: object, headers: Mapping[str, str]) -> Place:
    """Decide.

    platform: sys.platform. address: what the server listens on (Streamlit's server.address; None means everything).
    headers: of the reader's request. A server that listens on the loopback address alone can still be opened to a
    network by a proxy; the proxy's headers, or a host name that is not loopback, give it away.
    """
    if platform == "emscripten":
        return Place.HERE
    if address not in LOOPBACK:
        return Place.NOWHERE
    names = {name.lower(): value for name, value in headers.items()}
    if any(name in names for name in _FORWARDED):
        return Place.NOWHERE
    host = names.get("host", "localhost").rsplit(":", 1)[0].strip("[]") if "host" in names else "localhost"
    return Place.PROCESS if host in LOOPBACK else Place.NOWHERE
