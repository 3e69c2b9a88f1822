"""A network learns XOR, as a time machine: input plane, hidden space, loss and table at any moment of the training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import htpy as h
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, MLP, datasets
from studies.geometry import contour, line_in_box
from studies.training.films import FilmedRun, film_run, spread_iterations
from studies.training.xor_by_hand import xor_by_hand
from widgets.drawing import sign
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plane import HIGH, LOW, X1, X2
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import theme

Array = NDArray[np.floating]

ITERATIONS = spread_iterations(2000, dense=30, count=90)
MOST_HIDDEN = 20
SIDE = 33  # points of the decision surface along each axis
RATES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
STARTS = {"random": "random weights", "relu": "solved by hand, relu", "sigmoid": "solved by hand, sigmoid"}
POINTS = datasets.xor().X
TARGETS = datasets.xor().Y[:, 0]
# A half sum of squares below ⅛ leaves no single error of ½ or more, so all four points are on the correct side.
SOLVED_BELOW = 0.125
FIELD = 200  # each control's width: two rows of three stand in columns


@dataclass(frozen=True)
class Setting:
    """What fixes a run. width: hidden neurons, 0 for a single neuron. start: one of STARTS."""

    width: int = 2
    hidden: str = "tanh"
    output: str = "sigmoid"
    rate: float = 1.0
    seed: int = 0
    start: str = "random"

    def network(self) -> MLP:
        """The network before its first update; those solved by hand bring their own size and activations."""
        if self.start != "random":
            return xor_by_hand(self.start)
        if not self.width:
            return MLP((2, 1), self.output, rng=self.seed)
        return MLP((2, self.width, 1), (self.hidden, self.output), rng=self.seed)

    @property
    def halfway(self) -> float:
        """The weighted sum of the output neuron at which its output is ½."""
        return 0.0 if self.network().activations[-1] == "sigmoid" else 0.5


@lru_cache(maxsize=16)
def run_of(setting: Setting) -> FilmedRun:
    """The training at the moments ITERATIONS; fewer if it diverged."""
    data = datasets.xor()
    return film_run(setting.network(), data.X, data.Y, ITERATIONS, learning_rate=setting.rate)


def make_film(setting: Setting, guesses: bool = False) -> Film:
    """The film over the iteration, and over the reader's guess if there is one, with all its channels."""
    run = run_of(setting)
    labels = [str(i) for i in run.iterations]
    start = 0 if guesses else len(labels) - 1
    dials = [Dial("Iteration", labels, start, plays=True, jumps={"steepest fall": "steepest"})]
    if guesses:
        dials.append(Dial("Your guess", tuple(GUESSES), choice=True))
    film = Film(*dials)
    film.channel("steepest", run.steepest, ())
    losses = run.losses.tolist()
    film.channel("loss", [theme.number(loss, 4) for loss in losses], (0,))
    film.channel("solved", ["yes" if loss < SOLVED_BELOW else "no" for loss in losses], (0,))
    for point in range(4):
        outputs = [float(moment.forward.outputs[point, 0]) for moment in run.moments]
        film.channel(f"output-{point}", [theme.number(output, 3) for output in outputs], (0,))
        film.channel(f"hit-{point}", [sign.classes(side(output, TARGETS[point])) for output in outputs], (0,))
        said = [sign.WORDS[side(output, TARGETS[point])] for output in outputs]
        film.channel(f"said-{point}", said, (0,))
    _film_surface(film, run)
    return film


def side(output: float, target: float) -> str:
    """Whether an output is on its target's side of ½; one that is ½ as it is printed decides nothing."""
    if abs(output - 0.5) < 0.0005:
        return "open"
    return "right" if (output > 0.5) == (target > 0.5) else "wrong"


# --- the plane of the inputs ------------------------------------------------------------------------------------------


def _film_surface(film: Film, run: FilmedRun) -> None:
    """The output all over the plane, and the line on which it is ½."""
    along = np.linspace(LOW, HIGH, SIDE)
    grid = np.stack([np.tile(along, SIDE), np.repeat(along, SIDE)], axis=1)
    surfaces = run.outputs_at(grid).reshape(-1, SIDE, SIDE)
    borders = []
    for heights in surfaces:
        ends = contour(heights, along, along, 0.5)
        across, up = X1.places(ends[:, :, 0]).tolist(), X2.places(ends[:, :, 1]).tolist()
        lines = zip(across, up, strict=True)
        borders.append("".join(f"M{x1:g} {y1:g}L{x2:g} {y2:g}" for (x1, x2), (y1, y2) in lines) or "M0 0")
    # Pictures are drawn from the top, x₂ rises from below.
    film.picture("surface", surfaces[:, ::-1], (0,), low=0.0, high=1.0)
    film.channel("border", borders, (0,))


