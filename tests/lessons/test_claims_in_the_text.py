"""Every comparison that a lesson makes is in content/data/claims, measured over seeds; here the sentences are held to it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from lessons.catalogue import CONTENT


def text_of(slug: str) -> str:
    """The lesson with line breaks and true minus signs made plain."""
    return re.sub(r"\s+", " ", (CONTENT / f"{slug}.md").read_text(encoding="utf-8")).replace("−", "-")


def claims(slug: str) -> dict[str, Any]:
    """What was measured for this lesson."""
    found: dict[str, Any] = json.loads((CONTENT / "data" / "claims" / f"{slug}.json").read_text(encoding="utf-8"))
    return found


def power(value: float) -> str:
    """A loss as the prose gives it: '3.4 \\cdot 10^{-6}'."""
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits} \\cdot 10^{{{int(exponent)}}}"


def test_the_museums_first_exhibit_over_forty_starts() -> None:
    text, found = text_of("backprop_in_code"), claims("backprop_in_code")
    large, small = found["8"], found["0.5"]
    assert (
        f"of {large['starts']} starts at a learning rate of 8 the right program solves {large['right']} "
        f"and this one {large['museum']}, and at 0.5 both solve {small['right']}" in text
    )
    assert small["museum"] == small["right"]
