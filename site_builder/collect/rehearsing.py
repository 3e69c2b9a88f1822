"""The rehearsals of all pages (rehearse.py), made in as many processes as there are processors, and kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from site_builder.collect.acts import acts
from site_builder.collect.fetch import Cache
from site_builder.collect.rehearse import Rehearsals
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
    with ThreadPoolExecutor(max(1, min(os.cpu_count() or 1, len(missing)))) as pool:
        for slug, made in zip(missing, pool.map(partial(_made, app_root.resolve()), missing), strict=True):
            cache.put_named(names[slug], made)
    return {slug: json.loads(cache.get_named(name) or b"{}") for slug, name in names.items()}


def _made(app_root: Path, slug: str) -> bytes:
    """A page's rehearsals as JSON, by a process of its own, because it imports the app."""
    command = [sys.executable, "-m", "site_builder.collect.rehearse", str(app_root), slug]
    surroundings = {**os.environ, "PYTHONPATH": str(_HERE.parent.parent)}
    done = subprocess.run(command, capture_output=True, check=False, env=surroundings, cwd=app_root)
    if done.returncode != 0:
        raise BuildError(f"{slug}: a page could not be rehearsed:\n{done.stderr.decode().strip()[-2000:]}")
    return done.stdout


def name_of(slug: str, page: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """By what a page's rehearsals are kept: what it draws, its own text, and all of the app but other pages' texts.

    What another text means for this page, such as a link's words, is part of what the page draws.
    """
    own = {
        path: sha256(content) for path, content in files.items() if not _TEXT.fullmatch(path) or Path(path).stem == slug
    }
    tools = [sha256(path.read_bytes()) for path in _MADE_BY]
    return "rehearsed-" + sha256(json.dumps([slug, page, own, tools, sys.version], sort_keys=True).encode())