def _input_plane(film: Film, setting: Setting, run: FilmedRun) -> h.Element:
    line, text, path = h.Element("line"), h.Element("text"), h.Element("path")
    hidden = []
    if len(run.moments[0].forward.weights) > 1:
        for unit in range(run.moments[0].forward.weights[0].shape[1]):
            name = f"h{unit + 1}"
            _film_line(film, name, [moment.forward.weights[0][:, unit] for moment in run.moments])
            hidden.append(
                [
                    line(".hl-hidden-line", film.bind(**{end: f"{name}-{end}" for end in ("x1", "y1", "x2", "y2")})),
                    text(".hl-line-name", film.bind(x=f"{name}-tx", y=f"{name}-ty", visibility=f"{name}-shown"))[
                        f"h{str(unit + 1).translate(theme.SUBSCRIPTS)}"
                    ],
                ]
            )
    return h.div(".hl-stage")[
        film.canvas("surface"),
        h.Element("svg")(
            ".hl-plot",
            {"viewBox": "0 0 300 320", "role": "img"},
            aria_label="The plane of the inputs: the network's output as colour, the line where it is a half, "
            "and the lines of the hidden neurons",
        )[
            axes(X1, X2, "x₁", "x₂: the plane of the inputs"),
            hidden,
            path(".hl-boundary", film.bind(d="border")),
            [_dot(X1(x1), X2(x2), TARGETS[i]) for i, (x1, x2) in enumerate(POINTS.tolist())],
        ],
    ]


def _film_line(film: Film, name: str, weights: list[Array]) -> None:
    """Where a hidden neuron's weighted sum is 0, and a place for its name near one end."""
    rows: list[tuple[float | str, ...]] = []
    for bias, w1, w2 in (neuron.tolist() for neuron in weights):
        ends = line_in_box(bias, w1, w2, LOW, HIGH)
        if ends is None:
            rows.append((0, 0, 0, 0, 0, 0, "hidden"))
            continue
        (a1, a2), (b1, b2) = ends.tolist()
        near1, near2 = a1 + 0.07 * (b1 - a1), a2 + 0.07 * (b2 - a2)
        rows.append((X1(a1), X2(a2), X1(b1), X2(b2), X1(near1) + 12, X2(near2) + 4, "visible"))
    for end, values in zip(("x1", "y1", "x2", "y2", "tx", "ty", "shown"), zip(*rows, strict=True), strict=True):
        film.channel(f"{name}-{end}", values, (0,))


def _dot(x: float, y: float, target: float) -> h.Node:
    return [
        h.Element("circle")(".hl-point", cx=f"{x:g}", cy=f"{y:g}", r="11"),
        h.Element("text")(".hl-point-label", x=f"{x:g}", y=f"{y + 5:g}")[str(int(target))],
    ]


# --- the hidden space -------------------------------------------------------------------------------------------------


def strongest(run: FilmedRun) -> list[int]:
    """The (at most two) hidden neurons with the largest weights to the output at the end, in their own order."""
    final = run.moments[-1].forward.weights[-1][1:, 0]
    return sorted(np.argsort(-np.abs(final), kind="stable")[:2].tolist())


def _hidden_space(film: Film, setting: Setting, run: FilmedRun) -> h.Node:
    """The four points as two hidden neurons see them; with the output neuron's line where there are no others."""
    if len(run.moments[0].forward.weights) < 2:
        return None
    pair = strongest(run)
    seen = np.array([moment.forward.layers[1][:, pair] for moment in run.moments])
    if len(pair) == 1:  # one hidden neuron has a line for a space
        seen = np.concatenate([seen, np.zeros_like(seen)], axis=2)
    margin = 0.12 * max(float(seen.max() - seen.min()), 1e-3)
    low, high = float(seen.min()) - margin, float(seen.max()) + margin
    across, up = Scale(low, high, 34, 294), Scale(low, high, 284, 24)
    circle, text, group = h.Element("circle"), h.Element("text"), h.Element("g")
    dots = []
    for point in range(4):
        film.channel(f"seen-x-{point}", [across(value) for value in seen[:, point, 0].tolist()], (0,))
        film.channel(f"seen-y-{point}", [up(value) for value in seen[:, point, 1].tolist()], (0,))
        film.channel(f"seen-ty-{point}", [up(value) + 5 for value in seen[:, point, 1].tolist()], (0,))
        dots.append(
            group[
                circle(".hl-point", film.bind(cx=f"seen-x-{point}", cy=f"seen-y-{point}"), r="11"),
                text(".hl-point-label", film.bind(x=f"seen-x-{point}", y=f"seen-ty-{point}"))[str(int(TARGETS[point]))],
            ]
        )
    names = [f"h{str(unit + 1).translate(theme.SUBSCRIPTS)}" for unit in pair] + [""]
    width = run.moments[0].forward.weights[0].shape[1]
    shadow = "" if width <= 2 else f", two of {width}"
    return h.div(".hl-stage")[
        h.Element("svg")(
            ".hl-plot", {"viewBox": "0 0 300 320", "role": "img"}, aria_label="The four points in the hidden space"
        )[
            axes(across, up, names[0], f"{names[1]}: the hidden space{shadow}"),
            width == 2 and _output_line(film, setting, run, (low, high), (across, up)),
            dots,
        ]
    ]


