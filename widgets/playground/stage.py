"""What the playground shows: the network with a picture in every neuron, the plane, the losses; as one growing film."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import htpy as h
import numpy as np
from markupsafe import Markup

from mlp_core import ACTIVATIONS
from studies.playground.features import FEATURES
from studies.playground.moments import SIDE, plane
from studies.playground.points import REACH
from widgets.drawing.data_table import fold_curves
from widgets.drawing.film import Dial, Film, build
from widgets.drawing.matrix import Axis, matrix
from widgets.drawing.plot import Scale, curve
from widgets.kit import theme
from widgets.playground.marks import MAP, MARKS, marks, sample
from widgets.playground.recording import Frame, Levels, Recording
from widgets.playground.settings import MOST_CLASSES, MOST_HIDDEN_LAYERS, MOST_WIDTH, Edit, OwnAxis, Settings

TEXTS = ("train", "test", "train-score", "test-score", "epoch")
# Sizes in the network's own units; its width on the page follows the page.
WIDTH, TOP, BOTTOM, MARGIN = 560, 48, 24, 34
TILE = 50  # a neuron's picture, which is looked at and not only pointed at
CURVE = 100  # the loss curve's height
THICKNESSES = 16  # so many steps of thickness of a line, for each sign; finer ones could not be seen
TONES = 4  # so many steps of colour of a point, for each sign of its target


def film_of(frames: Sequence[Frame], settings: Settings, start: int = 0) -> Film:
    """Some frames of a recording as a film over one dial. start: the index of the frame shown at first."""
    film = Film(Dial("Iteration", [str(frame.iteration) for frame in frames], start, plays=True))
    for name in TEXTS:
        film.channel(name, [frame.texts[name] for frame in frames], (0,))
    film.numbers("weights", np.stack([frame.weights for frame in frames]), (0,), 4)
    film.picture("strokes", np.stack([frame.strokes[None] for frame in frames]), (0,), 0, 255)
    film.album("output", np.stack([frame.output for frame in frames]), (0,))
    if settings.hidden:
        film.album("hidden", np.stack([frame.hidden for frame in frames]), (0,))
    return film


def picture(recording: Recording, frames: int, start: int, point: tuple[float, float]) -> str:
    """The whole figure with its first frames, as HTML. start: the frame shown at first. point: where it is read."""
    settings = recording.settings
    film = film_of(recording.frames[:frames], settings, start)
    for name in settings.features:
        values = FEATURES[name].apply(*plane().T).reshape(SIDE, SIDE)
        film.picture(f"feature-{name}", values, (), -_reach_of(name), _reach_of(name))
    content = [
        h.div(".hl-playground")[
            film.controls(),
            _facts(film),
            h.div(".hl-play-network")[
                _network(film, settings, recording.frames[start].strokes),
                h.div(".hl-play-curve")[
                    h.div({"data-slot": "curve"})[losses(recording.frames[:frames])],
                    h.div(".hl-play-veil", {"data-along": ""}, aria_hidden="true"),
                ],
            ],
            h.div(".hl-play-map")[_plane(film, recording, point)],
        ],
        h.div({"data-slot": "note", "role": "status"})[note(recording)],
        h.div(".hl-play-numbers")[
            _weight_bar(recording.frames[start], settings),
            _values(recording, start, point),
        ],
        _matrices(film, settings),
        _table(recording.frames[:frames]),
    ]
    return str(build(film, content, label="Playground: a network learns to colour the plane"))


# --- the network ----------------------------------------------------------------------------------------------------


def tile_names(settings: Settings) -> list[list[str]]:
    """What each neuron is called, layer by layer: the inputs' formulas, h₁ or h⁽²⁾₁, ỹ."""
    deep = len(settings.hidden) > 1
    hidden = [
        [f"h{theme.superscript(layer) if deep else ''}{_low(unit)}" for unit in range(1, width + 1)]
        for layer, width in enumerate(settings.hidden, start=1)
    ]
    outputs = ["ỹ"] if settings.sizes[-1] == 1 else [f"ỹ{_low(label)}" for label in range(settings.sizes[-1])]
    return [[FEATURES[name].label for name in settings.features], *hidden, outputs]


def _low(number: int) -> str:
    return str(number).translate(theme.SUBSCRIPTS)


