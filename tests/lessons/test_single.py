"""One figure of a lesson without the book around it."""

from __future__ import annotations

import pytest

from lessons import single
from lessons.catalogue import contents, read_blocks, widget_markers
from tests.conftest import open_page


@pytest.mark.parametrize("lesson", contents().pages, ids=lambda lesson: lesson.slug)
def test_every_widget_has_a_name_of_its_own(lesson) -> None:  # type: ignore[no-untyped-def]
    names = single.named(lesson)
    assert list(names.values()) == list(widget_markers(read_blocks(lesson)))
    assert all(name.split("-")[0] == marker.name for name, marker in names.items())


def test_the_figure_stands_alone_in_the_state_of_the_address() -> None:
    app = open_page("shapes", {"only": "shape_matcher", "sizes": "4-3-2"})
    assert not app.title
    assert not app.sidebar.markdown
    assert not any("Inner numbers cancel" in one.value for one in app.markdown)
    whole = open_page("shapes", {"sizes": "4-3-2"})
    assert len(whole.sidebar.markdown) > 3
    assert app.session_state["reader_network"] == whole.session_state["reader_network"]
    assert not app.warning  # the network's address takes the name for no setting of its own


def test_a_repeated_widget_is_counted() -> None:
    first = open_page("shapes", {"only": "check_yourself"})
    third = open_page("shapes", {"only": "check_yourself-3."})  # the full stop of a sentence
    assert first.markdown[0].value != third.markdown[0].value
    assert not third.error


@pytest.mark.parametrize("name", ["shape_chan", "", "![](//elsewhere.org/x)", "x" * 9000])
def test_an_unknown_name_is_answered_with_the_list(name: str) -> None:
    app = open_page("shapes", {"only": name})
    (error,) = app.error
    assert "There is no figure" in error.value
    assert "shape_chain, shape_matcher" in error.value
    assert "](" not in error.value.replace("\\](", "")
    assert len(error.value) < 600


def test_a_name_of_another_page_says_where_it_is() -> None:
    app = open_page("shapes", {"only": "forward_stepper"})
    assert "“Feeding forward”" in app.error[0].value
