"""Every lesson of the book can be read, and the table of contents is whole."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lessons import catalogue
from lessons.catalogue import ROOT, Lesson, contents, read_blocks, widget_markers
from lessons.parser import Box, LessonError, Prose, parse
from widgets.kit.reader import ReaderNetwork
from widgets.questions.questions import parse_question

LESSONS = pytest.mark.parametrize("lesson", contents().lessons, ids=lambda lesson: lesson.slug)
PAGES = pytest.mark.parametrize("lesson", contents().pages, ids=lambda lesson: lesson.slug)


def test_no_lesson_file_or_page_is_left_out() -> None:
    slugs = {lesson.slug for lesson in contents().pages}
    assert {page.stem for page in (ROOT / "pages").glob("*.py")} == slugs
    assert slugs <= {text.stem for text in (ROOT / "content").glob("*.md")}
    assert len(slugs) == len(contents().pages)


@LESSONS
def test_lesson_has_the_parts_that_every_lesson_has(lesson: Lesson) -> None:
    blocks = read_blocks(lesson)
    first = blocks[0]
    assert isinstance(first, Prose)
    title, question = first.text.splitlines()[0], first.text.splitlines()[2]
    assert title == f"# {lesson.title}", (
        f"content/{lesson.slug}.md and content/contents.toml each have a title: make them one"
    )
    assert question.startswith("> "), "below the title, the question that the lesson answers: > Why …?"
    boxes = [block.title for block in blocks if isinstance(block, Box)]
    assert "What to remember" in boxes, "end with :::{box} What to remember"
    questions = [marker.name for marker in widget_markers(blocks)].count("check_yourself")
    assert questions >= 4, "every lesson ends with four questions at least, each a :::{widget} check_yourself"


@LESSONS
def test_nothing_is_left_of_what_make_lesson_writes_to_be_replaced(lesson: Lesson) -> None:
    assert lesson.summary != "What this lesson is about, in one line.", "write its summary in content/contents.toml"
    for line in ("> What does this lesson answer?", "- One sentence for each thing that the reader takes along."):
        assert line not in lesson.text, f"content/{lesson.slug}.md: write this line"


BOX_LEVEL = 3  # of a box's title, see lessons/page.py


@PAGES
def test_headings_do_not_skip_a_level(lesson: Lesson) -> None:
    levels = []
    for block in read_blocks(lesson):
        if isinstance(block, Prose):
            text = re.sub(r"```.*?```", "", block.text, flags=re.S)
            levels += [len(hit) for hit in re.findall(r"^(#+) ", text, flags=re.M)]
        elif isinstance(block, Box):
            levels.append(BOX_LEVEL)
    assert levels[0] == 1
    assert 1 not in levels[1:]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@LESSONS
def test_every_question_can_be_asked_of_the_books_own_network(lesson: Lesson) -> None:
    for marker in widget_markers(read_blocks(lesson)):
        if marker.name == "check_yourself":
            question = parse_question(marker.caption).filled(ReaderNetwork())
            assert question.judge(question.answer) == (True, "")
            assert all(question.judge(value) == (False, say) for value, say in question.mistakes)


@PAGES
def test_every_wrong_choice_has_a_word_of_its_own(lesson: Lesson) -> None:
    for marker in widget_markers(read_blocks(lesson)):
        if marker.name == "check_yourself":
            question = parse_question(marker.caption)
            said = {value for value, _ in question.mistakes} | {question.answer}
            untold = [text for number, text in enumerate(question.choices, 1) if str(number) not in said]
            assert not untold, question.text


# Ten seconds, and not marked long all the same: whoever writes for the book wants to know it first.
@PAGES
def test_page_is_drawn(lesson: Lesson, open_page: Callable[..., AppTest]) -> None:
    app = open_page(lesson.slug)
    assert not app.exception
    assert not app.error
    assert next(text.value for text in app.main.markdown if text.value.startswith("# ")).startswith(f"# {lesson.title}")


def test_neighbours_run_through_the_book() -> None:
    book = contents()
    for before, after in itertools.pairwise(book.pages):
        assert book.neighbours(before.slug)[1] == after
        assert book.neighbours(after.slug)[0] == before
    assert book.neighbours(book.pages[0].slug)[0] is None
    assert book.neighbours(book.pages[-1].slug)[1] is None


def test_unknown_lesson_is_named() -> None:
    with pytest.raises(ValueError, match=r"slug: expected one of index, what_you_need, hidden_layers, .*got 'nowhere'"):
        contents().lesson("nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":::{widget} network_diagramm\n:::", "unknown widget 'network_diagramm'; did you mean 'network_diagram'?"),
        (":::{widget} network_diagram\n:size: 3\n:::", "widget 'network_diagram' has no option 'size'; its options: "),
        (":::{widget} network_controls\n:show: colour\n:::", "option 'show': expected one of .*got 'colour'"),
        (":::{widget} check_yourself\nWhy?\n:::", r"widget 'check_yourself': a question needs a answer \('= …'\)"),
    ],
)
def test_author_is_told_file_line_and_what_is_allowed(text: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = Lesson("hidden_layers", "Hidden layers", "", "")
    parse(text, "x.md")  # the form is right; what it names is not
    monkeypatch.setattr(Lesson, "text", f"Text.\n\n{text}")
    with pytest.raises(LessonError, match=rf"^hidden_layers\.md:3: .*{message}"):
        read_blocks(lesson)


def test_an_author_sees_an_edit_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CONTENT", tmp_path)
    lesson = Lesson("draft", "A draft", "", "")
    for text in ("One.", "Two."):
        lesson.file.write_text(text, encoding="utf-8")
        assert (lesson.text, read_blocks(lesson)) == (text, (Prose(1, text),))
