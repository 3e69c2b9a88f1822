"""What a grader says, and the few steps that all graders share."""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np

from mlp_core.checks import Array

Case = TypeVar("Case")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: its label, whether it holds, and if not, what to say.

    hidden checks are shown only when they fail: they keep an answer from being fitted to the visible ones.
    """

    label: str
    passed: bool
    say: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Report:
    """The checks in order. remarks are said of an answer that is right but could fail elsewhere.

    curve: the losses of a training with the reader's own code, to be drawn.
    """

    checks: tuple[Check, ...]
    remarks: tuple[str, ...] = ()
    curve: tuple[float, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.passed for check in self.checks)

    @property
    def diagnosis(self) -> str:
        """What to say of the first check that fails, "" if none does."""
        return next((check.say for check in self.checks if not check.passed), "")

    def to_plain(self) -> dict[str, Any]:
        """Lists, dicts, texts and truth values only."""
        return asdict(self) | {"passed": self.passed}


def until_one_fails(cases: Iterable[tuple[str, Case, bool]], compare: Callable[[Case], str]) -> Report:
    """Compare case after case (label, case, hidden); what follows a failure would only repeat it."""
    checks = []
    for label, case, hidden in cases:
        say = compare(case)
        checks.append(Check(label, not say, say, hidden))
        if say:
            break
    return Report(tuple(checks))


class Refused(Exception):
    """An answer that cannot be compared with anything; the text says why.

    shapes: the program ended because the shapes of two arrays do not fit.
    """

    def __init__(self, say: str, *, shapes: bool = False) -> None:
        super().__init__(say)
        self.shapes = shapes


def find(program: Mapping[str, Any], name: str, what: str) -> Any:
    """The program's variable of that name. Raises Refused if it has none."""
    if name in program:
        return program[name]
    near = [other for other in program if not other.startswith("_") and other.lower() == name.lower()]
    hint = f" Your program has {near[0]}: capital and small letters are different names." if near else ""
    raise Refused(f"There is no {what} called {name}. The check looks for exactly this name.{hint}")


