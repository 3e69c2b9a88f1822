"""Read in their order, the lessons define each term of the glossary at or before its first use.

A definition is a place where the term is set in *italics* or **bold**. It must be in the sentence of the first use, or
earlier, and in the lesson that the glossary names first. Titles, headings and the question under a title announce what
comes and are no uses; a control's label is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from lessons.catalogue import CONTENT, contents
from tests.test_words import glossary

# What each control of the panel calls by its name.
LABELS = {"activations": "activation", "bias": "bias", "loss": "loss", "learning_rate": "learning rate"}
# Words that are used in other forms than their own and the plural.
FORMS = {
    "Divergence": r"diverg\w+",
    "Test set": r"(?:test|validation) (?:set|point|image|data)s?",
    "L1, L2": r"L[12]\b",
    "Dead": r"(?:relus?|neurons?) (?:is|are|was|were) (?:\*\*)?dead|dead (?:relu|neuron)s?",
}
# Code, formulas, facts, options, markers, headings and questions under a title, and where links lead.
DROPPED = (
    r"(?s)```.*?```",
    r"(?s)\$\$.*?\$\$",
    r"(?s)\$[^$]*?\$",
    r"`[^`]*`",
    r"\[\[.*?\]\]",
    r"(?m)^:[a-z_]+:[^\n]*$",
    r"(?m)^:::+.*$",
    r"(?m)^(?:#|>).*$",
    r"\]\([^)]*\)",
)
PLACED = [(term, named[0]) for term, named in glossary() if named]


@dataclass(frozen=True)
class Reading:
    """All lessons in their order as one text. starts: slug -> where its lesson begins."""

    text: str
    starts: dict[str, int]

    def slug_at(self, place: int) -> str:
        """The lesson that a place of the text is in."""
        return max((start, slug) for slug, start in self.starts.items() if start <= place)[1]


def readable(slug: str) -> str:
    """A lesson's sentences and the labels of its panels, without code, formulas, headings and other options."""
    text = (CONTENT / f"{slug}.md").read_text(encoding="utf-8")
    text = re.sub(r"^:show: (.*)$", _labels, text, flags=re.MULTILINE)
    for pattern in DROPPED:
        text = re.sub(pattern, " ", text)
    return text


def _labels(found: re.Match[str]) -> str:
    return " ".join(LABELS.get(word, "") for word in found[1].split())


def whole_book() -> Reading:
    """Every lesson; the cover speaks of everything and the appendix comes last."""
    text, starts = "", {}
    for lesson in contents().pages[1:-1]:
        starts[lesson.slug] = len(text)
        text += readable(lesson.slug) + "\n\n"
    return Reading(text, starts)


BOOK = whole_book()


def pattern(term: str) -> str:
    """A term in its own form and the plural, over line breaks."""
    if term in FORMS:
        return FORMS[term]
    words = r"\s+".join(re.escape(word) for word in term.split(" "))
    return rf"\b{words}(?:e?s)?\b"


def definition(term: str) -> int | None:
    """Where the term is first set in italics or bold."""
    for found in re.finditer(r"(?<!\*)(\*\*?)(?![\s*])([^*]{1,80}?)(?<!\s)\1(?!\*)", BOOK.text):
        if re.search(rf"{pattern(term)}|^{re.escape(term)}$", found[2], re.IGNORECASE):
            return found.start()
    return None


def end_of_sentence(place: int) -> int:
    """Where the sentence, or the label, at a place ends."""
    found = re.compile(r"[.?!:](?=\s)|\n\s*\n").search(BOOK.text, place)
    return found.end() if found else len(BOOK.text)


@pytest.mark.parametrize(("term", "title"), PLACED, ids=[term for term, _ in PLACED])
def test_a_term_is_defined_at_or_before_its_first_use(term: str, title: str) -> None:
    used = re.search(pattern(term), BOOK.text, re.IGNORECASE)
    assert used, "no lesson uses it"
    defined = definition(term)
    assert defined is not None, "no lesson sets it in italics or bold"
    around = re.sub(r"\s+", " ", BOOK.text[max(0, used.start() - 80) : used.end() + 60])
    assert defined <= end_of_sentence(used.start()), f"first used in {BOOK.slug_at(used.start())}: …{around}…"
    slugs = {lesson.title: lesson.slug for lesson in contents().pages}
    assert BOOK.slug_at(defined) == slugs[title], "the glossary names another lesson first"


def test_the_labels_are_those_of_terms() -> None:
    terms = {term.lower() for term, _ in PLACED}
    assert set(LABELS.values()) <= terms