def _output_line(
    film: Film, setting: Setting, run: FilmedRun, box: tuple[float, float], scales: tuple[Scale, Scale]
) -> h.Element:
    rows = []
    for moment in run.moments:
        bias, w1, w2 = moment.forward.weights[1][:, 0].tolist()
        ends = line_in_box(bias - setting.halfway, w1, w2, *box)
        if ends is None:
            rows.append((0.0, 0.0, 0.0, 0.0))
        else:
            (a1, a2), (b1, b2) = ends.tolist()
            rows.append((scales[0](a1), scales[1](a2), scales[0](b1), scales[1](b2)))
    for end, values in zip(("x1", "y1", "x2", "y2"), zip(*rows, strict=True), strict=True):
        film.channel(f"out-{end}", values, (0,))
    return h.Element("line")(".hl-boundary", film.bind(**{end: f"out-{end}" for end in ("x1", "y1", "x2", "y2")}))


# --- the loss, the table, the reader's guess --------------------------------------------------------------------------

# Rough shapes of loss curves for the reader to choose from, as (share of the way, loss): nothing is computed from them.
GUESSES: dict[str, tuple[tuple[float, float], ...]] = {
    "none": (),
    "falls evenly": ((0, 0.5), (0.5, 0.27), (1, 0.04)),
    "flat, then a sudden fall": ((0, 0.5), (0.6, 0.48), (0.72, 0.1), (1, 0.02)),
    "falls at once": ((0, 0.5), (0.2, 0.08), (1, 0.02)),
    "stays at ½": ((0, 0.5), (1, 0.5)),
}


def _loss_curve(film: Film, run: FilmedRun, guesses: bool) -> h.Element:
    """The loss on a logarithmic time axis. With guesses the future is hidden, and the reader may draw over it."""
    x = Scale(1, ITERATIONS[-1] + 1, 48, 412, log=True)
    y = Scale(0.0, max(0.7, min(2.0, 1.1 * float(run.losses.max()))), 182, 24)
    film.channel("now-x", [x(iteration + 1) for iteration in run.iterations], (0,))
    film.channel("veil", [round(x.end - x(iteration + 1) + 7, 1) for iteration in run.iterations], (0,))
    film.channel("now-y", [y(loss) for loss in run.losses.tolist()], (0,))
    points = curve(x, y, [iteration + 1 for iteration in run.iterations], run.losses.tolist())
    veil = ".hl-veil.hl-opaque" if guesses else ".hl-veil"
    rect, line = h.Element("rect"), h.Element("line")
    sheet = {"viewBox": "0 0 420 220", "role": "img"}
    name = "The loss over the iterations"
    if guesses:
        sheet |= {"role": "application", "tabindex": "0"}
        sheet["data-sketch"] = f"{x.start:g} {x.end:g} {y.end:g} {y.start:g}"
        name += ". Draw your guess: right arrow draws on, up and down move the pen, left takes back, Escape begins anew"
    return h.Element("svg")(".hl-plot", sheet, aria_label=name)[
        guesses and rect(".hl-paper", x="0", y="0", width="420", height="220"),
        h.Element("polyline")(".hl-curve", points=points),
        rect(veil, film.bind(x="now-x", width="veil"), y=f"{y.end - 4:g}", height=f"{y.start - y.end + 8:g}"),
        axes(x, y, "iteration + 1", "loss"),
        line(".hl-limit", x1=f"{x.start}", x2=f"{x.end}", y1=f"{y(0.5)}", y2=f"{y(0.5)}"),
        guesses and _guess(film, x, y),
        h.Element("circle")(".hl-marker", film.bind(cx="now-x", cy="now-y"), r="5"),
    ]


def _guess(film: Film, x: Scale, y: Scale) -> h.Node:
    """The shape that the reader picked, and the line that the reader draws."""
    shapes = [
        " ".join(f"{x.start + share * (x.end - x.start):g},{y(loss):g}" for share, loss in shape)
        for shape in GUESSES.values()
    ]
    film.channel("guess", shapes, (1,))
    polyline = h.Element("polyline")
    return [
        polyline(".hl-guess", film.bind(points="guess")),
        polyline(".hl-guess", {"data-sketch-line": "", "points": ""}),
    ]


