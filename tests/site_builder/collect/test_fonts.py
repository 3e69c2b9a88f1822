"""Fonts with fewer characters: those that are asked for still stand where they did."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from site_builder.collect.fetch import Cache
from site_builder.collect.fonts import icon_names, ligatures, smaller

BUILD = Path(__file__).resolve().parents[3] / "node_modules" / "@stlite" / "browser" / "build"
CSS = (BUILD / "stlite.css").read_text(encoding="utf-8")
ICONS = ["arrow_back", "close", "no_such_icon"]


def test_icons_are_found_in_programs_and_in_prose() -> None:
    assert icon_names([b'icon("close")', b"st.button(icon=':material/arrow_back:')", b"x = y"]) == {
        "close",
        "arrow_back",
    }


@pytest.mark.long
def test_characters_and_icons_asked_for_are_kept_and_others_are_not(tmp_path: Path) -> None:
    text, icons = (BUILD / face for face in map(font_file, ("Source Sans", "Material Symbols Rounded")))
    files = {path.relative_to(BUILD).as_posix(): path.read_bytes() for path in (text, icons)}
    made = smaller(files, CSS, set(ICONS), Cache(tmp_path))
    fewer = {path: TTFont(io.BytesIO(content)) for path, content in made.items()}
    ligature_font = fewer[icons.relative_to(BUILD).as_posix()]
    assert len(ligatures(ligature_font, ICONS)) == 2
    assert ligatures(ligature_font, ["search"]) == []
    kept, all_of_it = fewer[text.relative_to(BUILD).as_posix()].getBestCmap(), TTFont(text).getBestCmap()
    assert {code for code in all_of_it if code < 0x180} <= kept.keys() < all_of_it.keys()
    assert ord("Ж") in all_of_it
    assert ord("Ж") not in kept


def font_file(family: str) -> str:
    faces = re.findall(r"@font-face\s*{([^}]*)}", CSS)
    face = next(face for face in faces if family in face and "italic" not in face)
    (file,) = re.findall(r"url\(\./([\w./-]+\.woff2)\)", face)
    return str(file)


@pytest.mark.long
def test_the_serif_varies_only_as_far_as_the_book_sets_text_in_it(tmp_path: Path) -> None:
    path = BUILD / font_file("Source Serif")
    name = path.relative_to(BUILD).as_posix()
    whole = path.read_bytes()
    made = smaller({name: whole}, CSS, set(), Cache(tmp_path))[name]
    axes = TTFont(io.BytesIO(made))["fvar"].axes
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes] == [("wght", 400, 700)]
    assert len(made) < len(whole) / 4
