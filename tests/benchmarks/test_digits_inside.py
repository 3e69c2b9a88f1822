"""What training on the digits is compared with are its own products: as many, and as large."""

import pytest

from benchmarks.digits_inside import PRODUCTS, products_of_a_step, products_of_an_epoch
from mlp_core.checks import Array


def shapes(call: tuple[object, tuple[Array, ...]]) -> set[int]:
    """The sizes of the matrices that a call reads, however it is made: as a bound method it holds one itself."""
    function, arguments = call
    owner = getattr(function, "__self__", None)
    arrays = [array for array in (owner, *arguments) if hasattr(array, "shape")]
    return {size for array in arrays for size in array.shape}  # type: ignore[union-attr]


@pytest.mark.parametrize("points", [64, 16])
def test_a_step_is_five_products_of_the_networks_sizes(points: int) -> None:
    calls = products_of_a_step(points)
    assert len(calls) == PRODUCTS
    assert sum(785 in shapes(call) for call in calls) == 2  # forwards through w0, and its gradient
    assert all({points, 100, 101} & shapes(call) for call in calls)


def test_an_epoch_of_products_runs() -> None:
    products_of_an_epoch(150, 250)
