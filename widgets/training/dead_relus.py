"""Dead relus counted: each hidden neuron of 20 networks, before and after training at several learning rates."""

from __future__ import annotations

from functools import lru_cache

import htpy as h
import numpy as np
from numpy.typing import NDArray

from studies.training.starts import dead_after
from widgets.drawing.data_table import Table
from widgets.drawing.film import Dial, Film, build, show
from widgets.kit import theme

UPDATES = (0, 1, 3, 10, 30, 100, 300)
RATES = (0.1, 1.0, 3.0, 10.0)
STARTS = {"uniform": "−1 … 1", "he": "He"}
NETWORKS, WIDTH = 20, 8
TIME, RATE, START = 0, 1, 2
STEP = 22  # pixels from neuron to neuron


@lru_cache(maxsize=1)
def dead() -> NDArray[np.bool_]:
    """(starts, rates, updates, networks, neurons): which neurons are dead."""
    found = [dead_after(UPDATES, RATES, start=start, width=WIDTH, seeds=range(NETWORKS)) for start in STARTS]
    return np.array(found).swapaxes(1, 2)


def make_film() -> Film:
    """The film over the updates, the learning rate and the start."""
    film = Film(
        Dial("Updates", [str(updates) for updates in UPDATES], len(UPDATES) - 1, choice=True),
        Dial("Learning rate η", [theme.number(rate) for rate in RATES], RATES.index(3.0), choice=True),
        Dial("Start", tuple(STARTS.values()), choice=True),
    )
    over, found = (START, RATE, TIME), dead()
    counts = found.sum(axis=(-2, -1))
    film.channel("count", counts.tolist(), over)
    film.channel(
        "percent",
        [[[f"{100 * n / NETWORKS / WIDTH:.0f}" for n in row] for row in rows] for rows in counts.tolist()],
        over,
    )
    film.channel("whole", (found.all(axis=-1).sum(axis=-1)).tolist(), over)
    for name, chosen, mark in (("dead", found, _cross), ("alive", ~found, _ring)):
        film.channel(
            name,
            [
                [
                    ["".join(mark(*place) for place in np.argwhere(one).tolist()) or "M0 0" for one in row]
                    for row in rows
                ]
                for rows in chosen
            ],
            over,
        )
    return film


def _cross(network: int, neuron: int) -> str:
    x, y = 40 + STEP * network, 26 + STEP * neuron
    return f"M{x - 5} {y - 5}l10 10M{x + 5} {y - 5}l-10 10"


def _ring(network: int, neuron: int) -> str:
    x, y = 40 + STEP * network, 26 + STEP * neuron
    return f"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0"


@lru_cache(maxsize=2)
def picture(caption: str) -> str:
    """The neurons, the counts and the dials, as HTML."""
    film = make_film()
    text, path = h.Element("text"), h.Element("path")
    width, height = 40 + STEP * NETWORKS, 40 + STEP * WIDTH
    figure = build(
        film,
        [
            h.div(".hl-marks")[
                h.Element("svg")(
                    ".hl-plot", {"viewBox": f"0 0 {width} {height}", "role": "img"}, aria_label="Which relus are dead"
                )[
                    (
                        text(".hl-tick.hl-end", x="24", y=f"{30 + STEP * neuron}")[
                            f"h{str(neuron + 1).translate(theme.SUBSCRIPTS)}"
                        ]
                        for neuron in range(WIDTH)
                    ),
                    text(".hl-tick", x=f"{width / 2:g}", y=f"{height - 4}")[
                        f"one column for each of {NETWORKS} networks"
                    ],
                    path(".hl-alive", film.bind(d="alive")),
                    path(".hl-dead", film.bind(d="dead")),
                ]
            ],
            h.div(".hl-readout", {"role": "status", "aria-live": "polite"})[
                "✕ dead: ",
                h.b[film.text("count"), f" of {NETWORKS * WIDTH}"],
                " (",
                film.text("percent"),
                " %). Networks with no relu left: ",
                h.b[film.text("whole")],
                ".",
            ],
            film.controls(),
            _table(),
        ],
        label="Dead relus, counted",
        caption_text=caption,
    )
    return str(figure)


def _table() -> h.Element:
    rows = [
        {"updates": updates, "case": f"{start}, η = {theme.number(rate)}", "dead": int(dead()[i, j, k].sum())}
        for i, start in enumerate(STARTS.values())
        for j, rate in enumerate(RATES)
        for k, updates in enumerate(UPDATES)
    ]
    table = Table(f"Dead relus of {NETWORKS * WIDTH}", {"updates": "updates", "dead": "dead"}, series=("case",))
    return h.details(".hl-fold-data")[h.summary["Data as a table"], table.of(rows)]


def widget(*, key: str, caption: str) -> None:
    """The same film for every reader: it needs no network of the reader's."""
    show(picture(caption), key=key)
