"""Every colour, size and number format of the book, in one place; widgets/DESIGN.md says what each is for.

A colour is a pair (light page, dark page). Both have a contrast of at least 4.5 : 1 against the page's background
(tests/widgets/test_theme.py measures it), and no colour ever stands alone: a letter, a sign or a dash says the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Colour(NamedTuple):
    """One colour for light pages and its twin for dark ones, as #rrggbb."""

    light: str
    dark: str

    @property
    def css(self) -> str:
        """The CSS value that follows the page's colour scheme."""
        return f"light-dark({self.light}, {self.dark})"


# The four sizes of the book: data points, inputs, hidden neurons, outputs.
DIMENSIONS = {
    "N": Colour("#1d5fbf", "#7db3ff"),
    "M": Colour("#bf2f29", "#ff9388"),
    "Q": Colour("#7a3fc0", "#c79bff"),
    "P": Colour("#1b7a3d", "#6fd08c"),
}
COLOURS = {
    "ink": Colour("#201d19", "#ece8e0"),
    "paper": Colour("#fffefb", "#15161a"),
    "muted": Colour("#686258", "#a8a296"),
    "line": Colour("#d8d1c4", "#3d404a"),
    "wash": Colour("#f6f2ea", "#1d1f26"),
    "accent": Colour("#6d37b3", "#b78cf2"),
    "lit": Colour("#ffe79a", "#5c4a0d"),
    "lit-edge": Colour("#a86e00", "#f0c040"),
    "result": Colour("#d9f2e0", "#17402a"),
    "positive": Colour("#0b6e66", "#54c7bb"),
    "negative": Colour("#a8480a", "#f5a35c"),
    "wrong": Colour("#b3261e", "#ff8f85"),
    "right": Colour("#1b7a3d", "#6fd08c"),
}
BACKGROUND = COLOURS["paper"]
# Classes of data points, counted from 0; the first two are those of a negative and of a positive answer.
CLASSES = (
    COLOURS["negative"],
    COLOURS["positive"],
    Colour("#7d3ca8", "#d3a0f5"),
    Colour("#2560b5", "#86b6fa"),
    Colour("#6b6200", "#d2c649"),
    Colour("#b3245f", "#ff92b8"),
    Colour("#515c69", "#b6bfca"),
    Colour("#2f7418", "#8ad274"),
)

# What is the same on light pages and on dark ones.
FIXED = {
    "sheet": "#ffffff",  # what is written or printed on: the canvas, a code for cameras, paper
    "pen": "#a02ad0",  # the keyboard's pen on that sheet
    "shadow": "#00000044",  # below what lies over the page
    "veil": "#00000066",  # over the page, while a card is open
}
# Charts are drawn once for both colour schemes, so their marks take middle tones that stand out (3 : 1) on either.
CHART = {
    "quiet": "#8a8378",  # rules and labels that are no series
    "mark": "#ffb347",  # the path and the point on a coloured ground
    "ground-light": "#ffffff",
    "ground-dark": "#000000",
}
SERIES = ("#8a5cd6", "#d9622b", "#1a8f86", "#3f7fd6", "#c2417f", "#7d8a1c")
SERIES_DASH = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 2), (10, 4))
CHART_HEIGHT = 280

# The scales. A size that is not on them is not used: the nearest one is (tests/widgets/kit/test_scales.py).
TEXT = {"tiny": 0.78, "small": 0.85, "note": 0.92, "body": 1.0, "lead": 1.1, "title": 1.25, "display": 1.4}  # rem
LABEL = {"tick": 12, "plain": 13, "name": 15, "letter": 17, "layer": 20}  # text inside a drawing, in its own units
SPACE = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20)  # margins, paddings and gaps, in tenths of a rem
ROUND = {"small": 0.2, "box": 0.4, "card": 0.6, "pill": 0.9}  # corners, in rem
WIDTH = {"hair": 1, "line": 2, "edge": 3}  # borders and outlines, in px
STROKE = {
    "hair": 1.0,
    "thin": 1.5,
    "line": 2.0,
    "firm": 2.5,
    "strong": 3.5,  # what is chosen
    "halo": 4.0,  # the page's colour around a label that stands on lines
    "focus": 5.0,
    "glow": 7.0,  # the halo of a label that is lit
}  # lines inside a drawing, in its own units
FACES = {
    "serif": '"Source Serif", "Source Serif 4", Georgia, serif',  # prose and letters of formulas
    "sans": '"Source Sans", sans-serif',  # controls, tables, numbers
    "mono": '"Source Code Pro", ui-monospace, monospace',  # code
}


def properties() -> dict[str, str]:
    """Colours and typefaces, which a page has as custom properties: name -> CSS value."""
    classes = {f"class-{label}": colour for label, colour in enumerate(CLASSES)}
    colours = {**COLOURS, **classes, **{letter.lower(): colour for letter, colour in DIMENSIONS.items()}}
    return {
        **{f"--hl-{name}": colour.css for name, colour in colours.items()},
        **{f"--hl-{name}": colour for name, colour in FIXED.items()},
        **{f"--hl-series-{index}": colour for index, colour in enumerate(SERIES)},
        **{f"--hl-{name}": face for name, face in FACES.items()},
    }


