"""An exported script runs with NumPy alone and prints the run's own final loss."""

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, TrainingRun, datasets, fit, to_script
from mlp_core.export.pytorch_script import to_pytorch_script

CASES = [
    (loss, last, optimizer)
    for loss, optimizer in itertools.product(LOSSES, OPTIMIZERS)
    for last in LOSSES[loss].last_activations
]


def output_of(run: TrainingRun, folder: Path) -> str:
    path = folder / "run.py"
    path.write_text(to_script(run), encoding="utf-8")
    # -I: isolated, so that nothing of the book can be imported.
    done = subprocess.run([sys.executable, "-I", "-W", "error", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)))
def test_script_prints_the_final_loss_to_12_digits(number: int, case: tuple[str, str, str], tmp_path: Path) -> None:
    loss, last, optimizer = case
    data = datasets.seven_segment()
    hidden = ("relu", "sigmoid")[number % 2]
    net = MLP((7, 6, 5, 10), (hidden, "tanh", last), bias=number % 3 > 0, rng=number)
    run = fit(
        net,
        data.X,
        data.Y,
        loss=loss,
        optimizer=optimizer,
        learning_rate=0.01,
        iterations=60,
        batch_size=(None, 4, 3)[number % 3],
        rng=number if number % 2 else np.random.default_rng(number),
        l1=0.001 * (number % 2),
        l2=0.01 * (number % 5 == 0),
    )
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


def test_large_data_travel_compressed_and_exact(tmp_path: Path) -> None:
    data = datasets.spirals(1500)
    run = fit(MLP((2, 4, 1), "sigmoid"), data.X, data.Y, learning_rate=1e-4, iterations=5)
    assert "unpack(" in to_script(run)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


def test_another_bit_generator_is_carried_over(tmp_path: Path) -> None:
    data, rng = datasets.moons(20), np.random.Generator(np.random.MT19937(5))
    run = fit(MLP((2, 4, 1), "sigmoid"), data.X, data.Y, iterations=9, batch_size=6, rng=rng)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


def test_a_run_that_diverged_is_repeated_as_far_as_it_went(tmp_path: Path) -> None:
    data = datasets.xor()
    run = fit(MLP((2, 4, 1), ("relu", "linear"), rng=1), data.X, data.Y, learning_rate=3.0, iterations=5000)
    assert run.diverged is not None
    assert f"iterations = {len(run.losses)}" in to_script(run)


def test_anything_but_a_run_is_refused() -> None:
    with pytest.raises(ValueError, match="run: expected the TrainingRun"):
        to_script("run")  # type: ignore[arg-type]


@pytest.mark.parametrize("sum_", [-20.0, -40.0, -700.0, 40.0])
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "bce"])
def test_a_saturated_sigmoid_is_written_as_exactly_as_it_is_computed(sum_: float, loss: str, tmp_path: Path) -> None:
    net = MLP((1, 1), "sigmoid", bias=False)
    net.weights = [[[sum_]]]
    run = fit(net, [[1.0]], [[1.0]], loss=loss, learning_rate=1e-9, iterations=1)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_changing_learning_rate_is_written_down(optimizer: str, tmp_path: Path) -> None:
    run = fit(MLP((2, 4, 1), "tanh"), datasets.xor(), optimizer=optimizer, learning_rate=lambda i: 0.1 * 0.9**i)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"
    compile(to_pytorch_script(run), "<script>", "exec")
