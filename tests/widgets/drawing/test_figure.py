"""What is around every figure."""

from __future__ import annotations

import pytest

from widgets.drawing.figure import caption


def test_a_caption_has_code_and_emphasis() -> None:
    assert "the <em>mean</em> of <code>|f′|</code>" in str(caption("the *mean* of `|f′|`"))
    assert caption("") is None


def test_a_formula_in_a_caption_is_refused_and_not_printed_with_its_dollars() -> None:
    with pytest.raises(ValueError, match=r"caption: expected words, .*no formula.*got 'The mean of \$f\$"):
        caption("The mean of $f$.")
