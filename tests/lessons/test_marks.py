"""The marks beside the lessons: what was read, and how many of a lesson's questions a reader has answered rightly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import Lesson, contents, read_blocks, widget_markers
from lessons.marks import marks, questions
from widgets.progress import store
from widgets.progress.kept import Progress


@pytest.mark.parametrize("lesson", contents().lessons, ids=lambda lesson: lesson.slug)
def test_the_questions_are_those_that_the_page_asks(lesson: Lesson) -> None:
    captions = [m.caption for m in widget_markers(read_blocks(lesson)) if m.name == "check_yourself"]
    assert questions(lesson) == {f"{lesson.slug}/{store.edition(caption)}" for caption in captions}


def test_a_lesson_is_marked_by_its_right_answers() -> None:
    assert marks(Progress()) == {}
    lesson = contents().lesson("shapes")
    asked = sorted(questions(lesson))
    answer = {"given": "3", "network": {}}
    progress = Progress().put("answers", asked[0], {**answer, "right": True}, 1)
    progress = progress.put("answers", asked[1], {**answer, "right": False}, 1)
    progress = progress.put("answers", "shapes/0123456789ab", {**answer, "right": True}, 1)  # a question of before
    assert marks(progress) == {"shapes": f"1/{len(asked)}"}
    for name in asked:
        progress = progress.put("answers", name, {**answer, "right": True}, 2)
    assert marks(progress) == {"shapes": "✓"}


def test_a_lesson_that_was_read_is_marked_until_something_is_answered() -> None:
    progress = Progress().put("read", "shapes", True, 1).put("read", "xor", False, 1)
    assert marks(progress) == {"shapes": "read"}
    asked = sorted(questions(contents().lesson("shapes")))
    progress = progress.put("answers", asked[0], {"given": "3", "network": {}, "right": False}, 2)
    assert marks(progress) == {"shapes": f"0/{len(asked)}"}


def test_a_right_answer_is_marked(open_page: Callable[..., AppTest]) -> None:
    app = open_page("shapes")

    def label() -> str:
        links: list[Any] = list(app.sidebar.get("page_link"))
        return str(next(link.label for link in links if "Shapes that fit" in link.label))

    assert label() == "3. Shapes that fit"
    total = len(questions(contents().lesson("shapes")))
    field = next(field for field in app.text_input if field.label == "Your answer")
    field.set_value("3 x 2")
    next(button for button in app.button if button.label == "Check").click().run()
    app.run()  # it is judged after the side bar was drawn
    assert label().endswith(f"**1/{total}**")
