"""A curve built of bumps side by side, with nothing trained."""

from __future__ import annotations

from functools import lru_cache

import htpy as h

from studies.training.bumps import Built, build, largest_error
from studies.training.curve_fits import REACH
from widgets.drawing import film as films
from widgets.drawing.film import Dial, Film
from widgets.kit import theme
from widgets.training.curve_plane import PLACES, X, Y, plane, points

BUMPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
STEEPNESS = (4.0, 8.0, 20.0, 100.0)
INNER = 0.9 * REACH  # at both ends the outermost bumps fall off to 0
BOTH = (0, 1)


def make_film() -> Film:
    """The film over the number of bumps and how steep their sides are."""
    film = Film(
        Dial("Bumps", [str(count) for count in BUMPS], BUMPS.index(8)),
        Dial("Steepness k", [f"{k:g}/d" for k in STEEPNESS], 2, choice=True),
    )
    made = [[build(count, k) for k in STEEPNESS] for count in BUMPS]
    film.channel("curve", [[points(one.net.predict(PLACES[:, None])[:, 0]) for one in row] for row in made], BOTH)
    film.channel("error", [[theme.number(largest_error(one.net, INNER), 3) for one in row] for row in made], BOTH)
    film.channel("neurons", [str(row[0].net.sizes[1]) for row in made], (0,))
    film.channel("width", [theme.number(2 * REACH / count) for count in BUMPS], (0,))
    film.channel("steps", [_steps(row[0]) for row in made], (0,))
    return film


def _steps(one: Built) -> str:
    """The outline of the bumps, as if their sides were upright, as the path of an SVG."""
    edges, heights = X.places(one.edges).tolist(), Y.places(one.heights).tolist()
    zero = Y(0.0)
    return "".join(
        f"M{a:g} {zero:g}V{y:g}H{b:g}V{zero:g}" for a, b, y in zip(edges[:-1], edges[1:], heights, strict=True)
    )


@lru_cache(maxsize=4)
def picture(caption: str) -> str:
    """The bumps, their sum and the dials, as HTML."""
    film = make_film()
    content = [
        h.Element("path")(".hl-bump", film.bind(d="steps")),
        h.Element("polyline")(".hl-curve", film.bind(points="curve")),
    ]
    facts = h.dl(".hl-facts", {"aria-live": "polite"})[
        h.dt["hidden neurons, two a bump"],
        h.dd[film.text("neurons")],
        h.dt["width of a bump, d"],
        h.dd[film.text("width")],
        h.dt[f"largest error between −{theme.number(INNER)} and {theme.number(INNER)}"],
        h.dd[film.text("error")],
    ]
    return str(
        films.build(
            film,
            h.div(".hl-side.hl-stacks")[
                h.div(".hl-wide")[plane(content, label="A curve built of bumps", key="bumps", dots=False)],
                h.div(".hl-wide")[film.controls(), facts],
            ],
            label="A curve built of bumps",
            caption_text=caption,
        )
    )


def widget(*, key: str, caption: str) -> None:
    """Let the reader choose how many bumps there are and how steep."""
    films.show(picture(caption), key=key)
