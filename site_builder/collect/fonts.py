"""Fonts with the characters that the book and its readers write, and no others.

A font of text is two files: what the book writes itself, and what only its readers may, which is fetched when they do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence

import fontTools  # type: ignore[import-untyped]
from fontTools import subset
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

from site_builder.collect.fetch import Cache
from site_builder.hashing import sha256

# What the fonts of text keep: Latin with its accents, Greek, combining marks, punctuation, raised and lowered figures,
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
_ASCII = range(0x20, 0x7F)
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


def characters(sources: Iterable[bytes]) -> set[int]:
    """Code points of all that may be written with these sources: what stands there, as itself or as \\uXXXX."""
    texts = [source.decode(errors="ignore") for source in sources]
    escaped = (int(code, 16) for text in texts for code in re.findall(r"\\u([0-9a-fA-F]{4})", text))
    return {*map(ord, set().union(*texts)), *escaped}


def smaller(files: Mapping[str, bytes], icons: set[str], written: set[int], cache: Cache) -> dict[str, bytes]:
    """The same files, the fonts that stlite.css names with fewer characters. icons: see icon_names.

    written: see characters. A font of text has these under its name, and what else it keeps in a file of its own.
    """
    made, css = dict(files), files["stlite.css"].decode()
    usual = sorted({*_ASCII, *written} & {*_TEXT})
    others = sorted({*_TEXT} - {*usual})
    for rule, face in re.findall(r"(@font-face\s*{([^}]*)})", css):
        family = re.search(r"font-family:\s*[\"']?([\w ]+)", face)
        file = re.search(r"url\(\./([\w./-]+\.woff2)\)", face)
        if not family or not file or file[1] not in files:
            continue
        font, axes = files[file[1]], _AXES.get(family[1], {})
        if family[1] == _ICONS:
            made[file[1]] = _kept(font, sorted(icons), axes, cache)
        elif _SUBSET.match(family[1]):
            rest = file[1].replace(".woff2", "-rest.woff2")
            made[file[1]], made[rest] = _kept(font, usual, axes, cache), _kept(font, others, axes, cache)
            css = css.replace(rule, _ranged(rule, others).replace(file[1], rest) + _ranged(rule, usual))
    return {**made, "stlite.css": css.encode()}


def _ranged(rule: str, codes: Sequence[int]) -> str:
    """The rule of a font for these characters alone."""
    there = {*codes}
    starts = [code for code in codes if code - 1 not in there]
    ends = [code for code in codes if code + 1 not in there]
    ranges = ",".join(
        f"U+{one:X}" if one == last else f"U+{one:X}-{last:X}" for one, last in zip(starts, ends, strict=True)
    )
    return re.sub(r";?\s*}$", f";unicode-range:{ranges}}}", rule)


def _kept(font: bytes, wanted: Sequence[int] | Sequence[str], axes: Mapping[str, object], cache: Cache) -> bytes:
    """Subsetting takes seconds, so its result is kept by all that goes into it."""
    name = "font-" + sha256(repr((sha256(font), wanted, axes, fontTools.version)).encode())
    kept = cache.get_named(name)
    if kept is None:
        kept = _subset(font, wanted, axes)
        cache.put_named(name, kept)
    return kept


def _subset(font: bytes, wanted: Sequence[int] | Sequence[str], axes: Mapping[str, object]) -> bytes:
    """A WOFF2 font with the characters of these codes, or the icons of these names: ligatures of a name's letters.

    axes: the values, or the ranges of values, that it keeps of those along which it varies.
    """
    options = subset.Options(flavor="woff2", notdef_outline=True, hinting=False)
    opened = TTFont(io.BytesIO(font), recalcTimestamp=False)
    icons = [name for name in wanted if isinstance(name, str)]
    if not icons:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
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
