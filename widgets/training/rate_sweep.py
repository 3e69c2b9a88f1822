"""64 learning rates at once: the loss that each leaves as a picture, and the run of any column."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite

import htpy as h
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from studies.forwards.worked import hand_worked
from studies.training.films import spread_iterations
from studies.training.rates import RateSweep, sweep_rates
from widgets.drawing.data_table import Table, early
from widgets.drawing.film import Dial, Film, build, show
from widgets.drawing.plot import Scale, axes, curve
from widgets.kit import reader, theme
from widgets.kit.reader import ReaderNetwork

Array = NDArray[np.floating]

RATES = np.geomspace(1e-3, 10, 64)
ITERATIONS = 1000
DRAWN = spread_iterations(ITERATIONS, dense=20, count=90)
# Losses below are drawn on the floor: they differ by rounding only.
FLOOR, CEILING = 1e-9, 1e6
RUN_ROWS = 16  # of the table of the chosen run, whose every number is there for every rate
RATE_DIAL, NETWORK_DIAL = 0, 1


@lru_cache(maxsize=8)
def sweeps(own: ReaderNetwork) -> tuple[RateSweep, RateSweep]:
    """The sweep of the book's network with tanh, and that of the reader's network from its own starting weights."""
    net, data, loss = hand_worked(("tanh", "linear"))
    book = sweep_rates(net, data.X, data.Y, RATES.tolist(), iterations=ITERATIONS, loss=loss)
    problem = own.dataset()
    mine = sweep_rates(
        own.network(),
        problem.X,
        problem.Y,
        RATES.tolist(),
        iterations=ITERATIONS,
        loss=own.loss,
        optimizer=own.optimizer,
        biases=own.bias_rule,
    )
    return book, mine


def describe(sweep: RateSweep, index: int) -> str:
    """What became of one learning rate, in words."""
    verdict, start, final = sweep.verdicts[index], float(sweep.losses[index, 0]), float(sweep.final[index])
    left = sweep.diverged_at[index]
    if left is not None:
        when = f"after {left} {'iteration' if left == 1 else 'iterations'} the next one" if left else "the first one"
        return (
            f"divergent. Each step overshoots by more than the one before; {when} makes the loss too large for a "
            "number, and the run was stopped."
        )
    ends = f"from {theme.number(start, 4)} to {theme.number(final, 4)}"
    return f"{verdict}. The loss goes {ends} in {ITERATIONS} iterations."


def make_film(own: ReaderNetwork) -> Film:
    """The film over the learning rate and the network."""
    both = sweeps(own)
    labels = [theme.number(float(f"{rate:.2g}"), 4) for rate in RATES]
    film = Film(
        Dial("Learning rate η", labels, both[0].best),
        Dial("Network", ("3-2-1 with tanh", "your network"), choice=True),
    )
    over = (NETWORK_DIAL, RATE_DIAL)
    film.channel("say", [[describe(sweep, i) for i in range(len(RATES))] for sweep in both], over)
    film.channel("rate", labels, (RATE_DIAL,))
    return film


@lru_cache(maxsize=8)
def picture(own: ReaderNetwork, caption: str) -> str:
    """The columns, the chosen run's loss curve, a readout and the dials, as HTML."""
    film = make_film(own)
    both = sweeps(own)
    figure = build(
        film,
        [
            [h.div(film.when(NETWORK_DIAL, index))[_columns(sweep)] for index, sweep in enumerate(both)],
            film.controls(),
            h.div(".hl-readout", {"role": "status", "aria-live": "polite"})[
                "η = ", h.b[film.text("rate")], ": ", film.text("say")
            ],
            _run(film, both),
            _tables(film, both),
        ],
        label="What 64 learning rates lead to",
        caption_text=caption,
    )
    return str(figure)


def _columns(sweep: RateSweep) -> h.Element:
    """One column for each rate, as high as the loss it leaves; a divergent one has no height, and a cross at the top.

    The chosen column is marked at its foot: a mark as high as the picture would look like the largest loss of all.
    """
    x, y = Scale(float(RATES[0]), float(RATES[-1]), 58, 672, log=True), Scale(FLOOR, 1e2, 242, 44, log=True)
    width = (x.end - x.start) / (len(RATES) - 1)
    svg, rect, text, group = h.Element("svg"), h.Element("rect"), h.Element("text"), h.Element("g")
    bars = []
    for index, (rate, final, verdict) in enumerate(
        zip(RATES.tolist(), sweep.final.tolist(), sweep.verdicts, strict=True)
    ):
        place = x(rate)
        kind = verdict.replace(" ", "-")
        bars.append(
            group({"data-pick": f"{RATE_DIAL}:{index}", "class": f"hl-column hl-{kind}"})[
                rect(
                    ".hl-target",
                    x=f"{place - width / 2:.1f}",
                    y=f"{y.end:g}",
                    width=f"{width:.1f}",
                    height=f"{y.start - y.end:g}",
                ),
                isfinite(final)
                and rect(
                    ".hl-rate-bar",
                    x=f"{place - width / 2 + 1:.1f}",
                    y=f"{y(final) - 3:.1f}",
                    width=f"{width - 2:.1f}",
                    height=f"{y.start - y(final) + 3:.1f}",
                ),
                verdict == "divergent" and text(x=f"{place:.1f}", y=f"{y.end + 12:g}")["✕"],
                h.Element("path")(".hl-rate-mark", d=f"M{place:.1f} {y.start + 1:g}l5 8h-10Z"),
            ]
        )
    zones = _zones(sweep, x)
    return h.div(".hl-scroll")[
        svg(
            ".hl-plot.hl-columns",
            {"viewBox": "0 0 690 284", "role": "img"},
            aria_label="The loss that each rate leaves",
        )[
            text(".hl-axis-title.hl-start", x="2", y="14")[f"loss after {ITERATIONS} iterations"],
            axes(x, y, "learning rate η", ""),
            bars,
            zones,
        ]
    ]


