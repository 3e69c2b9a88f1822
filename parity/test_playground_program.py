"""The playground's PyTorch script, executed, ends with the loss of our own run."""

import itertools

import pytest

from mlp_core import LOSSES, MLP, OPTIMIZERS, datasets, fit
from mlp_core.export.programs import to_pytorch_script


@pytest.mark.parametrize(
    ("loss", "optimizer", "batch"), list(itertools.product(LOSSES, OPTIMIZERS, (None, 4))), ids=str
)
def test_script_ends_with_our_loss(
    loss: str, optimizer: str, batch: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """With mini-batches and without, all losses and optimizers, both penalties."""
    data = datasets.seven_segment()
    last = "softmax" if loss == "softmax_cross_entropy" else "sigmoid"
    net = MLP((7, 6, 5, 10), ("tanh", "relu", last), rng=4)
    run = fit(
        net, data.X, data.Y, loss=loss, optimizer=optimizer, learning_rate=0.01,
        iterations=30, batch_size=batch, l1=0.002, l2=0.01, rng=3,
    )  # fmt: skip
    exec(compile(to_pytorch_script(run), "<script>", "exec"), {})
    assert float(capsys.readouterr().out.split()[-1]) == pytest.approx(run.final_loss, rel=1e-10)