def weight_names(settings: Settings) -> list[str]:
    """What each weight is called, in the order of the matrices, row by row: `w⁽⁰⁾ x₁ → h₁`."""
    names = tile_names(settings)
    return [
        f"w{theme.superscript(layer)}  {source} → {target}"
        for layer in range(len(names) - 1)
        for source in ("bias", *names[layer])
        for target in names[layer + 1]
    ]


def weight_place(settings: Settings, index: int) -> tuple[int, int, int]:
    """Layer, row and column of a weight counted through all matrices. Raises ValueError if there is none."""
    left = index
    for layer, (width, columns) in enumerate(pairwise(settings.sizes)):
        rows = width + 1  # the biases
        if 0 <= left < rows * columns:
            return layer, left // columns, left % columns
        left -= rows * columns
    raise ValueError(f"weight: expected a number below {index - left}, got {index}")


class _Layout:
    """Where the tiles stand: columns from left to right, each centred on the middle line."""

    def __init__(self, settings: Settings) -> None:
        self.sizes = settings.sizes
        most = max(self.sizes)
        self.thick = 6 if most <= 8 else 3
        self.pitch = TILE + (18 if most <= 4 else 8 if most <= 6 else 4)
        self.height = TOP + most * self.pitch + BOTTOM

    def centre(self, layer: int, unit: int) -> tuple[float, float]:
        """The middle of a neuron's tile; units are counted from 0."""
        x = MARGIN + (WIDTH - 2 * MARGIN) * layer / (len(self.sizes) - 1)
        middle = TOP + (self.height - TOP - BOTTOM) / 2
        return round(x, 1), round(middle + (unit - (self.sizes[layer] - 1) / 2) * self.pitch, 1)


def _network(film: Film, settings: Settings, strokes: Levels) -> h.Element:
    layout, names = _Layout(settings), tile_names(settings)
    return h.div(".hl-scroll.hl-net-frame", tabindex="0", role="group", aria_label="The network")[
        h.div(
            class_="hl-net hl-crowded" if layout.pitch < TILE + 10 else "hl-net",
            style=f"aspect-ratio: {WIDTH} / {layout.height}; --thick: {layout.thick}px; --columns: {len(names)}",
        )[
            h.Element("svg")({"viewBox": f"0 0 {WIDTH} {layout.height}", "aria-hidden": "true"})[
                _edges(settings, layout, strokes)
            ],
            [
                _tile(film, layout, layer, unit, names[layer][unit], settings)
                for layer in range(len(names))
                for unit in range(len(names[layer]))
            ],
            _layer_buttons(settings, layout),
        ]
    ]


def _edges(settings: Settings, layout: _Layout, strokes: Levels) -> h.Node:
    """A curve for every weight and a small square, at its neuron's lower left, for every bias.

    What is seen are the bundles, one path for all curves of one thickness, so that a frame changes few elements; the
    curves themselves are there to be chosen.
    """
    index, half = 0, TILE / 2
    marks: list[str] = []  # written out rather than built: there may be thousands
    bundles: dict[int, list[str]] = {step: [] for step in range(-THICKNESSES, THICKNESSES + 1)}
    for layer, (rows, columns) in enumerate(settings.network().shapes):
        for row in range(rows):
            for column in range(columns):
                x2, y2 = layout.centre(layer + 1, column)
                step = round((int(strokes[index]) - 128) * THICKNESSES / 128)
                if row == 0:
                    kind = "hl-bias-mark hl-below" if step < 0 else "hl-bias-mark"
                    marks.append(
                        f'<rect data-weight="{index}" class="{kind}" style="--size:{abs(step) / THICKNESSES:g}" '
                        f'x="{x2 - half - 7:g}" y="{y2 + half - 5:g}" width="9" height="9"></rect>'
                    )
                else:
                    x1, y1 = layout.centre(layer, row - 1)
                    x1, x2 = x1 + half, x2 - half
                    bend = (x1 + x2) / 2
                    path = f"M{x1:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {x2:g} {y2:g}"
                    bundles[step].append(path)
                    marks.append(f'<path class="hl-link" data-weight="{index}" d="{path}"></path>')
                index += 1
    seen = [
        h.Element("path")(
            {"class": "hl-bundle hl-below" if step < 0 else "hl-bundle", "data-bundle": str(step)},
            {"style": f"--size:{abs(step) / THICKNESSES:g}"},
            d="".join(paths),
        )
        for step, paths in bundles.items()
    ]
    return [*seen, Markup("".join(marks))]


