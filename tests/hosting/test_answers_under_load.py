"""What a server of `make serve` answers: to a change, and to many readers' changes at the same time.

Each gets the numbers of their own network, as the library has them.

HL_CHANGES=1000 python -m pytest tests/hosting/test_answers_under_load.py     # CI makes fewer
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import numpy as np
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect
from websockets.sync.connection import Connection
from websockets.typing import Origin

from mlp_core import MLP, datasets
from tests.hosting.test_hosting import free_port, started
from widgets.kit import theme

READERS = 6
CHANGES = int(os.environ.get("HL_CHANGES", "36"))
LESSON = "feeding_forward"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server as `make serve` starts them."""
    free = free_port()
    command = [sys.executable, "tools/server.py", "run", "app.py", "--server.port", str(free)]
    with started(command, free):
        yield free


def figures(session: Connection, query: str) -> list[str]:
    """Come to the lesson with a network in the address; the HTML of all its figures."""
    state = ClientState(query_string=query, page_script_hash=calc_hash(LESSON))
    session.send(BackMsg(rerun_script=state).SerializeToString())
    found: list[str] = []
    while True:
        answer = ForwardMsg.FromString(session.recv(timeout=120, decode=False))
        told = answer.delta.new_element.bidi_component.json
        if '"html"' in told:
            found.append(json.loads(told)["html"])
        if answer.WhichOneof("type") == "script_finished":
            if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                found.clear()
                continue
            assert answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            return found


def entries(html: str, matrix: str) -> dict[tuple[int, int], str]:
    """The numbers that stand in a matrix, by row and column from 1."""
    cell = rf'data-tags="[^"]*\b{matrix}\.(\d+)\.(\d+)"[^>]*>([^<]*)<'
    return {(int(row), int(column)): number for row, column, number in re.findall(cell, html)}


def outputs(
    sizes: tuple[int, ...], activations: tuple[str, ...], bias: bool, seed: int, points: int
) -> dict[tuple[int, int], str]:
    """What the library says of this network, as the book prints it."""
    net = MLP(sizes, activations, bias=bias, rng=seed, init="tenths")
    Y = net.forward(datasets.random_tenths(points, sizes[0], sizes[-1], rng=seed).X).layers[-1]
    return {(row + 1, column + 1): theme.number(value, 2) for (row, column), value in np.ndenumerate(Y)}


def run_of(session: Connection, timeout: float = 60) -> list[ForwardMsg]:
    """All that one run says, which no other one interrupts."""
    said: list[ForwardMsg] = []
    while not said or not said[-1].HasField("script_finished"):
        said.append(ForwardMsg.FromString(session.recv(timeout=timeout, decode=False)))
        if said[-1].script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            said.clear()
    return said


@pytest.mark.long
def test_a_change_is_drawn_in_one_run_with_all_that_follow_it(port: int) -> None:
    origin = Origin(f"http://127.0.0.1:{port}")
    with connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin=origin, close_timeout=1, max_size=None) as session:
        opening = BackMsg(rerun_script=ClientState(page_script_hash=calc_hash("shapes")))
        session.send(opening.SerializeToString())
        page = run_of(session)
        moved = next(said for said in page if said.delta.new_element.HasField("slider"))
        slider = moved.delta.new_element.slider
        opening.rerun_script.fragment_id = moved.delta.fragment_id
        state = opening.rerun_script.widget_states.widgets.add(id=slider.id)
        state.double_array_value.data.append(slider.min if slider.default[0] > slider.min else slider.max)
        session.send(opening.SerializeToString())
        answer = run_of(session)
        assert answer[-1].script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        (start,) = [said.new_session for said in answer if said.HasField("new_session")]
        announced = set(start.fragment_ids_this_run)
        assert moved.delta.fragment_id in announced
        assert len(announced) > 3
        assert {said.delta.fragment_id for said in answer if said.HasField("delta")} == announced
        with pytest.raises(TimeoutError):  # there is no second run
            run_of(session, timeout=1)


@pytest.mark.long
def test_each_reader_gets_the_outputs_of_their_own_network(port: int) -> None:
    def read(reader: int) -> int:
        """One reader's changes; how many answers were the library's."""
        chance, right = random.Random(reader % 3), 0  # two each ask for the same, at about the same time
        origin = Origin(f"http://127.0.0.1:{port}")
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin=origin, close_timeout=1, max_size=None) as session:
            for _ in range(CHANGES // READERS):
                points, *sizes = (chance.randint(1, 4) for _ in range(4))
                seed, bias = chance.randint(1, 9999), chance.random() < 0.5
                query = {"data": "random", "points": points, "sizes": "-".join(map(str, sizes)), "seed": seed}
                query |= {"activations": "sigmoid-linear", "bias": int(bias)}
                shown = [entries(html, "L2") for html in figures(session, urlencode(query))]
                # The lesson goes through the loop without activations first, and then with the reader's own.
                wanted = [
                    outputs(tuple(sizes), names, bias, seed, points)
                    for names in (("linear", "linear"), ("sigmoid", "linear"))
                ]
                assert [numbers for numbers in shown if numbers] == wanted, query
                right += 1
        return right

    with ThreadPoolExecutor(READERS) as readers:
        assert sum(readers.map(read, range(READERS))) == CHANGES // READERS * READERS
