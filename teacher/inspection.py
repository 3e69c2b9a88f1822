"""What a program that somebody handed in may consist of, if it is to be run at all: computing, and nothing else.

Everything allowed is listed, Python's syntax too, because what is forbidden could be reached by another way. Nothing on
the lists leads to an object's insides: no attribute but those of arrays and lists below, of NumPy the functions below
and nothing through a variable; no text that is formatted by another text; no name of Python's own but the harmless.
"""

from __future__ import annotations

import ast
import builtins
import re

BUILTINS = {
    *("abs", "bool", "enumerate", "float", "int", "len", "list", "max", "min", "print", "range", "reversed", "round"),
    *("sorted", "sum", "tuple", "zip", "True", "False", "None"),
}
NUMPY = {
    *(
        "abs",
        "add",
        "arange",
        "argmax",
        "argmin",
        "array",
        "clip",
        "column_stack",
        "concatenate",
        "cos",
        "cosh",
        "divide",
    ),
    *(
        "dot",
        "e",
        "empty",
        "empty_like",
        "exp",
        "expand_dims",
        "expm1",
        "eye",
        "float32",
        "float64",
        "full",
        "full_like",
    ),
    *("hstack", "inf", "insert", "isfinite", "linspace", "log", "log1p", "logaddexp", "matmul", "max", "maximum"),
    *("mean", "min", "minimum", "multiply", "newaxis", "ones", "ones_like", "outer", "pi", "power", "reshape", "sign"),
    *("sin", "sinh", "sqrt", "square", "stack", "std", "subtract", "sum", "tanh", "tile", "transpose", "vstack"),
    *("where", "zeros", "zeros_like"),
    *("random.default_rng", "random.normal", "random.permutation", "random.rand", "random.randn", "random.random"),
    *("random.seed", "random.shuffle", "random.uniform"),
}
_METHODS = {
    *("T", "all", "any", "append", "argmax", "argmin", "copy", "dot", "dtype", "integers", "max", "mean", "min"),
    *("ndim", "normal", "permutation", "random", "ravel", "reshape", "shape", "shuffle", "size", "standard_normal"),
    *("std", "sum", "transpose", "uniform"),
}
_SYNTAX = (
    *(ast.Module, ast.Import, ast.FunctionDef, ast.Lambda, ast.arguments, ast.arg, ast.Return, ast.Assign),
    *(ast.AugAssign, ast.For, ast.While, ast.If, ast.Break, ast.Continue, ast.Pass, ast.Expr, ast.Call, ast.keyword),
    *(ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.List, ast.Tuple, ast.Starred),
    *(ast.ListComp, ast.GeneratorExp, ast.comprehension, ast.Subscript, ast.Slice, ast.BinOp, ast.UnaryOp),
    *(ast.BoolOp, ast.Compare, ast.IfExp, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context),
)
_FORMAT = re.compile(r"[<>^]?[+\- ]?\d{0,3}(,)?(\.\d{1,2})?[defgEFG%]?")


def inspect(text: str) -> None:
    """Refuse a program that does anything but compute. Raises ValueError naming the line."""
    try:
        _Inspector().visit(ast.parse(text))
    except SyntaxError as error:
        raise ValueError(f"it is no Python: line {error.lineno}: {error.msg}") from None
    except (RecursionError, MemoryError):
        raise ValueError("it is no program that Python can read: its brackets go too deep") from None


class _Inspector(ast.NodeVisitor):
    """Visits every part of a program; each method below has the rule for one kind of part."""

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, _SYNTAX):
            raise _refused(node, f"uses {type(node).__name__}")
        super().visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        if [(alias.name, alias.asname) for alias in node.names] != [("numpy", "np")]:
            names = ", ".join(alias.name for alias in node.names)
            raise _refused(node, f"imports {names}: an entry imports only numpy, as np")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        _check_bound(node, node.name)
        if node.decorator_list or node.returns or getattr(node, "type_params", []):
            raise _refused(node, "has a function with a decorator or an annotation")
        self.generic_visit(node)

    def visit_arguments(self, node: ast.arguments) -> None:
        if node.vararg or node.kwarg or node.defaults or node.kw_defaults:
            raise ValueError("it has a function whose arguments have defaults or stars, which an entry does not need")
        self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> None:
        _check_bound(node, node.arg)
        if node.annotation:
            raise _refused(node, "has an annotation")

    def visit_comprehension(self, node: ast.comprehension) -> None:
        if node.is_async:
            raise _refused(node, "uses async")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.id == "np":
                raise _refused(node, "hands NumPy itself on")
            if _is_foreign(node.id):
                raise _refused(node, f"uses {node.id}")
        else:
            _check_bound(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = ast.unparse(node) if _rooted_in_numpy(node) else ""
        known = dotted.removeprefix("np.") in NUMPY if dotted else node.attr in _METHODS
        if not known or not isinstance(node.ctx, ast.Load):
            raise _refused(node, f"uses .{node.attr}")
        if not dotted:
            self.visit(node.value)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg is None or node.arg in ("file", "allow_pickle") or node.arg.startswith("_"):
            raise _refused(node, f"hands over {node.arg or '**'}")
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str | int | float | bool | None):
            raise _refused(node, f"has a {type(node.value).__name__}")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        texts = [part for part in (node.left, node.right) if isinstance(part, ast.JoinedStr | ast.Constant)]
        if any(isinstance(part, ast.JoinedStr) or isinstance(part.value, str) for part in texts):
            raise _refused(node, "computes with text")
        self.generic_visit(node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> None:
        parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
        spec = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        if node.conversion != -1 or not _FORMAT.fullmatch(spec):
            raise _refused(node, "formats a text by more than a number of digits")
        self.visit(node.value)


def _rooted_in_numpy(node: ast.Attribute) -> bool:
    value: ast.expr = node
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, ast.Name) and value.id == "np"


def _check_bound(node: ast.AST, name: str) -> None:
    """Refuse a name that would stand for something else from here on, or that Python treats in a way of its own."""
    if name == "np" or hasattr(builtins, name) or (name.startswith("_") and name != "_"):
        raise _refused(node, f"gives {name} another meaning")


def _is_foreign(name: str) -> bool:
    """Whether a name is one of Python's own that is not on the list."""
    return (name.startswith("_") and name != "_") or (hasattr(builtins, name) and name not in BUILTINS)


def _refused(node: ast.AST, does: str) -> ValueError:
    return ValueError(f"line {getattr(node, 'lineno', '?')}: it {does}, which an entry does not need")
