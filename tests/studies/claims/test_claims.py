"""The recorded claims: recomputed where it is cheap and calm, and the machinery on cases whose answer is known."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from lessons.catalogue import CONTENT
from mlp_core import datasets, fit
from mlp_core.datasets import mnist
from mlp_core.network import MLP
from studies.claims import (
    better_steps,
    by_heart,
    curve,
    depth,
    digits,
    display,
    frameworks,
    starting_weights,
    today,
    training,
    xor,
)
from studies.claims.spread import final_losses, rates_between, spread
from studies.training.steps import RULES, best_rate, scaled_neuron
from tools.record_claims import CLAIMS, books_digits_network
from widgets.training import training_race


def recorded(lesson: str) -> dict[str, Any]:
    return json.loads((CONTENT / "data" / "claims" / f"{lesson}.json").read_text(encoding="utf-8"))


def same(measured: Any, kept: Any, rel: float = 1e-3) -> None:
    """The same numbers in the same places, up to rounding."""
    if isinstance(kept, dict):
        assert list(measured) == list(kept)
        for name, value in kept.items():
            same(measured[name], value, rel)
    elif isinstance(kept, list):
        assert len(measured) == len(kept)
        for one, other in zip(measured, kept, strict=True):
            same(one, other, rel)
    elif isinstance(kept, float):
        assert measured == pytest.approx(kept, rel=rel)
    else:
        assert measured == kept


def test_every_lesson_that_makes_claims_has_its_file() -> None:
    files = {path.stem for path in (CONTENT / "data" / "claims").glob("*.json")}
    assert files == set(CLAIMS)
    assert all((CONTENT / f"{lesson}.md").is_file() for lesson in files)
    assert all("NaN" not in (CONTENT / "data" / "claims" / f"{lesson}.json").read_text("utf-8") for lesson in files)


def test_a_spread_and_the_rates() -> None:
    assert spread([3.0, 1.0, 2.0, 10.0]) == {"median": 2.5, "least": 1.0, "most": 10.0}
    rates = rates_between(0.01, 100)
    assert len(rates) == 33
    assert rates[16] == pytest.approx(1.0)
    assert rates[0] == pytest.approx(0.01)
    assert rates[-1] == pytest.approx(100)


def test_final_losses_are_those_of_single_runs() -> None:
    data = datasets.xor()
    table = final_losses((2, 3, 1), ("tanh", "sigmoid"), data.X, data.Y, rates=(0.1, 1.0), updates=50, seeds=(0, 4))
    for i, rate in enumerate((0.1, 1.0)):
        for j, seed in enumerate((0, 4)):
            run = fit(MLP((2, 3, 1), ("tanh", "sigmoid"), rng=seed), data.X, data.Y, learning_rate=rate, iterations=50)
            assert table[i, j] == pytest.approx(run.net.gradients(data.X, data.Y)[0])


def test_the_contenders_are_those_of_the_race() -> None:
    assert {one.name: (one.sizes, one.activations) for one in training_race.CONTENDERS} == training.CONTENDERS
    assert training_race.ITERATIONS[-1] == training.UPDATES


def test_the_race_at_one_again() -> None:
    data, kept = datasets.four_points(), recorded("training")["race"]["at one"]
    for name, (sizes, activations) in training.CONTENDERS.items():
        losses = final_losses(sizes, activations, data.X, data.Y, rates=(1.0,), updates=training.UPDATES, bias=False)
        # The wide networks zigzag at first; what rounding does there is small at the end.
        same(spread(losses[0]), kept[name], rel=0.05)


def test_the_single_neuron_at_its_best_again() -> None:
    data, (sizes, activations) = datasets.four_points(), training.CONTENDERS["no hidden layer"]
    options = {"rates": training.RATES, "updates": training.UPDATES, "bias": False}
    losses = final_losses(sizes, activations, data.X, data.Y, **options).min(axis=0)  # type: ignore[arg-type]
    assert np.median(losses) == pytest.approx(
        recorded("training")["race"]["at best"]["no hidden layer"]["median"], rel=0.5
    )


@pytest.mark.long
def test_the_calm_claims_again() -> None:
    same(training.curvature(), recorded("training")["curvature"])
    same(training.start_of_four(), recorded("training")["start of four"])
    same(depth.saturated(), recorded("backpropagation")["saturated"])
    same(depth.gradient_ratio("sigmoid"), recorded("backpropagation")["gradient ratio"]["sigmoid"])
    assert xor.equal_weights(updates=2000)["apart"] < 1e-9


def test_the_digits_again() -> None:
    test, kept = mnist("test"), recorded("handwritten_digits")
    found = digits.certainty(books_digits_network(), test.X, test.Y)
    # float32 rounds otherwise on another machine: an image at 0.99 may fall to the other side.
    assert found["in place"]["count"] == pytest.approx(kept["certainty"]["in place"]["count"], abs=3)
    assert found["moved"]["count"] == pytest.approx(kept["certainty"]["moved"]["count"], abs=3)
    assert found["in place"]["right"] == pytest.approx(kept["certainty"]["in place"]["right"], abs=0.002)
    assert found["moved"]["right"] == pytest.approx(kept["certainty"]["moved"]["right"], abs=0.01)


def test_xor_again_with_fewer_starts() -> None:
    few = xor.ends("tanh", starts=60)
    share = recorded("xor")["ends"]["tanh"]["quarter"] / 200
    assert few["quarter"] / 60 == pytest.approx(share, abs=0.15)
    assert few["solved"] + few["quarter"] == 60


@pytest.mark.long
def test_the_museums_first_exhibit_again() -> None:
    kept = recorded("backprop_in_code")["8"]
    few = xor.updated_weights(8.0, starts=12, updates=600)
    assert few["right"] > few["museum"]
    assert kept["right"] > 2 * kept["museum"]


def test_one_matrix_reads_ten_digits_and_cannot_find_the_threes() -> None:
    kept = recorded("assignments")
    found = display._trained((7, 10), ("sigmoid",), datasets.seven_segment().Y, 1.0, (0, 1))
    assert [right for _, right in found] == [10, 10]
    assert kept["ten digits"]["no hidden layer"]["all ten"] == 10
    threes = display._trained((7, 1), ("sigmoid",), display.multiples_of_three(), 2.0, (0, 1))
    assert all(loss > 0.5 and right < 10 for loss, right in threes)
    with_layer = display._trained((7, 10, 1), ("tanh", "sigmoid"), display.multiples_of_three(), 0.5, (0, 1))
    assert [right for _, right in with_layer] == [10, 10]


def test_gradients_that_are_never_cleared_are_summed() -> None:
    """The first update is the same; the second is made of both gradients."""
    right, forgot = (frameworks.losses("sgd", 1, cleared=cleared, updates=3) for cleared in (True, False))
    assert right[:2] == pytest.approx(forgot[:2])
    data, net = datasets.xor(), MLP((2, 20, 1), ("relu", "sigmoid"), rng=1)
    sums = [np.zeros_like(w) for w in net.weights]
    for _ in range(2):
        sums = [kept + g for kept, g in zip(sums, net.gradients(data.X, data.Y, "bce")[1], strict=True)]
        net.weights = [w - frameworks.RATES["sgd"] * g for w, g in zip(net.weights, sums, strict=True)]
    assert forgot[2] == pytest.approx(net.gradients(data.X, data.Y, "bce")[0])
    # Cleared, it is the training that the lesson runs.
    run = fit(
        MLP((2, 20, 1), ("relu", "sigmoid"), rng=1),
        data.X, data.Y, loss="bce", optimizer="adam", learning_rate=0.01, iterations=20,
    )  # fmt: skip
    assert frameworks.losses("adam", 1, cleared=True, updates=20) == pytest.approx(run.losses)


def test_the_calm_claims_about_starting_weights_again() -> None:
    kept = recorded("starting_weights")
    same(starting_weights.factors(), kept["factors"], rel=0.01)
    few = starting_weights.equal(updates=1200)
    assert few["one weight 0.51"]["solved after"] == pytest.approx(
        kept["equal"]["one weight 0.51"]["solved after"], abs=3
    )
    assert starting_weights.dead(networks=40)["he"]["at the start"] / 320 == pytest.approx(0.25, abs=0.06)
    assert starting_weights.solved_deep(8, 8, "sigmoid", "uniform", seeds=(0, 1), rates=(0.3, 1.0))["solved"] == 0


def test_the_calm_claims_about_better_steps_again() -> None:
    kept = recorded("better_steps")
    same(better_steps.edges(), kept["edges"])
    same(better_steps.scaled_steps(), kept["scaled steps"], rel=0.01)
    few = better_steps.walks(walkers=3, steps=400)
    assert few["bowl"]["gradient descent"]["median"] == kept["walks"]["bowl"]["gradient descent"]["median"]
    assert few["valley 30"]["momentum"]["median"] == pytest.approx(
        kept["walks"]["valley 30"]["momentum"]["median"], abs=6
    )


def test_steps_that_are_not_made_are_those_that_are() -> None:
    valley = scaled_neuron("x₂ · 10")
    start = valley.lowest + np.array([0.2, -0.01])
    rates = [0.5 * valley.edge, 0.9 * valley.edge]
    walked = best_rate(valley, RULES["gradient descent"], rates, 2000, start=start).steps
    assert better_steps._steps(valley, rates, start, 2000) == walked


@pytest.mark.long
def test_the_curve_that_is_built_and_one_width_of_those_that_are_trained() -> None:
    kept = recorded("why_hidden_layers")
    same(curve.built(), kept["built"])
    few = curve.fits(seeds=range(3), rates=(0.1,))["sigmoid"]["2"]
    assert few["rate"] == 0.1
    assert few["error"]["least"] >= kept["fits"]["sigmoid"]["2"]["best"]["error"] * 0.99


def test_delta_through_thirty_two_layers() -> None:
    same(today.shrinking(), recorded("delta_today"))


@pytest.mark.long
def test_the_ways_to_train_on_two_seeds() -> None:
    found = by_heart.ways(seeds=(0, 1), rates=(0.003,))
    assert list(found) == list(recorded("by_heart")["ways"])
    assert found["to the end"]["better"] == 0
    assert found["early stopping"]["validation"]["most"] <= found["to the end"]["validation"]["most"]
    assert found["more data"]["train"]["median"] > found["to the end"]["train"]["median"]
    assert all(one["rate"] == 0.003 for one in found.values())


def test_dealt_targets_are_the_same_numbers_at_other_points() -> None:
    few = by_heart.nonsense(seeds=(0, 1))
    kept = recorded("by_heart")["nonsense"]
    assert few["end"]["least"] >= 0.9 * kept["end"]["least"]
    assert few["the mean as an answer"]["most"] <= kept["the mean as an answer"]["most"]
