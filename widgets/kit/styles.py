"""The book's CSS: its colours as custom properties, then the styles that each room of widgets/ keeps."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from widgets.kit import theme

WIDGETS = Path(__file__).resolve().parent.parent
# In the order of the cascade: the page, what is drawn everywhere, single subjects, and last what a medium takes back.
SHEETS = (
    "kit/page",
    "forward/network_panel",
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
    "backward/chain",
    "training/training",
    "code/cells",
    "drawing/seven_segment",
    "frameworks/programs",
    "backward/gradient_check",
    "digits/digits",
    "playground/playground",
    "training/curves",
    "backward/today",
    "drawing/table",
    "kit/elsewhere",
    "kit/forced",
    "kit/motion",
    "kit/print",
)


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def stylesheet() -> str:
    """The book's CSS: its colours and scales as custom properties, then the styles of every room of widgets/."""
    properties = "\n".join(f"  {name}: {value};" for name, value in theme.properties().items())
    # Formulas carry the light colour in their markup; here it learns to follow the page.
    maths = "\n".join(
        f'.katex [style*="{_rgb(colour.light)}"], .katex [style*="{colour.light}"] '
        f"{{ color: {colour.css} !important; }}"
        for colour in theme.DIMENSIONS.values()
    )
    return f":root {{\n{properties}\n}}\n{maths}\n{_sheets()}"


@cache
def _sheets() -> str:
    """All sheets, without what only their authors need: every page's first message carries them."""
    text = "\n".join((WIDGETS / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}")
