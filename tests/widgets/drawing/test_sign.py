"""Right and wrong are icons with words, and never a letter that reads as X."""

from __future__ import annotations

import re

import pytest

from widgets.drawing.sign import WORDS, classes, sign, verdict
from widgets.kit.styles import SHEETS, WIDGETS


@pytest.mark.parametrize("kind", WORDS)
def test_a_sign_has_its_word_for_who_does_not_see_it(kind: str) -> None:
    html = str(sign(kind))
    assert f'class="hl-sign hl-sign-{kind}"' in html
    assert re.sub("<[^>]*>", "", html) == WORDS[kind]
    assert not re.sub("<[^>]*>", "", str(sign(kind, said=False)))


def test_right_is_not_wrong() -> None:
    assert str(verdict(True)) == str(sign("right"))
    assert str(verdict(False)) == str(sign("wrong"))
    with pytest.raises(ValueError, match="expected one of right, wrong, open, got 'X'"):
        classes("X")


def test_no_widget_writes_a_ballot_cross() -> None:
    paths = [*WIDGETS.rglob("*.py"), *(WIDGETS / f"{sheet}.css" for sheet in SHEETS)]
    texts = {path: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in paths}
    assert [path for path, text in texts.items() if re.search("[✓✗✘]", text)] == []