def _tile(film: Film, layout: _Layout, layer: int, unit: int, name: str, settings: Settings) -> h.Element:
    x, y = layout.centre(layer, unit)
    letter = theme.layer_letter(layer, len(layout.sizes) - 1)
    index, low, high, title = 0, "−1", "1", name
    if letter == "M":
        picture_name = f"feature-{settings.features[unit]}"
        low, high = (f"{sign}{theme.number(_reach_of(settings.features[unit]), 2)}" for sign in ("−", ""))
    elif letter == "P":
        picture_name, index = "output", unit
        low, high = _output_range(settings)
        title = f"{name}: {settings.class_names[unit]}" if settings.sizes[-1] > 1 else name
    else:
        picture_name, index = "hidden", sum(settings.hidden[: layer - 1]) + unit
        low = "0" if ACTIVATIONS[settings.activation].output_range == (0.0, 1.0) else low
    place = {
        "left": (x - TILE / 2) / WIDTH,
        "top": (y - TILE / 2) / layout.height,
        "width": TILE / WIDTH,
    }
    style = ";".join(f"{side}:{100 * share:.3f}%" for side, share in place.items())
    title = f"{ {'M': 'Input', 'Q': 'Hidden neuron', 'P': 'Output neuron'}[letter] } {title}"
    one_class = {"data-class": str(unit)} if letter == "P" and settings.class_count > 2 else {}
    return h.button(
        ".hl-tile",
        {"class": f"hl-tile hl-tile-{letter.lower()}", "type": "button", "data-enlarge": picture_name},
        {"data-which": str(index), "data-low": low, "data-high": high},
        {"data-name": title, "style": style, "title": title},
        one_class,
        aria_label=f"{title}: show it large",
    )[film.canvas(picture_name, index, **one_class), h.span(".hl-tile-name")[name]]


def _reach_of(feature: str) -> float:
    """The largest size of a feature on the plane."""
    return float(abs(FEATURES[feature].apply(*plane().T)).max())


def _output_range(settings: Settings) -> tuple[str, str]:
    """What the two ends of the output's colours stand for."""
    return ("−1", "1") if settings.regression else ("0", "1")


def _layer_buttons(settings: Settings, layout: _Layout) -> h.Node:
    """Above each layer its size, with buttons for a neuron more or less; in the corner, for a layer more or less."""
    last = len(layout.sizes) - 1
    heads = []
    for layer, size in enumerate(layout.sizes):
        letter = theme.layer_letter(layer, last)
        x = layout.centre(layer, 0)[0]
        hidden = 0 < layer < last
        heads.append(
            h.div(".hl-net-head", style=f"left:{100 * x / WIDTH:.3f}%")[
                h.span(class_=f"hl-dim-{letter.lower()}")[h.b[f"{letter} = {size}"]],
                h.span[
                    _ask("−", f"width:{layer - 1}:-1", f"One neuron less in hidden layer {layer}", size > 1),
                    _ask("+", f"width:{layer - 1}:1", f"One neuron more in hidden layer {layer}", size < MOST_WIDTH),
                ]
                if hidden
                else None,
            ]
        )
    depth = h.div(".hl-net-depth")[
        _ask("−", "depth:0:-1", "One hidden layer less", bool(settings.hidden)),
        "layer",
        _ask("+", "depth:0:1", "One hidden layer more", len(settings.hidden) < MOST_HIDDEN_LAYERS),
    ]
    return [*heads, depth]


def _ask(face: str, what: str, label: str, enabled: bool = True) -> h.Element:
    """A button whose press is Python's to answer."""
    return h.button(
        ".hl-small-button", {"type": "button", "data-ask": what, "title": label}, aria_label=label, disabled=not enabled
    )[face]


