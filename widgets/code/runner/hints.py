"""Advice for the errors that readers meet most: what causes them, and how the same thing is done here."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping
from typing import Any

SHARED = "Cells share their variables: has the cell that makes this name been run?"
ALONE = "An answer stands on its own: it does not see the variables of other cells, so make or import them here."
# Signs that word processors and printed formulas have, and the key that Python wants for each.
_SIGNS = {
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "·": "*",
    "×": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "…": "...",
    "\u00a0": "a plain space",
    "\u202f": "a plain space",
    "\u200b": "nothing",
}
_DRAW = (
    "Altair draws charts here, as the last line of a cell: import altair as alt, then "
    "alt.Chart(alt.Data(values=[{'x': 1, 'y': 2}, {'x': 2, 'y': 4}])).mark_line().encode(x='x:Q', y='y:Q')"
)
_LIBRARIES = {
    "matplotlib": _DRAW,
    "pylab": _DRAW,
    "seaborn": _DRAW,
    "plotly": _DRAW,
    "scipy": "NumPy has what this book needs: np.exp, np.tanh, np.linalg; a sigmoid is 1 / (1 + np.exp(-s)).",
    "pandas": "NumPy reads and keeps tables of numbers here: np.array([[1, 2], [3, 4]]).",
    "sklearn": "mlp_core has networks and data sets: from mlp_core import MLP, fit, datasets.",
    "torch": "PyTorch is too large for a cell; with NumPy, or mlp_core, the same network takes as many lines.",
    "tensorflow": "TensorFlow is too large for a cell; with NumPy, or mlp_core, the same network takes as many lines.",
    "keras": "Keras is too large for a cell; from mlp_core import MLP, fit trains the same network.",
    "jax": "JAX is not here; NumPy has the same functions, and mlp_core the derivatives.",
    "sympy": "SymPy is not here: derive on paper, and check with a difference, (f(x + h) - f(x - h)) / (2 * h).",
}
_HERE = "Cells have NumPy, Altair, Python's own modules and this book's mlp_core."
_NO_FILES = "There are no files here: write the numbers into the cell, for example X = np.array([[0, 1], [1, 0]])."
_MEMORY = (
    "There was no more memory. Does something grow in a loop without an end, or is an array larger than you meant? "
    "print(a.shape) shows its size."
)
# Other libraries' words for what mlp_core calls differently.
_KEYWORDS = {
    "lr": "learning_rate",
    "eta": "learning_rate",
    "epochs": "iterations",
    "n_iter": "iterations",
    "max_iter": "iterations",
    "steps": "iterations",
    "batch": "batch_size",
    "seed": "rng",
    "random_state": "rng",
    "loss_fn": "loss",
    "optim": "optimizer",
    "activation": "activations",
    "layers": "sizes",
    "hidden_layer_sizes": "sizes",
}


def hint(error: BaseException, code: str, namespace: Mapping[str, Any], *, alone: bool = False) -> str:
    """Advice for an error of a reader's code, "" if there is none.

    alone: the code is an answer to an exercise, which does not see the variables of other cells.
    """
    for kinds, advise in _ADVICE:
        if isinstance(error, kinds):
            said = advise(error, code, namespace)
            if said:
                return ALONE if said == SHARED and alone else said
    return ""


def _of_syntax(error: Any, code: str, _: Mapping[str, Any]) -> str:
    """What is no Python: a notebook's commands, signs of a word processor, tabs beside spaces."""
    line = (code.splitlines() or [""])[min(error.lineno or 1, len(code.splitlines()) or 1) - 1]
    if re.match(r"\s*[%!]|.*\w\?\??\s*$", line):
        return (
            "That is a notebook's command, not Python. Charts and packages need none here: NumPy, Altair and mlp_core "
            "are there, and print(name.__doc__) shows what a function says of itself."
        )
    if isinstance(error, TabError):
        return "Some of these lines begin with tabs, others with spaces. Python wants one of them throughout: spaces."
    for sign, key in _SIGNS.items():
        if sign in line:
            shown = sign if sign.strip() and sign != "\u200b" else f"U+{ord(sign):04X}"
            return f"The sign {shown} comes from a printed text or a word processor. In Python it is written {key}."
    return ""


def _of_import(error: Any, *_: Any) -> str:
    name = str(error.name or "").split(".")[0]
    return f"{_LIBRARIES[name]} {_HERE}" if name in _LIBRARIES else _HERE


def _of_name(error: Any, code: str, _: Mapping[str, Any]) -> str:
    if error.name in ("plt", "pyplot") or re.search(r"\bplt\.", code):
        return _DRAW
    if error.name == "np":
        return "NumPy has this name after import numpy as np."
    return SHARED


def _of_recursion(*_: Any) -> str:
    return "A function called itself without an end. Is there a case in which it returns without calling itself?"


def _of_type(error: Any, code: str, namespace: Mapping[str, Any]) -> str:
    text = str(error)
    taken = sorted(name for name in namespace if not name.startswith("_") and hasattr(builtins, name))
    if "'MLP' object is not callable" in text:
        return "net.predict(X) gives the outputs, net.forward(X) all layers."
    if "not callable" in text and taken:
        return f"You gave the name {taken[0]} a value of your own. del {taken[0]} brings Python's own back."
    word = re.search(r"unexpected keyword argument '(\w+)'", text)
    if word and word[1] in _KEYWORDS:
        return f"Here it is called {_KEYWORDS[word[1]]}."
    if "cannot be interpreted as an integer" in text:
        return (
            "A count, as of iterations, is a whole number. Are the arguments in the order of the function's first line?"
        )
    if "bitwise_xor" in text or "^" in text or re.search(r"\w\s*\^\s*\w", code):
        return "A power is written ** in Python: s**2. The sign ^ is something else, an exclusive or of bits."
    if "cannot unpack" in text and "Dataset" in text:
        return "A data set has its parts by name: data.X, data.Y."
    return ""


def _of_attribute(error: Any, *_: Any) -> str:
    text = str(error)
    if "'MLP' object" in text and error.name in ("fit", "train"):
        return "Training is a function: fit(net, X, Y, learning_rate=0.1, iterations=1000)."
    if "'MLP' object" in text and error.name in ("compile", "summary", "parameters", "layers"):
        return "net.sizes, net.activations and net.weights are its parts; net.forward(X).layers are the layers."
    return ""


def _of_shapes(error: Any, *_: Any) -> str:
    text = str(error)
    if "matmul" in text or "shapes" in text or "broadcast" in text:
        return "print(a.shape, b.shape) just before this line shows the shapes."
    return ""


def _saying(text: str) -> Callable[..., str]:
    return lambda *_: text


_ADVICE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[..., str]], ...] = (
    (SyntaxError, _of_syntax),
    (ModuleNotFoundError, _of_import),
    (UnboundLocalError, _saying("")),
    (NameError, _of_name),
    (RecursionError, _of_recursion),
    (MemoryError, _saying(_MEMORY)),
    (FileNotFoundError, _saying(_NO_FILES)),
    (TypeError, _of_type),
    (AttributeError, _of_attribute),
    (Exception, _of_shapes),
)
