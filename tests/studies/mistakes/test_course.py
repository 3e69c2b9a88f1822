"""The course's own settings: what is recorded is what the programs give, and what the course's page has printed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studies.mistakes.course import NETWORKS, PROGRAMS, course_generator, losses

_FILE = Path(__file__).resolve().parents[3] / "content" / "data" / "claims" / "assignments.json"
RECORD: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["course"]


def test_the_weights_are_those_of_numpys_old_generator() -> None:
    assert course_generator(1).random(5).tolist() == np.random.RandomState(1).random_sample(5).tolist()


def test_the_first_weights_are_those_that_the_course_prints() -> None:
    assert [round(2 * float(number) - 1, 8) for number in course_generator(1).random(2)] == [-0.16595599, 0.44064899]


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_record_begins_as_the_programs_do(network: str, program: str) -> None:
    computed = losses(network, program, 40)
    shown = [i for i in RECORD["iterations"] if i <= 40]
    assert len(shown) > 10
    np.testing.assert_allclose(
        RECORD["curves"][network][program][: len(shown)], computed[np.array(shown) - 1], rtol=1e-4
    )


def test_the_two_programs_are_one_where_there_is_no_hidden_layer() -> None:
    curves = RECORD["curves"]
    assert curves["no hidden layer"]["original"] == curves["no hidden layer"]["repaired"]
    assert all(one["original"] != one["repaired"] for name, one in curves.items() if name != "no hidden layer")


def test_the_sentences_below_the_figure() -> None:
    """content/assignments.md: all eight learn; the curves of a network differ little."""
    curves = RECORD["curves"]
    for programs in curves.values():
        for values in programs.values():
            assert values[-1] < values[0] / 100
        ratio = programs["repaired"][-1] / programs["original"][-1]
        assert 0.8 < ratio < 1.25
