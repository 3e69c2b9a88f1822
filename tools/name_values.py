"""Put the names of the book's scales in place of values in the style sheets: python -m tools.name_values [FILE …]

A size, a space, a corner or the width of a line that is typed in by hand is replaced by the nearest one of
widgets/kit/theme.py, as its custom property; the smaller of two that are as near. Without files: all of widgets/.
tests/widgets/kit/test_scales.py fails while there is something to replace.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from widgets.kit import theme
from widgets.kit.styles import SHEETS, WIDGETS

NUMBER = r"(?<![\w.%-])(-?)(\d*\.?\d+)"
# Places on the page and sizes of whole parts are no spaces; what is larger than the scale is one of them.
LARGEST_SPACE = 2.0
# Selectors whose strokes are not lines, and why.
NO_LINES = {
    ".hl-dots": "data points are drawn as ends of strokes: the width is the point's size",
    ".hl-layer-dots": "the same, in a plot",
    ".hl-class-mark": "the rim of a data point shrinks with it",
    ".hl-hit": "what a pointer finds, wider than what is drawn",
    ".hl-link": "what a pointer finds, wider than what is drawn",
    ".hl-bundle": "a weight's size",
}


class Scale(NamedTuple):
    """Which properties take their values from a scale, in which unit, and the names of its values."""

    prefix: str
    unit: str
    values: Mapping[str, float]
    covers: Callable[[str], bool]


def _is(pattern: str) -> Callable[[str], bool]:
    return lambda name: re.fullmatch(pattern, name) is not None


_WIDTHS: Mapping[str, float] = theme.WIDTH
SCALES = (
    Scale("text", "rem", theme.TEXT, _is("font|font-size")),
    Scale("label", "px", theme.LABEL, _is("font|font-size")),
    Scale("space", "rem", {str(n): n / 10 for n in theme.SPACE}, _is("(margin|padding)(-[a-z]+)*|((row|column)-)?gap")),
    Scale("round", "rem", theme.ROUND, _is("border(-[a-z]+)*-radius")),
    Scale(
        "width",
        "px",
        _WIDTHS,
        _is("(border|outline)(-(top|left|right|bottom|width))?|box-shadow|text-decoration-thickness"),
    ),
    Scale("stroke", "(?:px)?", theme.STROKE, _is("stroke-width")),
)
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:white|black|gr[ae]y|red|green|blue|orange|yellow|purple)\b(?!-)|\brgba?\("
)
_FONTS = {face: f"var(--hl-{name})" for name, face in theme.FACES.items()}
_DECLARATION = re.compile(
    r"(?P<before>[;{]\s*)(?P<name>-{0,2}[a-z][-a-z0-9]*)(?P<colon>\s*:\s*)(?P<value>[^;{}]+)(?=[;}])"
)


def named(sheet: str) -> str:
    """The style sheet with names for values, wherever a scale has one."""
    for face, name in _FONTS.items():
        sheet = sheet.replace(face, name)
    return _DECLARATION.sub(lambda found: _declaration(found, sheet), sheet)


def stray(sheet: str) -> Iterator[tuple[int, str]]:
    """Line and declaration of each value that has no name: sizes off the scales, and colours typed in by hand."""
    bare = re.sub(r"/\*.*?\*/", lambda note: re.sub(r"[^\n]", " ", note[0]), sheet, flags=re.DOTALL)
    for found in _DECLARATION.finditer(bare):
        written = f"{found['name']}: {found['value']}"
        if COLOUR.search(re.sub(r"var\([^)]*\)", "", found["value"])):
            yield _line(bare, found.start("name")), f"{written} (a colour of theme.py has a name)"
        elif (wanted := _declaration(found, bare).removeprefix(found["before"])) != found[0].removeprefix(
            found["before"]
        ):
            yield _line(bare, found.start("name")), f"{written} (the scales have {wanted})"


def _line(sheet: str, place: int) -> int:
    return sheet.count("\n", 0, place) + 1


def _declaration(found: re.Match[str], sheet: str) -> str:
    name, value = found["name"], found["value"]
    for scale in SCALES:
        if scale.covers(name) and not (
            scale.prefix == "stroke" and _draws_no_line(_selector(sheet, found.start("name")))
        ):
            value = re.sub(NUMBER + scale.unit + r"(?![\w.%])", lambda hit, scale=scale: _name(scale, hit), value)
    return f"{found['before']}{name}{found['colon']}{value}"


def _name(scale: Scale, hit: re.Match[str]) -> str:
    sign, size = hit[1], float(hit[2])
    by_data = scale.prefix == "stroke" and "calc" in hit.string
    if size == 0 or by_data or (scale.prefix == "space" and size > LARGEST_SPACE):
        return hit[0]
    nearest = min(scale.values, key=lambda one: (round(abs(scale.values[one] - size), 6), scale.values[one]))
    value = f"var(--hl-{scale.prefix}-{nearest})"
    return f"calc(-1 * {value})" if sign else value


def _selector(sheet: str, place: int) -> str:
    start = sheet.rfind("{", 0, place)
    return sheet[max(sheet.rfind(end, 0, start) for end in "{}") + 1 : start]


def _draws_no_line(selector: str) -> bool:
    return any(re.search(re.escape(name) + r"(?![\w-])", selector) for name in NO_LINES)


def main(files: list[str]) -> None:
    """Rewrite the files, or every sheet of widgets/."""
    for path in map(Path, files) if files else (WIDGETS / f"{sheet}.css" for sheet in SHEETS):
        before = path.read_text(encoding="utf-8")
        if (after := named(before)) != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path}: named")


if __name__ == "__main__":
    main(sys.argv[1:])
