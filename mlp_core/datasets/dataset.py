"""A data set: data points and their targets, with names."""

from dataclasses import dataclass

import numpy as np

from mlp_core.checks import DTYPES, Array, as_matrix, as_tuple, fail, own_copy


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named problem: X (N, M) and Y (N, P), copies that are read-only, with a name for every column.

    Y holds what the outputs should be: 0/1 or any number in one column, or one column for each class (one-hot).
    Lists and arrays are welcome; float32 stays float32. Errors: ValueError for shapes or names that do not fit.
    """

    name: str
    X: Array
    Y: Array
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    description: str = ""

    def __post_init__(self) -> None:
        X = _matrix("X", self.X, "M")
        Y = _matrix("Y", self.Y, "P", rows=len(X))
        for field, names, columns in (("input_names", self.input_names, X), ("output_names", self.output_names, Y)):
            given = as_tuple(field, names, "a name for every column")
            if len(given) != columns.shape[1]:
                raise fail(field, f"{columns.shape[1]} names, one for every column", str(len(given)))
            object.__setattr__(self, field, given)
        object.__setattr__(self, "X", own_copy(X, self.X))
        object.__setattr__(self, "Y", own_copy(Y, self.Y))

    def __str__(self) -> str:
        (n, m), p = self.X.shape, self.Y.shape[1]
        return f"Dataset {self.name}: N = {n} data points, M = {m} inputs, P = {p} outputs"

    __repr__ = __str__


def _matrix(name: str, value: object, letter: str, rows: int | None = None) -> Array:
    dtype = value.dtype if isinstance(value, np.ndarray) and value.dtype.name in DTYPES else np.dtype(np.float64)
    because = "" if rows is None else f"X has {rows} rows"
    return as_matrix(name, value, rows=rows, letters=("N", letter), because=because, dtype=dtype)
