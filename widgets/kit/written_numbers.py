"""Numbers as people write them: 0,5 and .5, 3/4 and ¾, − and –, 50 %, 6e-1 and 10², 1,000, (4,2) and 4x2, "two".

Some texts may be meant in more than one way: `20,2` is one number with a decimal comma, or two whole numbers. All ways
are found here; which one counts, the question decides by how many numbers it asks for. The script of the figures reads
single numbers by the same rules (client/number/read.ts); the tests hold the two together.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_SIGNS = 80
MOST_POWER = 300
"""A text that is longer is no answer; to look at all the ways to read it would only take time."""


class NotANumber(ValueError):
    """A text in which no number can be read; the message says why, in words for whoever wrote it."""


@dataclass(frozen=True)
class Number:
    """A number as it was written.

    unit: of its last digit, such as 0.01 for 0.25; 0 for a fraction or a product, which are exact. digits: how many
    significant ones were written.
    """

    value: float
    unit: float = 0.0
    digits: int = 0


Reading = tuple[Number, ...]

_MINUS = "−–—‒‐‑﹣－"
_ALIKE = str.maketrans(
    {
        **dict.fromkeys(_MINUS, "-"),
        **dict.fromkeys("⋅∙•·", "*"),
        **dict.fromkeys("✕✖⨯", "×"),
        **dict.fromkeys("⁄∕÷", "/"),
        **dict.fromkeys("’‘`´", "'"),
        **{"，": ",", "；": ";", "．": ".", "٫": ".", "％": "%", "＋": "+", "＝": "="},
    }
)
_RAISED = {ord(raised): plain for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True)}
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {
    **{word: str(value) for value, word in enumerate(_COUNTED)},
    **{"half": "0.5", "minus": "-", "plus": "+", "percent": "%"},
    **{"by": "×", "times": "×", "and": ";"},
}
_LABEL = re.compile(r"[^\W\d]\w*\s*[=≈:>≥]")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]\w*|(?<=\d)(?![eE][-+]?\d)[^\W\d_]+")
_CALL = re.compile(r"(?i)\b(?:relu|tanh|sigmoid|softmax|softplus|exp|sqrt|ln|log|abs|max|min|σ)\s*\(")
_LITERAL = re.compile(r"[-+]?(?P<digits>\d+\.?\d*|\.\d+)(?:[eE](?P<power>[-+]?\d+))?")
_TOKEN = re.compile(r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<sign>[-+*/^()%×]))")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[,' ]\d{3})+(?![\d,'])")
_DOTTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.,])")


def number(text: str) -> float:
    """The plainest way to read one number in a text that is nothing else. Raises NotANumber saying what it is."""
    plain = _plain(text)
    if _WORD.search(plain):
        raise NotANumber(_no_number(text))
    return _single(plain, text)[0][0].value


# One text is held against the answer and against every mistake that a lesson foresees.
@lru_cache(maxsize=256)
def readings(text: str, *, percent: bool = False) -> tuple[Reading, ...]:
    """Every way in which a text may be meant, each once, the plainest first: as one number and as several.

    Words beside the numbers, as in `3 rows, 2 columns`, are passed over. percent: the question asks for per cent, so
    that `5 %` is 5 and not 0.05. Raises NotANumber if there is no number in it.
    """
    plain = _plain(text)
    if _CALL.search(plain):
        raise NotANumber(f"{_quoted(text)} still has to be worked out: write the number that comes out.")
    plain = re.sub(r"\s+", " ", _WORD.sub(" ", plain)).strip()
    if percent:
        plain = plain.replace("%", "")
    if not any(sign.isdigit() for sign in plain):
        raise NotANumber(_no_number(text))
    found: list[Reading] = []
    try:
        found.extend(_single(plain, text))
    except NotANumber as error:
        why = error
    found.extend(_several(plain))
    if not found:
        raise why
    return tuple(dict.fromkeys(found))


def _no_number(text: str) -> str:
    return f"{_quoted(text)} is no number. Write it like 0.25, −0.4 or 3/5."


def _quoted(text: str) -> str:
    shown = " ".join(text.split())
    return f"“{shown}”" if len(shown) <= 40 else f"“{shown[:37]}…”"


def _plain(text: str) -> str:
    """The text with one sign for everything that means the same, and words for numbers written in digits."""
    if len(text) > MOST_SIGNS:
        raise NotANumber(f"This is {len(text)} characters long, which no number is.")
    signs = []
    for sign in text.translate(_ALIKE):
        kind = unicodedata.category(sign)
        digit = unicodedata.decimal(sign, None)
        if kind == "Cf":  # zero width
            continue
        signs.append(" " if kind == "Zs" else str(digit) if digit is not None else sign)
    plain = "".join(signs).replace("**", "^")
    plain = re.sub(r"(\d+)?\s*([¼-¾⅐-⅞])", lambda hit: _mixed(hit[1], hit[2]), plain)
    plain = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)", lambda hit: f"^({hit[1].translate(_RAISED)})", plain)
    plain = re.sub(r"(?<=[\d.])\s*[*×]\s*10\^(?:\(([-+]?\d+)\)|([-+]?\d+))", r"e\1\2", plain)
    plain = re.sub(r"(?i)\bper cent\b", "%", plain)
    plain = re.sub(r"(?i)\b(?:a|one) half\b", "0.5", plain)
    plain = _LABEL.sub(" ", plain)
    plain = re.sub(r"[^\W\d_]+", lambda hit: _WORDS.get(hit[0].lower(), hit[0]), plain)
    plain = re.sub(r"(?<=[\d)\]%])\s*[xX]\s*(?=[\d(\[.+-])", "×", plain)
    plain = re.sub(r"^[\s=≈~>≥:]+|[\s.,;:!?]+$", "", plain)
    # A sign belongs to the number that follows, however far away: `- 0.4`.
    return re.sub(r"(^|[,;×*(\[\s])([-+])\s+(?=[\d.,])", r"\1\2", plain)


def _mixed(whole: str | None, fraction: str) -> str:
    return repr(int(whole or 0) + unicodedata.numeric(fraction))


# --- one number -------------------------------------------------------------------------------------------------------
def _single(plain: str, text: str) -> tuple[Reading, ...]:
    """The ways to read a text as one number or as arithmetic that gives one."""
    found = []
    why = NotANumber(_no_number(text))
    for variant in dict.fromkeys(_commas(plain.replace("[", "(").replace("]", ")"))):
        try:
            found.append((_valued(variant),))
        except _Unreadable as error:
            if str(error):
                why = NotANumber(f"{_quoted(text)} {error}")
    if not found:
        raise why
    return tuple(found)


def _commas(plain: str) -> Iterator[str]:
    """Comma and point part decimals or thousands; a space thousands, or a whole number and its fraction."""
    if "," not in plain:
        yield plain
    elif "." not in plain:
        yield re.sub(r",(?=\d)", ".", plain)
    if _DOTTED.search(plain):
        yield _DOTTED.sub(lambda hit: hit[0].replace(".", "").replace(",", "."), plain)
    if _THOUSANDS.search(plain):
        yield _THOUSANDS.sub(lambda hit: re.sub(r"[,' ]", "", hit[0]), plain)
    if re.fullmatch(r"[-+]?\d+ \d+ ?/ ?\d+", plain):
        yield re.sub(r"([-+]?)(\d+) (.*)", r"\1(\2+\3)", plain)


class _Unreadable(ValueError):
    """Not a number by these rules; the message, if any, says what is the matter with it."""


def _valued(text: str) -> Number:
    """A number written out, or small arithmetic with + − · / ^ %, brackets and signs."""
    written = _LITERAL.fullmatch(text.strip())
    value = _Arithmetic(text).value()
    if not math.isfinite(value):
        raise _Unreadable("is too large for a number.")
    if written is None:
        return Number(value)
    decimals = len(written["digits"].partition(".")[2])
    significant = len(written["digits"].replace(".", "").lstrip("0"))
    power = min(int(written["power"] or 0) - decimals, MOST_POWER)  # 0e309 is a number, and 10³⁰⁹ is none
    return Number(value, 10.0**power, significant)


class _Arithmetic:
    """A text of numbers and signs worked out. Powers bind first, then · and /, then + and −."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        end = 0
        while hit := _TOKEN.match(text, end):
            self.tokens.append((hit["number"] or hit["sign"]).replace("×", "*"))
            end = hit.end()
        if text[end:].strip() or not self.tokens:
            raise _Unreadable
        self.place = 0

    def value(self) -> float:
        """What comes out. Raises _Unreadable if the text is no arithmetic, or nothing comes out."""
        try:
            total = self._sum()
        except ZeroDivisionError:
            raise _Unreadable("divides by zero.") from None
        except OverflowError:
            raise _Unreadable("is too large for a number.") from None
        if self.place < len(self.tokens) or isinstance(total, complex):
            raise _Unreadable
        return total

    def _next(self, *signs: str) -> str:
        if self.place < len(self.tokens) and self.tokens[self.place] in signs:
            self.place += 1
            return self.tokens[self.place - 1]
        return ""

    def _sum(self) -> float:
        total = self._product()
        while sign := self._next("+", "-"):
            term = self._product()
            total = total + term if sign == "+" else total - term
        return total

    def _product(self) -> float:
        total = self._signed()
        while sign := self._next("*", "/"):
            factor = self._signed()
            total = total * factor if sign == "*" else total / factor
        return total

    def _signed(self) -> float:
        sign = self._next("+", "-")
        if sign:
            return -self._signed() if sign == "-" else self._signed()
        base = self._atom()
        while self._next("%"):
            base /= 100
        return float(base) ** self._signed() if self._next("^") else base

    def _atom(self) -> float:
        if self._next("("):
            inside = self._sum()
            if not self._next(")"):
                raise _Unreadable
            return inside
        if self.place == len(self.tokens) or self.tokens[self.place] in "-+*/^()%":
            raise _Unreadable
        self.place += 1
        return float(self.tokens[self.place - 1])


