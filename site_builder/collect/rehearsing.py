"""The rehearsals of all pages (rehearse.py), made in as many processes as there are processors, and kept."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from site_builder.collect.acts import acts
from site_builder.collect.fetch import Cache
from site_builder.collect.rehearse import Rehearsals, rehearse
from site_builder.errors import BuildError
from site_builder.hashing import sha256

_HERE = Path(__file__).resolve().parent
_MADE_BY = (
    *(_HERE / f"{name}.py" for name in ("acts", "differences", "rehearse", "run_pages")),
    _HERE.parent / "render" / "prerender.py",
    _HERE.parent.parent / "requirements.txt",
)
_TEXT = re.compile(r"content/[^/]+\.md")


def rehearsed(
    app_root: Path, pages: Mapping[str, Mapping[str, Any]], files: Mapping[str, bytes], cache: Cache
) -> dict[str, Rehearsals]:
    """Slug -> what first acts change. pages: what each draws; files: the app's, and its data, by path.

    BuildError: a page could not be run.
    """
    names = {slug: name_of(slug, page, files) for slug, page in pages.items()}
    missing = [slug for slug, name in names.items() if cache.get_named(name) is None]
    # Those with most to do first, so that no process ends long after the others.
    missing.sort(key=lambda slug: -sum(map(len, acts(pages[slug]["main"]).values())))
    # Fresh ones: a copy of this process would have its threads' locks and not its threads.
    fresh = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(max(1, min(os.cpu_count() or 1, len(missing))), mp_context=fresh) as pool:
            made = {slug: pool.submit(rehearse, app_root.resolve(), slug) for slug in missing}
            for slug, result in made.items():
                cache.put_named(names[slug], json.dumps(result.result()).encode())
    except RuntimeError as error:
        raise BuildError(f"a page could not be rehearsed: {error}") from error
    return {slug: json.loads(cache.get_named(name) or b"{}") for slug, name in names.items()}


def name_of(slug: str, page: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """By what a page's rehearsals are kept: what it draws, its own text, and all of the app but other pages' texts.

    What another text means for this page, such as a link's words, is part of what the page draws.
    """
    own = {
        path: sha256(content) for path, content in files.items() if not _TEXT.fullmatch(path) or Path(path).stem == slug
    }
    tools = [sha256(path.read_bytes()) for path in _MADE_BY]
    return "rehearsed-" + sha256(json.dumps([slug, page, own, tools, sys.version], sort_keys=True).encode())
