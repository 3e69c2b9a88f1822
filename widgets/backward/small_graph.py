"""A graph that the reader writes: an expression, a number for each letter, and the derivatives in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import htpy as h
import streamlit as st

from studies.backwards.expressions import MOST_SIGNS, expression, letters
from studies.backwards.graph import Graph, Node
from widgets.backward.graph_words import Words
from widgets.drawing import figure, graph
from widgets.drawing.graph import Card, Reading
from widgets.kit import theme
from widgets.kit.plain import plain

# Label -> expression; the first is what an untouched figure shows if the lesson names no other.
EXAMPLES = {
    "a fork: a is used twice": "a * b + a * c",
    "a product of sums": "(a + b) * c",
    "the larger of two": "max(a, b) * c",
    "a square, as a product": "a * a",
    "one neuron": "tanh(a * b + c)",
    "half a squared error": "(a * b - c) ** 2 / 2",
    "a sum and its mean": "(a + b + c) / 3",
}
_OWN = "an expression of your own"
VALUES = {"a": 2.0, "b": -1.0, "c": 0.5, "d": 3.0, "e": -2.0}
_OTHER = 1.5  # a letter of the reader's own starts here
COLUMN, ROW = 140, 72
MARGIN = 46
_BACKWARDS = "Backwards from the result"


def node_names(found: Graph) -> list[str]:
    """A name for each node: the letter of a leaf, u₁, u₂ … for what is made on the way, and one for the result."""
    names, count = [], 0
    for index, node in enumerate(found.nodes):
        if node.rule == "given":
            names.append(node.name)
        elif index == len(found.nodes) - 1:
            names.append("result")
        else:
            count += 1
            names.append(f"u{str(count).translate(theme.SUBSCRIPTS)}")
    return names


def places(found: Graph) -> list[tuple[float, float]]:
    """The middle of each card: a column after the last of its parents, near their mean height."""
    depth = [0] * len(found.nodes)
    for index, node in enumerate(found.nodes):
        depth[index] = 1 + max((depth[parent] for parent in node.parents), default=-1)
    for index, node in enumerate(found.nodes):
        if node.rule == "given":  # near to where it is used first
            depth[index] = min((depth[user] for user, _ in found.uses(index)), default=1) - 1
    heights = [0.0] * len(found.nodes)
    for column in range(max(depth) + 1):
        members = [index for index, at in enumerate(depth) if at == column]
        wished = {index: _wished(found, index, heights, order) for order, index in enumerate(members)}
        for index, height in zip(sorted(members, key=wished.__getitem__), _apart(sorted(wished.values())), strict=True):
            heights[index] = height
    lowest = min(heights)
    return [(MARGIN + COLUMN * depth[i], 46 + heights[i] - lowest) for i in range(len(depth))]


def _wished(found: Graph, index: int, heights: list[float], order: int) -> float:
    parents = found.nodes[index].parents
    return sum(heights[parent] for parent in parents) / len(parents) if parents else ROW * order


def _apart(heights: list[float]) -> list[float]:
    """Heights in their order, moved so far that no card covers another, about the same middle."""
    spread: list[float] = []
    for height in heights:
        spread.append(max(height, spread[-1] + ROW) if spread else height)
    shift = (sum(heights) - sum(spread)) / len(heights)
    return [height + shift for height in spread]


@dataclass(frozen=True)
class Walk:
    """A graph and the direction of its derivatives. leaf: None for those of the result, else the leaf they are by."""

    found: Graph
    leaf: int | None = None

    @cached_property
    def names(self) -> list[str]:
        """A name for each node."""
        return node_names(self.found)

    @cached_property
    def rates(self) -> tuple[float, ...]:
        """The derivative that each card shows."""
        return self.found.reverse() if self.leaf is None else self.found.forward(self.leaf)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The tag of what each step computes: values forwards, then derivatives back, or forwards once more."""
        nodes = range(len(self.found.nodes))
        made = [index for index in nodes if self.found.nodes[index].rule != "given"]
        rates = reversed(nodes) if self.leaf is None else [self.leaf, *made]
        return ("given", *(f"value{index}" for index in made), *(f"rate{index}" for index in rates))

    def since(self, tag: str) -> int:
        """The step that computes something; what has none of its own comes with what it belongs to."""
        if tag in self.steps:
            return self.steps.index(tag)
        return 0 if tag.startswith("value") else self.steps.index(f"rate{self.leaf}")

    def label(self, tag: str) -> str:
        """A step in a few words."""
        if tag == "given":
            return "What is given"
        kind, index = ("value", int(tag[5:])) if tag.startswith("value") else ("rate", int(tag[4:]))
        if kind == "value":
            return f"Forwards: {self.names[index]} = {theme.number(self.found.nodes[index].value)}"
        rate = theme.number(self.rates[index])
        if self.leaf is None:
            return f"Backwards: ∂{self.names[-1]}/∂{self.names[index]} = {rate}"
        return f"Forwards again: ∂{self.names[index]}/∂{self.names[self.leaf]} = {rate}"


def build(walk: Walk) -> h.Node:
    """The graph with a step for each node in each direction; at the end of them everything is there."""
    start = len(walk.steps) - 1
    return h.fragment[
        _picture(walk),
        figure.step_controls([walk.label(tag) for tag in walk.steps], start=start),
        [
            h.span(figure.part(only=[step]) | {"data-first": tag}, hidden=step != start)
            for step, tag in enumerate(walk.steps)
        ],
        figure.readout("Choose a number: above is a node's value, below its derivative.", label="The chosen number"),
    ]