def _weight_bar(frame: Frame, settings: Settings) -> h.Element:
    """The chosen weight: its value at this moment, and a place to set another."""
    names = weight_names(settings)
    chosen = len(settings.edits) and _index_of(settings, settings.edits[-1])
    return h.div(".hl-weight-bar", {"role": "group", "aria-label": "One weight"})[
        h.label["Weight ", h.select({"data-choose": ""})[
            Markup("".join(f'<option value="{i}"{" selected" * (i == chosen)}>{name}</option>'
                           for i, name in enumerate(names)))
        ]],
        h.span[" = ", h.b({"data-chosen-value": ""})[theme.number(float(frame.weights[chosen]), 4)]],
        h.label["set to ", h.input({"type": "number", "step": "any", "data-set": "", "inputmode": "decimal"})],
        h.button(".hl-button", {"type": "button", "data-set-weight": ""})["Set"],
        _ask(f"Undo ({len(settings.edits)})", "undo:0:0", "Take the last weight set by hand back")
        if settings.edits
        else None,
    ]  # fmt: skip


def _values(recording: Recording, start: int, point: tuple[float, float]) -> h.Element:
    """What each neuron answers at one point of the plane, at this moment."""
    names, index, rows = tile_names(recording.settings), 0, []
    values = recording.values_at(*point, start, start + 1)[0]
    for layer, units in enumerate(names):
        letter = theme.layer_letter(layer, len(names) - 1).lower()
        row = []
        for name in units:
            value = h.b({"data-value": str(index)})[theme.number(float(values[index]), 4)]
            row.append(h.span(class_=f"hl-dim-{letter}")[f"{name} = ", value])
            index += 1
        rows.append(h.div[row])
    return h.div(".hl-probe", {"role": "group", "aria-label": "The network at one point"})[
        h.div(".hl-probe-point")[
            h.span["At the cross "],
            (
                h.label[f"{axis.name} = ", _coordinate(place, axis, value)]
                for place, (axis, value) in enumerate(zip(recording.settings.coordinates, point, strict=True))
            ),
            h.span["the neurons answer"],
        ],
        # Of a large network it scrolls, also by keyboard.
        h.div(".hl-probe-values", tabindex="0", role="group", aria_label="What every neuron answers there")[rows],
    ]


def _coordinate(place: int, axis: OwnAxis, value: float) -> h.VoidElement:
    """The field of a coordinate of the cross, in the reader's units; data-at is where it stands on the plane."""
    low, high = sorted(axis.units.theirs([-REACH, REACH]).tolist())
    shown = float(axis.units.theirs(value))
    return h.input(
        {"type": "number", "step": "any" if axis.size != 1 else "0.1", "min": f"{low:g}", "max": f"{high:g}"},
        {
            "data-point": str(place),
            "data-at": repr(value),
            "data-centre": repr(axis.centre),
            "data-size": repr(axis.size),
        },
        {"value": f"{shown:.6g}", "inputmode": "decimal"},
    )


def _matrices(film: Film, settings: Settings) -> h.Element:
    """All weight matrices as numbers that follow the film, out of the way until they are wanted."""
    names, first, shown = tile_names(settings), 0, []
    last = len(settings.sizes) - 1
    for layer, w in enumerate(settings.network().weights):
        rows = Axis(theme.layer_letter(layer, last), ("1", *names[layer]), first=0)
        columns = Axis(theme.layer_letter(layer + 1, last), tuple(names[layer + 1]))
        shown.append(
            matrix(
                f"w{theme.superscript(layer)}",
                w,
                rows,
                columns,
                tag=f"w{layer}",
                entry=partial(_number, film, first, w.shape[1]),
                most=(MOST_WIDTH + 1, MOST_WIDTH),
            )
        )
        first += w.size
    return h.details(".hl-play-matrices")[h.summary["All weights as numbers"], h.div(".hl-row.hl-top")[shown]]


def _number(film: Film, first: int, columns: int, row: int, column: int) -> Markup:
    """A weight's number; first is the number of its matrix's first weight, counted through all of them."""
    return film.number("weights", first + row * columns + column)


def _index_of(settings: Settings, edit: Edit) -> int:
    before: int = sum(rows * columns for rows, columns in settings.network().shapes[: edit.layer])
    return before + edit.row * settings.sizes[edit.layer + 1] + edit.column


# --- the plane ------------------------------------------------------------------------------------------------------


