"""What a lesson says about the sections of the programs in three libraries, and the table that shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import htpy as h

from mlp_core.export.programs import SECTIONS, Program
from widgets.drawing.figure import part, readout

TITLES = {
    "imports": "Bring in the libraries",
    "data": "The data",
    "network": "The network",
    "start": "The initial weights",
    "loss": "The loss",
    "optimizer": "The optimizer",
    "loop": "The loop",
    "forward": "Feed forward",
    "backward": "Carry the error back",
    "update": "Update the weights",
    "end": "The result",
}


@dataclass(frozen=True)
class Notes:
    """A sentence or two for each section, and the caption."""

    of: Mapping[str, str]
    caption: str


def parse_notes(body: str) -> Notes:
    """Read the body of a `framework_programs` marker: lines '? section: what it does', then the caption.

    Raises ValueError if a section is missing or unknown.
    """
    notes, caption = {}, []
    for line in body.splitlines():
        if line.startswith("? "):
            section, _, say = line[2:].partition(": ")
            if section not in SECTIONS:
                raise ValueError(f"expected one of the sections {', '.join(SECTIONS)}, got '{section}'")
            notes[section] = say
        else:
            caption.append(line)
    missing = [section for section in SECTIONS if not notes.get(section)]
    if missing:
        raise ValueError(f"a line '? section: what it does' is missing for {', '.join(missing)}")
    return Notes(notes, "\n".join(caption).strip())


def build(programs: Mapping[str, Program], notes: Notes, chosen: str) -> h.Node:
    """The programs side by side, one row for each section; a chosen row says what it does.

    programs: library -> its program. chosen: the section that is chosen at first.
    """
    libraries = list(programs)
    rows = [_row(section, programs, notes) for section in SECTIONS]
    return h.fragment[
        readout(_say(chosen, notes), label="What the chosen section does"),
        h.div(".hl-scroll.hl-programs-frame")[
            h.div(
                ".hl-programs",
                {"data-roam": "", "class": f"hl-programs hl-programs-{len(libraries)}"},
                role="group",
                aria_label=f"The same program in {_listed(libraries)}",
            )[rows]
        ],
    ]


def _row(section: str, programs: Mapping[str, Program], notes: Notes) -> h.Element:
    attributes = part([f"section.{section}"], lit=[f"section.{section}"], say=_say(section, notes))
    return h.div(".hl-program-row", attributes, role="group", aria_label=TITLES[section])[
        h.div(".hl-program-title")[TITLES[section]],
        [
            h.div(".hl-program-cell")[
                h.div(".hl-program-library")[library],
                _code(program[section]) if program[section] else h.div(".hl-program-inside")["inside fit"],
            ]
            for library, program in programs.items()
        ],
    ]


def _code(lines: str) -> h.Element:
    """A section's lines; one that is too long for its column goes on under its own beginning, a little further in."""
    written = []
    for line in lines.strip("\n").replace("\n\n\n", "\n\n").split("\n"):
        indent = len(line) - len(line.lstrip())
        style = f"padding-left: {indent + 3}ch; text-indent: -3ch"
        written.append(h.div(style=style)[line.lstrip() or "\N{NO-BREAK SPACE}"])
    return h.div(".hl-program-code")[written]


def _say(section: str, notes: Notes) -> h.Node:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    words = Markup(MarkdownIt("commonmark", {"html": False}).renderInline(notes.of[section]))
    return h.fragment[h.b[f"{TITLES[section]}. "], words]


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
