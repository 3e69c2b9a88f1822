"""Exercises: an autograd of one's own, in five steps, each checked on small computation graphs.

The reader's class Value has data (the number), parents (pairs of a parent and the slope by it) and grad.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlp_core.network import MLP
from studies.backwards.expressions import expression, letters
from studies.backwards.graph import Builder, Graph
from studies.exercises.given import Given
from studies.exercises.report import (
    Refused,
    Report,
    apart,
    as_numbers,
    call,
    find,
    find_function,
    minus,
    until_one_fails,
)
from studies.forwards.worked import hand_worked

VALUES = {"a": 2.0, "b": -3.0, "c": 0.5, "d": 1.25}
Rates = list[float]


@dataclass(frozen=True)
class Case:
    """One calculation that the reader's class is put to. described: in words, with its numbers."""

    described: str
    graph: Graph

    def values(self, kind: Callable[..., Any]) -> list[Any]:
        """A Value of the reader's for every node, made by the reader's own operations. Raises Refused."""
        made: list[Any] = []
        for node in self.graph.nodes:
            parents = [made[parent] for parent in node.parents]
            made.append(call(kind, node.value) if node.rule == "given" else _operated(node.name, parents))
        return made


def _line(text: str) -> Case:
    """An expression of a, b, c and d."""
    given = minus(", ".join(f"{name} = {VALUES[name]:g}" for name in letters(text)))
    return Case(f"{text} with {given}", expression(text, VALUES))


def _shared(a: float, b: float) -> Case:
    """A product that is read by two later operations, which no single expression can say."""
    build = Builder()
    one, other = build.given("a", a), build.given("b", b)
    u = build.multiply(one, other)
    build.add((build.multiply(u, one), u))
    return Case(minus(f"u = a * b and then u * a + u, with a = {a:g} and b = {b:g}"), build.graph())


def _doubled(a: float, times: int) -> Case:
    """A number that is added to itself, and the sum to itself, and so on."""
    build = Builder()
    last = build.given("a", a)
    for _ in range(times):
        last = build.add((last, last))
    return Case(f"a + a, that sum plus itself, and so on, {times} times, with a = {a:g}", build.graph())


def _operated(name: str, parents: Sequence[Any]) -> Any:
    if name == "+":
        return call(_named("+", lambda: parents[0] + parents[1]))
    if name == "·":
        return call(_named("*", lambda: parents[0] * parents[1]))
    return call(_named(name, lambda: getattr(parents[0], name)()))


def _named(name: str, operation: Callable[[], Any]) -> Callable[[], Any]:
    """The operation under the name that an error message calls it by."""
    operation.__name__ = name
    return operation


# ---- what is asked of a reader's Value -------------------------------------------------------------------------------


def _kind(program: Mapping[str, Any]) -> Callable[..., Any]:
    kind: Callable[..., Any] = find(program, "Value", "class")
    if not isinstance(kind, type):
        raise Refused(f"Value is a {type(kind).__name__}, not a class: write class Value: with its methods below it.")
    return kind


def _attribute(value: Any, name: str, what: str) -> Any:
    if not hasattr(value, name):
        raise Refused(
            f"{what} is a {type(value).__name__} without {name}. Every operation gives back a new Value, which has "
            "data, parents and grad."
        )
    return getattr(value, name)


def _number(value: Any, name: str, what: str) -> float:
    array = as_numbers(_attribute(value, name, what), f"{name} of {what}")
    if array.ndim:
        raise Refused(f"{name} of {what} should be one number, and it has the shape {array.shape}.")
    return float(array)


def _pairs(value: Any, what: str) -> list[tuple[Any, float]]:
    """The parents of a reader's Value with their slopes. Raises Refused if they are no pairs."""
    found = _attribute(value, "parents", what)
    if not isinstance(found, list | tuple):
        raise Refused(f"parents of {what} should be a list of pairs (parent, slope); it is a {type(found).__name__}.")
    pairs = []
    for pair in found:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Refused(
                f"parents of {what} should be a list of pairs (parent, slope), as in [(self, …), (other, …)]."
            )
        slope = as_numbers(pair[1], f"A slope of {what}")
        if slope.ndim:
            raise Refused(f"A slope of {what} should be one number, and it has the shape {slope.shape}.")
        pairs.append((pair[0], float(slope)))
    return pairs