# --- several numbers --------------------------------------------------------------------------------------------------
def _several(plain: str) -> Iterator[Reading]:
    """The ways to read a text as two numbers or more, parted by commas, semicolons, spaces or ×."""
    square = re.fullmatch(r"(\d+)\^\(2\)|(\d+)\^2", plain)
    if square:
        side = Number(float(square[1] or square[2]))
        yield side, side
    bare = re.sub(r"\s*([/^])\s*", r"\1", re.sub(r"[()\[\]{}]", " ", plain)).strip()
    bare = re.sub(r"(^|[,;×*\s])([-+])\s+(?=[\d.,])", r"\1\2", bare)
    thousands = _THOUSANDS.sub(lambda hit: re.sub(r"[,' ]", "", hit[0]), bare)
    spaced = re.sub(r",(?=\d)", ".", re.sub(r"\s*,\s+|\s+,", ";", bare))
    # Where a semicolon parts the numbers, a comma does not.
    commas = () if ";" in bare else (bare.replace(",", ";"), thousands.replace(",", ";"))
    for variant in dict.fromkeys((spaced, *commas)):
        parts = variant.split(";") if ";" in variant else re.split(r"\s*[×*]\s*|\s+", variant)
        try:
            numbers = tuple(_valued(part) for part in parts if part.strip())
        except _Unreadable:
            continue
        if len(numbers) > 1:
            yield numbers
