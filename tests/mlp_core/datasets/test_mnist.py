"""The MNIST files are whole, the right size, and refused when they are not."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mlp_core import MLP, accuracy, datasets, fit, labels_of

FOLDER = Path(__file__).resolve().parents[3] / "content" / "data" / "mnist"


def test_the_quick_part_is_small() -> None:
    assert (FOLDER / "mnist-quick.npz").stat().st_size <= 2_500_000


@pytest.mark.parametrize(("split", "count"), [("train", 10_000), ("test", 2_000)])
def test_quick_images_have_their_shape_range_and_classes(split: str, count: int) -> None:
    data = datasets.mnist(split)  # type: ignore[arg-type]
    assert data.X.shape == (count, 784)
    assert data.X.dtype == data.Y.dtype == np.float32
    assert data.X.min() == 0
    assert data.X.max() == 1
    assert_array_equal(data.Y.sum(axis=1), 1)
    # Every digit about as often as the others.
    shares = data.Y.mean(axis=0)
    assert shares.min() > 0.07
    assert shares.max() < 0.13


def test_the_full_part_has_the_published_counts_and_contains_the_quick_one() -> None:
    test = datasets.mnist("test", part="full")
    assert_array_equal(test.Y.sum(axis=0), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    quick = datasets.mnist("test")
    assert {row.tobytes() for row in quick.X} <= {row.tobytes() for row in test.X}


def test_a_small_network_learns_it() -> None:
    train, test = datasets.mnist("train"), datasets.mnist("test")
    net = MLP((784, 32, 10), ("relu", "softmax"), init="he", dtype="float32")
    options = {"optimizer": "adam", "learning_rate": 2e-3, "iterations": 600, "batch_size": 64}
    run = fit(net, train.X, train.Y, loss="softmax_cross_entropy", **options)  # type: ignore[arg-type]
    assert run.diverged is None
    assert accuracy(net.predict(test.X), test.Y) > 0.9
    assert len(labels_of(net.predict(test.X[:5]))) == 5


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    data = bytearray((FOLDER / "mnist-quick.npz").read_bytes())
    data[1000] ^= 1
    (tmp_path / "mnist-quick.npz").write_bytes(data)
    shutil.copy(FOLDER / "SHA256SUMS", tmp_path)
    with pytest.raises(ValueError, match=r"mnist: mnist-quick.npz: expected SHA-256 .* damaged or incomplete"):
        datasets.mnist("train", folder=tmp_path)


def test_a_missing_file_and_unknown_names_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"mnist: expected the file mnist-full\.npz"):
        datasets.mnist("train", part="full", folder=tmp_path)
    with pytest.raises(ValueError, match="split: expected one of 'train', 'test', got 'both'"):
        datasets.mnist("both")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="part: expected one of 'quick', 'full'"):
        datasets.mnist("train", part="half")  # type: ignore[arg-type]


def test_the_data_root_can_be_moved(tmp_path: Path) -> None:
    from mlp_core.datasets import mnist_files

    usual = mnist_files._root
    shutil.copytree(FOLDER, tmp_path / "mnist", ignore=shutil.ignore_patterns("mnist-full.npz"))
    try:
        datasets.set_data_root(tmp_path)
        assert len(datasets.mnist("test").X) == 2000
        with pytest.raises(ValueError, match=r"mnist-full\.npz"):
            datasets.mnist("test", part="full")
    finally:
        datasets.set_data_root(usual)