def _same(ours: float, theirs: float) -> bool:
    return bool(np.isclose(ours, theirs, rtol=1e-6, atol=1e-9))


def _differ(ours: float, theirs: float) -> str:
    """Two numbers that differ, in a sentence."""
    yours, right = apart(ours, theirs)
    return f"it should be {right}, and yours is {yours}"


# ---- 1: values and slopes --------------------------------------------------------------------------------------------


def grade_operations(program: Mapping[str, Any]) -> Report:
    """The program defines Value with + and *: new Values that remember their parents and slopes."""
    cases = (
        ("a + b: its value, its parents, its slopes", _line("a + b"), False),
        ("a * b: its value, its parents, its slopes", _line("a * b"), False),
        ("a number that is used twice, a * a", _line("a * a"), True),
        ("operations of operations, (a + b) * (a * c)", _line("(a + b) * (a * c)"), True),
    )
    return until_one_fails(cases, partial(_compare_slopes, program))


def _compare_slopes(program: Mapping[str, Any], case: Case) -> str:
    try:
        values = case.values(_kind(program))
        return next((said for index in range(len(values)) if (said := _node_slip(case, values, index))), "")
    except Refused as refused:
        return str(refused)


def _node_slip(case: Case, values: Sequence[Any], index: int) -> str:
    """What is wrong with one node of the reader's graph, "" if nothing is."""
    node, what = case.graph.nodes[index], f"the result of {case.graph.nodes[index].name}"
    if node.rule == "given":
        return ""
    value = _number(values[index], "data", what)
    if not _same(value, node.value):
        return f"In {case.described}: data of {what} is wrong; {_differ(value, node.value)}."
    pairs = _pairs(values[index], what)
    if len(pairs) != len(node.parents):
        count = {0: "no parents", 1: "one parent"}.get(len(pairs), f"{len(pairs)} parents")
        return f"In {case.described}: {what} has {count}, and it was made of {len(node.parents)}."
    for (parent, slope), wanted, right in zip(pairs, node.parents, node.slopes, strict=True):
        if parent is not values[wanted]:
            return (
                f"In {case.described}: a parent of {what} is not the Value that it was made of. Put the object itself "
                "into the pair (self, other), in this order and not its number or a copy."
            )
        if not _same(slope, right):
            return f"In {case.described}: {_slope_slip(case, index, pairs)}{_differ(slope, right)}."
    return ""


def _slope_slip(case: Case, index: int, pairs: Sequence[tuple[Any, float]]) -> str:
    node = case.graph.nodes[index]
    given, inside = [slope for _, slope in pairs], [case.graph.nodes[parent].value for parent in node.parents]
    if node.rule == "multiply" and all(map(_same, given, inside)):
        return (
            "each factor has its own value as its slope. By how much does a · b grow if a grows by a little? A slope: "
        )
    if node.rule == "multiply" and all(_same(slope, 1) for slope in given):
        return "both slopes of a product are 1, which are those of a sum. A slope: "
    if node.rule == "add" and all(map(_same, given, inside)):
        return "the slopes of a sum do not depend on its terms: if one grows, the sum grows by as much. A slope: "
    for wrong, say in _FUNCTION_SLIPS.get(node.name, ()):
        if _same(given[0], wrong(inside[0], node.value)):
            return f"{say} The slope of {node.name}: "
    return f"a slope of {node.name} is wrong: "


