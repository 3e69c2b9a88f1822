"""What comes in from outside is checked here, once, and every refusal reads the same way.

Each function returns a clean value or raises a `ValueError` that names the argument, what was expected, what came, and
(where there is one) the shape that decided it. The caller's arrays are only ever read.
"""

import itertools
import math
import operator
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
"""An array of float64 or float32. Rows are data points wherever data points occur."""

DTYPES = ("float64", "float32")
LARGEST_COUNT = 10**9
"""No width, no number of points or iterations may be larger; it keeps slips from asking for absurd memory."""


def fail(name: str, expected: str, got: str, because: str = "") -> ValueError:
    """The one form of every error: `name: expected …, got …: because`."""
    return ValueError(f"{name}: expected {expected}, got {got}" + (f": {because}" if because else ""))


def pieces(flat: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """Consecutive pieces of a flat vector as arrays of the given shapes (views, not copies)."""
    ends = list(itertools.accumulate(math.prod(shape) for shape in shapes))
    return [piece.reshape(shape) for piece, shape in zip(np.split(flat, ends[:-1]), shapes, strict=True)]


def own_copy(clean: Array, given: object) -> Array:
    """A read-only array that does not change when the caller's does: a copy, but of an array that nobody can change."""
    safe = clean is given and not clean.flags.writeable and clean.base is None
    kept = clean if safe else clean.copy()
    kept.setflags(write=False)
    return kept


def not_finite(value: float) -> str:
    """How a sentence calls what has stopped being a finite number."""
    return "undefined" if math.isnan(value) else "infinite"


def as_array(name: str, value: object, dtype: npt.DTypeLike = np.float64) -> Array:
    """`value` as an array of finite floats, of any shape; a copy only where one is needed.

    Lists, integers, booleans, read-only and strided arrays are welcome. Text, complex numbers, ragged lists, NaN and
    infinities (also those that appear only because `dtype` is too small for the number) are not.
    """
    raw = as_raw_array(name, value)
    if raw.dtype.kind not in "biuf":
        raise fail(name, "an array of real numbers", f"a {type(value).__name__} of dtype {raw.dtype}")
    array: Array = raw
    if raw.dtype != dtype:
        with np.errstate(over="ignore"):
            array = raw.astype(dtype)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise fail(name, f"finite numbers (as {array.dtype})", f"{raw[where]} at index {where}")
    return array


def as_raw_array(name: str, value: object) -> Array:
    """`value` as whatever array NumPy makes of it; masked entries are refused, for NumPy would drop the mask."""
    # By what masked arrays have: to name numpy.ma is to import it, and hardly a program needs it.
    mask = getattr(value, "mask", False) if isinstance(value, np.ndarray) else False
    if masked := np.count_nonzero(mask):
        raise fail(name, "an array without masked entries", f"one with {masked} of them")
    try:
        return np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise fail(name, "an array of numbers", f"a {type(value).__name__} that NumPy refuses", str(error)) from None


def as_matrix(
    name: str,
    value: object,
    *,
    rows: int | None = None,
    columns: int | None = None,
    letters: tuple[str, str] = ("N", "M"),
    because: str = "",
    dtype: npt.DTypeLike = np.float64,
) -> Array:
    """`value` as a matrix of finite floats with at least one row and one column, and the given size where it is given.

    letters stand in the message for sizes that are free; `because` says which shape decided the expected one.
    """
    array = as_array(name, value, dtype)
    wanted = f"shape ({letters[0] if rows is None else rows}, {letters[1] if columns is None else columns})"
    if array.ndim == 1 and array.size:
        hint = f"one data point is a row, {name}[None, :], and one feature is a column, {name}[:, None]"
        because = f"{because}; {hint}" if because else hint
    if array.ndim == 2 and array.size == 0:
        wanted += " with at least one row and one column"
    elif array.ndim == 2 and rows in (None, array.shape[0]) and columns in (None, array.shape[1]):
        return array
    raise fail(name, wanted, f"shape {array.shape}", because)


def as_count(name: str, value: object, minimum: int = 1) -> int:
    """`value` as a whole number from `minimum` to LARGEST_COUNT; booleans are not numbers here."""
    expected = f"a whole number of at least {minimum}"
    if isinstance(value, bool | np.bool_):
        raise fail(name, expected, repr(value))
    try:
        count = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise fail(name, expected, repr(value)) from None
    if count < minimum:
        raise fail(name, expected, repr(count))
    if count > LARGEST_COUNT:
        raise fail(name, f"a whole number from {minimum} to {LARGEST_COUNT}", repr(count))
    return count


def as_number(name: str, value: object, *, above: float = -math.inf, at_least: float = -math.inf) -> float:
    """`value` as a finite float that is > `above` and ≥ `at_least`."""
    limits = [f"above {above:g}"] * (above > -math.inf) + [f"of at least {at_least:g}"] * (at_least > -math.inf)
    expected = " ".join(["a finite number", *limits])
    if isinstance(value, bool | np.bool_ | str | bytes) or np.ndim(value) > 0:  # type: ignore[arg-type]
        raise fail(name, expected, _short(value))
    try:
        # Adding 0 makes −0.0 a plain 0.
        number = 0.0 + float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise fail(name, expected, _short(value)) from None
    if not (math.isfinite(number) and number > above and number >= at_least):
        raise fail(name, expected, repr(number))
    return number


def as_choice(name: str, value: object, allowed: Iterable[str]) -> str:
    """`value` if it is one of the `allowed` names."""
    names = tuple(allowed)
    if not isinstance(value, str) or value not in names:
        raise fail(name, f"one of {', '.join(map(repr, names))}", _short(value))
    return value


def as_flag(name: str, value: object) -> bool:
    """`value` if it is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise fail(name, "True or False", _short(value))
    return bool(value)


def as_generator(name: str, value: object) -> np.random.Generator:
    """A random generator: the given one, or a fresh one from a whole-number seed."""
    if isinstance(value, np.random.Generator):
        return value
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or value < 0:
        raise fail(name, "a whole number of at least 0 or a np.random.Generator", _short(value))
    return np.random.default_rng(int(value))


def as_tuple(name: str, value: object, expected: str) -> tuple[Any, ...]:
    """The entries of a list, tuple, array or other iterable (a text is not one)."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise fail(name, expected, _short(value))
    return tuple(value)


def as_sizes(sizes: object) -> tuple[int, ...]:
    """The widths of a network's layers: at least two whole numbers of at least 1."""
    expected = "at least two layer widths such as (3, 4, 1)"
    widths = as_tuple("sizes", sizes, expected)
    if len(widths) < 2:
        raise fail("sizes", expected, _short(sizes))
    return tuple(as_count(f"sizes[{index}]", width) for index, width in enumerate(widths))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
