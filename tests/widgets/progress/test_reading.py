"""What the page says of a lesson that was read."""

from __future__ import annotations

import pytest

from widgets.progress import reading, store
from widgets.progress.kept import Progress


def test_only_lessons_of_the_book_are_kept_as_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, str, object]] = []
    monkeypatch.setattr(store, "put", lambda kind, name, value: kept.append((kind, name, value)))
    for said in ("shapes", "nothing of ours", None, ["shapes"], {"lesson": "shapes"}):
        reading._hear(said, known=["hidden_layers", "shapes"])
    assert kept == [("read", "shapes", True)]


def test_what_has_another_form_is_not_read() -> None:
    progress = Progress({"read": {"shapes": True, "xor": False, "training": "yes"}})
    assert reading.lessons(progress) == {"shapes"}