# Of each function: wrong slopes from its argument and its value, and what to say.
_FUNCTION_SLIPS: dict[str, tuple[tuple[Callable[[float, float], float], str], ...]] = {
    "tanh": (
        (lambda s, f: 1 - s * s, "the square is that of the value of tanh, not that of what tanh is taken of."),
        (lambda s, f: 1 - f, "tanh is to be squared in 1 \N{MINUS SIGN} tanh²."),
        (lambda s, f: f, "this is the value of tanh itself."),
        (lambda s, f: f * (1 - f), "this is the rule for the slope of the sigmoid."),
        (lambda s, f: f * f - 1, "the sign is the wrong one: tanh always rises."),
        (lambda s, f: 1.0, "a slope of 1 is that of a sum."),
    ),
    "exp": (
        (lambda s, f: 1.0, "a slope of 1 is that of a sum."),
        (lambda s, f: s, "this is what exp is taken of."),
        (lambda s, f: s * float(np.exp(s - 1)), "that is the rule for a power of s; here s is the exponent."),
    ),
}


# ---- 2 and 3: the way back -------------------------------------------------------------------------------------------


def _sent(graph: Graph, change: Callable[[float, float, float], float], *, onward: bool = True) -> Rates:
    """What a walk that calls itself leaves as derivatives. change(old, slope, rate of the node) -> new."""
    rates = [0.0] * len(graph.nodes)
    rates[-1] = 1.0

    def send(index: int) -> None:
        node = graph.nodes[index]
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            rates[parent] = change(rates[parent], slope, rates[index])
            if onward:
                send(parent)

    send(len(graph.nodes) - 1)
    return rates


def _add(old: float, slope: float, rate: float) -> float:
    return old + slope * rate


def _put(old: float, slope: float, rate: float) -> float:
    return slope * rate


def grade_send(program: Mapping[str, Any]) -> Report:
    """Value.backward sends grad to the parents and lets them send theirs on; no node in the middle forks here."""
    cases = (
        ("one operation, a * b", _line("a * b"), False),
        ("two operations, a * b + c", _line("a * b + c"), False),
        ("three operations, (a * b + c) * d", _line("(a * b + c) * d"), False),
        ("a number that is used twice, a * b + a * c", _line("a * b + a * c"), False),
        ("a number times itself, a * a", _line("a * a"), True),
        ("a number that is used three times", _line("(a * a + b) * a"), True),
    )
    return until_one_fails(cases, partial(_compare_rates, program, _SEND_SLIPS, True))


def grade_order(program: Mapping[str, Any]) -> Report:
    """Value.backward visits every node once, after all that read it; it sets its own grad to 1."""
    cases = (
        ("two operations, a * b + c", _line("a * b + c"), False),
        ("a fork at a leaf, a * b + a * c", _line("a * b + a * c"), False),
        ("a product that is used twice, u = a * b and then u * a + u", _shared(2.0, -3.0), False),
        ("forks after forks", _doubled(2.0, 6), True),
    )
    return until_one_fails(cases, partial(_compare_rates, program, _ORDER_SLIPS, False))


def _ordered(graph: Graph, *, once: bool = True, parents_first: bool = True) -> Rates:
    """Derivatives by a walk in an order that is made as it should be, or not."""
    order: list[int] = []
    seen: set[int] = set()

    def visit(index: int) -> None:
        if once and index in seen:
            return
        seen.add(index)
        if not parents_first:
            order.append(index)
        for parent in graph.nodes[index].parents:
            visit(parent)
        if parents_first:
            order.append(index)

    visit(len(graph.nodes) - 1)
    rates = [0.0] * len(graph.nodes)
    rates[-1] = 1.0
    for index in reversed(order):
        for parent, slope in zip(graph.nodes[index].parents, graph.nodes[index].slopes, strict=True):
            rates[parent] += slope * rates[index]
    return rates


