"""What differs between two trees of a page (run_pages.py), as changes of its HTML that the page can make in place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from site_builder.collect.acts import CONTROLS, current, shows, start
from site_builder.render.charts import WIDTH
from site_builder.render.prerender import BLOCKS, Node, can_be_drawn, is_drawn, key_of

# A change: {"at": places} and either {"out": how many go, "in": nodes that come}, {"head": an expander without what is
# in it} or {"data": what a figure's script is given}; {"room": pixels} where the nodes have less than the page's width.
Change = dict[str, Any]
# What says which value a control has. Which controls have another one is known, so that is no difference.
VALUE = ("value", "setValue", "rawValue", "rawValues", "default")
# What is said of a control's value, whatever it is.
_WORDS = ("label", "help")
# Names that Streamlit makes of all arguments of an element, and what the page does not show.
_UNSEEN = ("id", "formId", "url")


class Lost(Exception):
    """The control that the reader has just used would be taken out of their hand, or what comes cannot be drawn."""


def drawn(nodes: Sequence[Node], known: frozenset[str] = frozenset()) -> list[Node]:
    """The same nodes without those that the page has no element for. known: figures that are there already.

    The script of such a figure is only told what is new; its HTML may be missing.
    """
    return [
        {**node, "children": drawn(node["children"], known)}
        for node in nodes
        if is_drawn(node) or (node["type"] == "bidi_component" and key_of(node) in known)
    ]


def figures(nodes: Sequence[Node]) -> frozenset[str]:
    """The keys of the figures below these nodes that are drawn."""
    found: set[str] = set()
    for node in nodes:
        if node["type"] == "bidi_component" and is_drawn(node):
            found.add(key_of(node))
        found |= figures(node["children"])
    return frozenset(found)


def differences(before: Sequence[Node], after: Sequence[Node], given: Mapping[str, Any]) -> list[Change]:
    """What makes the one page out of the other, from the first to the last place.

    given: the ids of the controls that the reader has used, with their values. Lost: one of them would be exchanged.
    """
    known = figures(before)
    return list(_Comparison(given, dict(_controls(before))).children(drawn(before), drawn(after, known), [], WIDTH))


class _Comparison:
    def __init__(self, given: Mapping[str, Any], before: Mapping[str, Node]) -> None:
        self.given = given
        self.before = before  # the controls that are there, by their ids

    def children(self, old: Sequence[Node], new: Sequence[Node], at: list[int], room: int) -> list[Change]:
        changes: list[Change] = []
        alike = SequenceMatcher(None, [_identity(node) for node in old], [_identity(node) for node in new], False)
        for kind, first, last, begin, end in alike.get_opcodes():
            if kind == "equal":
                for place, (one, other) in enumerate(zip(old[first:last], new[begin:end], strict=True), first):
                    changes += self.node(one, other, [*at, place], room)
            else:
                changes.append(self.exchange(old[first:last], new[begin:end], [*at, first], room))
        return changes

    def exchange(self, old: Sequence[Node], new: Sequence[Node], at: list[int], room: int) -> Change:
        for node in old:
            self.refuse_what_is_held(node)
        for node in new:
            if not can_be_drawn(node):
                raise Lost(node["type"])
        change = {"at": at, "out": len(old), "in": [self.kept(node) for node in new]}
        return change if room == WIDTH else change | {"room": room}

    def kept(self, node: Node) -> Node:
        """A node that comes, with its controls as browsers have them."""
        old = self.before.get(node["proto"].get("id", ""))
        node = _keeping(old, node) if old else node
        return {**node, "children": [self.kept(child) for child in node["children"]]}

    def refuse_what_is_held(self, node: Node) -> None:
        # A button may go when it was pressed; whatever else was used has a value that would go with it.
        if node["proto"].get("id") in self.given and node["type"] != "button":
            raise Lost(node["proto"]["id"])
        for child in node["children"]:
            self.refuse_what_is_held(child)

    def node(self, old: Node, new: Node, at: list[int], room: int) -> list[Change]:
        if old["type"] in BLOCKS:
            return self.container(old, new, at, room)
        used = old["proto"].get("id")
        if used in self.given and old["type"] != "button":
            if _seen(old, VALUE) != _seen(new, VALUE) or not shows(new, self.given[used]):
                raise Lost(used)
            return []
        if _seen(old) == _seen(new) or (old["type"] in CONTROLS and _stays(old, new)):
            return []
        if old["type"] == "bidi_component":
            return [{"at": at, "data": json.loads(new["proto"].get("json") or "{}")}]
        return [self.exchange([old], [new], at, room)]

    def container(self, old: Node, new: Node, at: list[int], room: int) -> list[Change]:
        if _seen(old) == _seen(new):
            head: list[Change] = []
        elif old["type"] == "expandable" and _seen(old, ("label",)) == _seen(new, ("label",)):
            head = [{"at": at, "head": {**new, "children": []}}]
        else:
            return [self.exchange([old], [new], at, room)]
        inner = int(old["width"].get("pixelWidth", room)) if old["type"] == "flex_container" else room
        return [*head, *self.children(old["children"], new["children"], at, inner)]


def _stays(old: Node, new: Node) -> bool:
    """Whether a control that nobody has used looks as before. One that Python sets nothing for keeps its value."""
    return _seen(old, VALUE) == _seen(new, VALUE) and (not new["proto"].get("setValue") or current(old) == current(new))


def _controls(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if node["type"] in CONTROLS and node["type"] != "button":
            yield node["proto"]["id"], node
        yield from _controls(node["children"])


def _keeping(old: Node, new: Node) -> Node:
    """A control that is drawn anew, as browsers have it: with the value of before if Python sets none.

    Lost: it is none of its values any more, or one that HTML would not show.
    """
    proto, before = new["proto"], old["proto"]
    if proto.get("setValue"):
        return new
    if _seen(old, (*VALUE, *_WORDS)) == _seen(new, (*VALUE, *_WORDS)):
        own = {name: before[name] for name in VALUE if name in before}
        return {**new, "proto": {name: part for name, part in proto.items() if name not in VALUE} | own}
    if old["type"] == "selectbox" and (words := _chosen(old)) in proto.get("options", []):
        return {**new, "proto": {**proto, "setValue": True, "rawValue": words}}
    if old["type"] != "selectbox" and current(old) == current(new):
        return new
    raise Lost(before["id"])


def _chosen(menu: Node) -> str | None:
    """The words of what is chosen."""
    place = start(menu)
    return menu["proto"]["options"][int(place)] if place else None


def _identity(node: Node) -> tuple[str, str, str]:
    """What tells a node from its neighbours, whatever it says."""
    return node["type"], key_of(node), node["proto"].get("jsSourcePath", "")


def _seen(node: Node, without: Sequence[str] = ()) -> object:
    hidden = (*_UNSEEN, *without)
    return {name: value for name, value in node["proto"].items() if name not in hidden}, node["width"]
