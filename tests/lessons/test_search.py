"""Search and the list of a page's sections: what is found, in which order, and that each address leads somewhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lessons.catalogue import ROOT, Lesson, contents
from lessons.search import LONGEST_QUERY, MOST_HITS, find
from lessons.sections import sections

PAGES = contents().pages


@pytest.mark.parametrize("lesson", PAGES, ids=lambda lesson: lesson.slug)
def test_a_page_has_a_name_of_its_own_for_each_section(lesson: Lesson) -> None:
    anchors = [section.anchor for section in sections(lesson)]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", anchor) for anchor in anchors)


@pytest.mark.parametrize("lesson", PAGES, ids=lambda lesson: lesson.slug)
def test_titles_are_plain_letters(lesson: Lesson) -> None:
    """Of any other title Streamlit makes an address that nobody can read; and it divides words at inner capitals."""
    titles = [section.title for section in sections(lesson)[1:]]
    assert all(title.isascii() for title in titles)
    assert not [title for title in titles if re.search(r"[a-z][A-Z]", title)]


@pytest.mark.parametrize(
    ("query", "page", "section"),
    [
        ("gradient check", "gradient_check", "Is it right? The gradient check"),
        ("seven-segment", "exercises", None),
        ("books call delta", "backpropagation", "What other books call delta"),
        ("GRADIENT CHECK", "gradient_check", None),
        ("learning r", "training", None),
        ("xor", "xor", "Solving XOR"),
    ],
)
def test_what_a_title_says_comes_first(query: str, page: str, section: str | None) -> None:
    first = find(query)[0]
    assert (first.lesson.slug, section or first.section.title) == (page, first.section.title)


def test_letters_with_accents_and_greek_ones_are_found_by_their_names_in_print() -> None:
    assert find("δ")
    assert find("relú") == find("relu")


def test_every_word_of_the_query_is_in_what_is_found() -> None:
    for hit in find("chain rule weight"):
        text = f"{hit.lesson.title} {hit.lesson.summary} {hit.section.title} {hit.section.text}".lower()
        assert all(word in text for word in ("chain", "rule", "weight"))


@pytest.mark.long
@settings(deadline=None)  # the first one reads the book
@given(st.text(max_size=3 * LONGEST_QUERY))
def test_any_text_can_be_looked_for(query: str) -> None:
    hits = find(query)
    assert len(hits) <= MOST_HITS
    assert bool(query.strip()) or not hits


def test_the_field_leads_to_the_section() -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    app.sidebar.text_input(key="search").set_value("books call delta").run()
    app.sidebar.button(key="search-hit-0").click().run()
    assert not app.exception
    assert any(text.value.startswith("# Backpropagation") for text in app.markdown)


def test_nothing_found_is_said_with_what_was_typed_as_it_was_typed() -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    app.sidebar.text_input(key="search").set_value("![x](http://e)").run()
    said = next(caption.value for caption in app.sidebar.caption if "No section has" in caption.value)
    assert r"!\[x\](http" in said  # no picture is loaded