Slips = tuple[tuple[Callable[[Graph], Rates], str], ...]
_SEND_SLIPS: Slips = (
    (
        lambda graph: _sent(graph, _put),
        "This number is used more than once, and its grad is what came back along only one of its arrows. If it grows "
        "by a little, does the result change through one use, or through all of them?",
    ),
    (
        lambda graph: _sent(graph, _add, onward=False),
        "The parents of the result have their derivative, and those before them have not. Who tells a parent to send "
        "its own on?",
    ),
    (
        lambda graph: _sent(graph, lambda old, slope, rate: old + rate),
        "The slope is missing: every parent got the derivative of what was made of it as it is.",
    ),
    (
        lambda graph: _sent(graph, lambda old, slope, rate: old + slope),
        "The slope alone was sent. Along a path rates multiply: slope times the derivative of what was made.",
    ),
    (
        lambda graph: _sent(graph, lambda old, slope, rate: old + slope + rate),
        "Slope and derivative were added. Along a path rates multiply.",
    ),
)
_ORDER_SLIPS: Slips = (
    (
        lambda graph: _sent(graph, _add),
        "A number in the middle sent its derivative on before all of it had arrived, and then sent it once more.",
    ),
    (
        partial(_ordered, once=False),
        "Some number is in the list more than once, so it sent its derivative more than once. visit has to leave out "
        "what it has seen.",
    ),
    (
        partial(_ordered, parents_first=False),
        "The list has a number before its parents. Then, in reverse, a parent comes first and sends what it has not "
        "got yet. Put a number into the list after its parents.",
    ),
    (
        lambda graph: [0.0] * (len(graph.nodes) - 1) + [1.0],
        "No derivative has arrived anywhere. Is anything in the list?",
    ),
    (
        lambda graph: [0.0] * len(graph.nodes),
        "Every grad is 0: the walk has to start with self.grad = 1.",
    ),
)


def _compare_rates(program: Mapping[str, Any], slips: Slips, starts: bool, case: Case) -> str:
    """starts: whether the check sets the result's grad to 1, which later the method does itself."""
    try:
        values = case.values(_kind(program))
        result = values[-1]
        if starts:
            result.grad = 1.0
        call(_attribute(result, "backward", "the result"))
        rates = [_number(value, "grad", f"node {index}") for index, value in enumerate(values)]
    except Refused as refused:
        return str(refused)
    right = case.graph.reverse()
    wrong = [index for index in range(len(rates)) if not _same(rates[index], right[index])]
    if not wrong:
        return ""
    for simulated, say in slips:
        if all(map(_same, rates, simulated(case.graph))):
            return f"In {case.described}: {_one_wrong(case, wrong[0], rates)} {say}"
    return f"In {case.described}: {_one_wrong(case, wrong[0], rates)}"


def _one_wrong(case: Case, index: int, rates: Rates) -> str:
    node = case.graph.nodes[index]
    name = node.name if node.rule == "given" else f"the result of {node.name}"
    return f"grad of {name} is wrong; {_differ(rates[index], case.graph.reverse()[index])}."


# ---- 4: functions ----------------------------------------------------------------------------------------------------


def grade_functions(program: Mapping[str, Any]) -> Report:
    """Value has the methods tanh and exp."""
    cases = (
        ("tanh: its value and its slope", _line("tanh(c)"), False),
        ("exp: its value and its slope", _line("exp(c)"), False),
        ("both at a negative number", _line("tanh(b) + exp(b)"), True),
        ("derivatives through both, tanh(a * b + d) * exp(c)", _line("tanh(c * b + d) * exp(c)"), True),
    )

    def compare(case: Case) -> str:
        return _compare_slopes(program, case) or _compare_rates(program, (), False, case)

    return until_one_fails(cases, compare)


# ---- 5: a neuron, and a network of them ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Net:
    """A network of tanh neurons on data, whose gradients the reader's neurons have to find.

    A bias is the weight of an input that is always 1, the first of each layer.
    """

    net: MLP
    X: Any
    Y: Any


def _random_net() -> Net:
    rng = np.random.default_rng(3)
    return Net(MLP((2, 3, 2), "tanh", bias=False, rng=rng), rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (3, 2)))


_MOST_PRODUCTS = 4000  # of Values in one check: each is an object with two parents


