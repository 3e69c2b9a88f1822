"""A line such as (a + b) * c, read into a computation graph. Only what is on the list below is read; nothing is run."""

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import fail
from studies.backwards.graph import Builder, Graph

MOST_LETTERS, MOST_NODES, MOST_SIGNS = 5, 20, 100
_LARGEST = 1e6

# A function of one number: its value, and its slope from the number and the value.
Function = tuple[Callable[[float], float], Callable[[float, float], float]]


def _activation(name: str) -> Function:
    f = ACTIVATIONS[name]
    return lambda s: float(f.apply(np.array(s))), lambda s, a: float(f.derivative(np.array(s), np.array(a)))


FUNCTIONS: dict[str, Function] = {
    "exp": (math.exp, lambda s, f: f),
    "log": (math.log, lambda s, f: 1 / s),
    "sqrt": (math.sqrt, lambda s, f: 1 / (2 * f)),
    "sin": (math.sin, lambda s, f: math.cos(s)),
    "cos": (math.cos, lambda s, f: -math.sin(s)),
} | {name: _activation(name) for name in ("tanh", "sigmoid", "relu")}
_PAIRS = {"max": max, "min": min}


def letters(text: str) -> tuple[str, ...]:
    """The letters of an expression in the order in which they first appear. Raises ValueError, as `expression` does."""
    names = sorted(
        (node for node in ast.walk(_parsed(text)) if isinstance(node, ast.Name) and not _is_function(node.id)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    found = tuple(dict.fromkeys(node.id for node in names))
    for name in found:
        if not (name.isascii() and name[0].isalpha() and (len(name) == 1 or (len(name) == 2 and name[1].isdigit()))):
            raise fail("expression", "a letter, or a letter and a digit, for each number", name)
    if not found:
        raise fail("expression", "at least one letter, such as a", text)
    if len(found) > MOST_LETTERS:
        raise fail("expression", f"at most {MOST_LETTERS} letters", ", ".join(found))
    return found


def expression(text: str, values: Mapping[str, float]) -> Graph:
    """The graph of an expression: each letter is one leaf, however often it is used.

    values: a number for each letter. Raises ValueError with a sentence for what cannot be read or computed.
    """
    build = Builder()
    known = {name: build.given(name, float(values[name])) for name in letters(text)}
    result = _read(_parsed(text).body, build, known)
    if build.nodes[result].rule == "given":
        raise fail("expression", "at least one operation, such as a * b", text)
    return build.graph()


def _is_function(name: str) -> bool:
    return name in FUNCTIONS or name in _PAIRS


def _parsed(text: str) -> ast.Expression:
    text = text.strip()
    if len(text) > MOST_SIGNS:
        raise fail("expression", f"at most {MOST_SIGNS} signs", f"{len(text)}")
    for found, wanted in (("^", "a power is written **, as in a ** 2"), ("=", "only the right-hand side, without =")):
        if found in text:
            raise ValueError(f"expression: {wanted}")
    text = text.replace("·", "*").replace("\N{MINUS SIGN}", "-")
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(
            f"expression: '{text}' cannot be read. Write every product with *, as in 2 * a, and close every bracket"
        ) from None


def _read(node: ast.expr, build: Builder, known: Mapping[str, int]) -> int:
    """Put an expression's nodes into the graph, parents first; returns the number of its own."""
    made = _reader(node)(node, build, known)
    if len(build.nodes) > MOST_NODES:
        raise fail("expression", f"at most {MOST_NODES} nodes", "more")
    if not abs(build.value(made)) <= _LARGEST:
        raise fail("expression", "numbers of at most a million on the way", f"{build.value(made):.3g}")
    return made


def _reader(node: ast.expr) -> Callable[..., int]:
    readers: dict[type[ast.expr], Callable[..., int]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.UnaryOp: _unary,
        ast.BinOp: _binary,
        ast.Call: _call,
    }
    if type(node) not in readers:
        _refuse(node)
    return readers[type(node)]


def _refuse(node: ast.AST) -> NoReturn:
    allowed = ", ".join([*FUNCTIONS, *_PAIRS])
    raise ValueError(
        f"expression: '{ast.unparse(node)}' is not among what can be read: letters, numbers, + - * / **, brackets, "
        f"and the functions {allowed}"
    )


def _number(node: ast.expr) -> float | None:
    """The number that is written there, None if it is none: True is none, and neither is 2j."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _constant(node: ast.Constant, build: Builder, known: Mapping[str, int]) -> int:
    value = _number(node)
    if value is None:
        _refuse(node)
    return build.given(f"{value:g}", value)


def _name(node: ast.Name, build: Builder, known: Mapping[str, int]) -> int:
    if node.id not in known:
        raise ValueError(f"expression: {node.id} is a function; write what it is taken of in brackets, {node.id}(a)")
    return known[node.id]


def _unary(node: ast.UnaryOp, build: Builder, known: Mapping[str, int]) -> int:
    if isinstance(node.op, ast.USub):
        written = _number(node.operand)
        if written is not None:
            return build.given(f"\N{MINUS SIGN}{written:g}", -written)
        inner = _read(node.operand, build, known)
        return build.put("function", "\N{MINUS SIGN}", -build.value(inner), [(inner, -1.0)])
    if isinstance(node.op, ast.UAdd):
        return _read(node.operand, build, known)
    return _refuse(node)


def _binary(node: ast.BinOp, build: Builder, known: Mapping[str, int]) -> int:
    if isinstance(node.op, ast.Pow):
        return _power(node, build, known)
    if not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        _refuse(node)
    left, right = _read(node.left, build, known), _read(node.right, build, known)
    a, b = build.value(left), build.value(right)
    if isinstance(node.op, ast.Add):
        return build.add((left, right))
    if isinstance(node.op, ast.Sub):
        return build.put("add", "\N{MINUS SIGN}", a - b, [(left, 1.0), (right, -1.0)])
    if isinstance(node.op, ast.Mult):
        return build.multiply(left, right)
    if b == 0:
        raise ValueError(f"expression: {ast.unparse(node)} divides by 0")
    return build.put("divide", "/", a / b, [(left, 1 / b), (right, -a / b**2)])


def _power(node: ast.BinOp, build: Builder, known: Mapping[str, int]) -> int:
    """A power with a whole number as its exponent, which is written and so has no derivative of its own."""
    exponent = int(_number(node.right) or 0)
    if not 2 <= exponent <= 9 or exponent != _number(node.right):
        raise fail("expression", "a whole number from 2 to 9 as the power", ast.unparse(node.right))
    base = _read(node.left, build, known)
    a = build.value(base)
    return build.put("function", f"**{exponent}", a**exponent, [(base, exponent * a ** (exponent - 1))])


def _call(node: ast.Call, build: Builder, known: Mapping[str, int]) -> int:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if not _is_function(name) or node.keywords:
        _refuse(node)
    wanted = 2 if name in _PAIRS else 1
    if len(node.args) != wanted:
        raise fail("expression", f"{wanted} {'numbers' if wanted > 1 else 'number'} in {name}(…)", f"{len(node.args)}")
    inner = [_read(argument, build, known) for argument in node.args]
    return _choice(name, inner, build) if name in _PAIRS else _function(name, inner[0], build)


def _choice(name: str, inner: Sequence[int], build: Builder) -> int:
    """max or min: the whole derivative goes to the one that was chosen, the first of two that are equal."""
    values = [build.value(index) for index in inner]
    chosen = values.index(_PAIRS[name](values))
    return build.put("max", name, values[chosen], [(node, float(i == chosen)) for i, node in enumerate(inner)])


def _function(name: str, inner: int, build: Builder) -> int:
    s = build.value(inner)
    f, slope = FUNCTIONS[name]
    try:
        value = f(s)
        rate = slope(s, value)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise ValueError(f"expression: {name} has no value or no slope at {s:.4g}") from None
    return build.put("max" if name == "relu" else "function", name, value, [(inner, rate)])