def _picture(walk: Walk) -> h.Element:
    at = places(walk.found)
    nodes = range(len(walk.found.nodes))
    return graph.picture(
        max(x for x, _ in at) + MARGIN,
        max(y for _, y in at) + 32,
        "The computation graph of your expression",
        [arrow for index in nodes for arrow in _arrows(walk, at, index)],
        [_card(walk, index, *at[index]) for index in nodes],
    )


def _card(walk: Walk, index: int, x: float, y: float) -> h.Node:
    node, words = walk.found.nodes[index], Words(walk.found, walk.found.reverse(), walk.names)
    said = words.rate(index) if walk.leaf is None else words.forward(index, walk.rates, walk.leaf)
    value, rate = f"value{index}", f"rate{index}"
    made = node.rule != "given"
    last = index == len(walk.found.nodes) - 1
    shown = Card(
        x,
        y,
        "result" if last else "made" if made else "given",
        "" if last else walk.names[index],
        Reading(theme.number(node.value), (value,), words.value(index), (value,), walk.since(value)),
        Reading(theme.number(walk.rates[index]), (rate,), said, (rate,), walk.since(rate)),
    )
    above = graph.note(x, y - graph.HEIGHT / 2 - 5, made_of(node, walk.names)) if made else None
    return h.fragment[graph.card(shown), above]


def made_of(node: Node, names: list[str]) -> str:
    """An operation with the names of what it reads: a · b, tanh(u₁), u₂²."""
    read = [names[parent] for parent in node.parents]
    if node.name.startswith("**"):
        return f"{read[0]}{theme.superscript(int(node.name[2:]))}"
    if node.rule in ("add", "multiply", "divide"):
        return f" {node.name} ".join(read)
    return f"{node.name}{read[0]}" if node.name == theme.MINUS else f"{node.name}({', '.join(read)})"


def _arrows(walk: Walk, at: list[tuple[float, float]], index: int) -> Iterator[h.Node]:
    """The arrows into a node, each with the slope by where it comes from; a node that is read twice sends two."""
    node, (x, y) = walk.found.nodes[index], at[index]
    twice = len(set(node.parents)) < len(node.parents)
    for turn, (parent, slope) in enumerate(zip(node.parents, node.slopes, strict=True)):
        side = (2 * turn - 1) * (len(node.parents) > 1)  # the first arrives above the middle, the second below
        start = (at[parent][0] + graph.WIDTH / 2, at[parent][1] + 12 * side * twice)
        end = (x - graph.WIDTH / 2, y + 12 * side)
        rate = f"rate{parent if walk.leaf is None else index}"
        yield graph.arrow(start, end, on=[walk.since(f"value{index}"), walk.since(rate)])
        yield graph.note(end[0] - 9, end[1] + (14 if side > 0 else -5), f"×{theme.factor(slope, 2)}", anchor="end")


def widget(*, key: str, caption: str, start: str = "", mode: str = "reverse") -> None:
    """The expression, its letters' numbers and the direction; then the graph."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-controls"):
        text = _expression(key, start or next(iter(EXAMPLES.values())))
    try:
        names = letters(text)
        values, leaf = _values(key, names), _leaf(key, names, mode)
        walk = Walk(expression(text, values), leaf)
    except ValueError as error:
        said = str(error).removeprefix("expression: ")
        st.warning(plain(f"{said[0].upper()}{said[1:]}."), icon=":material/edit:")
        return
    figure.show(
        build(walk),
        key=f"{key}-figure",
        label=f"The computation graph of {text}, with a value and a derivative at every node",
        caption_text=caption,
    )


def _expression(key: str, start: str) -> str:
    """The field, and beside it the examples: choosing one writes it, and writing another chooses none of them."""
    example, field = f"{key}-example", f"{key}-text"
    labels = [*EXAMPLES, _OWN]

    def label_of(text: str) -> str:
        return next((label for label, line in EXAMPLES.items() if line == text.strip()), _OWN)

    def take() -> None:
        if st.session_state[example] in EXAMPLES:
            st.session_state[field] = EXAMPLES[st.session_state[example]]

    def written() -> None:
        st.session_state[example] = label_of(st.session_state[field])

    opens = labels.index(label_of(start))
    st.selectbox("Examples", labels, opens, key=example, on_change=take, width=230)
    return st.text_input("Expression", start, max_chars=MOST_SIGNS, key=field, on_change=written, width=230)


def _values(key: str, names: tuple[str, ...]) -> dict[str, float]:
    with st.container(horizontal=True, key=f"{key}-values-controls"):
        return {
            name: st.number_input(
                name, -100.0, 100.0, VALUES.get(name, _OTHER), 0.5, format="%.4g", key=f"{key}-value-{name}", width=120
            )
            for name in names
        }


def _leaf(key: str, names: tuple[str, ...], mode: str) -> int | None:
    """The leaf that the reader wants derivatives by, None for a walk back."""
    ways = [_BACKWARDS, *(f"Forwards from {name}" for name in names)]
    chosen = st.segmented_control(
        "Derivatives", ways, default=ways[mode == "forward"], key=f"{key}-way-{'-'.join(names)}", required=True
    )
    return None if chosen == _BACKWARDS else ways.index(chosen) - 1
