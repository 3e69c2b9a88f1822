"""`python -m press pdf` or `python -m press epub`: the book from the site that `make site` has built."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from press.edition import read_edition
from press.printed import ROOT, printer
from site_builder.collect.gather import read_book


def main(arguments: Sequence[str] | None = None) -> int:
    """Print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m press", description="The book to print and to take along.")
    parser.add_argument("form", choices=("pdf", "epub"))
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="the built site (default: dist)")
    parser.add_argument("--out", type=Path, help="the file to write (default: build/hidden-layers-VERSION.…)")
    parser.add_argument("--url", default="", help="where the book stands: without it the figures get no codes")
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        parser.error(f"--site: {options.site} holds no built site; run 'make site' first")
    edition = read_edition()
    out = options.out or ROOT / "build" / f"hidden-layers-{edition.version}.{options.form}"
    url = options.url.rstrip("/") + "/" if options.url else ""
    with printer(options.site, read_book(ROOT), url) as press:
        if options.form == "pdf":
            from press.pdf import book_as_pdf

            content = book_as_pdf(press, edition)
        else:
            from press.epub import book_as_epub

            content = book_as_epub(press, edition)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(f"{out}: {len(content) / 1e6:.1f} MB{'' if url else '; no --url, so the figures have no codes'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
