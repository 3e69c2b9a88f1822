"""One weight's whole story: its derivative in symbols, then in numbers, then as products of points and paths."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import streamlit as st
from markupsafe import Markup

from studies.backwards.weight_story import Factor, Path, WeightStory, weight_story
from widgets.backward.loss_landscape import weight_names
from widgets.backward.miniature import miniature
from widgets.backward.steps.names import Names
from widgets.drawing import figure
from widgets.drawing.diagram import Network
from widgets.kit import reader, theme
from widgets.kit.controls import surviving

MOST_PRODUCTS = 12
DECIMALS, DECIMALS_OF_PRODUCTS = 4, 6


def opening(own: reader.ReaderNetwork) -> str:
    """The weight shown at first: the first one of the first matrix that is no bias, which has the longest paths."""
    return next(name for name in weight_names(own) if "bias" not in name)


def build(story: WeightStory, names: Names, network: Network, name: str) -> h.Node:
    """Diagram, the line in symbols, the products in numbers with their sum, and a readout."""
    paths = story.largest(MOST_PRODUCTS)
    chain = paths[0].factors
    layer, row, column = story.place
    own_tag = f"w{layer}.{row if names.bias else row + 1}.{column + 1}"
    return h.fragment[
        miniature(network),
        h.div(".hl-scroll")[
            h.div(".hl-row.hl-factors.hl-story-line", {"data-roam": ""})[
                h.div(
                    ".hl-factor", figure.part(("story-w",), lit=(own_tag,), say=_say_weight(story, name)), role="button"
                )[_fraction(name)],
                h.span(".hl-operator")["="],
                h.span(".hl-operator")[_sums(story)],
                [
                    h.fragment[k > 0 and h.span(".hl-operator")["·"], _symbol_card(factor, names, k)]
                    for k, factor in enumerate(chain)
                ],
            ]
        ],
        _table(story, names, paths),
        figure.readout("Choose a factor.", label="Where the factor you chose comes from"),
    ]


def _fraction(name: str) -> h.Element:
    return h.span(".hl-fraction")[h.span["∂L"], h.span[f"∂{name}"]]


def _say_weight(story: WeightStory, name: str) -> h.Node:
    return h.fragment[
        h.b[f"∂L/∂{name} = {theme.precise(story.gradient)}"],
        f": the sum of {_products(story)}. Backpropagation finds the same number without listing them.",
    ]


def _products(story: WeightStory) -> str:
    points, paths = story.products.shape
    product = "product" if points * paths == 1 else "products"
    return f"{points * paths:,} {product}, {theme.counted(points, 'data point')} times {theme.counted(paths, 'path')}"


def _sums(story: WeightStory) -> str:
    return "Σ over data points" + (" Σ over paths" if story.path_count > 1 else "")


def symbol(factor: Factor, names: Names) -> str:
    """The matrix that a factor is an entry of: ∂L/∂Ỹ, f⁽¹⁾′, w⁽¹⁾, X."""
    last = theme.superscript(names.last)
    if factor.kind == "error":
        return f"∂L/∂L{last}"
    if factor.kind == "joint":
        return f"∂L/∂S{theme.superscript(factor.index)}"
    if factor.kind == "input":
        return names.matrix("layer", factor.index)
    return names.matrix({"slope": "slope", "weight": "weights"}[factor.kind], factor.index)


_WORDS = {
    "error": "the error at the output: how the loss changes with it",
    "joint": "how the loss changes with the weighted sum of the output; here error and slope have one formula",
    "slope": "the slope of the activation: how the neuron changes with its weighted sum",
    "weight": "the weight through which the neuron before changes this sum",
    "input": "what the weight is multiplied by: how its weighted sum changes with it",
}
_STEPS = {"error": "delta", "joint": "scaled", "slope": "slope", "weight": "weights", "input": "layer"}


def _symbol_card(factor: Factor, names: Names, place: int) -> h.Element:
    kind = {"error": "error", "joint": "error", "slope": "slope"}.get(factor.kind, "link")
    seen, words = symbol(factor, names), _WORDS[factor.kind]
    attributes = figure.part(
        (f"story-{place}",), lit=(f"story-column-{place}",), say=h.fragment[h.b[seen], f": {words}."]
    )
    return h.div(f".hl-factor.hl-factor-{kind}", attributes, role="button", aria_label=f"{seen}: {words}")[
        h.span(".hl-story-symbol")[seen]
    ]


# --- in numbers ---
def _table(story: WeightStory, names: Names, paths: tuple[Path, ...]) -> h.Element:
    chain = paths[0].factors
    total = float(story.products.sum())
    left_out = story.products.size - len(paths)
    rest = total - sum(path.product for path in paths)
    width = len(chain) + 1
    return h.div(".hl-scroll")[
        h.table(".hl-story", {"data-roam": "", "role": "grid"}, aria_label="Every product, factor by factor")[
            h.thead[
                h.tr[
                    h.th(scope="col")["point, path"],
                    [h.th(scope="col")[symbol(factor, names)] for factor in chain],
                    h.th(scope="col")["product"],
                ]
            ],
            h.tbody[
                [_row(story, names, path, number) for number, path in enumerate(paths)],
                left_out > 0
                and h.tr[
                    h.th({"colspan": str(width)}, scope="row")[
                        f"the {theme.counted(left_out, 'smaller product')} together"
                    ],
                    h.td[theme.number(rest, DECIMALS_OF_PRODUCTS)],
                ],
            ],
            h.tfoot[
                h.tr[
                    h.th({"colspan": str(width)}, scope="row")["sum, which is the entry of the gradient"],
                    h.td[h.b[theme.number(story.gradient, DECIMALS_OF_PRODUCTS)]],
                ]
            ],
        ]
    ]


def _row(story: WeightStory, names: Names, path: Path, number: int) -> h.Element:
    tags = _on_the_way(story, names, path)
    words = " · ".join(theme.factor(factor.value, DECIMALS) for factor in path.factors)
    product = theme.number(path.product + 0.0, DECIMALS_OF_PRODUCTS)  # −0 is 0
    say = h.fragment[
        h.b[f"{words} = {product}"],
        f": what data point {path.point + 1} adds{_through(story, names, path)}.",
    ]
    return h.tr[
        h.th(scope="row")[f"n = {path.point + 1}", _through(story, names, path)],
        [_number(story, names, factor, number, place) for place, factor in enumerate(path.factors)],
        h.td(figure.part((f"story-{number}-product",), lit=tags, say=say))[product],
    ]


def _through(story: WeightStory, names: Names, path: Path) -> str:
    """The neurons after the weight, if there is a choice: , through h₂ → ỹ₁."""
    if story.path_count == 1:
        return ""
    first = story.place[0] + 1
    return ", through " + " → ".join(neuron(names, first + step, k) for step, k in enumerate(path.neurons))


def neuron(names: Names, layer: int, index: int) -> str:
    """A neuron by its name: x₁, h₂ or h⁽¹⁾₂, ỹ₁. index: from 0."""
    letter = "x" if layer == 0 else "ỹ" if layer == names.last else f"h{theme.superscript(layer) * (names.last > 2)}"
    return letter + str(index + 1).translate(theme.SUBSCRIPTS)


def _on_the_way(story: WeightStory, names: Names, path: Path) -> tuple[str, ...]:
    """The parts of the diagram that a path goes through."""
    layer, row, column = story.place
    tags = [f"w{layer}.{row if names.bias else row + 1}.{column + 1}"]
    for step, k in enumerate(path.neurons):
        tags.append(f"n{layer + 1 + step}.{k + 1}")
        if step:
            tags.append(f"w{layer + step}.{path.neurons[step - 1] + 1}.{k + 1}")
    return tuple(tags)


def place_of(factor: Factor, names: Names) -> tuple[int, int]:
    """Row and column of a factor in its matrix as the book counts them: from 1, the ones and biases 0."""
    row = factor.row if factor.kind == "weight" and names.bias else factor.row + 1
    column = factor.column if factor.kind == "input" and names.bias else factor.column + 1
    return row, column


def _number(story: WeightStory, names: Names, factor: Factor, number: int, place: int) -> h.Element:
    row, column = place_of(factor, names)
    lit = {
        "weight": f"w{factor.index}.{row}.{column}",
        "input": f"n{factor.index}.{column}",
        "slope": f"n{factor.index + 1}.{column}",
        "joint": f"n{factor.index + 1}.{column}",
        "error": f"n{factor.index}.{column}",
    }[factor.kind]
    matrix = "the column of ones" if factor.kind == "input" and column == 0 else symbol(factor, names)
    say = h.fragment[
        h.b[f"{symbol(factor, names)} = {theme.precise(factor.value)}"],
        f": {_WORDS[factor.kind]}.",
        h.br,
        f"It is in row {row}, column {column} of {names.matrix(_STEPS[factor.kind], factor.index)}"
        if matrix != "the column of ones"
        else f"It is one of the column of ones, row {row}",
        " in the steps above.",
    ]
    tags = (f"story-{number}-{place}", f"story-column-{place}")
    return h.td(figure.part(tags, lit=(lit,), say=say))[theme.number(factor.value, DECIMALS)]


# --- to copy ---
def as_text(story: WeightStory, names: Names, name: str) -> str:
    """The story as plain text."""
    paths = story.largest(MOST_PRODUCTS)
    symbols = " · ".join(symbol(factor, names) for factor in paths[0].factors)
    lines = [f"∂L/∂{name} = {_sums(story)} {symbols}"]
    for path in paths:
        numbers = " · ".join(theme.factor(factor.value, 6) for factor in path.factors)
        where = f"n = {path.point + 1}{_through(story, names, path)}"
        lines.append(f"  {where}: {numbers} = {theme.precise(path.product)}")
    if left_out := story.products.size - len(paths):
        rest = float(story.products.sum()) - sum(path.product for path in paths)
        lines.append(f"  the {theme.counted(left_out, 'smaller product')} together: {theme.precise(rest)}")
    return "\n".join([*lines, f"∂L/∂{name} = {theme.precise(story.gradient)}"])


def as_latex(story: WeightStory, names: Names) -> str:
    """The story as an aligned equation of LaTeX."""
    paths = story.largest(MOST_PRODUCTS)
    layer, row, column = story.place
    weight = f"w^{{({layer})}}_{{{row if names.bias else row + 1},{column + 1}}}"
    points = rf"\sum_{{n=1}}^{{{names.points}}}" + (r" \sum_{\text{paths}}" if story.path_count > 1 else "")
    symbols = r" \cdot ".join(_latex_symbol(factor, names) for factor in paths[0].factors)
    lines = [rf"\frac{{\partial L}}{{\partial {weight}}} &= {points} {symbols} \\"]
    for number, path in enumerate(paths):
        numbers = r" \cdot ".join(_latex_number(factor.value, brackets=True) for factor in path.factors)
        sign = r"\quad +" if number else "="
        lines.append(rf"&{sign} {numbers} \\")
    if left_out := story.products.size - len(paths):
        rest = float(story.products.sum()) - sum(path.product for path in paths)
        lines.append(
            rf"&\quad + \underbrace{{{_latex_number(rest, brackets=True)}}}_{{\text{{{left_out} smaller products}}}} \\"
        )
    lines.append(f"&= {_latex_number(story.gradient)}")
    return "\n".join([r"\begin{aligned}", *lines, r"\end{aligned}"])


def _latex_symbol(factor: Factor, names: Names) -> str:
    l = factor.index  # noqa: E741 (l is the book's letter for the layer)
    return {
        "error": rf"\frac{{\partial L}}{{\partial L^{{({names.last})}}}}",
        "joint": rf"\frac{{\partial L}}{{\partial S^{{({l})}}}}",
        "slope": rf"f^{{({l})\prime}}",
        "weight": f"w^{{({l})}}",
        "input": f"L^{{({l})}}",
    }[factor.kind]


def _latex_number(value: float, *, brackets: bool = False) -> str:
    text = f"{value:.6g}"
    if "e" in text:
        mantissa, power = text.split("e")
        text = rf"{mantissa} \cdot 10^{{{int(power)}}}"
    return f"({text})" if brackets and (value < 0 or "cdot" in text) else text


@lru_cache(maxsize=16)
def told(own: reader.ReaderNetwork, name: str) -> tuple[WeightStory, Names, str]:
    """The story of a weight of the reader's network, how its matrices are called, and the figure's HTML."""
    data, net = own.dataset(), own.network()
    story = weight_story(net, data.X, data.Y, weight_names(own)[name], own.loss)
    names = Names(own.sizes, own.bias, own.points)
    return story, names, str(build(story, names, Network.of(net), name.removesuffix(" (bias)")))


def widget(*, key: str, caption: str) -> None:
    """Choose a weight of the reader's network; copy its story."""
    own = reader.current()
    every = list(weight_names(own))
    begins = every.index(surviving(f"{key}-weight", every, opening(own)))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key=f"{key}-row-panel"):
        name = st.selectbox("Weight: w, layer, from, to", every, begins, key=f"{key}-weight", width=224)
        text = st.toggle("As text", key=f"{key}-text")
        latex = st.toggle("As LaTeX", key=f"{key}-latex")
    story, names, drawn = told(own, name)
    figure.show(
        Markup(drawn),
        key=f"{key}-figure",
        label="The derivative of the loss by one weight, factor by factor",
        caption_text=caption,
        chosen="story-w",
    )
    if text:
        st.code(as_text(story, names, name.removesuffix(" (bias)")), language=None)
    if latex:
        st.code(as_latex(story, names), language="latex")
