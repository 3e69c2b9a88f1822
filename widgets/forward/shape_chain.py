"""The chain of matrices of the reader's network: inner dimensions touch and cancel, the outer two remain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import htpy as h

from studies.forwards.shapes import shape_story
from widgets.drawing import figure
from widgets.drawing.figure import part
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

LARGEST, SMALLEST_UNIT, LARGEST_UNIT = 108, 8, 22  # pixels of the longest side and of one row or column
LARGEST_OF_MANY = 91  # of two hidden layers' matrices five stand beside one another
LARGEST_OF_MOST = 66


@dataclass(frozen=True)
class Side:
    """One dimension of a matrix: the layer it counts (None: the data points), its size, and whether it has the one."""

    letter: str
    index: int | None
    size: int
    one_more: bool

    @property
    def plain(self) -> int:
        """The size without the bias."""
        return self.size - self.one_more

    def label(self) -> h.Node:
        """The letter in its colour: M, or M+1 with a bias; Q₁, Q₂ with several hidden layers."""
        sub = h.sub[str(self.index)] if self.index else None
        return h.span(f".hl-dim-{self.letter.lower()}")[h.b[self.letter], sub, "+1" if self.one_more else ""]

    def words(self) -> h.Node:
        """Letter and number: M + 1 = 4."""
        return h.fragment[self.label(), f" = {self.size}"]


@dataclass(frozen=True)
class Factor:
    """A matrix of the chain, by name and shape."""

    name: str
    rows: Side
    columns: Side


def chain(sizes: Sequence[int], bias: bool, points: int) -> tuple[Factor, ...]:
    """X, w⁽⁰⁾, w⁽¹⁾ … and last the product Ỹ, with their shapes.

    With a bias X stands with its column of ones; every later weight matrix has the row that its own ones call for.
    """
    last = len(sizes) - 1
    story = {(named.kind, named.index): named.shape for named in shape_story(sizes, bias, points)}

    def side(layer: int, size: int) -> Side:
        letter = theme.layer_letter(layer, last)
        return Side(letter, layer if letter == "Q" and last > 2 else None, size, size > sizes[layer])

    data = Side("N", None, points, False)
    weights = [
        Factor(
            f"w{theme.superscript(step)}",
            side(step, story["weights", step][0]),
            side(step + 1, story["weights", step][1]),
        )
        for step in range(last)
    ]
    first = Factor(theme.with_ones("X", bias), data, side(0, story["input", 0][1]))
    return (first, *weights, Factor("Ỹ", data, side(last, story["layer", last][1])))


@remembered
def build(sizes: tuple[int, ...], bias: bool, points: int) -> h.Node:
    """The chain to scale, its shapes as dominoes, and one line for every product."""
    *factors, product = chain(sizes, bias, points)
    longest = max(max(factor.rows.size, factor.columns.size) for factor in factors)
    unit, is_long = _measure(len(factors), longest, bias)
    pieces: list[h.Node] = []
    for place, factor in enumerate(factors):
        if place:
            pieces.append(_joint(factors[place - 1], factor, place))
        pieces.append(_piece(factor, place, unit, (place > 0, place < len(factors) - 1)))
    return h.fragment[
        h.div(".hl-scroll")[
            h.div(".hl-chain.hl-long" if is_long else ".hl-chain", {"data-roam": ""})[
                pieces, h.span(".hl-operator.hl-chain-sign")["="], _piece(product, len(factors), unit, (False, False))
            ]
        ],
        figure.readout(_joint_say(factors[0], factors[1]), label="What the shapes say"),
        _products(sizes, bias, points),
    ]


def _measure(count: int, longest: int, bias: bool) -> tuple[int, bool]:
    """Pixels of one row or column so that the whole chain is in view, and whether it is drawn closely for that."""
    if count <= 3:
        return min(max(LARGEST // longest, SMALLEST_UNIT), LARGEST_UNIT), False
    is_long = count > 4 or bias
    return min((LARGEST_OF_MOST if is_long else LARGEST_OF_MANY) // longest, LARGEST_UNIT), is_long


def _piece(factor: Factor, place: int, unit: int, cancels: tuple[bool, bool]) -> h.Element:
    """A matrix to scale, with its domino of two numbers below.

    unit: pixels for one row or column. cancels: whether the rows' number and the columns' number cancel in the chain;
    those are struck through.
    """
    gone = {True: ".hl-gone", False: ".hl-stays"}
    say = h.fragment[
        h.b[factor.name], " has ", factor.rows.words(), " rows and ", factor.columns.words(), " columns",
        _why_one_more(factor), ".",
    ]  # fmt: skip
    tags = (f"f{place}",)
    lit = (f"f{place}.rows", f"f{place}.columns")
    return h.div(".hl-piece", part(tags, lit=lit, say=say), role="img", aria_label=f"{factor.name}: {_shape(factor)}")[
        h.div(".hl-to-scale")[_rectangle(factor, unit)],
        h.div(".hl-piece-name")[factor.name],
        h.div(".hl-domino")[
            h.span(gone[cancels[0]], part([f"f{place}.rows"]))[factor.rows.label(), h.b[str(factor.rows.size)]],
            h.span(gone[cancels[1]], part([f"f{place}.columns"]))[
                factor.columns.label(), h.b[str(factor.columns.size)]
            ],
        ],
    ]


def _shape(factor: Factor) -> str:
    return f"{factor.rows.size} by {factor.columns.size}"


def _why_one_more(factor: Factor) -> str:
    if factor.rows.one_more:
        return ". Row 0 holds the biases, because the layer that it multiplies has a column of ones"
    if factor.columns.one_more:
        return ": the inputs and, as the first column, the column of ones for the bias"
    return ""


def _rectangle(factor: Factor, unit: int) -> h.Element:
    """The matrix drawn with one small square for each entry; the part that the bias adds is marked."""
    svg, rect = h.Element("svg"), h.Element("rect")
    width, height = unit * factor.columns.size, unit * factor.rows.size
    over, down = unit * factor.columns.one_more, unit * factor.rows.one_more
    upright = [f"M{unit * k} 0V{height}" for k in range(1, factor.columns.size)]
    level = [f"M0 {unit * k}H{width}" for k in range(1, factor.rows.size)]
    return svg({"viewBox": f"-1 -1 {width + 2} {height + 2}"}, width=str(width + 2), height=str(height + 2))[
        rect(".hl-sheet", width=str(width), height=str(height)),
        rect(".hl-ones", width=str(over or width), height=str(down or height)) if over or down else None,
        h.Element("path")(".hl-cells", d="".join(upright + level)),
    ]


def _joint(left: Factor, right: Factor, place: int) -> h.Element:
    """Where two matrices meet; with a bias the column of ones has to step in between two weight matrices."""
    lit = (f"f{place - 1}.columns", f"f{place}.rows")
    attributes = part((f"joint{place}",), lit=lit, say=_joint_say(left, right))
    fits = left.columns.size == right.rows.size
    sign = f"{left.columns.size}{'' if fits else ' + 1'} = {right.rows.size}"
    return h.div(".hl-joint", attributes, role="img", aria_label=f"{left.name} and {right.name}: inner numbers")[
        h.span(".hl-operator")["·"], h.span(".hl-bridge")[sign]
    ]


def _joint_say(left: Factor, right: Factor) -> h.Node:
    if left.columns.size == right.rows.size:
        meeting = h.fragment[
            "The columns of ", h.b[left.name], " are multiplied by the rows of ", h.b[right.name], ": "
        ]
    else:
        meeting = h.fragment[
            left.columns.words(), " columns come out of ", h.b[left.name], "; with the column of ones they ",
            "are multiplied by the rows of ", h.b[right.name], ": ",
        ]  # fmt: skip
    return h.fragment[
        meeting, right.rows.words(), ". Each sum has ", h.b[_products_word(right.rows.size)],
        ", and the number that was summed over is gone from the result.",
    ]  # fmt: skip


def _products_word(count: int) -> str:
    return f"{count} product{'' if count == 1 else 's'}"


def _products(sizes: Sequence[int], bias: bool, points: int) -> h.Element:
    """One line for each step: S⁽⁰⁾ = L⁽⁰⁾·w⁽⁰⁾ with letters, and the same with numbers."""
    *factors, _ = chain(sizes, bias, points)
    lines = []
    for step, weights in enumerate(factors[1:]):
        raised, last = theme.superscript(step), len(sizes) - 1
        before = theme.with_ones(theme.layer_name(step, last), bias)
        data = factors[0].rows
        letters = [_pair(data.label(), weights.rows.label()), _pair(weights.rows.label(), weights.columns.label())]
        numbers = [_pair(data.size, weights.rows.size), _pair(weights.rows.size, weights.columns.size)]
        lines.append(
            h.tr[
                h.th(scope="row")[f"S{raised} = {before}·w{raised}"],
                h.td[letters[0], "·", letters[1], " = ", _pair(data.label(), weights.columns.label())],
                h.td[numbers[0], "·", numbers[1], " = ", _pair(data.size, weights.columns.size)],
            ]
        )
    return h.div(".hl-scroll")[h.table(".hl-shape-lines")[h.tbody[lines]]]


def _pair(rows: h.Node | int, columns: h.Node | int) -> h.Node:
    return h.fragment["(", _text(rows), " × ", _text(columns), ")"]


def _text(value: h.Node | int) -> h.Node:
    return str(value) if isinstance(value, int) else value


def widget(*, key: str, caption: str) -> None:
    """The chain of the reader's own shapes."""
    own = reader.current()
    figure.show(
        build(own.sizes, own.bias, own.points),
        key=key,
        label="The shapes of your network's matrices",
        caption_text=caption,
        chosen="joint1",
    )
