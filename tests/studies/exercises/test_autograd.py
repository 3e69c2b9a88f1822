"""The reader's own autograd: what is right in any style passes, and each slip is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlp_core import ACTIVATIONS
from studies.exercises import EXERCISES, ON_NETWORK, Report
from studies.exercises.value_program import value_program
from widgets.code.code_cell import given_of
from widgets.kit.reader import from_query

CLASS = """
import math
class Value:
    def __init__(self, data, parents=()):
        self.data = data
        self.parents = parents
        self.grad = 0.0
"""
ADD = "    def __add__(self, other): return Value({data}, {pairs})\n"
MUL = "    def __mul__(self, other): return Value({data}, {pairs})\n"
RIGHT_ADD = ADD.format(data="self.data + other.data", pairs="[(self, 1.0), (other, 1.0)]")
RIGHT_MUL = MUL.format(data="self.data * other.data", pairs="[(self, other.data), (other, self.data)]")
SEND = """    def backward(self):
        for parent, slope in self.parents:
            {lines}
"""
RIGHT_SEND = SEND.format(lines="parent.grad += slope * self.grad; parent.backward()")
ORDER = """    def backward(self):
        order, seen = [], set()
        def visit(value):
{visit}
        visit(self)
        {start}
        for value in reversed(order):
            for parent, slope in value.parents:
                parent.grad += slope * value.grad
"""
VISIT = """            if value not in seen:
                seen.add(value)
                for parent, slope in value.parents: visit(parent)
                order.append(value)
