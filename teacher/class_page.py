"""The class report, written: a table for spreadsheets and a page to read and print."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from studies.problems.markup import element, html
from teacher.book_questions import lessons
from teacher.class_results import Asked, asked, to_talk_about
from teacher.folder import Contents
from teacher.progress_files import Student


def csv_table(students: Sequence[Student]) -> str:
    """One line a student."""
    exercises = _exercises(students)
    file = io.StringIO()
    write = csv.writer(file, lineterminator="\r\n").writerow
    titles = [title for _, title in lessons()]
    head = ["student", "file", "answers", "right", *(f"right in: {title}" for title in titles)]
    head += [*(f"exercise {name}" for name in exercises), "networks of B", "conclusion of A", "remarks"]
    write([_cell(text) for text in head])
    for one in students:
        write([_cell(text) for text in _line(one, exercises)])
    return file.getvalue()


def _line(one: Student, exercises: Sequence[str]) -> list[str]:
    by_lesson = [[answer.right for answer in one.answers if answer.lesson == slug] for slug, _ in lessons()]
    shares = [f"{sum(verdicts)} of {len(verdicts)}" if verdicts else "" for verdicts in by_lesson]
    right = sum(answer.right for answer in one.answers)
    tried = [_tried(one, name) for name in exercises]
    conclusion = "yes" if one.conclusion else ""
    return [
        one.name,
        one.place,
        str(len(one.answers)),
        str(right),
        *shares,
        *tried,
        str(one.networks),
        conclusion,
        one.oddities,
    ]


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: names come from outside."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _exercises(students: Sequence[Student]) -> list[str]:
    return sorted({tried.name[:60] for one in students for tried in one.exercises})[:50]


def _tried(one: Student, name: str) -> str:
    for tried in one.exercises:
        if tried.name[:60] == name:
            tries = f"{tried.tries} {'try' if tried.tries == 1 else 'tries'}"
            return f"solved after {tries}" if tried.solved else f"not solved, {tries}"
    return ""


# --- the page ---
_STYLE = """
@page { size: A4 landscape; margin: 12mm; }
body { font: 10.5pt/1.4 system-ui, sans-serif; color: #000; background: #fff; margin: 1.2rem; max-width: 70rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 1.4rem; break-after: avoid; } .scroll { overflow: auto; }
table { border-collapse: collapse; } tr { break-inside: avoid; } li { margin: 0.35rem 0; }
td, th { border: 1px solid #888; padding: 0.15rem 0.45rem; text-align: left; vertical-align: top; }
"""


def page(students: Sequence[Student], contents: Contents) -> str:
    """The whole report as one HTML file."""
    found = asked(students)
    read = [one for one in students if not one.problem]
    parts = [
        element("h1", "The class"),
        element(
            "p",
            f"{len(read)} progress files were read. That an exercise is solved is as the file says: nothing was run.",
        ),
        element("h2", "To talk about next time"),
        _talk(found),
        element("h2", "Every question"),
        _questions(found),
        element("h2", "Every student"),
        _students(students),
        *_unread(contents),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>The class</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{html(parts)}\n</body>\n</html>\n"
    )


def _talk(found: Sequence[Asked]) -> Element:
    topics = to_talk_about(found)
    if not topics:
        return element(
            "p", "Nothing stands out: no question that several answered was wrong more often than one time in five."
        )
    return element("ol", *(_topic(one) for one in topics))


def _topic(one: Asked) -> Element:
    said = [
        element("li", f"{count} answered “{shown}”. {say}")
        for shown, say, count in one.slips
        if count > 1 or len(one.slips) == 1
    ]
    head = f"{one.right} of {one.answered} right: "
    return element("li", element("b", head), f"{one.question.text} ", element("i", f"({one.question.title})"),
                   element("ul", *said) if said else None)  # fmt: skip


def _questions(found: Sequence[Asked]) -> Element:
    rows = [
        (
            one.question.title,
            one.question.text,
            f"{one.right} of {one.answered}",
            "; ".join(f"{n} × “{shown}”" for shown, _, n in one.slips),
        )
        for one in found
    ]
    return _table(("lesson", "question", "right", "wrong answers that the book foresaw"), rows)


def _students(students: Sequence[Student]) -> Element:
    exercises = _exercises(students)
    rows = []
    for one in students:
        right = sum(answer.right for answer in one.answers)
        answers = f"{right} of {len(one.answers)}" if one.answers else "none"
        rows.append(
            (one.name, answers, *(_tried(one, name) for name in exercises), str(one.networks or ""), one.oddities)
        )
    return _table(("student", "answers right", *exercises, "networks", "remarks"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Element:
    body = [element("tr", *(element("td", text) for text in row)) for row in rows]
    top = element("thead", element("tr", *(element("th", text) for text in head)))
    return element("div", element("table", top, element("tbody", *body)), class_="scroll")


def _unread(contents: Contents) -> list[Element]:
    if not contents.unread:
        return []
    listed = [element("li", f"{place}: {reason}") for place, reason in contents.unread[:100]]
    return [element("h2", "What was passed over"), element("ul", *listed)]
