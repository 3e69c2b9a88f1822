"""One neuron with two inputs and a bias: turn its weights and see its line, its answers and its loss follow."""

from __future__ import annotations

import itertools
from functools import lru_cache

import htpy as h
import numpy as np

from mlp_core import MLP, datasets
from studies.backwards.loss_terms import loss_terms
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plane import neuron_channels, neuron_plane
from widgets.kit import theme

WEIGHTS = range(-6, 7)
BIASES = tuple(1.5 * step for step in range(-6, 7))
# The start: three of XOR's four answers are right, as good as a line can do.
START = {"w1": 6, "w2": 6, "bias": -3}
TARGETS = {"XOR": (0, 1, 1, 0), "AND": (0, 0, 0, 1), "x₁, as in the four points": (0, 0, 1, 1)}
ALL = (0, 1, 2, 3)


def make_film() -> Film:
    """The film over four dials: the targets, w₁, w₂ and the bias, with the numbers of every combination."""
    film = Film(
        Dial("Targets", tuple(TARGETS), choice=True),
        Dial("w₁", [theme.number(w) for w in WEIGHTS], WEIGHTS.index(START["w1"])),
        Dial("w₂", [theme.number(w) for w in WEIGHTS], WEIGHTS.index(START["w2"])),
        Dial("bias b", [theme.number(b) for b in BIASES], BIASES.index(START["bias"])),
    )
    X = datasets.xor().X
    # Every setting is one neuron of a single wide layer, so that one forward pass computes them all.
    weights = np.array([(b, w1, w2) for w1, w2, b in itertools.product(WEIGHTS, WEIGHTS, BIASES)], dtype=float)
    layer = MLP((2, len(weights)), "sigmoid")
    layer.weights = [weights.T]
    trace = layer.forward(X)
    shape = (len(WEIGHTS), len(WEIGHTS), len(BIASES))
    neuron_channels(film, weights.reshape(*shape, 3), ALL[1:])
    # The output decides for 1 above ½ and for 0 below; exactly ½ decides nothing.
    decisions = np.sign(trace.outputs - 0.5) / 2 + 0.5
    losses, right, least = [], [], []
    for targets in TARGETS.values():
        column = np.array(targets, dtype=float)[:, None]
        terms = loss_terms(layer, trace, np.repeat(column, len(weights), axis=1))
        sums = terms.sum(axis=0)
        losses.append([theme.number(value, 4) for value in sums])
        least.append(theme.number(sums.min(), 4))
        right.append([f"{count} of 4" for count in (decisions == column).sum(axis=0)])
    film.channel("loss", np.array(losses, dtype=object).reshape(-1, *shape), ALL)
    film.channel("right", np.array(right, dtype=object).reshape(-1, *shape), ALL)
    film.channel("least", least, (0,))
    for point, outputs in enumerate(trace.outputs.tolist()):
        texts = [theme.number(output, 2) for output in outputs]
        film.channel(f"answer-{point}", np.array(texts, dtype=object).reshape(shape), ALL[1:])
        film.channel(f"target-{point}", [str(targets[point]) for targets in TARGETS.values()], (0,))
    return film


@lru_cache(maxsize=4)
def picture(name: str, caption: str) -> str:
    """The plane, the loss and the dials, as HTML. name: a word that no other figure of the page has."""
    film = make_film()
    tspan = h.Element("tspan")
    plane = neuron_plane(
        film,
        name,
        datasets.xor().X,
        [tspan(film.follow(f"target-{i}"))[film.now(f"target-{i}")] for i in range(4)],
        [f"answer-{i}" for i in range(4)],
        activation="sigmoid",
    )
    facts = h.dl(".hl-facts", {"aria-live": "polite"})[
        h.dt["Loss, ½ Σ (ỹ − y)²"],
        h.dd[film.text("loss")],
        h.dt["Points on the correct side"],
        h.dd[film.text("right")],
        h.dt[f"Least loss of all {len(WEIGHTS) ** 2 * len(BIASES)} settings of the sliders"],
        h.dd[film.text("least")],
    ]
    key = h.p(".hl-note")[
        "In each circle is the target, below it the neuron's output. The black line is where the weighted sum "
        "is 0 and the output ½."
    ]
    figure = build(
        film,
        [h.div(".hl-side.hl-stacks")[plane, h.div(".hl-wide")[facts, key, film.controls()]]],
        label="One neuron: its line, its outputs and its loss",
        caption_text=caption,
    )
    return str(figure)


def widget(*, key: str, caption: str) -> None:
    """Let the reader look for weights."""
    show(picture(key, caption), key=key)
