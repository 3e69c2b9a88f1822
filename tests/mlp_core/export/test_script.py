"""An exported script runs with NumPy alone and prints the run's own final loss."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, TrainingRun, datasets, fit, to_script
from mlp_core.export.programs import to_pytorch_script
from tests.mlp_core.export.alone import Runner

CASES = [
    (loss, last, optimizer)
    for loss, optimizer in itertools.product(LOSSES, OPTIMIZERS)
    for last in LOSSES[loss].last_activations
]


OutputOf = Callable[[TrainingRun, Path], str]


@pytest.fixture(name="output_of", scope="module")
def _output_of() -> Iterator[OutputOf]:
    """What the script of a run prints where nothing of the book can be imported."""
    with Runner() as runner:

        def output_of(run: TrainingRun, folder: Path) -> str:
            path = folder / "run.py"
            path.write_text(to_script(run), encoding="utf-8")
            status, printed = runner.run(path)
            assert status == 0, printed
            return printed.strip()

        yield output_of


def test_a_script_that_imports_the_book_or_warns_fails(tmp_path: Path) -> None:
    for name, text in (("book.py", "import mlp_core"), ("warns.py", "import numpy as np; np.log(np.zeros(1))")):
        (tmp_path / name).write_text(text)
        with Runner() as runner:
            status, printed = runner.run(tmp_path / name)
        assert status == 1
        assert "ModuleNotFoundError" in printed or "RuntimeWarning" in printed


@pytest.mark.long
@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)))
def test_script_prints_the_final_loss_to_12_digits(
    number: int, case: tuple[str, str, str], tmp_path: Path, output_of: OutputOf
) -> None:
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


def test_large_data_travel_compressed_and_exact(tmp_path: Path, output_of: OutputOf) -> None:
    data = datasets.spirals(1500)
    run = fit(MLP((2, 4, 1), "sigmoid"), data.X, data.Y, learning_rate=1e-4, iterations=5)
    assert "unpack(" in to_script(run)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


def test_another_bit_generator_is_carried_over(tmp_path: Path, output_of: OutputOf) -> None:
    data, rng = datasets.moons(20), np.random.Generator(np.random.MT19937(5))
    run = fit(MLP((2, 4, 1), "sigmoid"), data.X, data.Y, iterations=9, batch_size=6, rng=rng)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


def test_a_run_that_diverged_is_repeated_as_far_as_it_went(tmp_path: Path) -> None:
    data = datasets.xor()
    run = fit(MLP((2, 4, 1), ("relu", "linear"), rng=1), data.X, data.Y, learning_rate=3.0, iterations=5000)
    assert run.diverged is not None
    assert f"iterations = {len(run.losses)}" in to_script(run)


@pytest.mark.parametrize("size", [20.0, 40.0, 700.0])
def test_far_below_zero_a_sigmoid_keeps_its_digits(size: float, tmp_path: Path, output_of: OutputOf) -> None:
    net = MLP((1, 1), "sigmoid", bias=False)
    net.weights = [np.array([[-size]])]
    run = fit(net, [[1.0]], [[1.0]], loss="softmax_cross_entropy", learning_rate=1e-300, iterations=1)
    assert run.final_loss == pytest.approx(size)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


def test_a_script_may_make_more_updates_than_the_run(tmp_path: Path) -> None:
    data = datasets.xor()
    short, long = (
        fit(MLP((2, 4, 1), ("tanh", "sigmoid"), rng=1), data.X, data.Y, iterations=updates) for updates in (1, 50)
    )
    assert to_script(short, 50) == to_script(long)
    with pytest.raises(ValueError, match="iterations"):
        to_script(short, 0)


def test_anything_but_a_run_is_refused() -> None:
    with pytest.raises(ValueError, match="run: expected the TrainingRun"):
        to_script("run")  # type: ignore[arg-type]


@pytest.mark.parametrize("sum_", [-20.0, -40.0, -700.0, 40.0])
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "bce"])
def test_a_saturated_sigmoid_is_written_as_exactly_as_it_is_computed(
    sum_: float, loss: str, tmp_path: Path, output_of: OutputOf
) -> None:
    net = MLP((1, 1), "sigmoid", bias=False)
    net.weights = [[[sum_]]]
    run = fit(net, [[1.0]], [[1.0]], loss=loss, learning_rate=1e-9, iterations=1)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"


@pytest.mark.long
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_changing_learning_rate_is_written_down(optimizer: str, tmp_path: Path, output_of: OutputOf) -> None:
    run = fit(MLP((2, 4, 1), "tanh"), datasets.xor(), optimizer=optimizer, learning_rate=lambda i: 0.1 * 0.9**i)
    assert output_of(run, tmp_path) == f"final loss {run.final_loss:.12g}"
    compile(to_pytorch_script(run), "<script>", "exec")
