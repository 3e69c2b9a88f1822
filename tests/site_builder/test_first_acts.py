"""The page with what was rehearsed of an act says what Python's own page says after that act.

Every act is done anew, by another session and in another order than the builder's. `make first-acts` does all of them,
of all pages that are rehearsed; else some of four pages are drawn by lot.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from functools import cache, partial
from pathlib import Path
from typing import Any

import htpy
import pytest
from streamlit.testing.v1 import AppTest

from site_builder.__main__ import REHEARSED
from site_builder.collect.acts import Act, acts, controls, user_key
from site_builder.collect.differences import VALUE, figures
from site_builder.collect.fetch import Cache
from site_builder.collect.gather import drawn_pages, read_app, read_book, read_data
from site_builder.collect.rehearse import Rehearsals, foreseen, set_value
from site_builder.collect.rehearsing import rehearsed
from site_builder.collect.run_pages import listening, tree
from site_builder.render.prerender import Node, is_drawn, key_of
from site_builder.render.rehearsed import rehearsal
from tests.site_builder.written_page import Element, change, drawing, read, said

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("HL_RANDOM_SEED", "22"))
# Names of pages of which every act is done, or "all" of them.
ALL = os.environ.get("HL_FIRST_ACTS", "")
SOME = 10  # acts of each page
# The two of the browser tests' site, one with a chart, and one with films.
FEW = "hidden_layers,shapes,feeding_forward,why_hidden_layers"
PAGES = (REHEARSED if ALL == "all" else ALL or FEW).split(",")


@cache
def book() -> tuple[Mapping[str, Any], Mapping[str, bytes]]:
    """What each page draws first, and the app's files; both are kept for the site's build."""
    files = {**read_app(ROOT), **read_data(ROOT)}
    return drawn_pages(ROOT, [page.slug for page in read_book(ROOT).pages], files, Cache())["pages"], files


def rehearsals_of(slug: str) -> tuple[list[Node], Rehearsals]:
    pages, files = book()
    return pages[slug]["main"], rehearsed(ROOT, {slug: pages[slug]}, files, Cache())[slug]


def as_browsers_have_it(nodes: Sequence[Node], known: frozenset[str], before: Mapping[str, Node]) -> list[Node]:
    """Python's nodes with what is the browser's own.

    A figure that is there, by its key, and is told no new picture has one: a blank here. A control for which Python
    sets no value keeps that of before, by its id.
    """
    made: list[Node] = []
    for node in nodes:
        proto = node["proto"]
        if node["type"] == "bidi_component" and key_of(node) in known and not is_drawn(node):
            proto = {**proto, "json": json.dumps({**json.loads(proto.get("json") or "{}"), "html": " "})}
        if proto.get("id") in before and not proto.get("setValue"):
            kept = before[proto["id"]]["proto"]
            proto = {**proto, **{name: kept[name] for name in VALUE if name in kept}}
        made.append({**node, "proto": proto, "children": as_browsers_have_it(node["children"], known, before)})
    return made


def words(
    nodes: Sequence[Node], used: frozenset[str], changes: Callable[[Element], None] = lambda _page: None
) -> list[str]:
    """What a page says. used: the keys of the controls in the reader's hand."""
    ids = frozenset(node["proto"]["id"] for node in controls(nodes) if user_key(node["proto"]["id"]) in used)
    page = read(str(htpy.fragment[drawing(ids).nodes(nodes)]))
    changes(page)
    return said(page)


def python_says(test: AppTest, act: Act, start: Sequence[Node], used: frozenset[str]) -> list[str]:
    """Python's page after an act. test: of the page, untouched."""
    sent = test._tree.get_widget_states()
    kinds = {node["proto"]["id"]: node["type"] for node in controls(start)}
    for state in sent.widgets:
        if state.id in act.given:
            set_value(state, kinds[state.id], act.given[state.id])
    with listening() as drawn:
        test._run(sent)
    assert not test.exception
    before = {node["proto"]["id"]: node for node in controls(start)}
    return words(as_browsers_have_it(tree(drawn)["main"], figures(start), before), used)


def chosen(answered: list[tuple[str, Act]], slug: str) -> list[tuple[str, Act]]:
    lot = random.Random(f"{SEED} {slug}")
    lot.shuffle(answered)
    return answered if ALL else answered[:SOME]


@pytest.mark.long
@pytest.mark.timeout(0 if ALL else 900)  # all acts of a page take as long as they take
@pytest.mark.parametrize("slug", PAGES)
def test_the_page_says_what_python_says(
    slug: str, open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start, rehearsals = rehearsals_of(slug)
    table = acts(start, foreseen(open_page(slug)))
    answered = [(name, act) for name, some in table.items() for act in some if act.name in rehearsals.get(name, {})]
    assert answered
    for number, (control, act) in enumerate(chosen(answered, slug)):
        monkeypatch.setenv("HIDDEN_LAYERS_DATA", str(tmp_path / str(number)))  # nothing is kept of the act before
        used = frozenset(map(user_key, act.given))
        changes, *parts = map(json.loads, rehearsal(drawing(), rehearsals[control]).decode().split("\n"))
        page = words(start, used, partial(change, changes=changes[act.name], parts=parts))
        asked = python_says(open_page(slug), act, start, used)
        differing = list(unified_diff(page, asked, "page", "Python", n=1, lineterm=""))
        assert not differing, "\n".join([f"{user_key(control)} {act.name}", *(line[:200] for line in differing)])
