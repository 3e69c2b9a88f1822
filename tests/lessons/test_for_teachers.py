"""The page for teachers: a plan for every lesson, addresses that can be read, and commands that exist."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents, read_blocks, widget_markers
from lessons.parser import Details
from studies.problems.files import KINDS
from widgets.kit.reader import read_query

PAGE = contents().lesson("for_teachers")
PLANS = {block.summary: block for block in read_blocks(PAGE) if isinstance(block, Details)}
PARTS = ("Goals.", "45 minutes.", "90 minutes.", "Show.", "Ask.", "Board.", "Exit ticket.")


def test_every_lesson_has_a_plan_in_the_books_order() -> None:
    planned = list(PLANS)
    lessons = [lesson.title for lesson in contents().lessons]
    assert planned == lessons, (
        "content/for_teachers.md has a fold with a plan for each lesson: copy one and write it anew"
    )


@pytest.mark.parametrize("title", PLANS)
def test_a_plan_has_all_its_parts(title: str) -> None:
    text = PAGE.file.read_text(encoding="utf-8").partition(f"{{details}} {title}\n")[2].partition("\n::::\n")[0]
    for part in PARTS:
        assert re.search(rf"^\*\*{re.escape(part)}\*\* \S", text, re.MULTILINE), part
    misconceptions = re.findall(r"^- \*[^*]+\* \S.*\?", text, re.MULTILINE)
    assert len(misconceptions) >= 2, "each with the question that reveals it"
    (link,) = widget_markers(PLANS[title].blocks)
    assert contents().lesson(link.options["lesson"]).title == title


def test_every_address_sets_up_a_page_that_exists_and_can_be_read() -> None:
    links = [marker for marker in widget_markers(read_blocks(PAGE)) if marker.name == "set_up_link"]
    assert len(links) >= 17
    for link in links:
        contents().lesson(link.options["lesson"])
        given = dict(parse_qsl(link.options.get("address", ""), strict_parsing=bool(link.options.get("address"))))
        read = read_query(given)
        assert not read.unread
        assert bool(read.locked) == ("locked" in given)
        unset = {name for name in given if name != "locked"} - read.network.query().keys()
        assert all(given[name] in ("0", "3-2-1") for name in unset), "what is set is not the book's own already"


def test_every_command_is_there() -> None:
    named = re.findall(r"python -m (\S+)", PAGE.file.read_text(encoding="utf-8"))
    assert set(named) == {"teacher.sheets", "teacher.class", "teacher.check_entries"}
    assert all(importlib.util.find_spec(name) for name in named)


def test_the_unit_names_lessons_that_exist() -> None:
    table = PAGE.file.read_text(encoding="utf-8").partition("## A unit of two weeks")[2].partition("## A plan")[0]
    titles = {lesson.title for lesson in contents().pages} | {"Close the book"}
    assert set(re.findall(r"\*([^*]+)\*", table)) <= titles


def test_sheets_are_made_on_the_page_and_can_be_taken_away(open_page: Callable[..., AppTest]) -> None:
    app = open_page("for_teachers")
    assert not app.exception
    next(field for field in app.number_input if field.label == "Variants").set_value(2)
    next(button for button in app.button if button.label == "Make the sheets").click().run()
    assert not app.exception
    labels = [part.proto.label for part in app.get("download_button")]
    assert [label for label in labels if label in KINDS.values()] == list(KINDS.values())
    next(field for field in app.number_input if field.label == "Seed").set_value(8).run()
    assert any("has changed since these were made" in info.value for info in app.info)
