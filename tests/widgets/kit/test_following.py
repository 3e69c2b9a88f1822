"""Which fragments a change of something shared redraws."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

from widgets.kit import following
from widgets.kit.reader import ReaderNetwork
from widgets.questions import check_yourself
from widgets.questions.questions import parse_question


@dataclass
class Run:
    """A run of fragments as Streamlit describes it, with Streamlit's own queue of what is to be drawn next."""

    fragment_ids_this_run: list[str] | None = None
    query_string: str = "points=5"
    page_script_hash: str = "page"
    cached_message_hashes: frozenset[str] = frozenset()
    context_info: None = None
    fragment_id: str | None = None
    script_requests: ScriptRequests = field(default_factory=ScriptRequests)

    def next(self) -> RerunData | None:
        """What Streamlit will draw when this run is through."""
        request = self.script_requests.on_scriptrunner_ready()
        self.script_requests = ScriptRequests()
        return request.rerun_data if request.type is ScriptRequestType.RERUN else None

    def redrawn(self) -> list[str]:
        """The fragments that it will draw."""
        return data.fragment_id_queue if (data := self.next()) else []


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    new = Run()

    class Thread:
        get = staticmethod(lambda: new)

    monkeypatch.setattr(following, "get_script_run_ctx", lambda **_: new)
    monkeypatch.setattr(following, "ThreadState", Thread)
    monkeypatch.setattr(st, "session_state", {})
    following.begin()
    return new


def follow(run: Run, fragment: str, *shows: following.Shows | None) -> None:
    run.fragment_id = fragment
    for one in shows:
        following.read("thing", one)


def test_who_shows_a_thing_is_redrawn_in_the_order_of_the_page_but_not_who_changed_it(run: Run) -> None:
    for fragment in ("first", "own", "last"):
        follow(run, fragment, None)
    run.fragment_ids_this_run = ["own"]
    following.changed("thing")
    assert run.redrawn() == ["first", "last"]
    following.changed("another thing")
    assert run.next() is None


def test_who_says_what_it_shows_is_redrawn_only_when_that_has_changed(run: Run) -> None:
    def sign(number: int) -> bool:
        return number < 0

    follow(run, "sign", sign)
    follow(run, "all and sign", None, sign)
    follow(run, "sign and all", sign, None)
    run.fragment_ids_this_run = ["own"]
    following.changed("thing", 2, 3)
    assert run.redrawn() == ["all and sign", "sign and all"]
    following.changed("thing", 2, -3)
    assert run.redrawn() == ["sign", "all and sign", "sign and all"]


def test_two_changes_that_arrive_together_redraw_the_followers_of_both(run: Run) -> None:
    for thing, fragments in (("network", ["figure", "question"]), ("check", ["question", "curve"])):
        for run.fragment_id in fragments:
            following.read(thing)
    run.fragment_ids_this_run = ["own"]
    following.changed("network")
    following.changed("check")
    assert run.redrawn() == ["figure", "question", "curve"]


def test_what_the_reader_uses_meanwhile_is_drawn_too(run: Run) -> None:
    """On a server the reader's next act may arrive while the callbacks of the last one run."""
    follow(run, "follower", None)
    run.fragment_ids_this_run = ["own"]
    states = WidgetStates()
    used = RerunData(query_string="newer", fragment_id="used", widget_states=states)
    run.script_requests.request_rerun(used)
    following.changed("thing")
    data = run.next()
    assert data is not None
    assert data.fragment_id_queue == ["used", "follower"]
    assert (data.query_string, data.widget_states) == ("newer", states)

    following.changed("thing")
    run.script_requests.request_rerun(used)
    assert run.redrawn() == ["follower", "used"]


def test_a_page_that_the_reader_goes_to_meanwhile_is_not_forgotten(run: Run) -> None:
    follow(run, "follower", None)
    run.fragment_ids_this_run = ["own"]
    run.script_requests.request_rerun(RerunData(page_script_hash="next page"))
    following.changed("thing")
    data = run.next()
    assert data is not None
    assert (data.page_script_hash, data.fragment_id_queue) == ("next page", [])


def test_nothing_is_asked_of_a_session_that_has_ended(run: Run) -> None:
    follow(run, "follower", None)
    run.fragment_ids_this_run = ["own"]
    run.script_requests.request_stop()
    following.changed("thing")
    assert run.next() is None


def test_in_the_browser_the_followers_are_drawn_in_the_same_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "hl_may_grow", True, raising=False)  # as the patch one_letter does
    for fragment in ("first", "own", "last"):
        follow(run, fragment, None)
    run.fragment_ids_this_run = ["own"]
    following.changed("thing")
    following.changed("thing")
    assert run.fragment_ids_this_run == ["own", "first", "last"]
    assert run.next() is None


def test_a_whole_page_needs_no_followers(run: Run) -> None:
    follow(run, "first", None)
    following.changed("thing")
    assert run.next() is None


@pytest.mark.parametrize(
    ("asks", "same"),
    [
        ("How many?\n= [[neurons]]\n! There are [[neurons]].", True),  # seen only when it is answered
        ("How many are [[neurons]] and 1?\n= 5\n! There are 5.", False),
        ("Which?\n- [x] [[neurons]]\n- [ ] none\n! All.", False),
        ("What is the second neuron's sum?\n= [[S0.1.2]]\n! See above.", False),  # the one network has no second neuron
    ],
)
def test_a_question_is_redrawn_when_it_asks_something_else(run: Run, asks: str, same: bool) -> None:
    question, wide = parse_question(asks), ReaderNetwork()
    narrow = wide.changed(sizes=(wide.sizes[0], 1, *wide.sizes[2:]))
    seen = [check_yourself._seen(question, "key", network) for network in (wide, narrow)]
    assert (seen[0] == seen[1]) is same


def test_a_verdict_is_seen_only_beside_the_network_that_it_is_about(run: Run) -> None:
    question, network = parse_question("How many?\n= [[neurons]]\n! There are [[neurons]]."), ReaderNetwork()
    others = [network.changed(seed=network.seed + more) for more in (1, 2)]
    st.session_state["key-asked"] = (network, "3")
    judged, *unjudged = (check_yourself._seen(question, "key", one) for one in (network, *others))
    assert judged != unjudged[0] == unjudged[1]
