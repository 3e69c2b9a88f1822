"""The PyTorch script says what the run was; parity/test_playground_program.py runs it with PyTorch itself."""

from __future__ import annotations

import ast

import pytest

from mlp_core import MLP, datasets, fit
from mlp_core.export.programs import to_pytorch_script


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize(("l1", "l2", "batch_size"), [(0.0, 0.0, None), (0.01, 0.02, 3)])
def test_script_is_python_and_holds_every_setting(optimizer: str, l1: float, l2: float, batch_size: int | None) -> None:
    data = datasets.circles(10, rng=1)
    net = MLP((2, 3, 1), ("tanh", "sigmoid"), rng=1)
    run = fit(net, data.X, data.Y, loss="bce", optimizer=optimizer, l1=l1, l2=l2, batch_size=batch_size, iterations=7)
    script = to_pytorch_script(run)
    ast.parse(script)
    assert "range(7)" in script
    assert "lr=0.1" in script
    assert ("batch_size = 3" in script) == (batch_size is not None)
    assert ("penalty()" in script) == bool(l1)
    for value in run.initial_weights[0].ravel().tolist():
        assert repr(value) in script


def test_large_data_travel_compressed() -> None:
    data = datasets.circles(1500, rng=1)
    run = fit(MLP((2, 1), "sigmoid"), data.X, data.Y, iterations=1)
    script = to_pytorch_script(run)
    ast.parse(script)
    assert "unpack(" in script
    assert len(script) < 80_000


def test_only_a_run_can_be_written() -> None:
    with pytest.raises(ValueError, match="run: expected the TrainingRun that fit returns, got a MLP"):
        to_pytorch_script(MLP((2, 1), "tanh"))  # type: ignore[arg-type]
