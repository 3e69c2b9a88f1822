"""A data set: data points and their targets, with names."""

from dataclasses import dataclass

from mlp_core.checks import Array


@dataclass(frozen=True)
class Dataset:
    """A named problem: X (N, M) and Y (N, P), both read-only, with a name for every column.

    Y holds what the outputs should be: 0/1 or any number in one column, or one column for each class (one-hot).
    """

    name: str
    X: Array
    Y: Array
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    description: str = ""

    def __post_init__(self) -> None:
        self.X.setflags(write=False)
        self.Y.setflags(write=False)