def find_function(program: Mapping[str, Any], name: str) -> Callable[..., Any]:
    """The program's function of that name. Raises Refused if it has none."""
    function = find(program, name, "function")
    if not callable(function):
        raise Refused(f"{name} is a {type(function).__name__}, not a function: write def {name}(…).")
    return function


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a reader's function. Raises Refused if it fails, with the reader's line and what it means."""
    name = getattr(function, "__name__", "your function")
    try:
        return function(*arguments)
    except Exception as error:
        meaning, shapes = _meaning(error)
        said = meaning or f"{str(error).rstrip('.')}{_advice(error)}"
        raise Refused(f"{name} ends with {type(error).__name__}{_place(error)}: {said}", shapes=shapes) from error


def _place(error: BaseException) -> str:
    """The line of the reader's program: its file name is no real one and stands in angle brackets.

    An answer may call what an earlier cell has defined; where it ended in there, that cell is named.
    """
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith("<cell")
    ]
    if not lines:
        return ""
    (own, _), (cell, line) = lines[0], lines[-1]
    if cell == own:
        return f" in line {line}"
    return f", because of what it hands to line {line} of your earlier cell “{cell.removeprefix('<cell ').rstrip('>')}”"


# NumPy's errors about shapes, and what they mean. The numbers in brackets go into the sentence.
_SHAPES = (
    (
        r"matmul: .*\(size (\d+) is different from (\d+)\)",
        "the matrices do not fit. A @ B needs as many rows of B as A has columns; here B has {0} and A has {1}. "
        "Is a transpose missing, are the two in the wrong order, or is it * that is meant, entry by entry?",
    ),
    (
        r"shapes (\(.*?\)) and (\(.*?\)) not aligned",
        "the matrices do not fit. A product of {0} and {1} needs as many rows of the second as the first has columns. "
        "Is a transpose missing, or are the two in the wrong order?",
    ),
    (
        r"operands could not be broadcast together with (?:remapped )?shapes (\(.*?\)) (\(.*?\))",
        "the shapes {0} and {1} do not fit. *, + and − go entry by entry and need equal shapes; a matrix product is @.",
    ),
    (
        r"matmul: Input operand (\d) does not have enough dimensions",
        "@ is for matrices, and one of the two is a single number. Number times matrix is *.",
    ),
)


def _meaning(error: BaseException) -> tuple[str, bool]:
    """What an error of NumPy means in words, and whether it is one about shapes; "" if its own words say it."""
    for pattern, words in _SHAPES:
        hit = re.search(pattern, str(error), re.DOTALL)
        if hit:
            return words.format(*(_spaced(part) for part in hit.groups())), True
    if "bitwise_xor" in str(error) or "for ^" in str(error):
        return "^ is no power in Python. The power is written **, as in x ** 2.", False
    return "", False


def _spaced(shape: str) -> str:
    return shape.replace(",", ", ").replace(", )", ",)").replace("  ", " ")


def _advice(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, UnboundLocalError):
        return ". Inside of a function a name that it assigns is its own: give it a value before it is used."
    if isinstance(error, NameError) and hasattr(np, str(error.name)):
        return f". NumPy has it, under the name np.{error.name}."
    if isinstance(error, NameError):
        return (
            ". An answer stands on its own: it does not see the variables of other cells, so make or import them here."
        )
    if "can be converted to Python scalars" in text or "only length-1" in text or "only 0-dimensional" in text:
        return ". The functions of the module math take one number; those of NumPy (np.exp …) take whole arrays."
    if "'function'" in text and "operand" in text:
        return (
            ". A function's name alone is the function itself; with its argument in brackets, as in f(s), it is called."
        )
    if "NoneType" in text:
        return (
            ". Something is None there. A function without return gives back None, and so does list.append: after "
            "name = function(…) the name means None."
        )
    if "object is not callable" in text:
        return (
            ". Brackets after a name call it, and this one is no function. Pairs of two lists come from zip: "
            "for w, f in zip(weights, activations)."
        )
    if "setting an array element with a sequence" in text and "inhomogeneous" not in text:
        return ". A whole array is put into the place of a single number."
    if "'int' object is not iterable" in text:
        return ". A number cannot be gone through; range(number) can."
    if "cannot be interpreted as an integer" in text:
        return ". A count is a whole number. Are the arguments in the order of the first line of that function?"
    if "truth value of an array" in text:
        return ". A condition with if is for one number; an array is chosen from with np.where or computed as a whole."
    if "positional argument" in text and _place(error):
        return ". The brackets of that call hold too few arguments or too many."
    if "positional argument" in text:
        return ". It is called with exactly the arguments that are in the first line you were given."
    if "'list' object has no attribute" in text or "can't multiply sequence" in text or "inhomogeneous" in text:
        return ". A list of arrays is no array itself: choose one of them by its index, as in layers[0]."
    if isinstance(error, IndexError) and "list index" in text:
        return ". Python counts from 0, so the last entry of a list of n has the index n − 1."
    return ""


def as_numbers(value: object, what: str) -> Array:
    """A reader's value as an array of floats. Raises Refused if it is none."""
    if value is None:
        raise Refused(f"{what} is None: a function gives back only what is after return (print shows, no more).")
    if value is Ellipsis:
        raise Refused(f"{what} is still the three dots: they mark the place for your own code.")
    if isinstance(value, np.matrix):
        raise Refused(
            f"{what} is an np.matrix. With it * is the matrix product and ** the matrix power, so that formulas which "
            "go entry by entry mean something else. NumPy keeps it for old programs only: use np.array."
        )
    try:
        array = np.asarray(value)
    except ValueError:
        raise Refused(f"{what} is no array: its rows have different lengths.") from None
    if array.dtype.kind in "US":
        raise Refused(f"{what} holds text where numbers belong: write 1, not '1'.")
    if array.dtype.kind == "c":
        raise Refused(
            f"{what} holds complex numbers, such as {array.ravel()[0]:.3g}. Take their real part with .real, or stay "
            "with real numbers from the start."
        )
    if array.dtype.kind == "O":
        return _from_objects(array, value, what)
    if array.dtype.kind not in "biuf":
        raise Refused(f"{what} is a {type(value).__name__}, not an array of numbers.")
    return array.astype(float)


