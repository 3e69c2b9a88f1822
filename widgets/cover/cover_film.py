"""The cover's film: a network learns, the pass forwards in one colour and the errors on their way back in another."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.training import cover
from studies.training.cover import Frame
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale
from widgets.kit import theme

Array = NDArray[np.floating]

WIDTH, HEIGHT = 360, 300
COLUMNS = (46, 180, 314)
RADIUS, WIDEST_RING, WIDEST_LINE = 17, 12.0, 7.0
LOW, HIGH = -2.8, 2.8
X1, X2 = Scale(LOW, HIGH, 0, 300), Scale(LOW, HIGH, 300, 0)
_PHASES = {
    "forwards": "Forwards: each layer is computed from the layer before it.",
    "backwards": "Backwards: each neuron is told its share of the error.",
    "update": "Every weight takes a small step that makes the error smaller.",
    "fast": "The same again, many times.",
}


@lru_cache(maxsize=1)
def picture(caption: str) -> str:
    """The network, the plane that it divides, and what is going on, as HTML."""
    moments = cover.run().moments
    frames = cover.frames(len(moments))
    film = Film(Dial("Iteration", [str(moments[frame.moment].iteration) for frame in frames], plays=True))
    film.channel("phase", [_PHASES[frame.phase] for frame in frames], (0,))
    film.channel("phase-look", [f"hl-cover-phase hl-{frame.phase}" for frame in frames], (0,))
    losses = [theme.number(moment.backward.loss, 3) for moment in moments]
    shares = [f"{cover.right(moment):.0%}" for moment in moments]
    film.channel("loss", [losses[frame.moment] for frame in frames], (0,))
    film.channel("right", [shares[frame.moment] for frame in frames], (0,))
    figure = build(
        film,
        [
            h.p(film.bind(class_="phase-look"))[film.text("phase")],
            h.div(".hl-side.hl-cover")[_network(film, frames), _plane(film, frames)],
            h.p(".hl-cover-facts")[
                "Loss ", h.b[film.text("loss")], " · on the correct side: ", h.b[film.text("right")]
            ],
            film.controls(),
        ],
        label="A network with two inputs, four hidden neurons and one output learns to tell two groups of points apart",
        caption_text=caption,
        autoplay=True,
    )
    return str(figure)


# --- the network ------------------------------------------------------------------------------------------------------


def _places(layer: int, count: int) -> list[tuple[float, float]]:
    gap = 62.0
    return [(COLUMNS[layer], HEIGHT / 2 + gap * (unit - (count - 1) / 2)) for unit in range(count)]


def _network(film: Film, frames: tuple[Frame, ...]) -> h.Element:
    net = cover.run().moments[0].forward
    sizes = [layer.shape[1] for layer in net.layers]
    places = [_places(layer, size) for layer, size in enumerate(sizes)]
    names = (["x₁", "x₂"], ["h₁", "h₂", "h₃", "h₄"], ["ỹ"])
    return h.div(".hl-wide")[
        h.Element("svg")(
            ".hl-plot.hl-cover-network", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img"}, aria_label="The network"
        )[
            [_lines(film, frames, step, places[step], places[step + 1]) for step in range(2)],
            _sweep(film, frames),
            [_neurons(film, frames, layer, places[layer], names[layer]) for layer in range(3)],
        ]
    ]


def _lines(
    film: Film, frames: tuple[Frame, ...], step: int, left: list[tuple[float, float]], right: list[tuple[float, float]]
) -> h.Node:
    """The weights: as wide as they are large, dashed where they are negative."""
    bias = 1
    weights = np.stack([moment.forward.weights[step][bias:] for moment in cover.run().moments])
    widths = np.round(0.6 + np.minimum(np.abs(weights), WIDEST_LINE - 0.6), 1)
    order = [frame.moment for frame in frames]
    lines: list[h.Element] = []
    for source, (x1, y1) in enumerate(left):
        for target, (x2, y2) in enumerate(right):
            name = f"w{step}-{source}-{target}"
            signs = np.where(weights[:, source, target] < 0, "hl-edge hl-negative", "hl-edge hl-positive")
            film.channel(name, widths[order, source, target], (0,))
            film.channel(f"{name}-sign", signs[order], (0,))
            lines.append(
                h.Element("line")(
                    film.bind(stroke_width=name, class_=f"{name}-sign"),
                    x1=f"{x1:g}",
                    y1=f"{y1:g}",
                    x2=f"{x2:g}",
                    y2=f"{y2:g}",
                )
            )
    return lines


def _sweep(film: Film, frames: tuple[Frame, ...]) -> h.Element:
    """A band over the part that is being computed: from the inputs to the output, and back."""
    start, end, width = COLUMNS[0], COLUMNS[-1], 44
    along = {
        "forwards": lambda progress: start + (end - start) * progress,
        "backwards": lambda progress: end - (end - start) * progress,
    }
    film.channel(
        "sweep", [round(along[f.phase](f.progress) - width / 2) if f.phase in along else -width for f in frames], (0,)
    )
    film.channel("sweep-look", [f"hl-sweep hl-{frame.phase}" for frame in frames], (0,))
    return h.Element("rect")(
        film.bind(x="sweep", class_="sweep-look"), y="0", width=f"{width}", height=f"{HEIGHT}", rx="12"
    )


def _neurons(
    film: Film, frames: tuple[Frame, ...], layer: int, places: list[tuple[float, float]], names: list[str]
) -> h.Node:
    """The neurons of a layer; around those that are computed a ring, as wide as their error is large."""
    return [
        [
            _ring(film, frames, layer, unit, x, y) if layer else None,
            h.Element("g")({"class": f"hl-neuron hl-fill-{'mqp'[layer]}"})[
                _shape(layer, x, y),
                h.Element("text")(".hl-neuron-label", x=f"{x:g}", y=f"{y + 5:g}")[name],
            ],
        ]
        for unit, ((x, y), name) in enumerate(zip(places, names, strict=True))
    ]


def _shape(layer: int, x: float, y: float) -> h.Element:
    """A square for an input, a circle for what is computed."""
    if layer:
        return h.Element("circle")(cx=f"{x:g}", cy=f"{y:g}", r=f"{RADIUS}")
    half = RADIUS - 2
    return h.Element("rect")(x=f"{x - half:g}", y=f"{y - half:g}", width=f"{2 * half}", height=f"{2 * half}", rx="5")


def _ring(film: Film, frames: tuple[Frame, ...], layer: int, unit: int, x: float, y: float) -> h.Element:
    widths = np.round(2 * WIDEST_RING * _share_of_largest_error(layer)[:, unit], 1)  # the inner half is covered
    name = f"ring-{layer}-{unit}"
    film.channel(name, [widths[frame.moment] for frame in frames], (0,))
    return h.Element("circle")(".hl-ring", film.bind(stroke_width=name), cx=f"{x:g}", cy=f"{y:g}", r=f"{RADIUS}")


def _share_of_largest_error(layer: int) -> Array:
    """A layer's errors at each moment, (moments, neurons), as shares of the largest one of the film."""
    errors = [cover.errors(moment) for moment in cover.run().moments]
    largest = max(float(of_layer.max()) for moment in errors for of_layer in moment)
    return np.stack([moment[layer - 1] for moment in errors]) / largest


# --- the plane --------------------------------------------------------------------------------------------------------


def _plane(film: Film, frames: tuple[Frame, ...]) -> h.Element:
    """What the network answers all over the plane, and the points that it learns from."""
    film.picture("surface", cover.surfaces(LOW, HIGH)[[frame.moment for frame in frames], ::-1], (0,), 0.0, 1.0)
    data = cover.data()
    points = zip(data.X.tolist(), data.Y[:, 0].tolist(), strict=True)
    return h.div(".hl-stage.hl-cover-plane")[
        film.canvas("surface"),
        h.Element("svg")(
            ".hl-plot", {"viewBox": "0 0 300 300", "role": "img"}, aria_label="The plane of the two inputs"
        )[
            (
                h.Element("circle")(
                    {"class": f"hl-cover-point {'hl-one' if target else 'hl-zero'}"},
                    cx=f"{X1(a)}",
                    cy=f"{X2(b)}",
                    r="5",
                )
                for (a, b), target in points
            )
        ],
    ]


def widget(*, key: str, caption: str) -> None:
    """Show the film; it plays by itself unless the reader's system asks for less motion."""
    show(picture(caption), key=f"{key}-film")
