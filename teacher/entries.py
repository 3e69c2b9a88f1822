"""The teacher's side of assignment B: check handed-in files, each in a limited process, and rank them."""

from __future__ import annotations

import ast
import builtins
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studies.exercises.assignments import HandedIn, read_hand_in
from widgets.code.runner.limits import Limits
from widgets.code.runner.process import Worker

LIMITS = Limits(seconds=60.0)
_MOST_BYTES = 1_000_000
_FINAL = re.compile(r"^final loss (?P<loss>\S+)\s*$", re.MULTILINE)
# A hand-in computes. All that it may name outside itself is listed, because what is forbidden could be reached by
# another way: NumPy's own modules, for instance, hold Python's insides.
_MODULES = {"numpy", "base64", "zlib"}
_BUILTINS = {
    *("abs", "bool", "dict", "enumerate", "float", "int", "len", "list", "max", "min", "pow", "print", "range"),
    *("reversed", "round", "sorted", "str", "sum", "tuple", "zip", "True", "False", "None"),
    *("ArithmeticError", "OverflowError", "ValueError", "Warning"),
}
_ATTRIBUTES = {
    *("T", "abs", "add", "append", "arange", "argmax", "array", "asarray", "astype", "b64decode", "clip"),
    *("column_stack", "concatenate", "copy", "cosh", "decompress", "default_rng", "divide", "dot", "dtype", "einsum"),
    *("empty", "empty_like", "errstate", "exp", "expand_dims", "expm1", "eye", "flat", "float32", "float64"),
    *("format", "frombuffer", "full", "full_like", "hstack", "insert", "inf", "int64", "isfinite", "items", "join"),
    *("keys", "linspace", "log", "log1p", "logaddexp", "matmul", "max", "maximum", "mean", "min", "minimum"),
    *("multiply", "nan", "ndarray", "ndim", "negative", "newaxis", "normal", "ones", "ones_like", "outer"),
    *("permutation", "power", "prod", "random", "ravel", "reciprocal", "reshape", "seed", "shape", "shuffle"),
    *("sign", "size", "sqrt", "square", "stack", "std", "subtract", "sum", "swapaxes", "tanh", "tile", "transpose"),
    *("uint8", "uniform", "values", "var", "vstack", "where", "zeros", "zeros_like"),
}


@dataclass(frozen=True)
class Verdict:
    """A checked file. problem is "" for a valid one; loss is the one computed here."""

    file: str
    name: str = ""
    loss: float = math.inf
    problem: str = ""


def check_folder(folder: Path) -> list[Verdict]:
    """Every .py and .txt file of a folder: valid entries first, the smallest loss on top, then those that fail."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".py", ".txt") and path.is_file())
    return ranked(check_file(path) for path in files)


def ranked(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Valid ones by loss, then the others by file."""
    return sorted(verdicts, key=lambda verdict: (bool(verdict.problem), verdict.loss, verdict.file))


def check_file(path: Path) -> Verdict:
    """Read, inspect, compute the loss from the entry's settings, run the program, and compare the three losses."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError(f"it is larger than {_MOST_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
        handed = read_hand_in(text)
    except (ValueError, OSError) as error:
        return Verdict(path.name, problem=str(error))
    try:
        inspect(text)
        return Verdict(path.name, handed.name, _compared(text, handed))
    except ValueError as error:
        return Verdict(path.name, handed.name, problem=str(error))


def inspect(text: str) -> None:
    """Refuse a program that does anything but compute. Raises ValueError naming the line."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise ValueError(f"it is no Python: line {error.lineno}: {error.msg}") from None
    except (RecursionError, MemoryError):
        raise ValueError("it is no program that Python can read: its brackets go too deep") from None
    for node in ast.walk(tree):
        said = _forbidden(node)
        if said:
            raise ValueError(f"line {getattr(node, 'lineno', '?')}: {said}")


def _forbidden(node: ast.AST) -> str:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."]
        wrong = [name for name in names if name not in _MODULES]
        if wrong or isinstance(node, ast.ImportFrom):
            return f"it imports {', '.join(wrong or names)}; an entry imports only numpy, base64 and zlib, as wholes"
    if isinstance(node, ast.Name) and _is_foreign(node.id):
        return f"it uses {node.id}, which an entry does not need"
    if isinstance(node, ast.Attribute) and node.attr not in _ATTRIBUTES:
        return f"it uses .{node.attr}, which an entry does not need"
    if isinstance(node, ast.Match):
        return "it uses match, which an entry does not need"
    return ""


def _is_foreign(name: str) -> bool:
    """Whether a name is one of Python's own that is not on the list."""
    return name.startswith("__") or (hasattr(builtins, name) and name not in _BUILTINS)


def _compared(text: str, handed: HandedIn) -> float:
    """The loss that the settings give, if the program prints it and the first lines claim it."""
    run = handed.entry.run()
    if run.diverged:
        raise ValueError(f"its settings do not train to the end: {run.diverged}")
    worker = Worker()
    try:
        outcome = worker.run(text, cell=handed.name, limits=LIMITS)
    finally:
        worker.close()
    if outcome.failure is not None:
        raise ValueError(f"it does not run: {outcome.failure.kind}: {outcome.failure.message}")
    found = _FINAL.findall(outcome.printed)
    if len(found) != 1:
        raise ValueError(f"it should print one line 'final loss …', and printed {len(found)}")
    try:
        printed = float(found[0])
    except ValueError:
        raise ValueError(f"the final loss that it prints, {found[0]}, is no number") from None
    if not math.isclose(printed, run.final_loss, rel_tol=1e-6, abs_tol=1e-12):
        raise ValueError(
            f"it prints a loss of {printed:g}, but the settings in its first lines give {run.final_loss:g}"
        )
    if not math.isclose(handed.loss, printed, rel_tol=1e-3, abs_tol=1e-12):
        raise ValueError(f"it claims a loss of {handed.loss:g}, but reaches {printed:g}")
    return printed


def table(verdicts: Iterable[Verdict]) -> str:
    """The ranking as text, the failures below it with their reasons."""
    verdicts = list(verdicts)
    valid = [verdict for verdict in verdicts if not verdict.problem]
    lines = [
        f"{place:>3}.  {verdict.loss:<12.6g} {verdict.name}  ({verdict.file})"
        for place, verdict in enumerate(valid, start=1)
    ]
    failed = [verdict for verdict in verdicts if verdict.problem]
    if failed:
        lines += ["", "Not valid:"] if valid else ["Not valid:"]
        lines += [f"  {verdict.file}: {verdict.problem}" for verdict in failed]
    return "\n".join(map(_printable, lines)) or "There are no .py or .txt files in this folder."


def _printable(line: str) -> str:
    """A line as it may be sent to a terminal: nothing in it moves the cursor or turns the reading direction."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)[:400]
