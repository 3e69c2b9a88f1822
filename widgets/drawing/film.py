"""A film: a figure of which Python has computed every frame, and which the page then plays, scrubs and turns.

A `Film` has dials (the iteration, a learning rate, a weight …). For each setting of the dials it knows what every
changing text, attribute and heat map shows; the script (client/film) puts the values of the chosen setting in
their places and computes nothing. So a film follows the finger, and never shows a number that mlp_core did not compute.

    film = Film(Dial("Iteration", labels, plays=True), Dial("Learning rate", ("0.1", "1"), choice=True))
    film.channel("loss", texts, over=(0, 1))       # texts[i][j] for iteration i and learning rate j
    h.p["Loss: ", film.text("loss")]
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import htpy as h
import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from widgets.drawing.figure import caption
from widgets.kit import component, theme

Array = NDArray[Any]


@dataclass(frozen=True)
class Dial:
    """One thing that the reader sets.

    labels: what each position is called. start: the position at first. plays: it can run by itself. choice: a row of
    buttons instead of a slider. jumps: what a button leads to, as in 'steepest fall' -> name of the channel that says
    at which position that is.
    """

    name: str
    labels: Sequence[str]
    start: int = 0
    plays: bool = False
    choice: bool = False
    jumps: Mapping[str, str] | None = None


class Film:
    """The dials of a figure and what it shows at each of their settings."""

    def __init__(self, *dials: Dial) -> None:
        self.dials = dials
        self._channels: dict[str, tuple[tuple[int, ...], list[Any]]] = {}
        self._pictures: dict[str, tuple[tuple[int, ...], Array]] = {}
        self._numbers: dict[str, tuple[tuple[int, ...], Array, int]] = {}

    def channel(self, name: str, values: Any, over: Sequence[int]) -> None:
        """Something that changes: values (one axis for each dial in `over`, numbers or texts)."""
        over = tuple(over)
        table = np.asarray(values, dtype=object)
        self._channels[name] = (over, table.reshape(self._checked(name, table.shape, over)).tolist())

    def picture(self, name: str, values: Array, over: Sequence[int], low: float, high: float) -> None:
        """A heat map that changes: values (…, rows, columns), an axis for each dial in `over`, from low to high."""
        over = tuple(over)
        self._checked(name, values.shape[:-2], over)
        levels = np.clip((np.asarray(values, dtype=float) - low) / (high - low) * 255, 0, 255)
        self._pictures[name] = (over, np.round(levels).astype(np.uint8).reshape(-1, 1, *values.shape[-2:]))

    def album(self, name: str, levels: Array, over: Sequence[int]) -> None:
        """Several heat maps that change together: levels 0 … 255 (…, maps, rows, columns), as in `picture`."""
        over = tuple(over)
        self._checked(name, levels.shape[:-3], over)
        self._pictures[name] = (over, np.asarray(levels, dtype=np.uint8).reshape(-1, *levels.shape[-3:]))

    def numbers(self, name: str, values: Array, over: Sequence[int], decimals: int = 3) -> None:
        """Numbers that the script writes where they are wanted, as `theme.number` prints them: values (…, count).

        Digits that are not printed are not sent: they are as good as random, and were most of a film's bytes.
        """
        over = tuple(over)
        self._checked(name, values.shape[:-1], over)
        self._numbers[name] = (over, theme.printed(values, decimals).reshape(-1, values.shape[-1]), decimals)

    def _checked(self, name: str, shape: tuple[int, ...], over: tuple[int, ...]) -> tuple[int, ...]:
        wanted = tuple(len(self.dials[dial].labels) for dial in over)
        if shape != wanted:
            raise ValueError(f"{name}: expected shape {wanted} for the dials {over}, got {shape}")
        return (-1,)

    def values(self, name: str) -> list[Any]:
        """All that a channel shows, the last of its dials running fastest."""
        return self._channels[name][1]

    def now(self, name: str) -> str:
        """What a channel shows at first."""
        over, values = self._channels[name]
        return str(values[self._start(over)])

    def _start(self, over: Sequence[int]) -> int:
        """Where the values stand that are shown at first."""
        place = 0
        for dial in over:
            place = place * len(self.dials[dial].labels) + self.dials[dial].start
        return place

    def text(self, name: str) -> h.Element:
        """A piece of text that follows a channel."""
        return h.span({"data-text": name})[self.now(name)]

    def number(self, name: str, index: int, *, aligned: bool = False) -> Markup:
        """One number of a row of `numbers`, as it changes. aligned: its point is below that of the number above it."""
        over, values, decimals = self._numbers[name]
        start = float(values[self._start(over), index])
        # There may be thousands, which is why they are written out rather than built.
        text = theme.number(start, decimals)
        less = f' data-less="{theme.missing(text, decimals)}"' if aligned else ""
        return Markup(f'<span data-number="{escape(name)}:{index}:{decimals}"{less}>{text}</span>')

    def follow(self, name: str) -> dict[str, str]:
        """The attribute that makes an element's own text follow a channel; its content at first is `now(name)`."""
        return {"data-text": name}

    def bind(self, **attributes: str) -> dict[str, str]:
        """Attributes that follow channels: bind(x1="line-x1") is x1 as it is at first, and what moves it later."""
        names = {attribute.replace("_", "-").rstrip("-"): name for attribute, name in attributes.items()}
        if any(" " in name for name in names.values()):
            raise ValueError(f"a channel that an attribute follows has no space in its name, got {[*names.values()]}")
        bound = " ".join(f"{attribute}={name}" for attribute, name in names.items())
        return {attribute: self.now(name) for attribute, name in names.items()} | {"data-bind": bound}

    def when(self, dial: int, position: int) -> dict[str, str]:
        """The attributes of an element that is there only while a dial stands at one position."""
        return {"data-when": f"{dial}:{position}"} | ({} if self.dials[dial].start == position else {"hidden": ""})

    def canvas(self, name: str, index: int = 0, **more: str) -> h.Element:
        """The place of a heat map, low values in the colour of negative numbers and high ones in that of positive.

        index: which one, of an album. more: other attributes, such as data-class, whose colour the map then takes.
        """
        rows, columns = self._pictures[name][1].shape[2:]
        which = {"data-picture": name} | ({"data-index": str(index)} if index else {})
        return h.canvas(".hl-heat", which | more | {"aria-hidden": "true"}, width=str(columns), height=str(rows))

    def controls(self, *which: int) -> h.Node:
        """All dials, or those of these numbers. Hidden where no script runs, because then nothing would follow them."""
        shown = [(index, dial) for index, dial in enumerate(self.dials) if not which or index in which]
        return h.div(".hl-dials", hidden=True)[(_dial(index, dial) for index, dial in shown)]

    def data(self) -> dict[str, Any]:
        """Everything the script needs, as plain data."""
        channels = {name: {"over": over, "values": values} for name, (over, values) in self._channels.items()}
        pictures = {
            name: {"over": over, "each": levels.shape[1], "bytes": _base64(levels)}
            for name, (over, levels) in self._pictures.items()
        }
        numbers = {
            name: {"over": over, "each": values.shape[1], "values": _sendable(values)}
            for name, (over, values, _) in self._numbers.items()
        }
        return {
            "sizes": [len(dial.labels) for dial in self.dials],
            "labels": [list(dial.labels) for dial in self.dials],
            "channels": channels,
            "pictures": pictures,
            "numbers": numbers,
        }

    def json(self) -> str:
        """Its data as text that is safe to stand inside a page."""
        return json.dumps(self.data(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _base64(values: Array) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")


def _sendable(values: Array) -> list[float | str]:
    """All values in a row; JSON has no number that is none, or infinite, so these are words that scripts can read."""
    flat = values.ravel().tolist()
    if np.isfinite(values).all():
        return flat
    words = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
    return [words.get(str(value), value) for value in flat]


def _dial(index: int, dial: Dial) -> h.Element:
    if dial.choice:
        return h.div(".hl-dial.hl-choice", {"role": "radiogroup", "aria-label": dial.name})[
            h.span(".hl-dial-name")[dial.name],
            (
                h.button(
                    ".hl-button",
                    {"type": "button", "role": "radio", "data-pick": f"{index}:{place}"},
                    aria_checked="true" if place == dial.start else "false",
                )[label]
                for place, label in enumerate(dial.labels)
            ),
        ]
    last = len(dial.labels) - 1
    slider = h.label(".hl-dial")[
        h.span(".hl-dial-name")[dial.name],
        h.input(
            {"type": "range", "data-dial": str(index), "min": "0", "max": str(last), "value": str(dial.start)},
            aria_valuetext=dial.labels[dial.start],
        ),
        h.output({"data-dial-label": str(index), "aria-live": "off"})[dial.labels[dial.start]],
    ]
    if not dial.plays:
        return slider
    return h.div(".hl-player", {"data-player": str(index), "role": "group", "aria-label": f"{dial.name}: play"})[
        slider,
        h.div(".hl-play-buttons")[
            _button("first", "Start", "Back to the start"),
            _button("back", ["◀", _word(" Previous")], "Previous step"),
            _button("play", "▶ Play", "Play or pause", primary=True),
            _button("next", [_word("Next step "), "▶"], "Next step"),
            h.label[
                _word("Speed "),
                h.select({"data-speed": "", "aria-label": "Speed"})[
                    (
                        h.option({"value": str(rate)} | ({"selected": ""} if rate == 30 else {}))[f"{rate} a second"]
                        for rate in (4, 15, 30, 60)
                    )
                ],
            ],
            (_jump(place, channel) for place, channel in (dial.jumps or {}).items()),
        ],
    ]


def _word(words: str) -> h.Element:
    """Words on a control that a narrow window leaves out: its name says them there."""
    return h.span(".hl-wide-word")[words]


def _jump(place: str, channel: str) -> h.Element:
    """It comes last in its row, so that on a phone the speed is in view and not its words."""
    words = f"Jump to the {place}"
    return h.button(".hl-button", {"type": "button", "data-jump": channel}, aria_label=words)[
        _word(words), h.span(".hl-narrow-word")[place.capitalize()]
    ]


def _button(act: str, face: h.Node, name: str, *, primary: bool = False) -> h.Element:
    return h.button(
        ".hl-button",
        {"type": "button", "data-act": act, "class": "hl-button hl-primary" if primary else "hl-button"},
        aria_label=name,
    )[face]


def build(film: Film, content: h.Node, *, label: str, caption_text: str = "", autoplay: bool = False) -> h.Element:
    """The whole figure, complete and readable as it is; label says what it is to readers who do not see it.

    autoplay: it plays once when it comes into view, unless the reader's system asks for less motion.
    """
    # Drawn before the data are written, because drawing some parts adds their channels.
    drawn = Markup(str(h.fragment[content]))
    return h.figure(".hl-figure.hl-film", {"data-autoplay": ""} if autoplay else {}, aria_label=label)[
        drawn,
        h.script({"type": "application/json", "data-film": ""})[Markup(film.json())],
        caption(caption_text),
    ]


def show(figure: str, *, key: str) -> None:
    """Mount a figure that `build` made, as HTML, on the page."""
    component.mount("film", key=key, data={"html": figure})
