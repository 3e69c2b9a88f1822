"""The book as PDF and as EPUB: bound from made-up pages, and from the built site in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from press.edition import Edition, read_edition
from press.epub import MIMETYPE, pack
from press.printed import Chapter
from site_builder.collect.gather import read_book
from site_builder.model import Book, Lesson

ROOT = Path(__file__).resolve().parent.parent.parent
EDITION = Edition("A book & more", ("A. Author",), "1.2.3", date(2026, 11, 23))
BOOK = Book("A book", "What it says <here>.", Lesson("index", "A book", "", ""), (Lesson("one", "One & all", "", ""),))
MATHS = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CHAPTERS = [
    Chapter(
        BOOK.cover, "A book", f'<section xmlns="http://www.w3.org/1999/xhtml"><h1>A</h1>{MATHS}</section>', True, {}
    ),
    Chapter(
        BOOK.lessons[0],
        "One & all",
        '<section xmlns="http://www.w3.org/1999/xhtml"><h1>One</h1>'
        '<figure><img src="one-0.png" alt="A figure"/></figure>'
        '<p><a href="index.xhtml">back</a></p></section>',
        False,
        {"one-0.png": PNG},
    ),
]
OPF = "{http://www.idpf.org/2007/opf}"


def entries(epub: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(BytesIO(epub)) as archive:
        for info in archive.infolist():
            yield info, archive.read(info)


def annotation(pdf: Any, page: int) -> Any:
    """The first link of a page."""
    return pdf.pages[page]["/Annots"][0].get_object()


def check_structure(epub: bytes) -> None:
    """What the standard asks of any EPUB, whatever is in it."""
    (first, kind), *others = entries(epub)
    assert (first.filename, first.compress_type, kind) == ("mimetype", zipfile.ZIP_STORED, MIMETYPE.encode())
    assert first.extra == b""
    files = {info.filename: content for info, content in others}
    trees = {name: ET.fromstring(text) for name, text in files.items() if name.endswith((".xhtml", ".opf", ".xml"))}
    manifest = {item.get("id"): item for item in trees["EPUB/package.opf"].iter(f"{OPF}item")}
    listed = {f"EPUB/{item.get('href')}" for item in manifest.values()}
    assert listed == set(files) - {"META-INF/container.xml", "EPUB/package.opf"}
    spine = [item.get("idref") for item in trees["EPUB/package.opf"].iter(f"{OPF}itemref")]
    assert [name for name in spine if name not in manifest] == []
    for item in manifest.values():
        has_maths = b"<math" in files[f"EPUB/{item.get('href')}"] and str(item.get("href")).endswith(".xhtml")
        assert ("mathml" in (item.get("properties") or "")) == has_maths


def check_with_epubcheck(epub: bytes, folder: Path) -> None:
    jar = Path("/usr/share/java/epubcheck.jar")
    if not jar.exists() or shutil.which("java") is None:
        return
    (folder / "book.epub").write_bytes(epub)
    done = subprocess.run(["java", "-jar", jar, folder / "book.epub"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout


def test_the_edition_is_that_of_the_citation_file() -> None:
    edition = read_edition()
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^version: {re.escape(edition.version)}$", text, re.MULTILINE)
    assert edition.released.isoformat() in text
    assert edition.authors
    assert edition.title.startswith(read_book(ROOT).title)


def test_the_book_says_how_this_edition_is_cited() -> None:
    text = (ROOT / "content" / "notation.md").read_text(encoding="utf-8")
    assert f"```bibtex\n{read_edition().bibtex}\n```" in text


def test_a_page_is_cited_from_the_same_edition() -> None:
    """What the card "Cite this page" writes in the browser (client/elsewhere/citation.ts)."""
    edition, told = read_edition(), json.loads((ROOT / "client/elsewhere/edition.json").read_text(encoding="utf-8"))
    assert told == {**asdict(edition), "authors": list(edition.authors), "released": edition.released.isoformat()}


def test_braces_of_a_citation_close() -> None:
    entry = EDITION.bibtex
    assert entry.count("{") == entry.count("}")
    assert "edition = {1.2.3}" in entry
    assert "author = {{A. Author}}" in entry


@pytest.mark.long
def test_an_epub_is_packed_as_the_standard_says(tmp_path: Path) -> None:
    epub = pack(BOOK, CHAPTERS, EDITION)
    check_structure(epub)
    check_with_epubcheck(epub, tmp_path)
    assert epub == pack(BOOK, CHAPTERS, EDITION)  # the same bytes from the same pages


def test_a_pdf_has_an_outline_entry_for_each_page_and_leads_inside_itself() -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import Link

    from press.pdf import Part, bind

    def printed(pages: int, address: str = "") -> PdfReader:
        writer = PdfWriter()
        for _ in range(pages):
            writer.add_blank_page(100, 100)
        writer.add_outline_item(title="Title", page_number=0)
        writer.add_outline_item(title="Section", page_number=pages - 1)
        if address:
            writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url=address))
        target = BytesIO()
        writer.write(target)
        return PdfReader(target)

    root, url = "http://127.0.0.1:1/", "https://book.example/"
    parts = [
        Part(BOOK.cover, printed(2, f"{root}one/#x"), 1),
        Part(BOOK.lessons[0], printed(1, f"{root}one/?only=a"), 3),
    ]
    bound = PdfReader(BytesIO(bind(printed(1), parts, EDITION, root, url)))
    top = [entry for entry in bound.outline if not isinstance(entry, list)]
    assert [entry.title for entry in top] == ["About this book", "One & all"]
    assert [bound.get_destination_page_number(entry) for entry in top] == [1, 3]
    assert bound.page_labels == ["i", "1", "2", "3"]
    inside = annotation(bound, 1)
    assert inside["/Dest"][0].get_object() == bound.pages[3].get_object()
    outside = annotation(bound, 3)
    assert outside["/A"]["/URI"] == f"{url}one/?only=a"


@pytest.mark.browser
@pytest.mark.long
def test_lessons_of_the_built_site_are_printed(dist: Path, tmp_path: Path) -> None:
    """Two pages of the real book, through Chromium, both forms."""
    from pypdf import PdfReader

    from press.pdf import book_as_pdf
    from press.printed import printer

    whole = read_book(ROOT)
    book = Book(
        whole.title, whole.description, whole.cover, tuple(one for one in whole.lessons if one.slug == "shapes")
    )

    def printed() -> tuple[bytes, list[Chapter]]:
        with printer(dist, book, "https://book.example/") as press:
            return book_as_pdf(press, EDITION), [press.chapter(lesson) for lesson in book.pages]

    with ThreadPoolExecutor(1) as pool:  # the tests' own Playwright has this thread
        content, chapters = pool.submit(printed).result()
    pdf = PdfReader(BytesIO(content))
    assert len([entry for entry in pdf.outline if not isinstance(entry, list)]) == len(book.pages)
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "book.example/shapes/?only=shape_chain" in text.replace("\n", "")
    assert EDITION.line in text
    epub = pack(book, chapters, EDITION)
    check_structure(epub)
    check_with_epubcheck(epub, tmp_path)
    assert chapters[1].has_maths
    assert len(chapters[1].pictures) >= 3