def _zones(sweep: RateSweep, x: Scale) -> h.Node:
    """The verdicts written over their ranges, where there is room."""
    labels = []
    for verdict in dict.fromkeys(sweep.verdicts):
        rates = RATES[[here == verdict for here in sweep.verdicts]]
        left, right = x(float(rates[0])), x(float(rates[-1]))
        if right - left > 10 * len(verdict) / 2:
            labels.append(h.Element("text")(".hl-zone", x=f"{(left + right) / 2:.1f}", y="36")[verdict])
    return labels


def _run(film: Film, both: tuple[RateSweep, RateSweep]) -> h.Element:
    """The loss curve of the chosen rate."""
    x, y = Scale(1, ITERATIONS + 1, 58, 672, log=True), Scale(FLOOR, CEILING, 132, 24, log=True)
    curves = [[_points(losses, x, y) for losses in sweep.losses] for sweep in both]
    ends = [
        [_end(losses, left, x, y) for losses, left in zip(sweep.losses, sweep.diverged_at, strict=True)]
        for sweep in both
    ]
    film.channel("run", curves, (NETWORK_DIAL, RATE_DIAL))
    for part, name in enumerate(("end-x", "end-y", "end-mark")):
        film.channel(name, [[end[part] for end in row] for row in ends], (NETWORK_DIAL, RATE_DIAL))
    return h.div(".hl-scroll")[
        h.Element("svg")(
            ".hl-plot.hl-columns", {"viewBox": "0 0 690 172", "role": "img"}, aria_label="The loss of the chosen run"
        )[
            axes(x, y, "iteration + 1", "loss of this run"),
            h.Element("polyline")(".hl-curve", film.bind(points="run")),
            h.Element("text")(".hl-limit-label", film.bind(x="end-x", y="end-y") | film.follow("end-mark"))[
                film.now("end-mark")
            ],
        ]
    ]


def _points(losses: Array, x: Scale, y: Scale) -> str:
    kept = [(i, float(losses[i])) for i in DRAWN if np.isfinite(losses[i])]
    return curve(x, y, [i + 1 for i, _ in kept], [loss for _, loss in kept])


def _end(losses: Array, left: int | None, x: Scale, y: Scale) -> tuple[float, float, str]:
    """Where a divergent run leaves the picture, and the cross that says so."""
    if left is None:
        return x.end, y.start, ""
    last = max(left - 1, 0)
    return x(last + 1) + 10, y(float(losses[last])) + 5, "✕ stopped"


def _tables(film: Film, both: tuple[RateSweep, RateSweep]) -> h.Element:
    """The numbers of both pictures, folded away: what each rate leaves, and the losses of the chosen run."""
    labels, networks = film.dials[RATE_DIAL].labels, film.dials[NETWORK_DIAL].labels
    final = [
        {"rate": label, "network": network, "loss": loss if isfinite(loss) else verdict}
        for network, sweep in zip(networks, both, strict=True)
        for label, loss, verdict in zip(labels, sweep.final.tolist(), sweep.verdicts, strict=True)
    ]
    columns = Table(
        f"Loss after {ITERATIONS} iterations", {"rate": "learning rate η", "loss": "loss"}, series=("network",)
    )
    run = []
    for iteration in (DRAWN[place] for place in early(DRAWN, RUN_ROWS)):
        losses = np.stack([sweep.losses[:, iteration] for sweep in both]).tolist()
        texts = [[theme.number(loss, 4) if isfinite(loss) else "stopped" for loss in row] for row in losses]
        film.channel(f"at-{iteration}", texts, (NETWORK_DIAL, RATE_DIAL))
        run.append({"iteration": iteration, "loss": Markup(str(film.text(f"at-{iteration}")))})
    chosen = Table("The run of the chosen learning rate", {"iteration": "iteration", "loss": "loss"})
    return h.details(".hl-fold-data")[h.summary["Data as tables"], columns.of(final), chosen.of(run)]


def widget(*, key: str, caption: str) -> None:
    """Show the sweep of the book's network and of the reader's."""
    show(picture(reader.current(), caption), key=key)
