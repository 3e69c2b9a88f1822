"""The book's questions as a class report needs them, read from the lessons' text: what is right, and what slips say.

An answer to a question about the reader's own network cannot be judged here; the file's word is taken for it then.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"
_MARKER = re.compile(r"^(:{3,})\{widget\} check_yourself\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class BookQuestion:
    """One question. answer: a choice's number or the text; wrong: typical answers with what to say of them."""

    lesson: str
    title: str
    edition: str
    text: str
    answer: str
    choices: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]

    @property
    def about_network(self) -> bool:
        """Whether its answer follows from the reader's own network."""
        return "[[" in self.answer or any("[[" in value for value, _ in self.wrong)

    def judge(self, given: str) -> bool | None:
        """Whether an answer is right; None where that cannot be told here."""
        if self.choices:
            return given == self.answer
        if self.about_network:
            return None
        if _bare(given) == _bare(self.answer):
            return True
        return False if self.slip(given) else None

    def slip(self, given: str) -> str:
        """What the book says of this wrong answer, "" if nothing."""
        for value, say in self.wrong:
            if (given == value) if self.choices else (_bare(given) == _bare(value)):
                return say
        return ""

    def shown(self, given: str) -> str:
        """The answer as it was seen: the words of the choice."""
        if self.choices and given.isascii() and given.isdecimal() and 1 <= int(given[:4]) <= len(self.choices):
            return self.choices[int(given) - 1]
        return given


@cache
def lessons() -> tuple[tuple[str, str], ...]:
    """Slug and title of every lesson in the book's order."""
    table = tomllib.loads((CONTENT / "contents.toml").read_text(encoding="utf-8"))
    return tuple((lesson["slug"], lesson["title"]) for part in table["parts"] for lesson in part["lessons"])


@cache
def questions() -> dict[tuple[str, str], BookQuestion]:
    """Every question by its lesson and edition."""
    found = {}
    for slug, title in lessons():
        for body in _bodies((CONTENT / f"{slug}.md").read_text(encoding="utf-8")):
            question = _parsed(slug, title, body)
            found[slug, question.edition] = question
    return found


def _bodies(text: str) -> Iterator[str]:
    for hit in _MARKER.finditer(text):
        yield hit[2].strip()


def _parsed(slug: str, title: str, body: str) -> BookQuestion:
    text, choices, wrong, answer = [], [], [], ""
    for line in map(str.strip, body.splitlines()):
        if choice := re.fullmatch(r"- \[([ x])\] (.+)", line):
            choices.append(choice[2])
            answer = str(len(choices)) if choice[1] == "x" else answer
        elif line.startswith("= "):
            answer = line[2:]
        elif line.startswith("? "):
            value, _, say = line[2:].partition(": ")
            wrong.append((value, say))
        elif line.startswith("! "):
            break
        else:
            text.append(line)
    edition = hashlib.sha256(body.encode()).hexdigest()[:12]
    return BookQuestion(slug, title, edition, " ".join(text), answer, tuple(choices), tuple(wrong))


def _bare(text: str) -> str:
    """A text without what people write differently."""
    return re.sub(r"[\s()]", "", text.lower().replace("−", "-").replace("–", "-").replace("x", "×").replace("*", "×"))