def measures() -> dict[str, str]:
    """Sizes, spaces, corners and widths, which are the same on every page: the name in a style sheet -> CSS value."""
    return {
        **{f"--hl-text-{name}": f"{size:g}rem" for name, size in TEXT.items()},
        **{f"--hl-label-{name}": f"{size}px" for name, size in LABEL.items()},
        **{f"--hl-space-{tenths}": f"{tenths / 10:g}rem" for tenths in SPACE},
        **{f"--hl-round-{name}": f"{size:g}rem" for name, size in ROUND.items()},
        **{f"--hl-width-{name}": f"{size}px" for name, size in WIDTH.items()},
        **{f"--hl-stroke-{name}": f"{size:g}px" for name, size in STROKE.items()},
    }


# A figure shows at most this many rows, columns or neurons of a layer; what is left out is said in words.
MOST_ROWS = 10
MOST_COLUMNS = 8
MOST_NEURONS = 8

MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")


@lru_cache(maxsize=16_384)  # a page prints the same numbers again and again
def number(value: float, decimals: int = 3) -> str:
    """A number as the book prints it: at most `decimals` decimals, no trailing zeros, a true minus sign.

    Very large and very small values take powers of ten, so that no number is ever shown as 0 that is not 0.
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 1e5 or size <= _half_a_unit(decimals):
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{mantissa.replace('-', MINUS)}·10{power(int(exponent))}"
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def _half_a_unit(decimals: int) -> float:
    """Of the last decimal. What is no larger might be rounded to 0."""
    return float(f"5e-{decimals + 1}")


def printed(values: NDArray[np.floating], decimals: int = 3) -> NDArray[np.floating]:
    """Values for which `number` says the same as for these, without the digits that it does not print."""
    values = np.asarray(values, dtype=float)
    plain = _is_plain(values, decimals)
    with np.errstate(over="ignore", invalid="ignore"):
        rounded = np.round(values, decimals)
        is_halfway = np.abs(np.abs(values * 10.0**decimals) % 1 - 0.5) < 1e-6  # NumPy and Python round some differently
    for place in map(tuple, np.argwhere((is_halfway | ~plain) & np.isfinite(values))):
        rounded[place] = f"{values[place]:.{decimals}f}" if plain[place] else f"{values[place]:.2e}"
    is_alike = (_is_plain(rounded, decimals) == plain) & (np.isfinite(rounded) == np.isfinite(values))
    return np.where(is_alike, rounded, values)


def _is_plain(values: NDArray[np.floating], decimals: int) -> NDArray[np.bool_]:
    """Whether `number` prints them without a power of ten."""
    size = np.abs(values)
    return (size == 0) | ((size > _half_a_unit(decimals)) & (size < 1e5))


def missing(text: str, decimals: int) -> str:
    """What a number, as `number` prints it, lacks to so many decimals: to two, 3 lacks '.00' and 0.1 lacks '0'.

    Set invisibly after the number, it puts the points of a column below each other. A power of ten lacks nothing.
    """
    if not re.fullmatch(rf"{MINUS}?[0-9]+(\.[0-9]+)?", text):
        return ""
    _, point, fraction = text.partition(".")
    return ("" if point or not decimals else ".") + "0" * (decimals - len(fraction))


def precise(value: float) -> str:
    """A number to nine digits, as textbooks print their results, without trailing zeros."""
    text = f"{value + 0.0:.9g}"  # −0 is 0
    return number(value) if "e" in text or "n" in text else text.replace("-", MINUS)


def factor(value: float, decimals: int = 3) -> str:
    """A number inside a product or sum: negative ones in brackets."""
    text = number(value, decimals)
    return f"({text})" if value < 0 else text


def counted(number: int, noun: str) -> str:
    """How many there are: 1 output, 2 outputs, 10,000 images. noun: in the singular, with a regular plural."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def superscript(index: int) -> str:
    """A layer's index in plain text, in brackets as in the formulas: w⁽⁰⁾, L⁽¹⁾. δ² would be a square."""
    return f"⁽{str(index).translate(SUPERSCRIPTS)}⁾"


def power(exponent: int) -> str:
    """An exponent, as in 10⁻³."""
    return str(exponent).translate(SUPERSCRIPTS)


def powers_of_ten(exponents: Sequence[int]) -> list[str]:
    """The labels of a logarithmic axis, all of one kind: plain from 0.001 to 1000, else 10⁻⁶, 10⁻³, 10⁰."""
    if all(-3 <= exponent <= 3 for exponent in exponents):
        return [f"{10.0**exponent:g}" for exponent in exponents]
    return [f"10{power(exponent)}" for exponent in exponents]


