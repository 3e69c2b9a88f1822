"""Fonts with the characters that the book and its readers write, and no others."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping

import fontTools  # type: ignore[import-untyped]
from fontTools import subset
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

from site_builder.collect.fetch import Cache
from site_builder.hashing import sha256

# What a font of text keeps: Latin with its accents, Greek, combining marks, punctuation, raised and lowered figures,
# currency, letter-like signs, arrows, mathematics, technical signs, boxes and shapes, ticks and crosses. Other scripts
# fall back to the reader's own fonts.
_TEXT = (
    *range(0x20, 0x180),
    *range(0x2B0, 0x400),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2400),
    *range(0x2500, 0x2600),
    *range(0x2700, 0x27C0),
    *range(0xFB00, 0xFB07),
    0xFFFD,
)
_SUBSET = re.compile(r"Source (Sans|Serif|Code Pro)")
# How far a font varies. The serif comes in all weights and for all sizes, which is most of its bytes: the book sets its
# text in it, of about 18 pixels, in weights from 400 to 700.
_AXES: Mapping[str, Mapping[str, float | tuple[float, float]]] = {"Source Serif": {"wght": (400, 700), "opsz": 18}}
_ICONS = "Material Symbols Rounded"


def icon_names(sources: Iterable[bytes]) -> set[str]:
    """Every word that may be an icon's name: what stands alone between quotation marks, or in ":material/…:"."""
    found = set()
    for source in sources:
        for quoted, marked in re.findall(rb"""["'`](\w{2,60})["'`]|:material/(\w+):""", source):
            found.add((quoted or marked).decode())
    return found


def smaller(files: Mapping[str, bytes], css: str, icons: set[str], cache: Cache) -> dict[str, bytes]:
    """The same files, the fonts among them with fewer characters. css: where their names are; icons: see icon_names."""
    made = dict(files)
    for face in re.findall(r"@font-face\s*{([^}]*)}", css):
        family = re.search(r"font-family:\s*[\"']?([\w ]+)", face)
        file = re.search(r"url\(\./([\w./-]+\.woff2)\)", face)
        if family and file and file[1] in files and (family[1] == _ICONS or _SUBSET.match(family[1])):
            axes = _AXES.get(family[1], {})
            made[file[1]] = _kept(files[file[1]], sorted(icons) if family[1] == _ICONS else None, axes, cache)
    return made


def _kept(font: bytes, icons: list[str] | None, axes: Mapping[str, object], cache: Cache) -> bytes:
    """Subsetting takes seconds, so its result is kept by all that goes into it."""
    name = "font-" + sha256(repr((sha256(font), icons, _TEXT, axes, fontTools.version)).encode())
    kept = cache.get_named(name)
    if kept is None:
        kept = _subset(font, icons, axes)
        cache.put_named(name, kept)
    return kept


def _subset(font: bytes, icons: list[str] | None, axes: Mapping[str, object]) -> bytes:
    """A WOFF2 font with the characters of text, or with the icons of these names: ligatures of a name's letters.

    axes: the values, or the ranges of values, that it keeps of those along which it varies.
    """
    options = subset.Options(flavor="woff2", notdef_outline=True, hinting=False)
    opened = TTFont(io.BytesIO(font), recalcTimestamp=False)
    if icons is None:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=_TEXT)
    else:
        # With all letters there, every ligature could be written: only those asked for are to stay.
        options.layout_closure = False
        options.layout_features = ["*"]
        subsetter = subset.Subsetter(options)
        letters = [glyph for code, glyph in opened.getBestCmap().items() if code < 0x80]
        subsetter.populate(glyphs=[*letters, *(name for name in ligatures(opened, icons))])
    subsetter.subset(opened)
    if axes:
        opened = instancer.instantiateVariableFont(opened, axes)
    opened.flavor = "woff2"
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def ligatures(font: TTFont, words: Iterable[str]) -> list[str]:
    """The glyphs that stand for these words."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if code < 0x80}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(entry, "ExtSubTable", entry) for entry in lookup.SubTable):
            for first, choices in getattr(table, "ligatures", {}).items():
                for choice in choices:
                    found["".join(letters.get(glyph, "?") for glyph in (first, *choice.Component))] = choice.LigGlyph
    return sorted({found[word] for word in words if word in found})
