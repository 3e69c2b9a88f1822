"""The reader's network follows the reader from lesson to lesson and lives in the address bar.

Widgets ask `current()` for it, draw what it says, and change it with `change(...)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from widgets.kit import address, following
from widgets.kit.network import BOOK_SEED, DATA_LABELS, FIXED_DATA, ReaderNetwork
from widgets.kit.network_address import READERS, SOLUTIONS, from_query, read_query
from widgets.kit.own_numbers import MOST_HIDDEN_LAYERS, MOST_POINTS, MOST_WIDTH
from widgets.kit.plain import plain

__all__ = [
    "BOOK_SEED",
    "DATA_LABELS",
    "FIXED_DATA",
    "MOST_HIDDEN_LAYERS",
    "MOST_POINTS",
    "MOST_WIDTH",
    "SOLUTIONS",
    "ReaderNetwork",
    "can_redo",
    "can_undo",
    "change",
    "current",
    "draw_summary",
    "fits_address",
    "from_query",
    "home",
    "keep_address",
    "kept",
    "locked",
    "read_query",
    "redo",
    "reset",
    "take",
    "take_address",
    "tries",
    "undo",
]

_STATE = "reader_network"
_LOCKED, _TRIES = "locked_controls", "tries_before_a_solution"
_SHEET = "class_sheet"
_PAST, _FUTURE = "reader_network_past", "reader_network_future"
MOST_PAST = 50
"""Changes that can be taken back; older ones are forgotten."""
MOST_ADDRESS = 4000
"""Characters. Longer ones are cut by programs that pass them on; the numbers are then left out, and go by a file."""
_ADDRESS = address.Part(rf"^(locked|tries|{'|'.join(READERS)})$")


def locked() -> frozenset[str]:
    """What a teacher has taken away for a class by `?locked=seed-data-solutions` in the address."""
    return st.session_state.get(_LOCKED, frozenset())


def tries() -> int | None:
    """How many serious tries open a solution, if a teacher has said so by `?tries=5` in the address."""
    return st.session_state.get(_TRIES)


def current(shows: Callable[[ReaderNetwork], object] | None = None) -> ReaderNetwork:
    """The reader's network of this session. A widget that asks for it is redrawn when it changes.

    shows: with it, only when what it makes of the network changes.
    """
    following.read(_STATE, shows)
    return kept()


def kept() -> ReaderNetwork:
    """The reader's network for one who acts on it now and shows nothing of it: no reason to be redrawn."""
    return st.session_state.get(_STATE, ReaderNetwork())


def change(**changes: Any) -> None:
    """Change the reader's network; every widget of the page follows."""
    take(current().changed(**changes))


def take(network: ReaderNetwork) -> None:
    """Put another network in the place of the reader's, which `undo` brings back."""
    if network != current():
        past = _history(_PAST)
        past.append(current())
        del past[:-MOST_PAST]
        _history(_FUTURE).clear()
        _keep(network)


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return bool(_history(_PAST))


def can_redo() -> bool:
    """Whether a change was taken back, and nothing was changed since."""
    return bool(_history(_FUTURE))


def undo() -> None:
    """Bring back the network before the last change."""
    _step(_PAST, _FUTURE)


def redo() -> None:
    """Make the change again that was taken back last."""
    _step(_FUTURE, _PAST)


def _step(from_: str, to: str) -> None:
    if _history(from_):
        _history(to).append(current())
        _keep(_history(from_).pop())


def _history(name: str) -> list[ReaderNetwork]:
    """The networks before or after the present one, the nearest last."""
    return st.session_state.setdefault(name, [])


def home() -> ReaderNetwork:
    """The book's own network; for a class whose numbers are locked, that of its address."""
    return st.session_state.get(_SHEET, ReaderNetwork())


def reset() -> None:
    """Back to where this reader began, see `home`."""
    take(home())


def _keep(network: ReaderNetwork) -> None:
    was = st.session_state.get(_STATE, ReaderNetwork())
    if was != network:
        st.session_state[_STATE] = network
        following.changed(_STATE, was, network)


def take_address() -> None:
    """Take the network from the address by which the reader has come to this page, be it by Back or Forward."""
    given = _ADDRESS.come_by()
    if given is None:
        return
    read = read_query({**st.query_params.to_dict(), **given})
    st.session_state.setdefault(_LOCKED, read.locked)
    st.session_state.setdefault(_TRIES, read.tries)
    if "numbers" in locked():
        st.session_state.setdefault(_SHEET, read.network)
    if read.unread:
        st.warning(f"Not all of this address could be read; the rest is set. {plain('; '.join(read.unread))}")
    if _STATE in st.session_state:
        take(read.network)
    else:
        _keep(read.network)


def fits_address() -> bool:
    """Whether the address holds all of the network."""
    return sum(len(name) + len(text) + 2 for name, text in current().query().items()) <= MOST_ADDRESS


def _described() -> dict[str, str]:
    """What the address says of the network, and for the class; matrices that make it too long are left out."""
    wanted = current().query()
    if not fits_address():
        numbers = replace(current(), X=(), Y=(), weights=())
        wanted = replace(numbers, data="random" if numbers.data == "own" else numbers.data).query()
    wanted |= {"locked": "-".join(sorted(locked()))} if locked() else {}
    return wanted | ({"tries": str(tries())} if tries() else {})


@st.fragment
def keep_address() -> None:
    """The address follows the reader's network, and nothing is shown."""
    following.read(_STATE)
    _ADDRESS.keep(_described(), "network-address")


@st.fragment
def draw_summary() -> None:
    """The reader's network in a few words, with a way back to the book's own; the address follows it."""
    _ADDRESS.keep(_described(), "network-address")
    network = current()
    arrows = " → ".join(str(size) for size in network.sizes)
    st.markdown(
        f"**Your network**  \n{arrows} neurons{', bias' if network.bias else ''}  \n"
        f"{', '.join(network.activations)}  \n"
        f"{DATA_LABELS[network.data]}, N = {network.points}, {_origin_of_weights(network)}"
    )
    st.button(
        "Back to the book's network" if home() == ReaderNetwork() else "Back to the class's sheet",
        on_click=reset,
        disabled=network == home(),
        key="reset-network",
        width="stretch",
    )
    if fits_address():
        st.caption("The address of this page describes your network: copy it to share the same numbers.")
    else:
        st.caption(
            "Your numbers are too long for an address. Save them as a file, under *Your own numbers* in the "
            "panel of the page *Backpropagation*."
        )


def _origin_of_weights(network: ReaderNetwork) -> str:
    if not network.weights:
        return f"seed {network.seed}"
    return "your own weights" if all(network.weights) else f"some weights your own, the others from seed {network.seed}"
