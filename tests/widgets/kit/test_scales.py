"""One design language: what is drawn takes its sizes from the scales of theme.py and its colours by their names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.sources import READS_SOURCES, tree
from tools.name_values import COLOUR, named, stray
from widgets.kit import theme
from widgets.kit.styles import SHEETS, WIDGETS

DRAWN = sorted(path for path in WIDGETS.rglob("*.py") if path.name != "theme.py")
SIZES = {"strokeWidth", "fontSize", "labelFontSize", "titleFontSize", "stroke_width", "font_size"}
COLOURED = {"color", "fill", "stroke"}


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_has_names_for_its_sizes_and_colours(sheet: str) -> None:
    text = (WIDGETS / f"{sheet}.css").read_text(encoding="utf-8")
    found = [f"widgets/{sheet}.css:{line}: {what}" for line, what in stray(text)]
    assert not found, "python -m tools.name_values puts the names in:\n" + "\n".join(found)


def test_a_name_that_a_sheet_uses_is_there() -> None:
    texts = {sheet: (WIDGETS / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS}
    own = set(re.findall(r"(--hl-[\w-]+)\s*:", "".join(texts.values())))
    own |= {"--hl-strength"}  # a figure's own, set where it is drawn
    known = theme.properties().keys() | theme.measures().keys() | own
    unknown = {sheet: set(re.findall(r"var\((--hl-[\w-]+)", text)) - known for sheet, text in texts.items()}
    assert {sheet: names for sheet, names in unknown.items() if names} == {}


@READS_SOURCES
def test_what_python_draws_has_names_for_its_sizes_and_colours() -> None:
    assert DRAWN
    assert [(path, *found) for path in DRAWN for found in _typed_in(tree(path))] == []


def _typed_in(tree: ast.Module) -> Iterator[tuple[int, object]]:
    for node in ast.walk(tree):
        for name, value in _given(node):
            size = name in SIZES and value.value not in (0, None)
            colour = name in COLOURED and isinstance(value.value, str) and COLOUR.search(value.value)
            if size or colour:
                yield value.lineno, value.value
        if isinstance(node, ast.Constant) and re.fullmatch("#[0-9a-fA-F]{6}", str(node.value)):
            yield node.lineno, node.value


def _given(node: ast.AST) -> list[tuple[str | None, ast.Constant]]:
    """Names and constants that a call or a dictionary puts together."""
    given: list[tuple[str | None, ast.expr]] = []
    if isinstance(node, ast.Call):
        given = [(word.arg, word.value) for word in node.keywords]
    elif isinstance(node, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        given = [(str(key), value) for key, value in zip(keys, node.values, strict=True)]
    return [(name, value) for name, value in given if isinstance(value, ast.Constant)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (".a { margin: 0.45rem 0 -0.3rem; }", ".a { margin: var(--hl-space-4) 0 calc(-1 * var(--hl-space-3)); }"),
        (".a { font: 600 0.9rem/1.4 x; }", ".a { font: 600 var(--hl-text-note)/1.4 x; }"),
        (".a { font-size: 14px }", ".a { font-size: var(--hl-label-plain) }"),
        (".a { border-left: 4px solid }", ".a { border-left: var(--hl-width-edge) solid }"),
        (".a { border-radius: 0 0.35rem }", ".a { border-radius: 0 var(--hl-round-box) }"),
        (".a path { stroke-width: 2.2; }", ".a path { stroke-width: var(--hl-stroke-line); }"),
    ],
)
def test_a_value_off_the_scale_becomes_the_nearest_one(typed: str, name: str) -> None:
    assert named(typed) == name
    assert [line for line, _ in stray(typed)] == [1]
    assert not list(stray(name))


@pytest.mark.parametrize(
    "sheet",
    [
        ".a { margin: 0 auto; padding: 0.2em; width: 3.3rem; top: 0.55rem; padding-top: 3.2rem; white-space: nowrap; }",
        ".hl-dots.hl-one { stroke-width: 11.5; }",  # a data point's size
        ".a { grid-template-columns: 1fr 8.2rem; background: var(--hl-red); }",
        "/* 0.45rem of white #fff */ .a { color: var(--hl-ink); }",
    ],
)
def test_what_is_no_size_of_the_scales_is_left_alone(sheet: str) -> None:
    assert named(sheet) == sheet
    assert not list(stray(sheet))


@pytest.mark.parametrize("colour", ["#fff", "#1a8f86", "white", "rgb(0 0 0)", "rgba(0, 0, 0, 0.5)"])
def test_a_colour_without_a_name_is_found_in_its_line(colour: str) -> None:
    assert [line for line, _ in stray(f".a {{ margin: 0; }}\n.b {{ border: 0 solid {colour}; }}")] == [2]


def test_what_python_types_in_is_found() -> None:
    tree = ast.parse(
        'chart.mark_line(strokeWidth=2, color="white")\nhole = {"fontSize": 11}\nred = "#b3261e"\nx(strokeWidth=w)'
    )
    assert [line for line, _ in _typed_in(tree)] == [1, 1, 2, 3]


@pytest.mark.parametrize("scale", [theme.TEXT, theme.LABEL, theme.ROUND, theme.WIDTH, theme.STROKE], ids=str)
def test_steps_of_a_scale_rise(scale: dict[str, float]) -> None:
    assert list(scale.values()) == sorted(set(scale.values()))
