"""The teacher's side of assignment B: check handed-in files, each in a limited process, and rank them."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlp_core.assignments import HandedIn, read_hand_in
from widgets.runner.limits import Limits
from widgets.runner.process import Worker

LIMITS = Limits(seconds=60.0)
_MOST_BYTES = 1_000_000
_FINAL = re.compile(r"^final loss (?P<loss>\S+)\s*$", re.MULTILINE)
# A hand-in computes; it has no business with files, other programs or Python's insides.
_MODULES = {"numpy", "base64", "zlib"}
_NAMES = {"open", "exec", "eval", "compile", "getattr", "setattr", "delattr", "globals", "locals", "vars", "input"}
_FILES = re.compile(r"(load|save|fromfile|tofile|memmap|open|genfromtxt|fromregex|ctypes|lib|f2py|testing|os|sys)")


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
    if isinstance(node, ast.Name) and (node.id in _NAMES or node.id.startswith("__")):
        return f"it uses {node.id}, which an entry does not need"
    if isinstance(node, ast.Attribute) and (node.attr.startswith("_") or _FILES.match(node.attr)):
        return f"it uses .{node.attr}, which an entry does not need"
    return ""


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
    return "\n".join(lines) or "There are no .py or .txt files in this folder."
