"""The marks beside the lessons in the side bar: what a reader has read, and answered rightly of their questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lessons.catalogue import Lesson, contents
from widgets.progress import reading, store
from widgets.progress.kept import Progress

# The book's Markdown is not parsed for this: a question has no options, so its body is all between the fences.
_QUESTION = re.compile(r"^(:{3,})\{widget\} check_yourself\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)


def marks(progress: Progress) -> dict[str, str]:
    """Of each lesson with an answer, "✓" if all of its questions are right, else how many are, such as "2/5".

    Of others, "read" if they were read.

    What is kept of a question (widgets.questions.check_yourself) has its lesson and its edition as its name.
    """
    answers = progress.kinds.get("answers", {})
    right = {name for name, answer in answers.items() if isinstance(answer, Mapping) and answer.get("right") is True}
    begun = {name.partition("/")[0] for name in answers}
    read = reading.lessons(progress)
    found = {}
    for lesson in contents().lessons:
        asked = questions(lesson) if lesson.slug in begun else frozenset()
        if asked:
            solved = len(asked & right)
            found[lesson.slug] = "✓" if solved == len(asked) else f"{solved}/{len(asked)}"
        elif lesson.slug in read:
            found[lesson.slug] = "read"
    return found


def questions(lesson: Lesson) -> frozenset[str]:
    """Under which names the answers to a lesson's questions are kept."""
    return _questions(lesson.slug, lesson.text)


@lru_cache(maxsize=64)
def _questions(slug: str, text: str) -> frozenset[str]:
    return frozenset(f"{slug}/{store.edition(body.strip())}" for _, body in _QUESTION.findall(text))
