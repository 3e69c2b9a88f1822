"""One neuron in training: every matrix of an iteration, the line in the plane and the loss, as one film."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from mlp_core import MLP, BackwardTrace, ForwardTrace, datasets
from mlp_core.datasets import Dataset
from studies.forwards.worked import hand_worked
from studies.training.films import FilmedRun, film_run, spread_iterations
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.live_matrix import live_matrix
from widgets.drawing.matrix import Axis, axis, matrix
from widgets.drawing.plane import neuron_channels, neuron_plane
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme

Array = NDArray[np.floating]
Pick = Callable[[ForwardTrace, BackwardTrace], Array]

RATES = (0.1, 1.0, 10.0)
START_RATE = 1
ITERATIONS = spread_iterations(3000, dense=40, count=110)
# A moment at which XOR's outputs are ½ to two decimals; later the weights are nothing but rounding.
LATE = next(place for place, iteration in enumerate(ITERATIONS) if iteration >= 100)
BOTH = (0, 1)


def neuron(data: str) -> tuple[MLP, Dataset]:
    """The first hidden neuron of the book's network on its own, and the data it is to learn.

    In the four points a third input, always 1, plays the bias; for XOR the same three weights are w₁, w₂ and the bias.
    """
    w1, w2, w3 = hand_worked().net.weights[0][:, 0]
    if data == "four_points":
        net = MLP((3, 1), "sigmoid", bias=False)
        net.weights = [np.array([[w1], [w2], [w3]])]
        return net, datasets.four_points()
    net = MLP((2, 1), "sigmoid", bias=True)
    net.weights = [np.array([[w3], [w1], [w2]])]
    return net, datasets.xor()


@lru_cache(maxsize=4)
def runs(data: str) -> tuple[FilmedRun, ...]:
    """One run for each of RATES, with the moments ITERATIONS."""
    net, problem = neuron(data)
    return tuple(film_run(net, problem.X, problem.Y, ITERATIONS, learning_rate=rate) for rate in RATES)


def make_film(data: str) -> Film:
    """The film over two dials, the iteration and the learning rate.

    The four points start at the beginning, whose numbers the lesson works out; XOR late, when it has failed.
    """
    film = Film(
        Dial(
            "Iteration",
            [str(i) for i in ITERATIONS],
            0 if data == "four_points" else LATE,
            plays=True,
            jumps={"steepest fall": "steepest"},
        ),
        Dial("Learning rate η", [theme.number(rate) for rate in RATES], START_RATE, choice=True),
    )
    films = runs(data)
    film.channel("steepest", [run.steepest for run in films], (1,))
    losses = np.array([run.losses for run in films]).T
    film.channel("loss", [[theme.number(value, 4) for value in row] for row in losses], BOTH)
    outputs = _stack(films, lambda forward, backward: forward.outputs)
    for point in range(outputs.shape[2]):
        film.channel(f"answer-{point}", _texts(outputs[:, :, point, 0], 2), BOTH)
    weights = _stack(films, lambda forward, backward: forward.weights[0])[..., 0]
    # (bias, w₁, w₂): in the four points the bias's part is the last weight's.
    neuron_channels(film, weights[..., [2, 0, 1]] if data == "four_points" else weights, BOTH)
    return film


def _stack(films: tuple[FilmedRun, ...], pick: Pick) -> Array:
    """One matrix of every moment: (iterations, rates, rows, columns)."""
    return np.stack([[pick(m.forward, m.backward) for m in run.moments] for run in films], axis=1)


def _texts(values: Array, decimals: int) -> Array:
    return np.array([[theme.number(float(v), decimals) for v in row] for row in values], dtype=object)


@lru_cache(maxsize=4)
def picture(data: str, name: str, caption: str) -> str:
    """The matrices of the iteration, the loss curve, the plane, and the dials, as HTML."""
    net, problem = neuron(data)
    film = make_film(data)
    points = [str(int(target)) for target in problem.Y[:, 0]]
    plane = neuron_plane(
        film, name, problem.X[:, :2], points, [f"answer-{i}" for i in range(len(points))], activation="sigmoid"
    )
    figure = build(
        film,
        [
            _matrices(film, data, net, problem),
            h.div(".hl-side.hl-neuron-side")[h.div(".hl-wide")[loss_curve(film, data)], plane],
            film.controls(),
            fold_curves(
                "Loss",
                ITERATIONS,
                {f"η = {theme.number(r)}": run.losses.tolist() for r, run in zip(RATES, runs(data), strict=True)},
            ),
        ],
        label="One neuron in training: matrices, loss and line",
        caption_text=caption,
    )
    return str(figure)


def _matrices(film: Film, data: str, net: MLP, problem: Dataset) -> h.Node:
    films = runs(data)
    points, one = axis("N", len(problem.X)), Axis("P", ("ỹ",))
    inputs = axis("M", net.sizes[0], bias=net.bias)

    def live(title: str, tag: str, pick: Pick, rows: Axis, columns: Axis = one) -> h.Element:
        return live_matrix(film, title, _stack(films, pick), rows, columns, tag=tag, over=BOTH)

    first = films[0].moments[0].forward.inputs[0]
    forwards = [
        matrix("X with ones" if net.bias else "X", first, points, inputs, tag="X"),
        h.span(".hl-operator")["·"],
        live("w", "w", lambda f, b: f.weights[0], inputs),
        h.span(".hl-operator")["="],
        live("S", "S", lambda f, b: f.sums[0], points),
        h.span(".hl-operator")["→ f →"],
        # Side by side, also where the row has to be broken.
        h.div(".hl-row")[
            live("Ỹ", "out", lambda f, b: f.outputs, points),
            matrix("Y", problem.Y, points, Axis("P", ("y",)), tag="Y"),
        ],
    ]
    backwards = [
        live("Ỹ − Y", "delta", lambda f, b: b.deltas[-1], points),
        h.span(".hl-operator")["∘"],
        live("f′(S)", "slope", lambda f, b: f.derivatives[0], points),
        h.span(".hl-operator")["="],
        live("∂L/∂S", "scaled", lambda f, b: b.scaled_deltas[0], points),
        h.span(".hl-operator")["and Xᵀ · ∂L/∂S ="],
        live("∂L/∂w", "gradient", lambda f, b: b.weight_gradients[0], inputs),
        h.p(".hl-note", {"aria-live": "off"})["Loss now: ", h.b[film.text("loss")]],
    ]
    return [h.div(".hl-row.hl-neuron-row")[row] for row in (forwards, backwards)]


def loss_curve(film: Film, data: str) -> h.Node:
    """The loss against the iteration, on logarithmic axes; a veil covers what is still to come.

    A loss that hardly changes is drawn on a linear axis from 0, so that small changes do not look large.
    """
    films = runs(data)
    all_losses = np.array([run.losses for run in films])
    x = Scale(1, ITERATIONS[-1] + 1, 48, 532, log=True)
    low, high = float(all_losses.min()), float(all_losses.max())
    falls = high > 10 * low
    y = Scale(0.9 * low if falls else 0.0, 1.3 * high, 202, 24, log=falls)
    across = [x(iteration + 1) for iteration in ITERATIONS]
    film.channel("curve", [curve(x, y, [i + 1 for i in ITERATIONS], run.losses.tolist()) for run in films], (1,))
    film.channel("marker-x", across, (0,))
    film.channel("veil", [round(x.end - place + 6, 1) for place in across], (0,))
    film.channel("marker-y", [[y(loss) for loss in row] for row in all_losses.T.tolist()], BOTH)
    svg, rect, circle = h.Element("svg"), h.Element("rect"), h.Element("circle")
    return h.fragment[
        svg(".hl-plot", {"viewBox": "0 0 540 240", "role": "img"}, aria_label="The loss over the iterations")[
            axes(x, y, "iteration + 1", "loss"),
            h.Element("polyline")(".hl-curve", film.bind(points="curve")),
            rect(
                ".hl-veil", film.bind(x="marker-x", width="veil"), y=f"{y.end - 4:g}", height=f"{y.start - y.end + 3:g}"
            ),
            circle(".hl-marker", film.bind(cx="marker-x", cy="marker-y"), r="5"),
        ],
    ]


def widget(*, key: str, caption: str, data: str = "four_points") -> None:
    """Train the neuron. data: four_points or xor."""
    show(picture(data, key, caption), key=key)