def _from_objects(array: Any, value: object, what: str) -> Array:
    """An array of Python objects: numbers may be among them, as np.frompyfunc and dtype=object give them back."""
    for entry in array.ravel():
        if entry is Ellipsis or entry is None:
            raise Refused(f"{what} still holds {entry!r} in place of numbers.")
        if isinstance(entry, list | tuple | np.ndarray):
            raise Refused(f"{what} is no array of numbers: its rows have different lengths.")
    if array.ndim == 0:
        raise Refused(f"{what} is a {type(value).__name__}, not an array of numbers.")
    try:
        numbers: Array = array.astype(float)
    except (TypeError, ValueError):
        kind = type(array.ravel()[0]).__name__
        raise Refused(f"{what} holds objects of the type {kind}, not numbers.") from None
    return numbers


def same(ours: Array, theirs: Array) -> bool:
    """Whether two arrays have the same shape and, up to rounding, the same numbers.

    Rounding may be that of float32, whose numbers have seven digits.
    """
    if ours.shape != theirs.shape:
        return False
    scale = float(np.abs(theirs[np.isfinite(theirs)]).max(initial=0.0))
    return bool(np.allclose(ours, theirs, rtol=1e-5, atol=1e-6 * scale + 1e-12))


def off_by(ours: Array, theirs: Array) -> float:
    """The largest difference of two arrays of one shape."""
    return float(np.nan_to_num(np.abs(ours - theirs), nan=np.inf).max(initial=0.0))


def nearly(ours: Array, theirs: Array) -> str:
    """What to say of numbers that are almost right, "" if they are not: rounded on the way, and how far off."""
    scale = float(np.abs(theirs).max(initial=0.0))
    off = off_by(ours, theirs) if ours.shape == theirs.shape else np.inf
    if not off < 0.01 * scale:
        return ""
    off_words = f"Nearly: off by up to {short(off)}."
    for decimals in range(1, 8):
        if np.array_equal(ours, np.round(theirs, decimals)):
            # Of a single number it cannot be told how many decimals it was rounded to: 5.70 is 5.7.
            to = f" to {decimals} decimal{'s' if decimals > 1 else ''}" if ours.size > 1 else ""
            return f"{off_words} Yours is rounded{to}. Leave the numbers as they come out."
    if np.array_equal(ours, ours.astype(np.float16).astype(float)):
        return f"{off_words} float16 keeps three digits only. Leave the numbers as they come out, in float64."
    return f"{off_words} Something is rounded or approximated on the way, where a formula would be exact."


def apart(ours: float, theirs: float) -> tuple[str, str]:
    """Two numbers with so many digits that they can be told from one another, four decimals at least."""
    pairs = ((f"{ours:.{decimals}f}", f"{theirs:.{decimals}f}") for decimals in range(4, 17))
    pair = next((pair for pair in pairs if pair[0] != pair[1]), (f"{ours:.17g}", f"{theirs:.17g}"))
    return minus(pair[0]), minus(pair[1])


def short(value: float) -> str:
    """A small number in a sentence: 0.02 or 5·10⁻⁵."""
    if value >= 0.001:
        return f"{value:.1g}"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}"


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def minus(text: str) -> str:
    """A text with the minus sign that is printed."""
    return text.replace("-", "\N{MINUS SIGN}")


def named(value: Array, slips: Iterable[tuple[Array, str]]) -> str:
    """What to say of the first slip that gives this very value, "" if none does."""
    return next((say for wrong, say in slips if same(value, wrong)), "")
