"""The page's address: what it describes is taken from it, when the reader comes by it, and kept in it.

Streamlit's own st.query_params makes an entry of the browser's history for each change, and from then on tells Python
what was written last and not where Back has led. So a script of ours writes the address (client/kit/address.ts), and
Python hears with each request what stands in the address bar; that may be older than what Python has written last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from widgets.kit import component

_VISIT, _HELD = "address_visit", "address_held"


@dataclass(frozen=True)
class _Visit:
    """How the reader came to the page that is being drawn."""

    page: str
    pages: tuple[str, ...]
    by_link: bool = False
    by_address: bool = False  # Back, Forward, or the first page of all


def begin(page: str, pages: Sequence[str]) -> None:
    """The whole of this page is about to be drawn. pages: what an address can end with; else it is the cover's, ""."""
    last: _Visit | None = st.session_state.get(_VISIT)
    if last is not None:
        st.session_state.pop(_HELD, None)
    new = last is None or last.page != page
    # The address of a link's request is still that of the page with the link; that of Back is already the next one.
    by_address = new and (last is None or _page_of(_path(), pages) == page)
    st.session_state[_VISIT] = _Visit(page, tuple(pages), by_link=new and not by_address, by_address=by_address)


def hold() -> None:
    """Keep the parameters for the page that is drawn in this one's place."""
    st.session_state[_HELD] = st.query_params.to_dict()


def _path() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return urlsplit(context.context_info.url).path if context is not None and context.context_info else ""


def root() -> str:
    """The address of the cover, with its slash at the end; "" where nobody has come by an address."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not context.context_info or not context.context_info.url:
        return ""
    visit: _Visit = st.session_state.get(_VISIT, _Visit("", ()))
    parts = urlsplit(context.context_info.url)
    path = parts.path.rstrip("/")
    above = path.rpartition("/")[0] if _page_of(path, visit.pages) else path
    return f"{parts.scheme}://{parts.netloc}{above}/"


def _page_of(path: str, pages: Sequence[str]) -> str:
    last = path.rstrip("/").rpartition("/")[2]
    return last if last in pages else ""


@dataclass(frozen=True)
class Part:
    """The parameters that describe one thing. owns: a regular expression of their names."""

    owns: str

    def come_by(self) -> dict[str, str] | None:
        """The parameters by which the reader has come here; None if the address only follows what the reader does."""
        visit: _Visit = st.session_state.get(_VISIT, _Visit("", ()))
        present, said, first = self._present(), self._said(), not self._said()
        if first or visit.by_link:  # a link's request speaks of no parameters, and so does the address at first
            said.insert(0, present)
        if visit.by_link or _redraws_a_part() or (self._unknown() and not first):
            return None
        if first or present not in said or (visit.by_address and present != said[-1]):
            said[:] = [present]
            return present
        return None

    def keep(self, wanted: Mapping[str, str], key: str) -> None:
        """Have the address say this. key: of the script, which shows nothing."""
        self._hear()
        said = self._said()
        if said[-1:] != [wanted]:
            said.append(dict(wanted))
        visit: _Visit = st.session_state.get(_VISIT, _Visit("", ()))
        data = {"owns": self.owns, "wanted": dict(wanted), "page": visit.page, "pages": visit.pages}
        # `present` only has the page look again where it says something else than what is wanted.
        component.mount("address", key=key, data=data | {"present": self._present()}, html=None)

    def _said(self) -> list[dict[str, str]]:
        """What may still stand in the address bar: what Python heard of last, and all that it has written since."""
        return st.session_state.setdefault(f"address_said:{self.owns}", [])

    def _hear(self) -> None:
        said, present = self._said(), self._present()
        if present in said:
            del said[: said.index(present)]

    def _present(self) -> dict[str, str]:
        given: dict[str, str] = st.session_state.get(_HELD) or st.query_params.to_dict()
        return {name: value for name, value in given.items() if re.search(self.owns, name)}

    def _unknown(self) -> bool:
        """Embedded in another page, Streamlit does not tell what stands in the address bar."""
        context = get_script_run_ctx(suppress_warning=True)
        return context is not None and "embed=" in context.query_string


def _redraws_a_part() -> bool:
    """Whether a control's request is answered; Back and Forward always draw the whole page."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and bool(context.fragment_ids_this_run)
