"""The site's data files lie where the lesson that fetches them looks for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mlp_core.datasets.mnist_files import FILES
from site_builder.collect import fetch, fonts
from site_builder.collect import gather as collecting
from site_builder.collect.gather import collect, is_data, read_book, read_data
from site_builder.render.assemble import assemble, data_path
from site_builder.upstream import fingerprints, front_end
from widgets.digits import data

pytestmark = pytest.mark.xdist_group("the site's data")  # one process makes the site for all of these
ROOT = data.FOLDER.parent.parent.parent
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>'


def test_the_data_are_served_and_their_checksums_are_packed() -> None:
    assert set(read_data(ROOT)) == set(FILES.values())
    assert is_data(f"content/data/mnist/{FILES['quick']}")
    assert not is_data("content/data/mnist/SHA256SUMS")


def test_a_lessons_own_data_are_among_those_that_the_site_serves() -> None:
    wanted = {lesson.slug: lesson.data for lesson in read_book(ROOT).lessons if lesson.data}
    assert wanted == {"handwritten_digits": FILES["quick"]}
    assert set(wanted.values()) <= set(read_data(ROOT))


@pytest.mark.parametrize("part", list(data.PARTS))
def test_the_site_keeps_the_data_where_the_lesson_fetches_them(part: str) -> None:
    sums = (data.FOLDER / "SHA256SUMS").read_text("ascii")
    content = (data.FOLDER / FILES[part]).read_bytes()
    assert data.address("root/", part, sums) == "root/" + data_path(FILES[part], content)


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The site made from this repository, with empty pages, Streamlit's front end as it comes, and without Python's
    packages: those take long."""

    def as_it_comes(stlite: Mapping[str, bytes], *_arguments: object) -> Mapping[str, bytes]:
        return stlite

    def nothing(*_arguments: object, **_options: object) -> dict[str, Any]:
        return {}

    def blank(_root: Path, slugs: list[str]) -> dict[str, Any]:
        pages: dict[str, Any] = {slug: {"main": [], "sidebar": [], "event": []} for slug in slugs}
        return {"icon": ICON, "pages": pages, "samples": {slug: [] for slug in slugs}}

    with pytest.MonkeyPatch.context() as patched:
        for module, name in ((fetch, "wheels"), (fetch, "compiled_packages"), (collecting, "_compiled")):
            patched.setattr(module, name, nothing)
        for name in ("site_packages", "site_tools", "own_wheels"):
            patched.setattr(collecting, name, nothing)
        patched.setattr(collecting, "run_pages", blank)
        patched.setattr(front_end, "tuned", as_it_comes)
        patched.setattr(fonts, "smaller", as_it_comes)
        patched.setattr(collecting, "typeset", nothing)
        patched.setattr(fingerprints, "check", nothing)
        inputs = collect(ROOT, ROOT, fetch.Cache(tmp_path_factory.mktemp("cache")))
    return {file.path: file.content for file in assemble(inputs)}


@pytest.mark.long
@pytest.mark.parametrize("part", list(data.PARTS))
def test_a_built_site_has_the_data_whole(files: Mapping[str, bytes], part: str) -> None:
    content = (data.FOLDER / FILES[part]).read_bytes()
    path = data.address("", part, (data.FOLDER / "SHA256SUMS").read_text("ascii"))
    assert files.get(path) == content
    assert json.loads(files["site-lock.json"])["files"][path]["bytes"] == len(content)


@pytest.mark.long
def test_only_the_lesson_with_data_tells_its_worker_to_fetch_them(files: Mapping[str, bytes]) -> None:
    path = data.address("", "quick", (data.FOLDER / "SHA256SUMS").read_text("ascii"))
    pages = {name for name, content in files.items() if name.endswith(".html") and path.encode() in content}
    assert pages == {"handwritten_digits/index.html"}
