"""What the lessons on hidden layers, on learning by heart and on delta today say, held to their records."""

from __future__ import annotations

import re
from typing import Any

from lessons.catalogue import CONTENT
from studies.claims.curve import RATES, STARTS
from studies.training.curve_fits import fit_of
from tests.lessons.test_claims_in_the_text import claims, text_of
from widgets.training import curve_fit


def cell(slug: str, name: str, **changed: str) -> dict[str, Any]:
    """What a lesson's code cell leaves behind when it runs, after lines `name = …` of it were changed."""
    page = (CONTENT / f"{slug}.md").read_text(encoding="utf-8")
    code = page.partition(f":name: {name}")[2].partition("```python\n")[2].partition("```")[0]
    for variable, value in changed.items():
        code, count = re.subn(rf"^{variable} = .*$", f"{variable} = {value}", code, flags=re.MULTILINE)
        assert count == 1
    scope: dict[str, Any] = {}
    exec(code, scope)
    return scope


def test_why_hidden_layers_over_twenty_starts() -> None:
    text, found = text_of("why_hidden_layers"), claims("why_hidden_layers")
    relu, sigmoid = found["fits"]["relu"], found["fits"]["sigmoid"]
    assert found["starts"] == len(STARTS) == 20
    assert len(RATES) == 5
    assert f"best straight line has {found['line']:.3f}" in text
    shown = ("1", "2", "3", "4", "6", "8", "12")
    for width in shown:
        cells = []
        for one in (relu[width]["error"], sigmoid[width]["error"]):
            cells += [f"{one['median']:.3f}", f"{one['least']:.3f} to {one['most']:.3f}"]
        assert f"| {width} | {' | '.join(cells)} |" in text
    medians = [[one[width]["error"]["median"] for width in shown] for one in (relu, sigmoid)]
    assert medians[0] == sorted(medians[0], reverse=True), "with relus from row to row"
    assert medians[1][:4] == sorted(medians[1][:4], reverse=True), "with sigmoids as far as Q = 4"
    assert max(medians[1][4:]) > 0.5 * medians[1][3], "and hardly any further"
    worst, best = relu["12"]["error"]["most"], relu["4"]["error"]["least"]
    assert f"worst start with 12 relus ends at {worst:.3f}, and the best one with 4 at {best:.3f}" in text
    assert worst > best
    assert all(sigmoid[width]["error"]["median"] < relu[width]["error"]["median"] for width in relu)
    bumps, trained = found["built"]["8"]["error"], sigmoid["4"]["error"]["median"]
    assert f"8 bumps of 16 sigmoids have an error of {bumps:.3f}, and 4 trained sigmoids {trained:.3f}" in text


def test_the_fits_that_are_drawn_are_those_recorded() -> None:
    text, found = text_of("why_hidden_layers"), claims("why_hidden_layers")["fits"]
    for hidden, widths in found.items():
        for width, one in widths.items():
            best = one["best"]
            assert abs(fit_of(best["weights"], hidden).error - best["error"]) < 1e-6
            assert best["error"] <= one["error"]["least"]
            assert len(best["weights"][0][0]) == int(width)
    twelve = curve_fit.recorded("relu")[-1]
    assert f"network with 12 relus has {len(twelve.turns_within())} kinks between -2 and 2" in text


def test_the_cell_that_folds() -> None:
    assert cell("why_hidden_layers", "folding")["pieces"] == 8
    assert cell("why_hidden_layers", "folding", layers="6")["pieces"] == 64