def layer_letter(layer: int, last: int) -> str:
    """Which of the book's letters counts the neurons of a layer: M inputs, Q hidden, P outputs."""
    return "M" if layer == 0 else "P" if layer == last else "Q"


def layer_name(layer: int, last: int) -> str:
    """X, H (H⁽¹⁾, H⁽²⁾ … if there are several hidden layers) or Ỹ."""
    if layer == 0:
        return "X"
    if layer == last:
        return "Ỹ"
    return "H" if last == 2 else f"H{superscript(layer)}"


def with_ones(layer: str, bias: bool) -> str:
    """A layer as weights multiply it: H, or [1 H] with the column of ones of the biases."""
    return f"[1 {layer}]" if bias else layer


# Code and displayed formulas are passed over; then a formula in a line of text, and what stands right after it.
_IN_LINE = re.compile(r"(?:```.*?```|`[^`]*`|\$\$.*?\$\$|\\.)|\$(?P<tex>[^$]+)\$(?P<after>[.,;:!?)’]+)?", re.DOTALL)
# From one number to another, in a row of a table: its cells are as narrow as their longest piece.
_RANGE = re.compile(r"(?<=[\d$])(?: to (?=[\d$−])|(?<=\d)–(?=\d))")
_TOKENS = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)
_SHORT = 14  # signs of a formula that has room at the end of a line, or else at the beginning of the next
_TIMES = (r"\circ", r"\cdot", r"\times")
_RELATIONS = frozenset("=<>") | {rf"\{name}" for name in ("le", "ge", "ne", "ll", "gg", "approx", "to", "leftarrow")}


def colour_maths(text: str) -> str:
    r"""A lesson's formulas as a page shows them: \N, \M, \Q, \P in their colours, and unbroken what belongs together.

    KaTeX knows no macros here. Browsers break a line right after a formula, even before a full stop or a word joiner,
    but not inside a formula's last piece: punctuation goes into it. KaTeX begins a new piece after each operator, and a
    line may end there; within products, brackets and short formulas it is told not to.
    """
    coloured = re.sub(
        r"\\([NMQP])(?![A-Za-z])", lambda hit: rf"\textcolor{{{DIMENSIONS[hit[1]].light}}}{{{hit[1]}}}", text
    )
    lines = _IN_LINE.sub(_on_one_line, coloured).split("\n")
    return "\n".join(_RANGE.sub(_joined, line) if line.startswith("|") else line for line in lines)


def _joined(hit: re.Match[str]) -> str:
    return "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}" if hit[0] == " to " else "–\N{WORD JOINER}"


def _on_one_line(hit: re.Match[str]) -> str:
    """A formula in a line of text with its punctuation. A long one may break at =, and at + and − outside brackets."""
    if not hit["tex"]:
        return hit[0]
    tokens, depth, pieces = _TOKENS.findall(hit["tex"]), 0, []
    short = sum(token not in " {}^_" for token in tokens) <= _SHORT
    for token in tokens:
        depth += (token in "([") - (token in ")]")
        stays = token in _TIMES or (token in "+-" and (short or depth > 0)) or (token in _RELATIONS and short)
        pieces.append(rf"{token}\nobreak " if stays else token)
    after = rf"\text{{{hit['after']}}}" if hit["after"] else ""
    return f"${''.join(pieces)}{after}$"


# What would be torn: after a sign, after the bracket of ⁽¹⁾, before a sign within brackets, and in [1 H].
_TORN = re.compile(r"(?<= [+−]) (?=\S)|(?<=⁾)(?=[·∘])| (?=[+−] [^\s()\[\]]+[)\]])|(?<=\[1) ")


def unbroken(text: str) -> str:
    """Formulas in plain text, such as 0.1·0.1 + 0.6·(−0.4), ½ Σ (ỹ − y)² and [1 H]·w⁽⁰⁾, as text on a page has them.

    A line may end before the sign of a sum, but not after it, nor within a product or a bracket.
    """
    return _TORN.sub(lambda hit: "\N{NO-BREAK SPACE}" if hit[0] else "\N{WORD JOINER}", text)


def icon() -> str:
    """The book's icon as SVG: a small network, inputs to hidden neurons to output."""
    layers = [("M", 16, (16, 32, 48)), ("Q", 32, (22, 42)), ("P", 48, (32,))]
    ink, paper = COLOURS["muted"].light, COLOURS["paper"].light
    lines = "".join(
        f'<path d="M{x1} {y1}L{x2} {y2}"/>'
        for (_, x1, left), (_, x2, right) in pairwise(layers)
        for y1 in left
        for y2 in right
    )
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="6" fill="{DIMENSIONS[letter].light}"/>' for letter, x, ys in layers for y in ys
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="12" fill="{paper}"/>'
        f'<g stroke="{ink}" stroke-width="2">{lines}</g>{circles}</svg>'
    )
