"""A figure: complete HTML and SVG made in Python, which a small script in the page then brings to life.

Python computes and writes everything that can be seen; the script (client/figure) only lights, shows and hides.
That is why a figure answers at once, reads without any script, and never shows a number that mlp_core did not compute.
Elements take part through these attributes, which the functions below write:

- `data-tags`: the words an element answers to, such as "X.r0 X.0.2";
- `data-lit`: the tags that light up while the element is chosen (hover, focus or touch);
- `data-say`: what the figure's readout then says, as HTML;
- `data-on`, `data-wrote`, `data-from`, `data-only`: the steps in which an element is lit as read, lit as written, from
  which it is there, at which alone;
- `data-first`, `data-marks`: of an element with `data-only`, the tag of the part that its step chooses by itself, and
  the tags that its step lights;
- `data-echo`: shows an entry once more; `data-to`: a click goes to that step; `data-check`: a number to fill in;
  `data-sentences`: what is said of all such numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import htpy as h
from markupsafe import Markup

from widgets.kit import component


def part(
    tags: Iterable[str] = (),
    *,
    lit: Iterable[str] = (),
    say: h.Node = None,
    on: Iterable[int] = (),
    wrote: Iterable[int] = (),
    since: int | None = None,
    only: Iterable[int] = (),
) -> dict[str, str]:
    """The attributes of an element that takes part in its figure; see the module's text for what each one does.

    say makes the element something the reader can choose, by pointer, touch or keyboard.
    """
    attributes = {
        "data-tags": " ".join(tags),
        "data-lit": " ".join(lit),
        # What is said is most often written already, and a page has thousands of these.
        "data-say": "" if say is None else str(say) if isinstance(say, Markup) else str(h.fragment[say]),
        "data-on": " ".join(map(str, on)),
        "data-wrote": " ".join(map(str, wrote)),
        "data-from": "" if since is None else str(since),
        "data-only": " ".join(map(str, only)),
    }
    attributes = {name: value for name, value in attributes.items() if value}
    if say is not None:
        attributes["tabindex"] = "-1"
    return attributes


def readout(start: h.Node, *, label: str = "What you chose") -> h.Element:
    """Where the figure says what is chosen; start is what stands there at first."""
    return h.div(".hl-readout", {"data-readout": "", "role": "status", "aria-live": "polite", "aria-label": label})[
        start
    ]


def step_controls(labels: Sequence[str], *, start: int = 0, name: str = "Step") -> h.Element:
    """Back, forward and a slider over the steps of a figure; labels name each step. Hidden where no script runs."""
    count = len(labels)
    return h.div(
        ".hl-steps",
        {"data-steps": str(count), "data-start": str(start), "role": "group", "aria-label": name},
        hidden=True,
    )[
        h.button(".hl-button", {"data-go": "-1", "type": "button", "aria-label": "Back one step"})["◀ Back"],
        h.input(
            {"data-slider": "", "type": "range", "min": "0", "max": str(count - 1), "value": str(start)},
            aria_label=name,
        ),
        h.button(".hl-button.hl-primary", {"data-go": "1", "type": "button", "aria-label": "Next step"})["Next ▶"],
        h.output(".hl-step-label", {"data-step-label": "", "data-labels": "\n".join(labels), "aria-live": "polite"})[
            f"{start + 1} of {count}: {labels[start]}"
        ],
    ]


@lru_cache(maxsize=64)
def caption(text: str) -> h.Node:
    """The lesson's own words under a figure; `code` and *emphasis* are all the Markdown that a caption needs.

    Raises ValueError for a formula: nothing would draw it.
    Kept: a figure is drawn anew at each answer, and to read its caption takes as long as the rest of a small one.
    """
    if not text:
        return None
    if "$" in text:
        raise ValueError(
            f"caption: expected words, `code` and *emphasis*, but no formula (write f′, w⁽⁰⁾), got '{text}'"
        )
    from markdown_it import MarkdownIt

    return h.figcaption(".hl-caption")[Markup(MarkdownIt("commonmark", {"html": False}).renderInline(text))]


def show(content: h.Node, *, key: str, label: str, caption_text: str = "", chosen: str | None = None) -> None:
    """Mount a figure on the page.

    label: what the figure is, for readers who do not see it. chosen: the tag of the part that is chosen at first.
    """
    attributes = {"aria-label": label} | ({"data-chosen": chosen} if chosen else {})
    figure = h.figure(".hl-figure", attributes)[content, caption(caption_text)]
    component.mount("figure", key=key, data={"html": str(figure)})