def _readers_net(given: Given) -> tuple[str, Net]:
    """The reader's network with tanh in every layer, on as many data points as a class of Values has time for."""
    net = MLP(given.sizes, "tanh", bias=given.bias)
    net.weights = given.weights
    points = max(1, min(len(given.X), _MOST_PRODUCTS // sum(w.size for w in net.weights)))
    X, Y = np.array(given.X, dtype=float)[:points], np.array(given.Y, dtype=float)[:points]
    which = f"all {points} data points" if points == len(given.X) else f"the first {points} data points"
    sizes = "-".join(map(str, given.sizes)) + (" with biases" if given.bias else "")
    return f"the gradients of your network, {sizes} with tanh in every layer, {which}", Net(net, X, Y)


def grade_neuron(program: Mapping[str, Any], given: Given | None = None) -> Report:
    """The program defines neuron(weights, inputs): tanh of the weighted sum, as a Value.

    given: the reader's network, on which the gradients are compared, too.
    """
    worked = hand_worked(("tanh", "tanh"), False)
    one = MLP((3, 1), "tanh", bias=False)
    one.weights = [worked.net.weights[0][:, :1]]
    cases = (
        ("the output of one neuron, and its gradient", Net(one, worked.data.X[-1:], worked.data.Y[-1:]), False),
        (
            "the gradients of the book's network with tanh, all data points",
            Net(worked.net, worked.data.X, worked.data.Y),
            False,
        ),
        *((label, net, False) for label, net in ([_readers_net(given)] if given is not None else [])),
        ("the gradients of a network with two outputs", _random_net(), True),
    )
    return until_one_fails(cases, partial(_compare_network, program))


def _compare_network(program: Mapping[str, Any], case: Net) -> str:
    try:
        kind, neuron = _kind(program), find_function(program, "neuron")
        weights = [[[call(kind, float(w)) for w in row] for row in matrix] for matrix in case.net.weights]
        loss = _loss(kind, neuron, weights, case)
        call(_attribute(loss, "backward", "the loss"))
        found = [np.array([[_number(w, "grad", "a weight") for w in row] for row in matrix]) for matrix in weights]
    except Refused as refused:
        return f"{refused}{_about_sum(str(refused))}"
    right = case.net.gradients(case.X, case.Y)[1]
    for l in range(len(right) - 1, -1, -1):  # noqa: E741 (l is the book's letter for the layer)
        if not np.allclose(found[l], right[l], rtol=1e-6, atol=1e-9):
            i, j = np.unravel_index(int(np.abs(found[l] - right[l]).argmax()), right[l].shape)
            return (
                f"The outputs are right. The gradient of weight matrix {l} is not: in row {i}, column {j} "
                f"{_differ(float(found[l][i, j]), float(right[l][i, j]))}. Do all products go into the sum as Values?"
            )
    return ""


def _loss(kind: Callable[..., Any], neuron: Callable[..., Any], weights: Sequence[Any], case: Net) -> Any:
    """Half the sum of squared errors as a Value of the reader's, checking each neuron's output on the way."""
    total = call(kind, 0.0)
    trace = case.net.forward(case.X)
    for n, (x, y) in enumerate(zip(case.X, case.Y, strict=True)):
        layer = [call(kind, float(number)) for number in x]
        for l, matrix in enumerate(weights):  # noqa: E741
            sums = trace.sums[l][n]
            layer = [call(kind, 1.0), *layer] if case.net.bias else layer
            layer = [call(neuron, list(column), layer) for column in zip(*matrix, strict=True)]
            for made, s in zip(layer, sums, strict=True):
                _check_output(made, float(s))
        for made, target in zip(layer, y, strict=True):
            error = made + call(kind, -float(target))
            total = total + error * error * call(kind, 0.5)
    return total


def _check_output(made: Any, s: float) -> None:
    value = _number(made, "data", "what neuron gives back")
    if _same(value, float(np.tanh(s))):
        return
    if _same(value, s):
        raise Refused("neuron gives back the weighted sum. Its activation, tanh, is still missing.")
    raise Refused(f"The output of a neuron is wrong; {_differ(value, float(np.tanh(s)))}, tanh of the weighted sum.")


def _about_sum(said: str) -> str:
    if "'int' and 'Value'" in said:
        return (
            " Python's sum starts with the number 0, and 0 + Value is not defined. Give it a Value to start with, "
            "sum(…, Value(0.0)), or add in a loop."
        )
    return ""
