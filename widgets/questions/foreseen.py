"""What readers are likely to type as an answer, in the ways in which they write it.

The site's builder sends each text beforehand, so that the page can answer before Python is there. Whoever types
anything else waits for Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from widgets.questions.answers import wanted
from widgets.questions.questions import Question

# Whole numbers up to here are tried, and pairs of them up to there.
MOST = 30
MOST_OF_A_PAIR = 6
_OFTEN = ("{} × {}", "{}x{}", "{} x {}", "{}, {}", "({}, {})")
_PAIR = (*_OFTEN, "{}×{}", "{}*{}", "{},{}", "({},{})", "{} {}", "{} by {}")


def foreseen(question: Question) -> list[list[str]]:
    """Texts, in groups of those to which the very same words are said. question: filled, and without choices."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for text in dict.fromkeys(_likely(question)):
        groups.setdefault(question.respond(text), []).append(text)
    return list(groups.values())


def _likely(question: Question) -> Iterator[str]:
    """The answer, the mistakes that the lesson foresaw, and small whole numbers."""
    for expected in (question.answer, *(value for value, _ in question.mistakes)):
        yield from _writings(expected)
    numbers = wanted(question.answer)
    if all(number.value.is_integer() for number in numbers):
        yield from map(str, range(MOST + 1))
        if len(numbers) == 2:
            small = range(1, MOST_OF_A_PAIR + 1)
            yield from (way.format(one, other) for one in small for other in small for way in _OFTEN)


def _writings(expected: str) -> Iterator[str]:
    """The numbers of an answer as the book writes them, and as others do."""
    yield expected
    numbers = wanted(expected)
    parts = re.split(r"\s*×\s*|,\s+", expected.replace("−", "-"))
    if len(parts) == 1:
        yield from _forms(parts[0], numbers[0].value)
    elif len(parts) == 2:
        yield from (way.format(*parts) for way in _PAIR)
    else:
        yield from _lists(parts)


def _lists(parts: Sequence[str]) -> Iterator[str]:
    for between in (", ", ",", " ", "; "):
        yield between.join(parts)
    for around in ("({})", "[{}]"):
        yield around.format(", ".join(parts))


def _forms(part: str, value: float) -> Iterator[str]:
    """One number with and without a zero, with a comma, and with fewer decimals."""
    rounded = [] if value.is_integer() else [f"{value:.{decimals}f}" for decimals in range(4)]
    for form in (part, f"{value:g}", *rounded):
        yield form
        yield form.replace(".", ",")
        yield re.sub(r"^(-?)0\.", r"\1.", form)
