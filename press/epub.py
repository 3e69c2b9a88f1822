"""The book as an EPUB 3: a chapter for each page, formulas as MathML, figures as pictures."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO

import htpy as h
from markupsafe import Markup

from press.edition import Edition
from press.printed import Chapter, Printer
from site_builder.model import Book

MIMETYPE = "application/epub+zip"
_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_CSS = """\
h1, h2, h3, h4, h5, h6 { line-height: 1.2; page-break-after: avoid; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid #6d37b3; font-style: italic; }
pre { white-space: pre-wrap; font-size: 0.85em; background: #f4f0e8; padding: 0.6em; }
figure { margin: 1em 0; text-align: center; page-break-inside: avoid; }
img { max-width: 100%; }
table { border-collapse: collapse; } td, th { border: 1px solid #998f80; padding: 0.2em 0.5em; text-align: left; }
.box { margin: 1em 0; padding: 0.2em 1em; border: 1px solid #998f80; }
.permalink { font-size: 0.85em; text-align: right; }
"""


def book_as_epub(printer: Printer, edition: Edition) -> bytes:
    """Make chapters of the whole book and pack them."""
    return pack(printer.book, [printer.chapter(lesson) for lesson in printer.book.pages], edition)


def pack(book: Book, chapters: Sequence[Chapter], edition: Edition) -> bytes:
    """The file. Its first entry is the type, neither compressed nor dated, as the standard asks."""
    files: dict[str, bytes] = {"META-INF/container.xml": _CONTAINER.encode()}
    files["EPUB/package.opf"] = package(book, chapters, edition).encode()
    files["EPUB/nav.xhtml"] = navigation(book, chapters, edition).encode()
    files["EPUB/book.css"] = _CSS.encode()
    for chapter in chapters:
        files[f"EPUB/{chapter.lesson.slug}.xhtml"] = _document(chapter.title, Markup(chapter.xhtml)).encode()
        files |= {f"EPUB/{name}": picture for name, picture in chapter.pictures.items()}
    result = BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, content in {"mimetype": MIMETYPE.encode(), **files}.items():
            info = zipfile.ZipInfo(name, date_time=(*_day(edition.released), 0, 0, 0))
            stored = name == "mimetype" or name.endswith(".png")
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return result.getvalue()


def _day(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _document(title: str, body: h.Node) -> str:
    """A page of XHTML. h.html would write a doctype's line, so the element is made by its name."""
    page = h.Element("html")(
        {"xmlns": "http://www.w3.org/1999/xhtml", "xmlns:epub": "http://www.idpf.org/2007/ops", "lang": "en"},
        {"xml:lang": "en"},
    )[
        h.head[h.title[title], Markup('<link rel="stylesheet" type="text/css" href="book.css"/>')],
        h.body[body],
    ]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n{page}\n'


def navigation(book: Book, chapters: Sequence[Chapter], edition: Edition) -> str:
    """The contents, which are also the book's first page."""
    entries = h.ol[(h.li[h.a(href=f"{chapter.lesson.slug}.xhtml")[name_of(book, chapter)]] for chapter in chapters)]
    contents = h.nav({"epub:type": "toc", "id": "toc"})[h.h2["Contents"], entries]
    return _document(book.title, [h.h1[book.title], h.p[book.description], h.p[edition.line], contents])


def name_of(book: Book, chapter: Chapter) -> str:
    """A chapter in the contents: the cover's title is the book's."""
    return "About this book" if chapter.lesson == book.cover else chapter.title


def package(book: Book, chapters: Sequence[Chapter], edition: Edition) -> str:
    """The package document: what the book is, what is in it, and in which order it is read."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{edition.title} {edition.version}")
    released = edition.released.isoformat()
    metadata = h.Element("metadata")({"xmlns:dc": "http://purl.org/dc/elements/1.1/"})[
        h.Element("dc:identifier")(id="book")[f"urn:uuid:{name}"],
        h.Element("dc:title")[edition.title],
        h.Element("dc:language")["en"],
        [h.Element("dc:creator")[author] for author in edition.authors],
        h.Element("dc:description")[f"{book.description} {edition.line}."],
        h.Element("dc:date")[released],
        h.Element("meta")(property="dcterms:modified")[f"{released}T00:00:00Z"],
        [h.Element("meta")(property=f"schema:{key}")[value] for key, value in _ACCESS],
    ]
    body = h.Element("package")(
        {"xmlns": "http://www.idpf.org/2007/opf", "version": "3.0", "unique-identifier": "book", "xml:lang": "en"}
    )[
        metadata,
        h.Element("manifest")[list(_manifest(chapters))],
        h.Element("spine")[
            h.Element("itemref")(idref="nav"),
            [h.Element("itemref")(idref=f"page-{chapter.lesson.slug}") for chapter in chapters],
        ],
    ]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


_ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessibilityFeature", "MathML"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", "Formulas are MathML. A figure is a picture with its name; the book's site has it alive."),
)


def _manifest(chapters: Sequence[Chapter]) -> Iterator[h.Element]:
    def item(identity: str, file: str, kind: str, properties: str | None = None) -> h.Element:
        return h.Element("item")({"id": identity, "href": file, "media-type": kind, "properties": properties})

    yield item("nav", "nav.xhtml", "application/xhtml+xml", "nav")
    yield item("css", "book.css", "text/css")
    for chapter in chapters:
        slug = chapter.lesson.slug
        properties = "mathml" if chapter.has_maths else None
        yield item(f"page-{slug}", f"{slug}.xhtml", "application/xhtml+xml", properties)
        for name in chapter.pictures:
            yield item(f"picture-{name.removesuffix('.png')}", name, "image/png")
