"""What is said of a node of a computation graph: how its value was made, and how its derivative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import htpy as h

from studies.backwards.graph import Graph
from widgets.kit import theme

DECIMALS = 3
_TIMES = "\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}"  # with the room that the graph's other signs have
_MOST_TERMS = 6  # of a sum that is written out


@dataclass(frozen=True)
class Words:
    """A graph with its derivatives backwards and a name for each node."""

    graph: Graph
    gradients: Sequence[float]
    names: Sequence[str]

    def value(self, index: int) -> h.Node:
        """How the value was made."""
        node = self.graph.nodes[index]
        name, made = h.b[f"{self.names[index]} = {_number(node.value)}"], self._made(index)
        return h.fragment[name, f": {made}"]

    def _made(self, index: int) -> str:
        node = self.graph.nodes[index]
        values = [self.graph.nodes[parent].value for parent in node.parents]
        written = [theme.factor(value, DECIMALS) for value in values]
        if node.rule == "given":
            return "it is given."
        if node.rule in ("multiply", "divide"):
            return f"{f' {node.name} '.join(written)} = {_number(node.value)}."
        if node.rule == "add":
            if len(values) > _MOST_TERMS:
                return f"the sum of {len(values)} numbers."
            added = theme.unbroken(f" {node.name} ".join(written))
            return f"{added} = {_number(node.value)}." if len(values) > 1 else "one term only."
        if node.rule == "loss":
            return "the loss of this data point."
        inside = ", ".join(map(_number, values))
        if node.name.startswith("**"):
            return f"{written[0]} to the power of {node.name[2:]} = {_number(node.value)}."
        return f"{node.name}({inside}) = {_number(node.value)}."

    def rate(self, index: int) -> h.Node:
        """How the derivative was made: the rule of each operation that reads the node, added up where it forks."""
        name = h.b[f"∂{self.names[-1]}/∂{self.names[index]} = {_number(self.gradients[index])}"]
        uses = self.graph.uses(index)
        if not uses:
            return h.fragment[name, ": the result grows exactly as fast as itself. Every walk back starts with this 1."]
        if len(uses) == 1:
            return h.fragment[name, f": {self._through(*uses[0])}"]
        terms = [
            f"{theme.factor(slope, DECIMALS)}{_TIMES}{theme.factor(self.gradients[user], DECIMALS)}"
            for user, slope in uses
        ]
        shown = " + ".join(terms) if len(terms) <= _MOST_TERMS else f"{terms[0]} + … ({len(terms)} terms)"
        return h.fragment[
            name,
            ": ",
            h.strong["a fork adds"],
            f". {self.names[index]} is used {len(uses)} times, and each use sends back its slope times its own "
            f"derivative: {theme.unbroken(shown)} = {_number(self.gradients[index])}.",
        ]

    def _through(self, user: int, slope: float) -> str:
        """The one way back into a node, from the operation that reads it."""
        node, later, its = self.graph.nodes[user], self.names[user], theme.factor(self.gradients[user], DECIMALS)
        times = f"{theme.factor(slope, DECIMALS)}{_TIMES}{its} = {_number(slope * self.gradients[user])}"
        if node.rule == "add":
            if slope == 1:
                return f"it goes into a sum, and addition copies the derivative of {later}, {its}."
            return f"it is subtracted, so it gets the derivative of {later} with the other sign: {times}."
        if node.rule == "multiply":
            return f"it goes into a product, and multiplication swaps: the other factor times ∂ of {later}: {times}."
        if node.rule == "max":
            if slope:
                return f"{node.name} chose it, so the whole derivative of {later}, {its}, is routed to it."
            return f"{node.name} did not choose it: a small change of it changes nothing, so nothing comes back."
        if node.rule == "loss":
            return "the slope of the loss at this output."
        kind = "division" if node.rule == "divide" else node.name
        return f"the slope of {kind} there is {_number(slope)}, and it multiplies ∂ of {later}: {times}."

    def forward(self, index: int, rates: Sequence[float], leaf: int) -> h.Node:
        """How the derivative of a node by one leaf was made, on the way forward."""
        node = self.graph.nodes[index]
        name = h.b[f"∂{self.names[index]}/∂{self.names[leaf]} = {_number(rates[index])}"]
        if index == leaf:
            return h.fragment[name, ": it changes exactly as fast as itself. The walk forward starts with this 1."]
        if node.rule == "given":
            return h.fragment[name, f": {self.names[leaf]} changes, and all other given numbers are held fixed."]
        terms = [
            f"{theme.factor(slope, DECIMALS)}{_TIMES}{theme.factor(rates[parent], DECIMALS)}"
            for parent, slope in zip(node.parents, node.slopes, strict=True)
        ]
        added = ", added over all it is made of" if len(terms) > 1 else ""
        return h.fragment[name, f": slope times how fast that changes{added}: {theme.unbroken(' + '.join(terms))}."]


def _number(value: float) -> str:
    return theme.number(value, DECIMALS)
