"""The contenders do the same work, and ratios are taken within a round. Nothing here asserts how long it takes."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.contenders import fast, floor, plain
from benchmarks.measure import Result, side_by_side, steps_for
from benchmarks.plain import Plain
from benchmarks.tables import markdown
from benchmarks.workloads import WORKLOADS, Workload
from mlp_core import TrainingRun


def small(name: str) -> Workload:
    work = WORKLOADS[name]()
    return replace(work, X=work.X[:128], Y=work.Y[:128]) if work.batch_size else work


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("name", ["W1", "W2", "W3"])
def test_plain_and_fast_make_the_same_training(name: str, bias: bool) -> None:
    work = replace(small(name), bias=bias)
    run = fast(work)(20)
    assert isinstance(run, TrainingRun)
    losses = Plain(work, work.rates[0], "float64").train(20)
    assert_allclose(run.losses, losses, rtol=1e-10)


def test_plain_and_fast_start_alike_on_images() -> None:
    work = replace(small("W4"), batch_size=None)
    run = fast(work)(3)
    assert isinstance(run, TrainingRun)
    assert_allclose(run.losses, Plain(work, work.rates[0], "float64").train(3), rtol=1e-3)


def test_the_sweep_makes_the_64_trainings_of_plain() -> None:
    work = small("W5")
    losses = fast(work)(10)
    expected = [Plain(work, rate, "float64").train(10) for rate in work.rates]
    assert_allclose(np.asarray(losses), expected, rtol=1e-9)


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_contender_runs(name: str) -> None:
    work = small(name)
    for contender in (fast(work), plain(work)):
        contender(2)
    if len(work.rates) == 1:
        floor(work)(2)


def test_contenders_take_turns_and_ratios_are_taken_within_a_round() -> None:
    turns: list[str] = []
    now = [0.0]

    def contender(name: str, seconds: float) -> object:
        def run(steps: int) -> None:
            turns.append(name)
            now[0] += seconds * steps * (10 if len(turns) > 4 else 1)  # the machine becomes slow for everyone

        return run

    runs = {"a": contender("a", 1e-6), "b": contender("b", 3e-6)}
    results = side_by_side(runs, 4, 1.0, lambda: now[0], {"a": 5, "b": 7})  # type: ignore[arg-type]
    assert turns == ["a", "b", "b", "a", "a", "b", "b", "a"]
    assert results["b"].times(results["a"]) == pytest.approx(3)
    assert results["a"].median == pytest.approx(5.5)


def test_the_number_of_steps_follows_the_clock() -> None:
    now = [0.0]

    def run(steps: int) -> None:
        now[0] += steps * 1e-4

    assert steps_for(run, 1.0, lambda: now[0]) == 10_000


def test_tables_show_every_contender() -> None:
    record = {
        "title": "T",
        "versions": {"NumPy": "2"},
        "threads": "one thread",
        "clock": "c",
        "rounds": 3,
        "workloads": [{"name": "W", "title": "w", "microseconds": {"a": 2.0}, "ratio_to_fast": {"a": 1.0}}],
        "growth": [{"what": "N", "size": 10, "microseconds": 50.0}],
    }
    text = markdown(record)
    assert "| W w | 2.0 (1.00×) |" in text
    assert "| N | 10 | 50 | 5.000 |" in text
    assert Result((1.0, 3.0, 2.0)).median == 2.0
