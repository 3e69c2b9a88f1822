"""The assignments: six runs, and entries that give the same loss wherever they run."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from mlp_core import ACTIVATIONS
from studies.exercises.assignments import (
    HIDDEN_ACTIVATIONS,
    SIZES,
    WIDTHS,
    Entry,
    compare_widths,
    hand_in,
    predicted_digits,
    read_hand_in,
)

GOOD = Entry(("tanh", "tanh", "sigmoid"), 0.5, 1)


def test_six_runs_side_by_side() -> None:
    results = list(compare_widths(0.1, 200))
    assert [(r.width, r.activation) for r in results] == list(itertools.product(WIDTHS, HIDDEN_ACTIVATIONS))
    for result in results:
        assert len(result.losses) == 200 or result.stopped
        assert np.isfinite(result.final_loss)
        assert 0 <= result.digits_right <= 10
        assert result.seconds > 0


def test_a_good_entry_reads_every_digit() -> None:
    run = GOOD.run()
    assert run.final_loss < 0.1
    assert predicted_digits(run).tolist() == list(range(10))


def test_equal_entries_give_equal_losses() -> None:
    assert GOOD.run().final_loss == Entry(("tanh", "tanh", "sigmoid"), 0.5, 1).run().final_loss


@pytest.mark.parametrize("last", ACTIVATIONS)
def test_the_hand_in_runs_by_itself_and_reproduces_its_loss(last: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry = Entry(("tanh", "relu", last), 0.01, 3)
    text = hand_in(entry, "Ada  Lovelace\n# loss: 0")
    handed = read_hand_in(text)
    assert (handed.name, handed.entry) == ("Ada Lovelace # loss: 0", entry)
    variables: dict[str, Any] = {}
    exec(compile(text, "<entry>", "exec"), variables)
    printed = float(capsys.readouterr().out.removeprefix("final loss "))
    assert printed == pytest.approx(handed.loss, rel=1e-9)
    assert tuple(w.shape for w in variables["weights"]) == tuple((a + 1, b) for a, b in itertools.pairwise(SIZES))


@pytest.mark.parametrize(
    ("change", "say"),
    [
        (("# Hidden Layers, assignment B", "# My network"), "first line"),
        (("# seed: 1\n", ""), "seed"),
        (("# learning rate: 0.5", "# learning rate: fast"), "cannot be read"),
        (("# activations: tanh tanh sigmoid", "# activations: tanh sigmoid"), "expected 3 names"),
        (("# activations: tanh tanh sigmoid", "# activations: tanh magic sigmoid"), "magic"),
    ],
)
def test_a_file_with_a_wrong_head_is_refused(change: tuple[str, str], say: str) -> None:
    text = hand_in(GOOD, "Ada")
    assert change[0] in text
    with pytest.raises(ValueError, match=say):
        read_hand_in(text.replace(*change))