def _plane(film: Film, recording: Recording, point: tuple[float, float]) -> h.Element:
    """The output (or any neuron) over the plane, with the points on it, and the cross where values are read."""
    settings = recording.settings
    own = settings.data == "own"
    title = "The likeliest class" if settings.class_count > 2 else "The output ỹ"
    return h.div[
        h.div(".hl-map-head")[h.div(".hl-map-title", {"data-map-name": title})[title], _colours(settings)],
        h.div(
            ".hl-map",
            {"data-plane": "own" if own else "", "data-reach": f"{REACH:g}"},
            tabindex="0",
            role="group",
            aria_label=_plane_words(own),
        )[
            h.canvas(".hl-heat", _large(settings), width=f"{SIDE}", height=f"{SIDE}"),
            h.Element("svg")(
                {"viewBox": f"0 0 {MAP} {MAP}", "role": "img"},
                aria_label=f"{len(recording.problem.split.train_points)} training points and "
                f"{len(recording.problem.split.test_points)} test points in the plane",
            )[_points(recording), _cross(point)],
        ],
        _axis(settings),
        h.div(".hl-map-key")[
            _key(settings),
            h.label[h.input({"type": "checkbox", "data-toggle": "hl-show-test"}, checked=True), " test points"],
            h.label[h.input({"type": "checkbox", "data-toggle": "hl-decide"}), " show only the class"],
        ],
        _own_tools(settings) if own else None,
    ]


def _large(settings: Settings) -> dict[str, str]:
    """What the large map shows by itself: the last output, or of several classes the likeliest."""
    several = settings.class_count > 2
    shown = {"picture": "output", "index": "0" if several else str(settings.sizes[-1] - 1)}
    if several:
        shown["classes"] = str(settings.class_count)
    kept = {"large" if name == "picture" else f"large-{name}": value for name, value in shown.items()}
    return {f"data-{name}": value for name, value in (shown | kept).items()}


def _key(settings: Settings) -> h.Node:
    """What the marks stand for."""
    if settings.class_count > 2:
        return [h.span[sample(label), name] for label, name in enumerate(settings.class_names)]
    zero, one = ("target < 0", "target ≥ 0") if settings.regression else settings.class_names
    return [h.span[h.span(".hl-sample.hl-zero"), zero], h.span[h.span(".hl-sample.hl-one"), one]]


def _plane_words(own: bool) -> str:
    words = "The plane. Arrow keys move the cross, where the values of all neurons are read"
    return f"{words}; Enter does there what a click does" if own else words


def _cross(point: tuple[float, float]) -> h.Element:
    """Where values are read. It is moved as a whole, in the plane's own units."""
    scale = MAP / (2 * REACH)
    arms = "M-11 0H-4M4 0H11M0 -11V-4M0 4V11"
    at = f"translate({(point[0] + REACH) * scale:g} {(REACH - point[1]) * scale:g})"
    path = h.Element("path")
    return h.Element("g")({"data-cross": "", "transform": at})[path(".hl-cross-rim", d=arms), path(".hl-cross", d=arms)]


def _colours(settings: Settings) -> h.Element:
    """What the colours stand for."""
    if settings.class_count > 2:
        low, high = f"1/{settings.class_count}", "1"
        return h.div(".hl-colours")[
            h.span({"data-low": low})[low],
            h.span(".hl-colour-bar", {"data-class": "any", "data-own": "any"})[h.span({"data-middle": ""})],
            h.span({"data-high": high})[high],
        ]
    low, high = _output_range(settings)
    middle = "0" if settings.regression else "½"
    return h.div(".hl-colours")[
        h.span({"data-low": low})[low], h.span(".hl-colour-bar")[h.span({"data-middle": middle})[middle]],
        h.span({"data-high": high})[high],
    ]  # fmt: skip


def empty_plane(settings: Settings) -> str:
    """A plane without points, to click the first ones into, as HTML."""
    figure = h.figure(".hl-figure", aria_label="An empty plane for your points")[
        h.div(".hl-play-map.hl-play-empty")[
            h.div(".hl-map-title")["Click to set points"],
            h.div(".hl-map", {"data-plane": "own"})[h.Element("svg")({"viewBox": f"0 0 {MAP} {MAP}"})],
            _axis(settings),
            _own_tools(settings, cross=False),
        ]
    ]
    return str(figure)


