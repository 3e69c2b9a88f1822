"""What the reader's first acts change (collect/rehearse.py), as files for the page (client/page/patch.ts).

A file is all acts on one control, in lines of JSON: first {name: changes} of all acts, then a part in each line. So the
page reads only the parts of the act that was done (client/page/rehearsal.ts). A part is HTML, or what a script is
told; each stands there once, and changes name it by its number. The name of a file is its hash, so that a page never
takes another build's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import htpy as h

from site_builder.hashing import sha256
from site_builder.render.charts import WIDTH
from site_builder.render.prerender import Drawing, Node

FOLDER = "assets/rehearsed/"
Change = Mapping[str, Any]
# Name of an act -> what it changes.
Acts = Mapping[str, Sequence[Change]]


def nodes(pages: Iterable[Mapping[str, Acts]]) -> Iterator[Node]:
    """All nodes that acts bring, for those who look for what is in them."""
    for page in pages:
        for acts in page.values():
            for change in (change for changes in acts.values() for change in changes):
                yield from change.get("in", ())
                if "head" in change:
                    yield change["head"]


def files(drawing: Drawing, page: Mapping[str, Acts]) -> dict[str, tuple[str, bytes]]:
    """Control's id -> name and content of its file. drawing: of the page, without such names."""
    contents = {control: rehearsal(drawing, acts) for control, acts in page.items()}
    return {control: (sha256(content)[:12], content) for control, content in contents.items()}


def path(name: str) -> str:
    """Where the file of that name lies on the site."""
    return f"{FOLDER}{name}.txt"


def rehearsal(drawing: Drawing, acts: Acts) -> bytes:
    """The file of one control."""
    parts = _Parts()
    made = {name: [_written(drawing, change, parts) for change in changes] for name, changes in sorted(acts.items())}
    lines = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (made, *parts.values)]
    return "\n".join(lines).encode()


class _Parts:
    """Values, each once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, value: Any) -> int:
        name = json.dumps(value, sort_keys=True)
        if name not in self._places:
            self._places[name] = len(self.values)
            self.values.append(value)
        return self._places[name]


def _written(drawing: Drawing, change: Change, parts: _Parts) -> dict[str, Any]:
    if "data" in change:
        return {"at": change["at"], "data": parts.place(change["data"])}
    drawing.room = change.get("room", WIDTH)
    if "head" in change:
        return {"at": change["at"], "head": parts.place(_html(drawing, change["head"]))}
    html = [_html(drawing, node) for node in change["in"]]
    return {"at": change["at"], "out": change["out"], "in": [parts.place(one) for one in html]}


def _html(drawing: Drawing, node: Node) -> str:
    return str(h.fragment[drawing.node(node)])
