"""The rehearsals of pages are kept by what they are made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from site_builder.collect.fetch import Cache
from site_builder.collect.rehearse import apart
from site_builder.collect.rehearsing import name_of, rehearsed

PAGE = {"main": [{"type": "markdown", "proto": {"body": "one"}, "width": {}, "children": []}]}
FILES = {"app.py": b"run()", "content/one.md": b"one", "content/two.md": b"two", "widgets/a.py": b"a = 1"}


@pytest.mark.parametrize(
    ("changes", "runs_again"),
    [
        ({"content/two.md": b"another text"}, False),
        ({"content/one.md": b"another text"}, True),
        ({"widgets/a.py": b"a = 2"}, True),
        ({"content/contents.toml": b""}, True),
    ],
)
def test_another_lessons_text_does_not_run_a_page_again(changes: dict[str, bytes], runs_again: bool) -> None:
    assert (name_of("one", PAGE, FILES | changes) != name_of("one", PAGE, FILES)) == runs_again


def test_a_page_that_draws_something_else_is_run_again() -> None:
    assert name_of("one", {"main": []}, FILES) != name_of("one", PAGE, FILES)


def test_what_is_kept_is_not_run(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    kept = {"control": {"1": [{"at": [0], "out": 1, "in": []}]}}
    cache.put_named(name_of("one", PAGE, FILES), json.dumps(kept).encode())
    no_app = tmp_path / "nothing"
    assert rehearsed(no_app, {"one": PAGE}, FILES, cache) == {"one": kept}


def test_what_is_done_apart_leaves_nothing_behind(capfd: pytest.CaptureFixture[str]) -> None:
    said = ["before"]

    def work() -> list[str]:
        said.append("within")
        return said

    assert apart(work) == ["before", "within"]
    assert said == ["before"]
    with pytest.raises(RuntimeError, match="reason stands above"):
        apart(lambda: 1 / 0)
    assert "ZeroDivisionError" in capfd.readouterr().err