def _axis(settings: Settings) -> h.Node:
    """What the two directions are, and the coordinates at the plane's edges, in the reader's units."""
    (across, up), ends = settings.coordinates, []
    for axis in (across, up):
        digits = 4 if axis.size != 1 else 0
        ends.append([theme.number(float(f"{end:.4g}"), digits) for end in axis.units.theirs([-REACH, REACH]).tolist()])
    (left, right), (low, high) = ends
    if (low, high) == (left, right):
        words = f"{across.name} →   {up.name} ↑"
        return h.div(".hl-map-axis", aria_hidden="true")[h.span[left], h.span[words], h.span[right]]
    return [
        h.div(".hl-map-axis", aria_hidden="true")[h.span[left], h.span[f"{across.name} →"], h.span[right]],
        h.div(".hl-map-axis.hl-map-up", aria_hidden="true")[h.span[f"↑ {up.name} from {low} to {high}"]],
    ]


def _own_tools(settings: Settings, *, cross: bool = True) -> h.Element:
    """What a click does: set a point of one of the classes, or of one more; take one away; move the cross."""
    names = list(settings.class_names)
    if len(names) < MOST_CLASSES:
        names.append(f"class {len(names)}, a new one")
    classes = [(str(label), f"{MARKS[label].sign} {name}") for label, name in enumerate(names)]
    tools = [*classes, ("-1", "✕ take away"), *([("read", "+ move the cross")] if cross else [])]
    return h.div(".hl-own-tools", {"role": "radiogroup", "aria-label": "A click on the plane"})[
        h.span["A click:"],
        (
            h.label[
                h.input({"type": "radio", "name": "hl-own-tool", "value": value}, checked=value == "1"), f" {words}"
            ]
            for value, words in tools
        ),
    ]


def _points(recording: Recording) -> h.Node:
    """All points: discs for class 1, squares for class 0, hollow for testing. One path each, however many there are.

    For a regression discs have targets of at least 0, squares below, and each has the colour of its target.
    """
    parts = recording.problem.split
    count = len(parts.train_points) + len(parts.test_points)
    size = "many" if count > 1500 else "some" if count > 300 else "few"
    tones = _tones if recording.settings.regression else _classes
    if recording.settings.class_count > 2:
        return marks(parts, size)
    layers = []
    for kind, points, targets in (
        ("test", parts.test_points, parts.test_classes),
        ("train", parts.train_points, parts.train_classes),
    ):
        for chosen, name, style in tones(targets):
            path = dots(points[chosen])
            layers += [
                h.Element("path")({"class": f"hl-dots hl-{kind} {name} hl-{layer} hl-{size}"}, d=path, style=style)
                for layer in ("rim", "fill")
                if path
            ]
    return layers


def _classes(targets: Any) -> list[tuple[Any, str, str | None]]:
    """Which points go together, what they are called, and their own style: the two classes."""
    return [(targets == label, name, None) for label, name in ((0, "hl-zero"), (1, "hl-one"))]


def _tones(targets: Any) -> list[tuple[Any, str, str | None]]:
    """The same for real targets: steps of colour from −1 to 1."""
    steps = np.clip(np.floor(targets * TONES), -TONES, TONES - 1)
    groups: list[tuple[Any, str, str | None]] = []
    for step in range(-TONES, TONES):
        share = 100 * (step + 1 if step >= 0 else -step) / TONES
        end = "positive" if step >= 0 else "negative"
        tone = f"--tone: color-mix(in srgb, var(--hl-{end}) {share:g}%, var(--hl-paper))"
        groups.append((steps == step, f"hl-toned {'hl-one' if step >= 0 else 'hl-zero'}", tone))
    return groups


def dots(points: Any) -> str:
    """Points (N, 2) as lines of no length, which a path draws as dots of its own thickness."""
    scale = MAP / (2 * REACH)
    return "".join(f"M{(x1 + REACH) * scale:.1f} {(REACH - x2) * scale:.1f}h0" for x1, x2 in points.tolist())


