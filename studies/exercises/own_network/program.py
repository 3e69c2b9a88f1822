"""The cells as one program that runs with NumPy alone, and what keeps them from being one."""

import ast
import sys
from collections.abc import Iterator, Mapping

from studies.exercises.own_network.steps import STEPS, Step

_NUMPY = "import numpy as np"


def joined(cells: Mapping[str, str], own: frozenset[str]) -> str:
    """One program. cells: the code of each step by its name; own: those that the reader has written."""
    parts = [_head(cells, own), _NUMPY]
    for number, step in enumerate((STEPS[name] for name in STEPS if name in cells), start=1):
        whose = "" if step.name in own else " (the book's)"
        parts.append(f"# --- {number}. {step.title}{whose} ---\n\n{_body(cells[step.name])}")
    return "\n\n\n".join(parts) + "\n"


def _head(cells: Mapping[str, str], own: frozenset[str]) -> str:
    written = sum(name in own for name in cells)
    whose = "all of it my own" if written == len(cells) else f"{written} of its {len(cells)} parts my own"
    return f'"""A neural network that learns XOR, written with NumPy alone: {whose}."""'


def _body(code: str) -> str:
    """A cell without the line that imports NumPy, which the program has at its top."""
    return "\n".join(line for line in code.splitlines() if line.strip() != _NUMPY).strip("\n")


def obstacles(cells: Mapping[str, str]) -> Iterator[str]:
    """Sentences on what keeps the cells from being one program: libraries, and names that two of them give."""
    given: dict[str, Step] = {}
    for step in (STEPS[name] for name in STEPS if name in cells):
        tree = ast.parse(cells[step.name])
        for library in sorted(_libraries(tree) - {"numpy"} - set(sys.stdlib_module_names)):
            yield f"Your cell in {step.title} imports {library}. The program is to run with NumPy alone."
        for name in sorted(_defined(tree)):
            if name in given:
                yield (
                    f"Your cells in {given[name].title} and in {step.title} both define {name}. In one program the "
                    "second takes the place of the first: give one of them another name."
                )
            given[name] = step
        if "np" in _assigned(tree):
            yield f"Your cell in {step.title} gives np another meaning, and the cells after it need NumPy by that name."


def _libraries(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def _defined(tree: ast.Module) -> set[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)} | (_assigned(tree) - {"np"})


def _assigned(tree: ast.Module) -> set[str]:
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
