"""Put back what a cell changed outside its own variables, so that `print = 3` or `np.exp = None` ends with the cell."""

from __future__ import annotations

import builtins
import math
import os
import random
import sys
import warnings
from typing import Any, NoReturn

import numpy as np

from widgets.code.runner.limits import CELL

# Functions that would wait for a keyboard, and what to do instead.
_NO_KEYBOARD = {
    "input": "input() has nobody to ask here: write the value into the code instead, for example rate = 0.1",
    "breakpoint": "breakpoint() has no terminal here: print the values that you want to see",
    "help": "help() has no pager here: print(name.__doc__) shows the same text",
}
_SYS = ("stdout", "stderr", "stdin", "path", "argv", "excepthook", "displayhook", "modules", "meta_path", "path_hooks")


class Protected:
    """Entered while a cell runs: output goes to `printed`; left, builtins, modules and Python's settings are restored.

    It is left while the built-in names may still be the cell's, so those come back first, by a method found before.
    """

    def __init__(self, printed: Any) -> None:
        self._printed = printed

    def __enter__(self) -> None:
        modules = [builtins, math, random, *_libraries()]
        self._saved = [(vars(module), dict(vars(module))) for module in modules]
        self._saved += [(table, dict(table)) for table in _tables(self._saved)]
        self._built_in, self._restore_built_in = dict(vars(builtins)), vars(builtins).update
        self._sys = {name: getattr(sys, name) for name in _SYS}
        self._loaded, self._path = dict(sys.modules), list(sys.path)
        self._recursion, self._errors, self._options = sys.getrecursionlimit(), np.geterr(), np.get_printoptions()
        self._folder, self._environment = os.getcwd(), dict(os.environ)
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", ResourceWarning)  # a file that a beginner reads and leaves open does no harm
        warnings.showwarning = _print_warning
        for name, say in _NO_KEYBOARD.items():
            setattr(builtins, name, _refusing(say))
        sys.stdout = sys.stderr = self._printed

    def __exit__(self, *_: object) -> None:
        self._restore_built_in(self._built_in)
        for name, value in self._sys.items():
            setattr(sys, name, value)
        sys.modules.update(self._loaded)
        sys.path[:] = self._path
        for table, before in self._saved:
            _put_back(table, before)
        self._warnings.__exit__(None, None, None)
        sys.setrecursionlimit(self._recursion)
        np.seterr(**self._errors)
        np.set_printoptions(**self._options)
        os.chdir(self._folder)
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)


def _libraries() -> list[Any]:
    """NumPy's main modules and all of the book's own, as far as they are loaded."""
    numpys = ("numpy", "numpy.random", "numpy.linalg")
    loaded = list(sys.modules.items())
    return [
        module for name, module in loaded if name in numpys or name.split(".")[0] in ("mlp_core", "studies", "widgets")
    ]


def _tables(saved: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[Any, Any]]:
    """The registries of our own modules, such as ACTIVATIONS: a cell may clear them."""
    return [
        value
        for table, _ in saved
        if str(table.get("__name__", "")).startswith("mlp_core")
        for name, value in table.items()
        if name.isupper() and isinstance(value, dict)
    ]


def _put_back(table: dict[Any, Any], before: dict[Any, Any]) -> None:
    if len(table) == len(before) and all(table.get(name, table) is value for name, value in before.items()):
        return
    for name in table.keys() - before.keys():
        # A submodule that the cell imported for the first time stays an attribute of its package.
        if not isinstance(table[name], type(sys)):
            del table[name]
    table.update(before)


def _refusing(say: str) -> Any:
    def refuse(*arguments: object, **named: object) -> NoReturn:
        raise RuntimeError(say)

    return refuse


def _print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    where = f" (line {lineno})" if filename.startswith(CELL) else ""
    print(f"{category.__name__}{where}: {message}")
