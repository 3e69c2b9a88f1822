"""Begin a widget or a lesson with files that already work: `make widget NAME=…` and `make lesson SLUG=…`.

What is written is what CONTRIBUTING.md describes, as small as it can be. An existing file is never touched, except for
the one line that makes the newcomer known.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ROOMS = ("forward", "backward", "training", "playground", "digits", "frameworks", "code", "questions")

WIDGET = '''"""{title}: the sizes of the reader's network in a sentence."""

from __future__ import annotations

import htpy as h

from widgets.drawing import figure
from widgets.kit import reader


def build(own: reader.ReaderNetwork) -> h.Node:
    """What is drawn, as a pure function of the reader's network."""
    return h.p["Neurons, layer by layer: ", h.strong[" → ".join(map(str, own.sizes))], "."]


def widget(*, key: str, caption: str) -> None:
    """Draw it for the reader's network; it is redrawn when that changes."""
    figure.show(build(reader.current()), key=key, label="{title}", caption_text=caption)
'''

WIDGET_TEST = '''"""{title}."""

from __future__ import annotations

from widgets.kit.reader import ReaderNetwork
from widgets.{room}.{name} import build


def test_it_shows_the_readers_network() -> None:
    assert "3 → 2 → 1" in str(build(ReaderNetwork()))
'''

LESSON = """# {title}

> What does this lesson answer?

The network has $\\M$ inputs, $\\Q$ hidden neurons and $\\P$ outputs.

:::{{widget}} network_diagram
Point at a part to learn its name.
:::

:::{{box}} What to remember
- One sentence for each thing that the reader takes along.
:::

## Check yourself

{questions}
"""
QUESTIONS = (
    ("How many inputs has a data point?", "[[M]]", "One for each column of $X$: [[M]]."),
    ("How many outputs does the network have?", "[[P]]", "One for each column of $\\tilde Y$: [[P]]."),
    ("How many data points are there?", "[[N]]", "One for each row of $X$: [[N]]."),
    ("What is the shape of $X$, rows × columns?", "[[N]] × [[M]]", "Rows are data points: [[N]] × [[M]]."),
)

PAGE = '''"""The lesson "{title}"."""

from lessons.page import show

show("{slug}")
'''

CONTENTS = """
[[parts.lessons]]
slug = "{slug}"
title = {title}
summary = "What this lesson is about, in one line."
"""


NEXT = {
    "widget": """
Next: a lesson draws it with a line ':::{{widget}} {name}', a line for its caption, and ':::'.
make quick K={name} runs its tests.
""",
    "lesson": """
Next: write the text, and in content/contents.toml its summary; move its entry there to the lesson's place in the book.
Its title stands in both files and in pages/{name}.py. content/for_teachers.md has a plan for each lesson, in order.
make quick K={name} runs the tests of every lesson on it.
""",
}


def titled(name: str) -> str:
    """loss_ribbon -> Loss ribbon."""
    return name.replace("_", " ").capitalize()


def named(text: str) -> str:
    """A name as a module may have it. Raises ValueError."""
    if not NAME.fullmatch(text):
        raise ValueError(f"expected a name of small letters, digits and _, such as loss_ribbon, got '{text}'")
    return text


def written(title: str) -> str:
    """A title that a docstring, a heading and the contents can have as it is. Raises ValueError."""
    if "\\" in title or not title.isprintable() or title.endswith('"'):
        raise ValueError(
            f"expected a title without backslashes and line breaks and with no quote at its end, got {title!r}"
        )
    return title


def create(path: Path, text: str) -> None:
    """Write a new file. Raises ValueError if there is one."""
    if path.exists():
        raise ValueError(f"{path.name}: there is such a file already")
    path.write_text(text, encoding="utf-8")


def widget(root: Path, name: str, room: str) -> list[Path]:
    """A widget, its test and its line in the registry; returns the files, the registry last."""
    registry = root / "widgets" / "registry.py"
    text = registry.read_text(encoding="utf-8")
    if f'"{name}": Widget(' in text:
        raise ValueError(f"the registry has a widget '{name}' already")
    told = {"title": titled(name), "name": name, "room": room}
    module = root / "widgets" / room / f"{name}.py"
    test = root / "tests" / "widgets" / room / f"test_{name}.py"
    create(module, WIDGET.format(**told))
    create(test, WIDGET_TEST.format(**told))
    opening = "WIDGETS: dict[str, Widget] = {\n"
    registry.write_text(text.replace(opening, f'{opening}    "{name}": Widget("{room}.{name}"),\n'), encoding="utf-8")
    return [module, test, registry]


def lesson(root: Path, slug: str, title: str) -> list[Path]:
    """A lesson's text, its page and its entry at the end of the contents; returns the files, the contents last."""
    contents = root / "content" / "contents.toml"
    text = contents.read_text(encoding="utf-8")
    questions = "\n\n".join(
        f":::{{widget}} check_yourself\n{question}\n= {answer}\n! {because}\n:::"
        for question, answer, because in QUESTIONS
    )
    content, page = root / "content" / f"{slug}.md", root / "pages" / f"{slug}.py"
    create(content, LESSON.format(title=title, questions=questions))
    create(page, PAGE.format(title=title, slug=slug))
    contents.write_text(
        text + CONTENTS.format(slug=slug, title=json.dumps(title, ensure_ascii=False)), encoding="utf-8"
    )
    return [content, page, contents]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="scaffold", description=(__doc__ or "").splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("widget")
    one.add_argument("name")
    one.add_argument("--room", choices=ROOMS, default=ROOMS[0])
    other = kinds.add_parser("lesson")
    other.add_argument("slug")
    other.add_argument("--title", default="")
    options = parser.parse_args(arguments)
    try:
        if options.kind == "widget":
            files = widget(root, named(options.name), options.room)
        else:
            files = lesson(root, named(options.slug), written(options.title) or titled(options.slug))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for file in files:
        print(file.relative_to(root))
    print(NEXT[options.kind].format(name=options.name if options.kind == "widget" else options.slug), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
