"""The assignments: six runs, and entries whose file says the loss that it ends at."""

from __future__ import annotations

import itertools
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlp_core import ACTIVATIONS, MLP, fit
from mlp_core.datasets import seven_segment
from studies.exercises.assignments import (
    HIDDEN_ACTIVATIONS,
    ITERATIONS,
    LOSS,
    SIZES,
    WIDTHS,
    Difference,
    Entry,
    _believable,
    compare_widths,
    first_difference,
    hand_in,
    judged,
    read_hand_in,
)
from tests.entries import ADAS, adas_training, handed_in_by_ada


def test_six_runs_side_by_side() -> None:
    results = list(compare_widths(0.1, 200))
    assert [(r.width, r.activation) for r in results] == list(itertools.product(WIDTHS, HIDDEN_ACTIVATIONS))
    for result in results:
        assert len(result.losses) == 200 or result.stopped
        assert np.isfinite(result.final_loss)
        assert 0 <= result.digits_right <= 10
        assert result.seconds > 0


def test_a_good_entry_reads_every_digit() -> None:
    assert adas_training().loss < 0.1
    assert adas_training().digits == tuple(range(10))


def test_equal_entries_give_equal_losses() -> None:
    assert Entry(("tanh", "tanh", "sigmoid"), 0.5, 1).run() == adas_training()


def test_an_entry_that_diverges_says_where_and_is_not_handed_in() -> None:
    wild = Entry(("relu", "relu", "linear"), 5.0, 1)
    trained = wild.run()
    assert "diverged at iteration" in trained.stopped
    assert np.isfinite(trained.loss)
    with pytest.raises(ValueError, match="entry: expected a run that reaches its end"):
        hand_in(wild, "Ada")


def test_softmax_in_a_hidden_layer_is_no_entry() -> None:
    with pytest.raises(ValueError, match="softmax"):
        Entry(("softmax", "tanh", "sigmoid"), 0.5, 1)


# Trainings that multiply rounding errors: what fit gives, which adds in another order, differs visibly.
CHAOTIC = [
    Entry(("tanh", "tanh", "tanh"), 0.1, 1),
    Entry(("sigmoid", "tanh", "sigmoid"), 0.3, 2),
    Entry(("relu", "relu", "softmax"), 0.3, 1),
    Entry(("tanh", "tanh", "sigmoid"), 1.0, 2),
    Entry(("sigmoid", "sigmoid", "sigmoid"), 1.5, 7),
    Entry(("linear", "relu", "softmax"), 0.3, 3),
    Entry(("tanh", "tanh", "sigmoid"), 0.5, 7),
]


@pytest.mark.long
@pytest.mark.parametrize("entry", CHAOTIC, ids=str)
def test_whoever_runs_the_file_sees_the_loss_in_its_first_lines(entry: Entry, tmp_path: Path) -> None:
    text = hand_in(entry, "Ada")
    path = tmp_path / "entry.py"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, check=True)
    assert f"# loss: {done.stdout.split()[-1]}" in text.splitlines()


@pytest.mark.long
@pytest.mark.parametrize("entry", CHAOTIC, ids=str)
def test_what_another_order_of_adding_gives_is_believed_and_a_forged_loss_is_not(
    entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    loss = entry.run().loss
    monkeypatch.setattr(Entry, "run", cache(Entry.run))  # the same nudges for each claim: none is trained twice
    data = seven_segment()
    net = MLP(SIZES, entry.activations, rng=entry.seed)
    elsewhere = fit(net, data.X, data.Y, loss=LOSS, learning_rate=entry.learning_rate, iterations=ITERATIONS).final_loss
    judgement = judged(entry, elsewhere)
    assert judgement.credible
    assert judgement.loss == loss
    assert judgement.lowest <= judgement.loss <= judgement.highest
    assert not judged(entry, 1e-7).credible
    assert not judged(entry, 0.0).credible


def test_a_run_elsewhere_may_read_a_digit_that_none_here_reads() -> None:
    # From a browser, where this very entry ended at 0.0294; thirty-three runs on a server ended from 0.5 to 4.2.
    assert _believable([0.504545, 4.23429, 1.5], 0.0294493)
    assert not _believable([0.504545, 4.23429, 1.5], 1e-6)
    assert not _believable([0.04, 4.23429, 1.5], 0.004)


def test_a_browsers_rounding_at_every_update_is_more_than_one_nudge_at_the_start() -> None:
    # From a browser; here nudges move this end by 10⁻¹⁰ only.
    assert judged(Entry(("sigmoid", "sigmoid", "tanh"), 2.0, 14), 54.9991907361).credible


@pytest.mark.long
def test_a_training_that_forgets_rounding_leaves_a_claim_no_room() -> None:
    calm = Entry(("sigmoid", "sigmoid", "sigmoid"), 0.05, 1)
    loss = calm.run().loss
    assert judged(calm, float(f"{loss:.12g}")).credible
    assert not judged(calm, 0.9999 * loss).credible


def test_a_program_follows_from_its_settings_alone() -> None:
    text = handed_in_by_ada()
    assert first_difference(text, ADAS) is None
    assert first_difference("\ufeff\r\n" + text.replace("\n", "  \r\n\r\n"), ADAS) is None
    changed = first_difference(text.replace("iterations = 1000", "iterations = 3000"), ADAS)
    assert changed == Difference(115, "iterations = 3000", "iterations = 1000")
    cut = text.rstrip().rsplit("\n", 1)[0]
    assert first_difference(cut, ADAS) == Difference(0, "", text.rstrip().splitlines()[-1])
    more = first_difference(text + "print(1)\n", ADAS)
    assert more is not None
    assert (more.found, more.written) == ("print(1)", "")


@pytest.mark.long
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
    text = handed_in_by_ada()
    assert change[0] in text
    with pytest.raises(ValueError, match=say):
        read_hand_in(text.replace(*change))
