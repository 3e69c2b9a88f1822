from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from lessons.parser import Block, Box, Details, LessonError, Prose, WidgetMarker, parse

FIXTURES = Path(__file__).parent / "fixtures"


def cases(name: str) -> list[object]:
    return [pytest.param(*case[2:], id=f"{case[0]}-{case[1]}") for case in read_fixture_file(FIXTURES / name)]


def described(blocks: tuple[Block, ...], indent: str = "") -> Iterator[str]:
    for block in blocks:
        match block:
            case Prose():
                yield f"{indent}prose {block.line}: {one_line(block.text)}"
            case WidgetMarker():
                options = "".join(f" {name}={value}" for name, value in block.options.items())
                yield f"{indent}widget {block.line}: {block.name}{options} | {one_line(block.caption)}"
            case Details():
                yield f"{indent}details {block.line}: {block.summary}"
                yield from described(block.blocks, indent + "  ")
            case Box():
                yield f"{indent}box {block.line}: {block.title}"
                yield from described(block.blocks, indent + "  ")


def one_line(text: str) -> str:
    return text.replace("\n\n", " / / ").replace("\n", " / ")


@pytest.mark.parametrize(("text", "expected"), cases("parser.md"))
def test_blocks(text: str, expected: str) -> None:
    assert "\n".join(described(parse(text, "lesson.md"))) == expected.rstrip("\n")


@pytest.mark.parametrize(("text", "expected"), cases("parser_errors.md"))
def test_errors_name_file_and_line(text: str, expected: str) -> None:
    with pytest.raises(LessonError) as caught:
        parse(text, "lesson.md")
    assert str(caught.value) == expected.strip()


@given(st.lists(st.sampled_from(["# A", "text", "", "    code", "> quote", "- item", "```", "$x$"]), max_size=30))
def test_text_without_markers_is_kept_whole(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = parse(text, "lesson.md")
    assert all(isinstance(block, Prose) for block in blocks)
    kept = "\n".join(block.text for block in blocks if isinstance(block, Prose))
    assert kept.split() == text.split()
