"""The book's CSS: its colours as custom properties, then the styles that each room of widgets/ keeps.

It is in the first message of every page. So the large sheets of rooms whose figures few pages have go to those only.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from widgets.kit import theme

WIDGETS = Path(__file__).resolve().parent.parent
# In the order of the cascade: the page, what is drawn everywhere, single subjects, and last what a medium takes back.
SHEETS = (
    "kit/page",
    "forward/network_panel",
    "forward/panel_page",
    "drawing/figure",
    "drawing/sign",
    "drawing/matrix",
    "drawing/diagram",
    "drawing/graph",
    "drawing/code",
    "drawing/steps",
    "cover/cover",
    "drawing/film",
    "forward/forward",
    "backward/stepper",
    "backward/loss_table",
    "backward/chain",
    "training/training",
    "code/cells",
    "drawing/seven_segment",
    "frameworks/programs",
    "backward/gradient_check",
    "digits/digits",
    "playground/playground",
    "playground/bar_page",
    "training/curves",
    "backward/today",
    "drawing/table",
    "kit/elsewhere",
    "kit/only",
    "kit/forced",
    "kit/motion",
    "kit/print",
)

# Sheets about nothing but figures of their own room.
APART = frozenset(
    {
        "backward/chain",
        "backward/gradient_check",
        "backward/loss_table",
        "backward/stepper",
        "backward/today",
        "digits/digits",
        "forward/forward",
        "frameworks/programs",
        "playground/playground",
        "training/training",
    }
)

# Sheets about the page itself, for pages of some kind. A rule `:has(…)` would serve as well, and cost: whenever a text
# changes, the browser asks all that stands behind such a rule again.
OF_KIND = {"forward/panel_page": "panel", "playground/bar_page": "playground", "kit/only": "only"}


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def stylesheet(rooms: Collection[str], kinds: Collection[str] = ()) -> str:
    """The CSS of a page with figures of these rooms: custom properties for colours and typefaces, then the sheets.

    kinds: "panel" with the panel of the reader's network, "playground" with its bar of settings, "only" with one
    figure and nothing else.
    """
    properties = "\n".join(f"  {name}: {value};" for name, value in theme.properties().items())
    # Formulas carry the light colour in their markup; here it learns to follow the page.
    maths = "\n".join(
        f'.katex [style*="{_rgb(colour.light)}"], .katex [style*="{colour.light}"] '
        f"{{ color: {colour.css} !important; }}"
        for colour in theme.DIMENSIONS.values()
    )
    sheets = "".join(_sheet(name) for name in SHEETS if _is_wanted(name, rooms, kinds))
    return f":root {{\n{properties}\n}}\n{maths}\n{sheets}"


def _is_wanted(sheet: str, rooms: Collection[str], kinds: Collection[str]) -> bool:
    if sheet in OF_KIND:
        return OF_KIND[sheet] in kinds
    return sheet not in APART or sheet.partition("/")[0] in rooms


@cache
def _sheet(name: str) -> str:
    """A sheet without what only its authors need: comments, blanks, and names for what is the same everywhere."""
    text = re.sub(r"/\*.*?\*/", "", (WIDGETS / f"{name}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    measures = theme.measures()
    text = re.sub(r"var\((--[\w-]+)\)", lambda named: measures.get(named[1], named[0]), text)
    text = re.sub(r"\s*([{};>,])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").strip()
    return re.sub(r"([{;][\w-]+): ", r"\1:", text)
