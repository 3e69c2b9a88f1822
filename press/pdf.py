"""The book as one PDF: a title page, contents with page numbers, the pages in their order, an outline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import htpy as h
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, Fit, NameObject, TextStringObject

from press.edition import Edition
from press.printed import Printer
from site_builder.model import Book, Lesson


@dataclass(frozen=True)
class Part:
    """A printed page of the book. first: its number on paper."""

    lesson: Lesson
    reader: PdfReader
    first: int


def book_as_pdf(printer: Printer, edition: Edition) -> bytes:
    """Print the whole book."""
    parts: list[Part] = []
    pages = 0
    for lesson in printer.book.pages:
        reader = PdfReader(BytesIO(printer.pdf(lesson, pages)))
        parts.append(Part(lesson, reader, pages + 1))
        pages += len(reader.pages)
    front = PdfReader(BytesIO(printer.pdf_of(front_matter(printer.book, edition, parts, printer.url))))
    return bind(front, parts, edition, printer.root, printer.url)


def front_matter(book: Book, edition: Edition, parts: Sequence[Part], url: str) -> str:
    """The title page and the contents as HTML."""
    lines = [h.p(".press-line")[h.span[title_of(book, part.lesson)], h.i, h.span[str(part.first)]] for part in parts]
    body = h.body(".press-front")[
        h.h1[book.title],
        h.p[book.description],
        h.p[edition.line],
        h.p[f"This edition was printed from {url}" if url else None],
        h.h2["Contents"],
        lines,
    ]
    return str(h.html(lang="en")[h.head[h.title[book.title]], body])


def title_of(book: Book, lesson: Lesson) -> str:
    """A page in the contents: the cover's title is the book's."""
    return "About this book" if lesson == book.cover else lesson.title


def bind(front: PdfReader, parts: Sequence[Part], edition: Edition, root: str, url: str) -> bytes:
    """One document of all. root: what the parts were printed from; links there become the document's own."""
    writer = PdfWriter()
    writer.append(front, import_outline=False)
    starts: dict[str, int] = {}
    for place, part in enumerate(parts):
        start = starts[part.lesson.slug if place else ""] = len(writer.pages)
        writer.append(part.reader, import_outline=False)
        title = "About this book" if place == 0 else part.lesson.title
        entry = writer.add_outline_item(title=title, page_number=start)
        for heading, number, top in _headings(part.reader):
            writer.add_outline_item(
                title=heading, page_number=start + number, parent=entry, fit=Fit.xyz(left=0, top=top)
            )
    _lead_inside(writer, starts, root, url)
    writer.set_page_label(0, len(front.pages) - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(len(front.pages), len(writer.pages) - 1, style=PageLabelStyle.DECIMAL, start=1)
    writer.add_metadata({"/Title": edition.title, "/Author": ", ".join(edition.authors), "/Subject": edition.line})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    writer.root_object[NameObject("/PageMode")] = NameObject("/UseOutlines")
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def _headings(reader: PdfReader) -> Iterator[tuple[str, int, float]]:
    """The sections of one page of the book, below its title: words, page from 0, and height on it."""
    below = next((entry for entry in reader.outline if isinstance(entry, list)), [])
    for entry in below:
        if not isinstance(entry, list):
            number = reader.get_destination_page_number(entry)
            yield str(entry.title), number or 0, float(entry.top or 0)


def _lead_inside(writer: PdfWriter, starts: Mapping[str, int], root: str, url: str) -> None:
    """Links to the machine that printed the book lead to the page in it, or to where the book stands."""
    for page in writer.pages:
        kept = ArrayObject()
        for reference in page.get("/Annots", ()):
            note: Any = reference.get_object()
            address = str(note.get("/A", {}).get("/URI", ""))
            if not address.startswith(root):
                kept.append(reference)
                continue
            parts = urlsplit(address[len(root) :])
            slug = parts.path.split("/")[0]
            if parts.query and url:
                note[NameObject("/A")][NameObject("/URI")] = TextStringObject(url + address[len(root) :])
                kept.append(reference)
            elif slug in starts:
                goal = writer.pages[starts[slug]].indirect_reference
                note.pop("/A")
                note[NameObject("/Dest")] = ArrayObject([goal, NameObject("/Fit")])
                kept.append(reference)
        if "/Annots" in page:
            page[NameObject("/Annots")] = kept
