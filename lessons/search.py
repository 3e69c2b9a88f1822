"""Search over the whole book: which sections have all the words that a reader looks for, the likeliest first."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lessons.catalogue import Lesson, contents
from lessons.sections import Section, sections

MOST_HITS = 8
LONGEST_QUERY = 100  # characters; what comes after them is not looked for
_AROUND = 60  # characters of the text that are shown before and after a word that was found
# A word counts so many times more in a title than in the text below it.
_IN_LESSON, _IN_SECTION = 20, 10
_MOST_IN_TEXT = 6  # or the longest section would come first whatever it is about
# And words that stand together, in the query's order, so many times more than the same words apart.
_TOGETHER = 3


@dataclass(frozen=True)
class Hit:
    """A section in which everything was found, and the words around the first place."""

    lesson: Lesson
    section: Section
    around: str


def find(query: str) -> tuple[Hit, ...]:
    """The sections with every word of the query, or with words that begin so; () for a query without words."""
    words = _folded(query[:LONGEST_QUERY]).split()
    if not words:
        return ()
    phrase = " ".join(words)
    hits: list[tuple[int, Hit]] = []
    for lesson in contents().pages:
        for place, section in enumerate(sections(lesson)):
            opening = f"{lesson.title} {lesson.summary}" if place == 0 else ""
            if score := _score(words, phrase, opening, section):
                shown = phrase if _count(phrase, section.text) else words[0]
                hits.append((score, Hit(lesson, section, _around(shown, section.text))))
    hits.sort(key=lambda hit: -hit[0])  # of equal ones the earlier page first
    return tuple(hit for _, hit in hits[:MOST_HITS])


@lru_cache(maxsize=256)
def _beginning(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}")


def _count(words: str, text: str) -> int:
    """How often a text has these words, or words that begin so."""
    folded = _folded(text)
    # Most sections lack most words, which `in` finds many times as fast.
    return len(_beginning(words).findall(folded)) if words in folded else 0


def _score(wanted: list[str], phrase: str, opening: str, section: Section) -> int:
    """How well a section fits; 0 if one of the words is missing. opening: what else tells of a lesson's beginning."""

    def weighed(word: str) -> int:
        over, title = _count(word, opening), _count(word, section.title)
        return _IN_LESSON * over + _IN_SECTION * title + min(_MOST_IN_TEXT, _count(word, section.text))

    total = 0
    for word in wanted:
        if not (score := weighed(word)):
            return 0
        total += score
    return total + _TOGETHER * weighed(phrase)


def _around(word: str, text: str) -> str:
    """The first place where it stands, cut at spaces; the text's beginning if it is only in the title."""
    found = _beginning(word).search(_folded(text))
    middle = found.start() if found else 0
    start, end = max(0, middle - _AROUND), middle + _AROUND
    if start:
        start = text.find(" ", start, middle) + 1 or start
    if end < len(text):
        end = text.rfind(" ", middle, end) if " " in text[middle:end] else end
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Small letters without accents, one for each letter of the text: Ỹ is found by y, and places stay the same."""
    return "".join((unicodedata.normalize("NFD", sign)[0].lower() or sign)[0] for sign in text)
