"""What the lessons on hidden layers, on learning by heart and on delta today say, held to their records."""

from __future__ import annotations

import re
from math import comb
from typing import Any

import numpy as np

from lessons.catalogue import CONTENT
from studies.claims import by_heart
from studies.claims.curve import RATES, STARTS
from studies.today.convolution import convolution
from studies.training.by_heart import NOISE, RATE
from studies.training.curve_fits import fit_of
from tests.lessons.test_claims_in_the_text import claims, power, text_of
from widgets.training import curve_fit
from widgets.training.learned_by_heart import PLACES, run_of


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


def test_by_heart_over_twenty_seeds() -> None:
    text, found = text_of("by_heart"), claims("by_heart")
    over = found["overfits"]
    assert over["seeds"] == 20
    assert over["rate"] == RATE == 0.01
    assert f"For {over['overfitted']} of them the validation loss ends more than a tenth above its least value" in text
    assert f"and for {over['training loss lower at the end']} the training loss is lower at the end" in text
    stop = over["stops at"]
    assert (
        f"after {stop['median']:g} iterations in the median, in single runs anywhere from {stop['least']:g} to" in text
    )
    assert f"to {stop['most']:g}." in text
    dealt = found["nonsense"]
    assert f"comes down from {dealt['the mean as an answer']['median']:.3f} (the mean as an answer, median)" in text
    assert f"to {dealt['end']['median']:.4f} in the median, between $10^{{-8}}$ and {dealt['end']['most']:.2f}" in text
    assert 0.5e-8 < dealt["end"]["least"] < 1.5e-8


def test_the_ways_to_train_on_ten_points() -> None:
    text, ways = text_of("by_heart"), claims("by_heart")["ways"]
    names = {
        "to the end": "ten points, to the end",
        "early stopping": "ten points, early stopping",
        "L2": "ten points, L2",
        "more data": "forty points, to the end",
    }
    assert list(ways) == list(names)
    for way, name in names.items():
        one = ways[way]
        better = "–" if way == "to the end" else f"{one['better']} of 20"
        losses = f"{one['train']['median']:.3f} | {one['test']['median']:.3f} | "
        ends = f"{one['test']['least']:.3f} to {one['test']['most']:.3f}"
        assert f"| {name} | {one['rate']:g} | {losses}{ends} | {better} |" in text
    medians = {way: one["test"]["median"] for way, one in ways.items()}
    assert min(medians, key=medians.__getitem__) == "more data"
    assert max(medians, key=medians.__getitem__) == "to the end"
    assert max(ways, key=lambda way: ways[way]["train"]["median"]) == "more data"
    early, price = ways["early stopping"], ways["L2"]
    assert f"than the run to the end for {early['better']} and {price['better']} of twenty seeds" in text
    apart = abs(medians["early stopping"] - medians["L2"])
    assert apart < 0.1 * (early["test"]["most"] - early["test"]["least"]), "differ by far less than the seeds do"
    assert ways["to the end"]["rate"] == min(by_heart.RATES) == 0.001
    assert len(by_heart.RATES) == 3
    assert len(by_heart.PENALTIES) == 6


def test_a_hundred_coins() -> None:
    text = text_of("by_heart")
    one = sum(comb(20, right) for right in range(15, 21)) / 2**20
    assert f"with a probability of {100 * one:.1f} %" in text
    none = (1 - one) ** 100
    assert f"(1 - {one:.4f})^{{100}} = {none:.2f}" in text
    assert f"probability of {100 * (1 - none):.0f} % the best" in text


def test_the_cell_that_learns_nonsense() -> None:
    scope = cell("by_heart", "nonsense")
    assert scope["run"].final_loss < 0.1 * scope["dealt"].var()


def test_what_the_price_makes_of_the_figures_run() -> None:
    free, held, bent = (run_of(10, 2, l2) for l2 in (0.0, 0.01, 0.1))
    assert free.train[-1] < held.train[-1] < bent.train[-1]
    assert held.validation[-1] < 1.1 * held.validation.min(), "ends close to its least value"
    assert held.validation[-1] < 0.3 * free.validation[-1]
    assert min(bent.train[-1], bent.validation[-1]) > 2 * NOISE**2, "more than twice what the noise costs"
    for seed in (0, 1):
        assert run_of(10, seed, 0.1).outputs(-1, PLACES).std() < 0.02, "a level line"


def test_delta_in_deep_networks_over_twenty_seeds() -> None:
    text, found = text_of("delta_today"), claims("delta_today")
    assert found["seeds"] == 20
    assert found["depth"] == 32
    half, whole = found["0.5"], found["1"]
    plain = f"{power(half['plain']['median'])}$ in the median without residual connections"
    assert f"length at the input is ${plain}, and {half['residual']['median']:.1f} with them" in text
    assert f"it is {whole['plain']['median']:.3f} and {whole['residual']['median']:.1f}" in text
    assert half["plain"]["most"] < 1e-6 < half["residual"]["least"]


def test_the_cell_with_a_missing_sign() -> None:
    scope = cell("delta_today", "shared_gradient")
    assert not np.allclose(scope["gradient"], scope["measured"], atol=1e-3)
    page = (CONTENT / "delta_today.md").read_text(encoding="utf-8")
    assert page.count("    gradient = e[i] * x[i : i + 3]") == 1
    code = page.partition(":name: shared_gradient")[2].partition("```python\n")[2].partition("```")[0]
    mended: dict[str, Any] = {}
    exec(code.replace("    gradient = e[i]", "    gradient += e[i]"), mended)
    assert np.allclose(mended["gradient"], mended["measured"], atol=1e-8)
    assert np.allclose(mended["gradient"], convolution(mended["w"]).kernel_gradient)


def test_nielsens_setting_over_five_seeds() -> None:
    text, found = text_of("handwritten_digits"), claims("handwritten_digits")["nielsen"]
    assert (found["seeds"], found["rate"], found["epochs"]) == (5, 0.3, 30)

    def percent(name: str, decimals: int) -> list[str]:
        return [f"{100 * found[name][which]:.{decimals}f}" for which in ("median", "least", "most")]

    first, last, best = percent("first", 1), percent("last", 1), percent("best", 2)
    assert f"{first[0]} % of the test images are right after one epoch (from {first[1]} to {first[2]} %)" in text
    assert f"and {last[0]} % after thirty ({last[1]} to {last[2]} %)" in text
    assert f"Our best epochs have {best[0]} % in the median, from {best[1]} to {best[2]} %" in text
    assert len(found["course"]) == 31
    assert abs(found["best"]["median"] - 0.95) < 0.005, "about 95 %"
    assert round(claims("handwritten_digits")["first sums"] * np.sqrt(3)) == 9