def _table(film: Film) -> h.Element:
    """Targets and predictions now."""
    heads = ("x₁", "x₂", "target", "output", "correct?")
    return h.table(".hl-standings")[
        h.thead[h.tr[[h.th(scope="col")[name] for name in heads]]],
        h.tbody[
            [
                h.tr[
                    h.td[str(int(x1))],
                    h.td[str(int(x2))],
                    h.td[str(int(TARGETS[i]))],
                    h.td(".hl-loss-now")[film.text(f"output-{i}")],
                    h.td[h.span(film.bind(class_=f"hit-{i}"))[h.span(".hl-hidden-words")[film.text(f"said-{i}")]]],
                ]
                for i, (x1, x2) in enumerate(POINTS.tolist())
            ]
        ],
    ]


def _facts(film: Film, run: FilmedRun) -> h.Node:
    return [
        h.dl(".hl-facts")[
            h.dt["loss"],
            h.dd[film.text("loss")],
            h.dt["solved: below ⅛"],
            h.dd[film.text("solved")],
        ],
        run.stopped and h.p(".hl-note")[f"The run {run.stopped}. It was stopped there: try a smaller learning rate."],
    ]


@lru_cache(maxsize=16)
def picture(setting: Setting, caption: str, guesses: bool = False) -> str:
    """All pictures of the run in step, with the dials, as HTML. guesses: hide the future until it is played."""
    film, run = make_film(setting, guesses), run_of(setting)
    figure = build(
        film,
        [
            h.div(".hl-side.hl-xor")[
                _input_plane(film, setting, run),
                _hidden_space(film, setting, run),
                h.div[_table(film), _facts(film, run)],
            ],
            h.div(".hl-side.hl-xor")[
                h.div(".hl-xor-player")[film.controls()], h.div(".hl-wide")[_loss_curve(film, run, guesses)]
            ],
            fold_curves(
                "Loss",
                run.iterations,
                {"loss": run.losses.tolist()},
                summary="Data as a table (tells how it goes on)" if guesses else "Data as a table",
            ),
        ],
        label="A network learning XOR, moment by moment",
        caption_text=caption,
    )
    return str(figure)


def widget(*, key: str, caption: str, guess: str = "no") -> None:
    """The time machine; with guess = yes, one fixed run whose future is hidden."""
    if guess == "yes":
        show(picture(Setting(hidden="sigmoid"), caption, guesses=True), key=key)
        return
    with st.container(border=True, key=f"{key}-panel"):
        setting = _settings(key)
    show(picture(setting, caption), key=f"{key}-film")


def _settings(key: str) -> Setting:
    """The controls; those that a network solved by hand decides show what it has, and are disabled."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        start = st.selectbox(
            "Start from", list(STARTS), format_func=STARTS.__getitem__, key=f"{key}-start", width=FIELD
        )
        own = None if start == "random" else xor_by_hand(start)
        width = _width(f"{key}-q", None if own is None else own.sizes[1])
        names = ("tanh", *(name for name, f in ACTIVATIONS.items() if f.elementwise and name != "tanh"))
        hidden_of, output_of = (None, None) if own is None else own.activations
        hidden = _activation("Hidden activation", names, f"{key}-hidden", hidden_of, disabled=not width)
        output = _activation("Output activation", ("sigmoid", "linear"), f"{key}-output", output_of)
        rate = st.select_slider("Learning rate η", RATES, 1.0, key=f"{key}-rate", width=FIELD)
        seed = st.number_input("Seed", 0, 999, 0, key=f"{key}-seed", width=FIELD, disabled=own is not None)
    return Setting(width, hidden, output, float(rate), int(seed), start)


def _kept(key: str, first: Any, *, drawn: bool) -> Any:
    """A control's value. Streamlit forgets that of a control which is not drawn, unless it is set in each run."""
    if not drawn or key not in st.session_state:
        st.session_state[key] = st.session_state.get(key, first)
    return st.session_state[key]


def _width(key: str, given: int | None) -> int:
    """What the reader has chosen, whatever is shown: given, if a network brings its own."""
    chosen = _kept(key, 2, drawn=given is None)
    label = ":violet[**Q**] hidden neurons"
    if given is not None:
        st.slider(label, 0, MOST_HIDDEN, given, key=f"{key}-given", width=FIELD, disabled=True)
        return int(chosen)
    return int(st.slider(label, 0, MOST_HIDDEN, chosen, key=key, width=FIELD))


def _activation(label: str, names: tuple[str, ...], key: str, given: str | None, *, disabled: bool = False) -> str:
    """The same for an activation."""
    chosen = _kept(key, names[0], drawn=given is None)
    if given is not None:
        st.selectbox(label, (given,), key=f"{key}-{given}", width=FIELD, disabled=True)
        return str(chosen)
    return str(st.selectbox(label, names, names.index(chosen), key=key, width=FIELD, disabled=disabled))