"""
RIGHT_ORDER = ORDER.format(visit=VISIT, start="self.grad = 1.0")
TANH = "    def tanh(self):\n        t = math.tanh(self.data)\n        return Value({value}, [(self, {slope})])\n"
EXP = "    def exp(self):\n        e = math.exp(self.data)\n        return Value(e, [(self, {slope})])\n"
RIGHT_TANH, RIGHT_EXP = TANH.format(value="t", slope="1 - t * t"), EXP.format(slope="e")
FULL = CLASS + RIGHT_ADD + RIGHT_MUL + RIGHT_ORDER + RIGHT_TANH + RIGHT_EXP
NEURON = "def neuron(weights, inputs):\n    {}\n"
LOOP = "total = Value(0.0)\n    for w, x in zip(weights, inputs): total = total + w * x\n    return total{}"


def report(exercise: str, code: str) -> Report:
    program: dict[str, Any] = {}
    exec(compile(code, "<cell answer>", "exec"), program)
    return EXERCISES[exercise](program)


def operations(add: str = RIGHT_ADD, mul: str = RIGHT_MUL) -> str:
    return CLASS + add + mul


def sending(lines: str) -> str:
    return CLASS + RIGHT_ADD + RIGHT_MUL + SEND.format(lines=lines)


def ordering(visit: str = VISIT, start: str = "self.grad = 1.0") -> str:
    return CLASS + RIGHT_ADD + RIGHT_MUL + ORDER.format(visit=visit, start=start)


def functions(tanh: str = RIGHT_TANH, exp: str = RIGHT_EXP) -> str:
    return CLASS + RIGHT_ADD + RIGHT_MUL + RIGHT_ORDER + tanh + exp


RIGHT = [
    ("value_operations", operations()),
    ("value_operations", operations(ADD.format(data="self.data + other.data", pairs="((self, 1), (other, 1))"))),
    ("value_operations", "import numpy as np\n" + operations().replace("other.data)", "np.float64(other.data))")),
    ("value_operations", operations() + "    __radd__ = __add__\n    __slots__ = ('data', 'parents', 'grad')\n"),
    ("value_send", sending("parent.grad += slope * self.grad; parent.backward()")),
    ("value_send", sending("parent.grad = parent.grad + self.grad * slope; parent.backward()")),
    ("value_order", ordering()),
    (
        "value_order",
        ordering(VISIT.replace("value not in seen", "value not in order").replace("seen.add(value)", "pass")),
    ),
    (
        "value_order",
        ordering(VISIT.replace("value not in seen", "id(value) not in seen").replace("add(value)", "add(id(value))")),
    ),
    (
        "value_order",
        ordering(
            "            if value in order: return\n            [visit(p) for p, _ in value.parents]\n"
            "            order.append(value)\n"
        ),
    ),
    ("value_functions", functions()),
    ("value_functions", functions(TANH.format(value="t", slope="1 / math.cosh(self.data) ** 2"))),
    ("value_functions", functions(exp=EXP.format(slope="math.exp(self.data)"))),
    ("value_neuron", FULL + NEURON.format(LOOP.format(".tanh()"))),
    ("value_neuron", FULL + NEURON.format("return sum((w * x for w, x in zip(weights, inputs)), Value(0.0)).tanh()")),
    (
        "value_neuron",
        FULL
        + NEURON.format(
            "t = weights[0] * inputs[0]\n    for i in range(1, len(weights)): "
            "t += weights[i] * inputs[i]\n    return t.tanh()"
        ),
    ),
]
WRONG = [
    ("value_operations", operations(ADD.format(data="...", pairs="[]")), "three dots"),
    ("value_operations", operations(ADD.format(data="self.data + other.data", pairs="[]")), "has no parents"),
    ("value_operations", operations(ADD.format(data="self.data + other.data", pairs="[self, other]")), "list of pairs"),
    (
        "value_operations",
        operations(ADD.format(data="self.data + other.data", pairs="[(self, self.data), (other, other.data)]")),
        "do not depend on its terms",
    ),
    (
        "value_operations",
        operations(ADD.format(data="self.data + other.data", pairs="[(self.data, 1.0), (other.data, 1.0)]")),
        "is not the Value that it was made of",
    ),
    ("value_operations", operations("    def __add__(self, other): return self.data + other.data\n"), "without data"),
    ("value_operations", operations("    def __add__(self, other): pass\n"), "NoneType without data"),
    (
        "value_operations",
        operations(mul=MUL.format(data="self.data * other.data", pairs="[(self, self.data), (other, other.data)]")),
        "each factor has its own value as its slope",
    ),
    (
        "value_operations",
        operations(mul=MUL.format(data="self.data * other.data", pairs="[(self, 1.0), (other, 1.0)]")),
        "which are those of a sum",
    ),
    ("value_operations", operations(mul=RIGHT_MUL.replace("self.data *", "self.data +")), "it should be −6.0000"),
    ("value_operations", operations(mul=""), "unsupported operand"),
    ("value_operations", "Value = 3", "not a class"),
    ("value_send", sending("parent.grad = slope * self.grad; parent.backward()"), "used more than once"),
    ("value_send", sending("parent.grad += slope * self.grad"), "send its own on"),
    ("value_send", sending("parent.grad += self.grad; parent.backward()"), "The slope is missing"),
    ("value_send", sending("parent.grad += slope; parent.backward()"), "The slope alone was sent"),
    ("value_send", sending("parent.grad += slope + self.grad; parent.backward()"), "were added"),
    ("value_send", sending("pass"), "grad of"),
    ("value_send", CLASS + RIGHT_ADD + RIGHT_MUL, "without backward"),
    ("value_order", sending("parent.grad += slope * self.grad; parent.backward()"), "has to start with self.grad = 1"),
    (
        "value_order",
        CLASS
        + RIGHT_ADD
        + RIGHT_MUL
        + RIGHT_SEND.replace("backward(self)", "send(self)").replace(".backward", ".send")
        + "    def backward(self):\n        self.grad = 1.0\n        self.send()\n",
        "before all of it had arrived",
    ),
    ("value_order", ordering(VISIT.replace("value not in seen", "True")), "more than once"),
    (
        "value_order",
        ordering(
            "            if value not in seen:\n                seen.add(value)\n                order.append(value)\n"
            "                for parent, slope in value.parents: visit(parent)\n"
        ),
        "a number before its parents",
    ),
    ("value_order", ordering("            ...\n"), "Is anything in the list"),
    ("value_order", ordering(start="pass"), "has to start with self.grad = 1"),
    (
        "value_functions",
        functions(TANH.format(value="t", slope="1 - self.data ** 2")),
        "the square is that of the value",
    ),
    ("value_functions", functions(TANH.format(value="t", slope="1 - t")), "to be squared"),
    ("value_functions", functions(TANH.format(value="t", slope="t")), "the value of tanh itself"),
    ("value_functions", functions(TANH.format(value="t", slope="t * (1 - t)")), "the sigmoid"),
    ("value_functions", functions(TANH.format(value="t", slope="t * t - 1")), "always rises"),
    ("value_functions", functions(TANH.format(value="self.data", slope="1 - t * t")), "data of the result of tanh"),
    ("value_functions", functions(exp=EXP.format(slope="1.0")), "that of a sum"),
    ("value_functions", functions(exp=EXP.format(slope="self.data")), "what exp is taken of"),
    ("value_functions", functions(exp=EXP.format(slope="self.data * math.exp(self.data - 1)")), "a power of s"),
    ("value_functions", functions(exp="    def exp(self): ...\n"), "without data"),
    ("value_neuron", FULL + NEURON.format("..."), "without data"),
    ("value_neuron", FULL + NEURON.format(LOOP.format("")), "tanh, is still missing"),
    ("value_neuron", FULL + NEURON.format("return sum(w * x for w, x in zip(weights, inputs)).tanh()"), "0 + Value"),
    (
        "value_neuron",
        FULL + NEURON.format("return Value(math.tanh(sum(w.data * x.data for w, x in zip(weights, inputs))))"),
        "go into the sum as Values",
    ),
    ("value_neuron", FULL + NEURON.format("return (weights[0] * inputs[0]).tanh()"), "The output of a neuron is wrong"),
    ("value_neuron", FULL, "no function called neuron"),
]


@pytest.mark.parametrize(("exercise", "code"), RIGHT)
def test_right_answers_in_any_style(exercise: str, code: str) -> None:
    result = report(exercise, code)
    assert result.passed, result.diagnosis


@pytest.mark.parametrize(("exercise", "code", "say"), WRONG)
def test_wrong_answers_are_diagnosed(exercise: str, code: str, say: str) -> None:
    result = report(exercise, code)
    assert not result.passed
    assert say in result.diagnosis


def test_the_check_lets_the_reader_find_the_fork() -> None:
    """Up to the fork all is well, and what is said there names no operator."""
    result = report("value_send", sending("parent.grad = slope * self.grad; parent.backward()"))
    assert [check.passed for check in result.checks] == [True, True, True, False]
    assert "it should be −2.5000, and yours is 0.5000" in result.diagnosis
    assert "+=" not in result.diagnosis


@pytest.mark.parametrize("loss", ["half_sse", "mse", "bce", "softmax_cross_entropy"])
@pytest.mark.parametrize("hidden", [name for name, f in ACTIVATIONS.items() if f.elementwise])
@pytest.mark.parametrize("bias", [False, True])
def test_the_program_finds_the_books_gradients_with_a_class_of_ones_own(
    loss: str, hidden: str, bias: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    last = {"bce": "sigmoid", "softmax_cross_entropy": "softmax"}.get(loss, "tanh")
    data = {"data": "seven_segment", "sizes": "7-3-10"} if last == "softmax" else {"data": "xor", "sizes": "2-3-1"}
    own = from_query(data | {"activations": f"{hidden}-{last}", "loss": loss, "bias": str(int(bias))})
    program = value_program(own.network(), own.dataset().X, own.dataset().Y, own.loss)
    exec(compile(FULL + program, "<cell>", "exec"), {})
    printed = capsys.readouterr().out
    difference = float(printed.rsplit(": ", 1)[1])
    assert difference < 1e-12
    back = own.network().gradients(own.dataset().X, own.dataset().Y, own.loss)
    assert np.isclose(float(printed.split("\n")[0].removeprefix("loss: ")), back[0])


NETWORKS = (
    "",
    "hidden=3&bias=1",
    "data=seven_segment&hidden=12-12&bias=1&loss=softmax_cross_entropy&f0=relu&f1=tanh&f2=softmax",
)


@pytest.mark.parametrize("address", NETWORKS)
def test_the_last_step_is_checked_on_the_readers_network(address: str) -> None:
    given = given_of(from_query(dict(part.split("=") for part in address.split("&") if part)))
    program: dict[str, Any] = {}
    exec(FULL + NEURON.format(LOOP.format(".tanh()")), program)
    report = ON_NETWORK["value_neuron"](program, given)
    assert report.passed, report.diagnosis
    (label,) = [check.label for check in report.checks if "your network" in check.label]
    assert "-".join(map(str, given.sizes)) in label


def test_a_neuron_that_is_right_on_the_books_network_alone_is_not_right_on_another() -> None:
    """The book's has two inputs and two hidden neurons and no bias."""
    given = given_of(from_query({"hidden": "3", "bias": "1"}))
    program: dict[str, Any] = {}
    exec(
        FULL + NEURON.format("return sum((w * x for w, x in list(zip(weights, inputs))[:3]), Value(0.0)).tanh()"),
        program,
    )
    report = ON_NETWORK["value_neuron"](program, given)
    assert not report.passed
    assert [check.passed for check in report.checks] == [True, True, False]
