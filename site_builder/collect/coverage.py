"""`python -m site_builder.collect.coverage [SLUG…]`: of each page's controls, those answered before Python is there.

Counted are the controls that Python answers, among them each button of a form; a field of a form is not, for nothing
follows from it until the button is pressed. One counts as answered if at least one change of it was rehearsed; a button
that sends what was typed, if at least one text was. On pages that the site does not rehearse unasked none is answered.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from site_builder.__main__ import REHEARSED
from site_builder.collect.acts import as_it_stands, beside, controls, start, user_key
from site_builder.collect.fetch import Cache
from site_builder.collect.gather import drawn_pages, read_app, read_book, read_data
from site_builder.collect.rehearse import Rehearsals
from site_builder.collect.rehearsing import rehearsed
from site_builder.render.prerender import Node

ROOT = Path(__file__).resolve().parent.parent.parent


def covered(page: Sequence[Node], rehearsals: Rehearsals) -> Mapping[str, bool]:
    """Id of each control that Python answers -> whether its first change is answered before."""
    found = list(controls(page))
    answers: dict[str, bool] = {}
    for node in found:
        proto = node["proto"]
        kept = set(rehearsals.get(proto["id"], ()))
        if proto.get("isFormSubmitter"):
            inside = beside(node, found)
            kept -= {as_it_stands(inside)} if inside else set()
        elif proto.get("formId"):
            continue
        elif node["type"] != "button":
            kept -= {start(node)}
        answers[proto["id"]] = bool(kept)
    return answers


def main() -> None:
    """Print a line for each page, and which controls are left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    slugs = parser.parse_args().slugs
    files, cache = {**read_app(ROOT), **read_data(ROOT)}, Cache()
    pages: dict[str, Any] = drawn_pages(ROOT, [page.slug for page in read_book(ROOT).pages], files, cache)["pages"]
    chosen = {slug: page for slug, page in pages.items() if not slugs or slug in slugs}
    total: list[bool] = []
    on_the_site = {slug: page for slug, page in chosen.items() if slug in REHEARSED.split(",")}
    found = rehearsed(ROOT, on_the_site, files, cache)
    for slug, page in chosen.items():
        answers = covered(page["main"], found.get(slug, {}))
        total += answers.values()
        without = " ".join(user_key(name) for name, is_answered in answers.items() if not is_answered)
        print(f"{slug:20} {sum(answers.values()):3} of {len(answers):3}   {without}")
    print(f"{'all':20} {sum(total):3} of {len(total):3}   {sum(total) / max(len(total), 1):.0%}")


if __name__ == "__main__":
    main()
