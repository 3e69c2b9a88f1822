"""What a class's progress files say together: each student's answers, judged by the book, and what is hard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from teacher.book_questions import BookQuestion, lessons, questions
from teacher.folder import Contents
from teacher.progress_files import Answer, Student, student

_FEW = 2  # answers, from which on a question says something about a class
_TOPICS = 6


@dataclass(frozen=True)
class Asked:
    """One question over the whole class. slips: what the book says of wrong answers, with how many gave them."""

    question: BookQuestion
    right: int
    answered: int
    slips: tuple[tuple[str, str, int], ...]

    @property
    def share(self) -> float:
        """Right ones among the answers."""
        return self.right / self.answered


def checked(found: Student) -> Student:
    """With a remark for each answer whose verdict in the file is not the book's; the book's is the one that counts."""
    answers, wrong = [], 0
    for answer in found.answers:
        question = questions().get((answer.lesson, answer.edition))
        verdict = question.judge(answer.given) if question is not None else None
        wrong += verdict is not None and verdict != answer.right
        answers.append(answer if verdict is None else replace(answer, right=verdict))
    remark = (
        (f"{wrong} of its verdicts are not the book's: it was edited, or comes from another edition",) if wrong else ()
    )
    return replace(found, answers=tuple(answers), remarks=(*found.remarks, *remark))


def gathered(contents: Contents) -> list[Student]:
    """The class by name: of several files of one student the one with the latest answer."""
    found: dict[str, Student] = {}
    for one in (checked(student(paper)) for paper in contents.papers):
        other = found.get(one.name)
        if other is None:
            found[one.name] = one
            continue
        later, earlier = (
            (one, other) if (not one.problem, one.latest) > (not other.problem, other.latest) else (other, one)
        )
        found[one.name] = replace(later, remarks=(*later.remarks, f"a second file is there: {earlier.place}"))
    return _with_copies(sorted(found.values(), key=lambda one: one.name.casefold()))


def _with_copies(students: list[Student]) -> list[Student]:
    """With a remark where two files have the same answers at the same milliseconds."""
    first: dict[tuple[tuple[str, str, str, int], ...], str] = {}
    marked = []
    for one in students:
        timed = sorted((a.lesson, a.edition, a.given, a.time) for a in one.answers if a.time)
        other = first.setdefault(tuple(timed), one.name) if len(timed) > 1 else one.name
        remark = (f"its answers and their times are those of {other}",) if other != one.name else ()
        marked.append(replace(one, remarks=(*one.remarks, *remark)))
    return marked


def asked(students: Sequence[Student]) -> list[Asked]:
    """Every question that somebody answered, in the book's order."""
    order = {slug: place for place, (slug, _) in enumerate(lessons())}
    by_question: dict[tuple[str, str], list[Answer]] = {}
    for one in students:
        for answer in one.answers:
            if (answer.lesson, answer.edition) in questions():
                by_question.setdefault((answer.lesson, answer.edition), []).append(answer)
    found = []
    for key, answers in by_question.items():
        question = questions()[key]
        wrong = Counter(answer.given for answer in answers if not answer.right)
        slips: dict[str, tuple[str, int]] = {}
        for given, count in wrong.items():
            say = question.slip(given)
            if say:
                slips[say] = (question.shown(given), slips.get(say, ("", 0))[1] + count)
        listed = sorted(((shown, say, count) for say, (shown, count) in slips.items()), key=lambda slip: -slip[2])
        found.append(Asked(question, sum(answer.right for answer in answers), len(answers), tuple(listed)))
    return sorted(found, key=lambda one: order[one.question.lesson])


def to_talk_about(found: Sequence[Asked]) -> list[Asked]:
    """What most had wrong, of questions that more than one answered and that not nearly all had right."""
    hard = [one for one in found if one.answered >= _FEW and one.share < 0.8]
    return sorted(hard, key=lambda one: (one.share, -one.answered))[:_TOPICS]
