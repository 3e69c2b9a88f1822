"""The reader's progress in the sidebar: what is in it, a file to take away or bring back, and a way to begin anew."""

from __future__ import annotations

import streamlit as st

from widgets.code.runner.policy import Place
from widgets.kit.plain import plain
from widgets.progress import json_file, store

MOST_MEGABYTES = 10
_CONFIRM, _SAID = "progress-confirm", "progress-said"
_WHERE = {
    # The static page says so too until Python has started.
    Place.PROCESS: "They are kept for your next visit.",
    Place.HERE: "They are kept for your next visit, in this browser. A private window forgets them when it is closed; "
    "Safari, and every browser on an iPhone or iPad, forgets them after seven days without a visit. The file below "
    "brings them back.",
    Place.NOWHERE: "This copy of the book comes over a network: they are kept only until you close the page. The file "
    "below brings them back.",
}


@st.fragment
def draw() -> None:
    """A small panel. What is not kept is said above it, where it is seen although the panel is closed."""
    store.refresh()
    store.follow()
    warn()
    with st.expander("Your progress"):
        st.caption(f"{contents()} {'' if store.trouble() else _WHERE[store.place_of_progress()]}")
        if store.put_aside():
            st.info(
                "What was kept here could not be read. It was put aside, unchanged, in "
                f"{plain(store.put_aside())}; what you do now is kept as usual."
            )
        _download("Download it", "progress-download")
        _bring_back()
        _begin_anew()


def warn() -> None:
    """Say why nothing is kept for the next visit, and the way out, if it is so."""
    if store.trouble():
        st.warning(
            f"**Your progress is not kept for your next visit:** {plain(store.trouble())}. Before you leave, download "
            "it from *Your progress* in the side bar; the file brings it back.",
            icon=":material/save:",
        )


def contents() -> str:
    """What is in it, in words."""
    many = store.everything().counts()
    parts = [
        _counted(many["answers"], "answer"),
        _counted(many["exercises"], "exercise") + (f" ({many['solved']} solved)" if many["exercises"] else ""),
        _counted(many["code"], "cell") + (" that you changed" if many["code"] else ""),
        _counted(many["tries"], "network") + (" of assignment B" if many["tries"] else ""),
        _counted(many["conclusions"], "conclusion"),
        _counted(many["read"], "lesson") + (" that you read" if many["read"] else ""),
    ]
    parts = [part for part in parts if part]
    if not parts:
        return "Your answers, code and tries will be here. There are none yet."
    verb = "is" if parts[0].startswith("1 ") else "are"
    return f"In it {verb} {' and '.join(part for part in (', '.join(parts[:-1]), parts[-1]) if part)}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}" if number else ""


def _download(label: str, key: str) -> None:
    st.download_button(
        label,
        store.as_text(),
        "hidden-layers-progress.json",
        "application/json",
        key=key,
        on_click="ignore",
        width="stretch",
    )


def _bring_back() -> None:
    given = st.file_uploader("Restore from a file", type="json", key="progress-upload", max_upload_size=MOST_MEGABYTES)
    if given is not None:
        st.caption("What is here stays. Where both have an answer to the same question, the later one counts.")
        if st.button("Add what is in this file", key="progress-restore", width="stretch"):
            _restore(given.getvalue())
    said = st.session_state.get(_SAID)
    if said and said[0] == store.generation():
        st.success(said[1], icon=":material/check_circle:")


def _restore(content: bytes) -> None:
    try:
        came = store.restore(json_file.text_of(content))
    except ValueError as error:
        st.error(f"This file was not taken over: {plain(str(error))}", icon=":material/error:")
        return
    said = f"{came} came from the file." if came else "Everything in the file was here already."
    st.session_state[_SAID] = (store.generation(), said)
    st.rerun()


def _begin_anew() -> None:
    """Asked twice, because nothing brings back what is taken away except the file."""
    if not st.session_state.get(_CONFIRM):
        st.button("Begin anew, for the next reader", key="progress-anew", on_click=_ask, args=(True,), width="stretch")
        return
    st.warning(
        f"{contents()} Beginning anew takes all of it away from this "
        f"{'browser' if store.place_of_progress() is Place.HERE else 'computer'}, and the page starts with the book's "
        "own network. Only a file brings it back."
    )
    _download("Download it first", "progress-download-first")
    st.button("Take it all away and begin anew", key="progress-anew-now", on_click=_anew, width="stretch")
    st.button("Leave it as it is", key="progress-anew-not", on_click=_ask, args=(False,), width="stretch")


def _ask(asked: bool) -> None:
    st.session_state[_CONFIRM] = asked


def _anew() -> None:
    _ask(False)
    store.begin_anew()
