"""Every comparison of a lesson is measured over seeds, in content/data/claims; the sentences are held to it here."""

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


def test_how_long_a_saturated_output_stalls() -> None:
    text, found = text_of("backpropagation"), claims("backpropagation")["saturated"]
    squares, entropy = found["half_sse"], found["bce"]
    assert f"= {squares['slope']:.4f}$: the neuron is" in text
    assert f"cross-entropy it is ${entropy['slope']:.4f}$, about 400 times as much" in text
    assert entropy["slope"] / squares["slope"] == pytest.approx(400, rel=0.05)
    slow, fast = (list(one["updates"].values()) for one in (squares, entropy))
    assert list(squares["updates"]) == ["0.1", "1", "10"]
    assert f"needs {slow[0]}, {slow[1]} and {slow[2]} updates until it answers more than ½" in text
    assert f"and {fast[0]}, {fast[1]} and {fast[2]} with the cross-entropy" in text
