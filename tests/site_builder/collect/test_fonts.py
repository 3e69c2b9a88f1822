"""Fonts with fewer characters: those that are asked for still stand where they did."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from site_builder.collect.fetch import Cache
from site_builder.collect.fonts import characters, icon_names, ligatures, smaller

BUILD = Path(__file__).resolve().parents[3] / "node_modules" / "@stlite" / "browser" / "build"
CSS = (BUILD / "stlite.css").read_text(encoding="utf-8")
ICONS = ["arrow_back", "close", "no_such_icon"]


def test_icons_are_found_in_programs_and_in_prose() -> None:
    assert icon_names([b'icon("close")', b"st.button(icon=':material/arrow_back:')", b"x = y"]) == {
        "close",
        "arrow_back",
    }


def test_characters_are_found_as_themselves_and_as_their_numbers() -> None:
    assert characters(["δ·x".encode(), rb"'\u2212'"]) == {*map(ord, "δ·x'\\u212−")}


@pytest.mark.long
def test_icons_asked_for_are_kept_and_others_are_not(tmp_path: Path) -> None:
    name = font_file("Material Symbols Rounded")
    made = smaller(files(name), set(ICONS), set(), Cache(tmp_path))
    icons = opened(made[name])
    assert len(ligatures(icons, ICONS)) == 2
    assert ligatures(icons, ["search"]) == []


@pytest.mark.long
def test_what_the_book_writes_is_one_font_and_what_its_readers_may_another(tmp_path: Path) -> None:
    name = font_file("Source Sans")
    all_of_it = opened(files(name)[name]).getBestCmap().keys()
    made = smaller(files(name), set(), {ord("δ"), ord("Ж")}, Cache(tmp_path))
    usual, rest = (opened(made[path]).getBestCmap().keys() for path in (name, name.replace(".woff2", "-rest.woff2")))
    assert {*range(0x20, 0x7F), ord("δ")} == {*usual}
    assert {code for code in all_of_it if code < 0x180} <= usual | rest < all_of_it
    assert not usual & rest
    assert ord("Ж") in all_of_it - usual - rest
    css = made["stlite.css"].decode()
    first, last = (face for face in re.findall(r"@font-face\s*{[^}]*}", css) if name.removesuffix(".woff2") in face)
    assert "-rest.woff2" in first
    assert "U+20-7E,U+3B4}" in last


def files(font: str) -> dict[str, bytes]:
    return {font: (BUILD / font).read_bytes(), "stlite.css": CSS.encode()}


def opened(font: bytes) -> TTFont:
    return TTFont(io.BytesIO(font))


def font_file(family: str) -> str:
    faces = re.findall(r"@font-face\s*{([^}]*)}", CSS)
    face = next(face for face in faces if family in face and "italic" not in face)
    (file,) = re.findall(r"url\(\./([\w./-]+\.woff2)\)", face)
    return str(file)


@pytest.mark.long
def test_the_serif_varies_only_as_far_as_the_book_sets_text_in_it(tmp_path: Path) -> None:
    name = font_file("Source Serif")
    made = smaller(files(name), set(), set(range(0x180)), Cache(tmp_path))[name]
    axes = opened(made)["fvar"].axes
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes] == [("wght", 400, 700)]
    assert len(made) < len(files(name)[name]) / 8
