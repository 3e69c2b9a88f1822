"""What counts in a package: the questions and exercises of its lessons, by the names under which progress has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from studies.exercises.derivation import SETS
from teacher.book_questions import CONTENT, lessons, questions

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_EXERCISE = re.compile(r"^:{3,}\{widget\} (?:exercise|build_step)\n:name: (\w+)$", re.MULTILINE)
_DERIVATION = re.compile(r"^:{3,}\{widget\} derivation\n:lines: (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """A question ("answers") or an exercise ("exercises"). name: that of its progress; mark: four letters for it."""

    kind: str
    name: str
    mark: str


def items(slugs: Iterable[str]) -> tuple[Item, ...]:
    """Of these lessons, in the book's order.

    ValueError: a lesson is not in the book, or two names have the same mark (then a letter of one has to be changed).
    """
    wanted, known = set(slugs), [slug for slug, _ in lessons()]
    if wanted - set(known):
        raise ValueError(f"lessons: expected some of {', '.join(known)}; got {', '.join(sorted(wanted - set(known)))}")
    found = [item for slug in known if slug in wanted for item in _of_lesson(slug)]
    names: dict[str, str] = {}
    for item in found:
        if names.setdefault(item.mark, item.name) != item.name:
            raise ValueError(f"{item.name} and {names[item.mark]} have the same mark, {item.mark}: edit one of them")
    return tuple(found)


def _of_lesson(slug: str) -> Iterator[Item]:
    for lesson, edition in questions():
        if lesson == slug:
            yield _item("answers", f"{slug}/{edition}")
    text = (CONTENT / f"{slug}.md").read_text(encoding="utf-8")
    for name in _EXERCISE.findall(text):
        yield _item("exercises", f"{slug}/{name}")
    for name in _DERIVATION.findall(text):
        for line in SETS[name].lines:
            yield _item("exercises", f"{slug}/{name}.{line.name}")


def _item(kind: str, name: str) -> Item:
    return Item(kind, name, mark(f"{kind}/{name}"))


def mark(name: str) -> str:
    """24 bits of the name's FNV-1a hash as four letters: short, and the same in every edition that has the name."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    value = (value >> 24 ^ value) % 2**24
    return "".join(_LETTERS[value >> shift & 63] for shift in (18, 12, 6, 0))
