"""Where a reader's code may run: in their own browser, or on their own machine. Never on somebody else's.

Everything here is a pure function of what the server and the reader's connection are; `visitor` finds these out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Place(Enum):
    """Where code runs."""

    HERE = "in this process, which is the reader's own browser"
    PROCESS = "in a process of its own on the reader's own machine"
    NOWHERE = "nowhere: cells are only shown"


class Owner(Enum):
    """Whose account of this machine the other end of the connection belongs to."""

    SAME = "the account that the server runs under, or the system's own"
    OTHER = "another account of this machine"
    UNKNOWN = "the system does not say, and several accounts use it"


class Refusal(Enum):
    """Why code runs nowhere, in a sentence for the reader."""

    NETWORK = (
        "This copy of the book comes over a network, and nobody's code runs on somebody else's machine. To run it, "
        "open the browser edition of the book, or start the book on your own computer with `streamlit run app.py`."
    )
    PROTECTION_OFF = (
        "Streamlit's protection against other pages is switched off on this machine (`server.enableCORS` or "
        "`server.enableXsrfProtection` is false), so no code runs. `make run` starts the book with it switched on."
    )
    OTHER_ACCOUNT = (
        "This book was started by another account of this machine, and your code would run as that account. Start the "
        "book yourself to run code."
    )
    NO_KEY = (
        "Several accounts use this machine, and it does not say which of them you are. Open the address with `?key=` "
        "that the book printed in the terminal when it was started."
    )


@dataclass(frozen=True)
class Server:
    """How this server is set up. address: what it listens on (server.address; None means everything).

    protected: CORS and XSRF protection are both on.
    """

    address: object
    protected: bool = True


@dataclass(frozen=True)
class Visitor:
    """Who is at the other end. headers: of the reader's request. has_key: came with the key of the terminal."""

    headers: Mapping[str, str]
    owner: Owner = Owner.SAME
    has_key: bool = False


def refusal(server: Server, visitor: Visitor) -> Refusal | None:
    """Why this visitor's code does not run on this server's machine, or None if it does.

    A server that listens on the loopback address alone can still be opened to a network by a proxy; the proxy's
    headers, or a host name that is not loopback, give it away. A page of another origin in the reader's own browser
    reaches the loopback address too: its Origin is not the Host that it asks for.
    """
    names = {name.lower(): value for name, value in visitor.headers.items()}
    host = names.get("host", "localhost")
    if server.address not in LOOPBACK or _name(host) not in LOOPBACK or any(name in names for name in _FORWARDED):
        return Refusal.NETWORK
    if "origin" in names and urlsplit(names["origin"]).netloc != host:
        return Refusal.NETWORK
    if not server.protected:
        return Refusal.PROTECTION_OFF
    if visitor.owner is Owner.OTHER:
        return Refusal.OTHER_ACCOUNT
    if visitor.owner is Owner.UNKNOWN and not visitor.has_key:
        return Refusal.NO_KEY
    return None


def place(platform: str, server: Server, visitor: Visitor) -> Place:
    """Decide. platform: sys.platform."""
    if platform == "emscripten":
        return Place.HERE
    return Place.PROCESS if refusal(server, visitor) is None else Place.NOWHERE


def _name(host: str) -> str:
    """The name in `name:port` or `[::1]:port`, "" if it is none."""
    hit = re.fullmatch(r"(?:\[([0-9A-Fa-f:]+)\]|([\w.-]+))(?::\d+)?", host)
    return (hit[1] or hit[2]) if hit else ""