def _facts(film: Film) -> h.Element:
    return h.Element("dl")(".hl-play-facts", {"data-facts": ""})[
        h.div[h.dt["Training loss"], h.dd[film.text("train")], h.dd[film.text("train-score")]],
        h.div[h.dt["Test loss"], h.dd[film.text("test")], h.dd[film.text("test-score")]],
        h.div[h.dt["Epoch"], h.dd[film.text("epoch")]],
    ]


# --- the losses -----------------------------------------------------------------------------------------------------


def losses(frames: Sequence[Frame]) -> h.Node:
    """Training and test loss, drawn so wide that the last frame stands at the right edge."""
    train = [frame.train_loss for frame in frames]
    test = [frame.test_loss for frame in frames if frame.test_loss is not None]
    y = _scale([*train, *test])
    x = Scale(0, max(1, len(frames) - 1), 0, max(1, len(frames) - 1))
    svg, line = h.Element("svg"), h.Element("polyline")
    places = range(len(frames))
    return h.fragment[
        svg({"viewBox": f"0 0 {x.end:g} {CURVE}", "preserveAspectRatio": "none", "role": "img"},
            aria_label=f"Loss over {frames[-1].iteration} iterations: training from {frames[0].texts['train']} "
            f"to {frames[-1].texts['train']}, test from {frames[0].texts['test']} to {frames[-1].texts['test']}")[
            line(".hl-loss-test", points=curve(x, y, places, _drawable(test))) if test else None,
            line(".hl-loss-train", points=curve(x, y, places, _drawable(train))),
        ],
        [
            h.span(".hl-loss-tick", style=f"top:{y(tick):g}%")[label]
            for tick, label in y.labelled_ticks(3)
        ],
        h.span(".hl-loss-key")[
            "Loss", " (logarithmic axis)" if y.log else "", ": ", h.b["—— training"], h.span["- - test"]
        ],
    ]  # fmt: skip


def _table(frames: Sequence[Frame]) -> h.Element:
    """The losses as a table. The page continues it as frames come: it has the same texts."""
    curves = {name: [frame.texts[text] for frame in frames] for text, name in (("train", "training"), ("test", "test"))}
    return fold_curves("Loss", [frame.iteration for frame in frames], curves)


def _drawable(values: Sequence[float]) -> list[float]:
    """Losses with what is no number, or beyond all numbers, at the upper edge."""
    return [value if value < 1e300 else 1e300 for value in values]


def _scale(values: Sequence[float]) -> Scale:
    """From 0 upwards; logarithmic where the losses differ by a lot."""
    known = [value for value in values if 0 <= value < 1e300]
    high = max([*known, 1e-9])
    low = max(min([value for value in known if value > 0], default=high), 1e-12)
    if high > 30 * low:
        return Scale(low * 0.8, high * 1.25, CURVE - 4, 6, log=True)
    return Scale(0, high * 1.1, CURVE - 4, 6)


def _loss_at_start(recording: Recording) -> tuple[float, str]:
    """The loss from which the present steps set out, and in words when that was: a weight set by hand is no step."""
    edits = recording.settings.edits
    if not edits:
        return recording.frames[0].train_loss, "at the start"
    place = min(edits[-1].iteration // recording.settings.step, len(recording.frames) - 1)
    return recording.frames[place].train_loss, "just after you set a weight"


def note(recording: Recording) -> h.Node:
    """What the reader should know of this run: why it ended, or that it does nothing."""
    frame = recording.frames[-1]
    start, since = _loss_at_start(recording)
    said = []
    if frame.stopped:
        said.append(
            f"The run {frame.stopped}. The steps were so long that every one made things worse; the last picture is "
            "that of the last weights that were still numbers."
        )
    elif frame.train_loss > 10 * max(start, 0.1):
        said.append(
            f"The loss is more than ten times as large as {since}: the steps jump over the valley they should go "
            "down into. A smaller learning rate helps."
        )
    elif len(recording.frames) > 20 and np.array_equal(frame.weights, recording.frames[-10].weights):
        said.append("The weights have stopped changing: every derivative is 0, or too small to make a difference.")
    if recording.complete and not frame.stopped:
        said.append(
            f"The film ends here, at iteration {frame.iteration}. Longer steps from frame to frame reach farther."
        )
    return h.p(".hl-play-note")[Markup(" ").join(said)] if said else None
