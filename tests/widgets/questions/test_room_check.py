"""The way to the check page from wherever the page for teachers is read."""

from __future__ import annotations

from widgets.questions.room_check import way


def test_the_site_links_its_check_page_below_its_own_root() -> None:
    assert way("https://school.example/book/", in_browser=True).endswith("(https://school.example/book/check/)")
    assert way("", in_browser=False).endswith("(../check/)")  # in the page that the builder writes, beside the lessons


def test_a_server_that_has_no_such_page_links_to_none() -> None:
    assert "](" not in way("http://127.0.0.1:8501/", in_browser=False)
