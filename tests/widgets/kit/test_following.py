"""Which fragments a change of something shared redraws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import streamlit as st

from widgets.kit import following
from widgets.kit.reader import ReaderNetwork
from widgets.questions import check_yourself
from widgets.questions.questions import parse_question


@dataclass
class Run:
    """A run of fragments as Streamlit describes it; keeps what it is asked to redraw."""

    fragment_ids_this_run: list[str] = field(default_factory=list)
    query_string: str = ""
    page_script_hash: str = "page"
    cached_message_hashes: set[str] = field(default_factory=set)
    context_info: None = None
    fragment_id: str | None = None
    redrawn: list[str] = field(default_factory=list)

    @property
    def script_requests(self) -> Run:
        return self

    def request_rerun(self, data: Any) -> None:
        self.redrawn = data.fragment_id_queue


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
    assert run.redrawn == ["first", "last"]
    following.changed("another thing")
    assert run.redrawn == ["first", "last"]


def test_who_says_what_it_shows_is_redrawn_only_when_that_has_changed(run: Run) -> None:
    def sign(number: int) -> bool:
        return number < 0

    follow(run, "sign", sign)
    follow(run, "all and sign", None, sign)
    follow(run, "sign and all", sign, None)
    run.fragment_ids_this_run = ["own"]
    following.changed("thing", 2, 3)
    assert run.redrawn == ["all and sign", "sign and all"]
    following.changed("thing", 2, -3)
    assert run.redrawn == ["sign", "all and sign", "sign and all"]


def test_a_whole_page_needs_no_followers(run: Run) -> None:
    follow(run, "first", None)
    following.changed("thing")
    assert run.redrawn == []


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
