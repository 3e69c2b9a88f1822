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


def test_the_race_at_one_rate_and_at_each_ones_best() -> None:
    text, found = text_of("training"), claims("training")["race"]
    assert f"Ten seeds, {found['rates'][2]} learning rates from 0.01 to 100" in text
    assert found["seeds"] == 10
    for name, one in found["at one"].items():
        best = found["at best"][name]
        ends = f"${power(best['least'])}$ to ${power(best['most'])}$"
        assert f"| {name} | ${power(one['median'])}$ | ${power(best['median'])}$ | {ends} |" in text
    single = found["single not worse"]
    assert f"no higher than the 4 sigmoids for {single['4 hidden']} of ten seeds" in text
    assert f"no higher than the 50 sigmoids for {single['50 hidden']}." in text
    assert f"it ends no higher for {single['50 with relu']} of ten seeds" in text
    # "The order has changed": last at η = 1, ahead of both networks of sigmoids at its own best.
    at_one, at_best = ({n: one["median"] for n, one in found[kind].items()} for kind in ("at one", "at best"))
    assert max(at_one, key=at_one.__getitem__) == "no hidden layer"
    assert at_best["no hidden layer"] < min(at_best["4 hidden"], at_best["50 hidden"])
    stalled = found["stalled at ten"]
    assert f"{stalled['50 hidden']} end like this with 50 sigmoids and {stalled['50 with relu']} with 50 relus" in text
    assert stalled["no hidden layer"] == stalled["4 hidden"] == 0


def test_the_start_of_four_sigmoids_falls_at_once() -> None:
    text, found = text_of("training"), claims("training")["start of four"]
    first, *later = (f"{loss:.3f}" for loss in found["losses"])
    assert f"from {first} to {later[0]}, {later[1]} and {later[2]} after 6, 12 and 18" in text
    assert found["falls always"]


def test_where_the_relu_network_is_lost() -> None:
    text, found = text_of("training"), claims("training")
    largest, edge = found["curvature"]["largest"], found["curvature"]["edge"]
    assert f"$\\lambda = {largest:.2f}$, and the edge is at $2 / {largest:.2f} = {edge:.2f}$" in text
    ends = found["relu ends"]
    assert ends["0.3"]["loss"] < 1e-20
    assert all(ends[rate]["all dead after"] <= 2 for rate in ("0.6", "1"))
    assert (ends["0.4"]["alive"], round(ends["0.4"]["loss"], 6)) == (1, 1.0)
