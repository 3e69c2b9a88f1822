"""What a reader can do first on a page: each change of one control, as the page names it and as Streamlit hears it.

The page's side of the names is client/page/acts.ts: what stands in a control after the act, counted in its own steps,
so that no number has to be written the same way twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from site_builder.render.prerender import Node

# A slider of more steps than these is rehearsed near to where it stands.
MOST_STEPS = 20
# A number field is stepped through or typed into; its steps to either side.
STEPS_EITHER_WAY = 4
CONTROLS = frozenset(
    ("button", "button_group", "checkbox", "number_input", "radio", "selectbox", "slider", "text_area", "text_input")
)
_WORDS = ("text_input", "text_area")
Foreseen = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Act:
    """One act.

    name: what the page calls it; given: the id of each control that has another value -> that value; like: the name of
    the act to which the page says the same.
    """

    name: str
    given: Mapping[str, Any]
    like: str = ""


def controls(nodes: Iterable[Node]) -> Iterator[Node]:
    """All controls below these nodes that can be used, in the order of the page."""
    for node in nodes:
        if node["type"] in CONTROLS and not node["proto"].get("disabled"):
            yield node
        yield from controls(node["children"])


def acts(page: Sequence[Node], foreseen: Foreseen = MappingProxyType({})) -> dict[str, list[Act]]:
    """Control's id -> the acts on it to which Python answers. A control of a form has none: its button has them.

    foreseen: the key of each field for which they are known -> the texts that readers may type, in groups of those that
    are answered alike.
    """
    found = list(controls(page))
    made: dict[str, list[Act]] = {}
    for node in found:
        proto = node["proto"]
        if proto.get("isFormSubmitter"):
            made[proto["id"]] = list(_submissions(proto["id"], beside(node, found), foreseen))
        elif not proto.get("formId"):
            changed = [Act(name, {proto["id"]: value}) for name, value in values(node)]
            made[proto["id"]] = [*changed, *_typed(proto["id"], foreseen)]
    return made


def beside(button: Node, found: Iterable[Node]) -> list[Node]:
    """The other controls of a form's button, of those found."""
    form = button["proto"]["formId"]
    return [other for other in found if other is not button and other["proto"].get("formId") == form]


def as_it_stands(inside: Sequence[Node]) -> str:
    """The name of sending a form in which nothing was changed."""
    return _sent(*(start(node) for node in inside))


def _submissions(button: str, inside: Sequence[Node], foreseen: Foreseen) -> Iterator[Act]:
    """A form is sent as it stands, or with another choice or a foreseen text if that is all that it asks for."""
    if any(node["proto"].get("isFormSubmitter") for node in inside):
        return  # of two buttons each would send what the other does
    yield Act(as_it_stands(inside), {button: True})
    if len(inside) == 1:
        field = inside[0]["proto"]["id"]
        for name, value in values(inside[0]):
            yield Act(_sent(name), {button: True, field: value})
        for act in _typed(field, foreseen):
            yield Act(_sent(act.name), {button: True, **act.given}, like=act.like and _sent(act.like))


def _typed(field: str, foreseen: Foreseen) -> Iterator[Act]:
    """Each text that is foreseen for a field."""
    for first, *others in foreseen.get(user_key(field), ()):
        yield Act(first, {field: first})
        yield from (Act(text, {field: text}, like=first) for text in others)


def _sent(*names: str) -> str:
    return json.dumps(names, ensure_ascii=False)


def user_key(identity: str) -> str:
    """The key that the app gave a control: '$$ID-<hash>-<key>' -> '<key>'."""
    return identity.split("-", 2)[-1]


def values(node: Node) -> Iterator[tuple[str, Any]]:
    """Every other value that a control can be given by one act: its name, and the value as Streamlit hears it."""
    proto, kind, now = node["proto"], node["type"], start(node)
    options = proto.get("options", [])
    if kind == "button":
        yield "", True
    elif kind == "checkbox":
        yield ("0", False) if now == "1" else ("1", True)
    elif kind in ("selectbox", "radio"):
        yield from ((str(at), option) for at, option in enumerate(options) if str(at) != now)
    elif kind == "button_group":
        yield from _choices([option.get("content", "") for option in options], now, proto)
    elif kind == "slider":
        yield from _steps(proto, int(now))
    elif kind == "number_input":
        yield from _numbers(proto)


def _choices(contents: Sequence[str], now: str, proto: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    pressed = [int(at) for at in now.split("+") if at]
    single = proto.get("clickMode", "SINGLE_SELECT") == "SINGLE_SELECT"
    for at in range(len(contents)):
        if at in pressed:
            after = [other for other in pressed if other != at]
            if proto.get("required") and not after:
                continue
        else:
            after = [at] if single else sorted([*pressed, at])
        yield "+".join(map(str, after)), [contents[other] for other in after]


def _steps(proto: Mapping[str, Any], now: int) -> Iterator[tuple[str, list[Any]]]:
    low, step = proto.get("min", 0), proto.get("step") or 1
    last = round((proto.get("max", 0) - low) / step)
    every = range(last + 1) if last <= MOST_STEPS else range(max(0, now - 10), min(last, now + 10) + 1)
    options = proto.get("options", [])
    for at in every:
        if at != now:
            yield str(at), [options[at] if options else low + at * step]


def _numbers(proto: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    value = proto.get("value") if proto.get("setValue") else proto.get("default")
    if value is None:
        return
    for by in range(-STEPS_EITHER_WAY, STEPS_EITHER_WAY + 1):
        there = round(value + by * proto.get("step", 1), 10)
        low_enough = not proto.get("hasMax") or there <= proto["max"]
        if by and low_enough and (not proto.get("hasMin") or there >= proto["min"]):
            yield str(by), there


def current(node: Node) -> object:
    """What stands in a control, to compare it with another's."""
    proto = node["proto"]
    if node["type"] == "number_input":  # its acts are named by its steps, from wherever it stands
        return proto.get("value") if proto.get("setValue") else proto.get("default")
    return start(node)


def start(node: Node) -> str:
    """What the page calls the value that a control has now."""
    proto, kind = node["proto"], node["type"]
    is_set = proto.get("setValue")
    options = proto.get("options", [])
    if kind == "slider":
        if options and is_set:
            return str(options.index(proto["rawValue"][0]))
        value = (proto["value"] if is_set else proto["default"])[0]
        return str(round((value - proto.get("min", 0)) / (proto.get("step") or 1)))
    if kind == "selectbox":
        chosen = proto.get("rawValue") if is_set else (options[proto["default"]] if "default" in proto else None)
        return str(options.index(chosen)) if chosen in options else ""
    if kind == "button_group":
        contents = [option.get("content", "") for option in options]
        pressed = [contents.index(one) for one in proto.get("rawValues", [])] if is_set else proto.get("default", [])
        return "+".join(map(str, sorted(pressed)))
    value = proto.get("value") if is_set else proto.get("default")
    if kind == "checkbox":
        return "1" if value else "0"
    if kind == "radio":
        return "" if value is None else str(value)
    if kind in _WORDS:
        return value or ""
    return "0" if kind == "number_input" else ""


def shows(node: Node, value: Any) -> bool:
    """Whether a control that was given this value still has it when Python has answered."""
    proto, kind = node["proto"], node["type"]
    if not proto.get("setValue"):
        return True
    if kind == "button_group":
        return bool(proto.get("rawValues", []) == value)
    if kind == "slider":
        return bool((proto["rawValue"] if proto.get("options") else proto["value"]) == value)
    if kind == "selectbox":
        return bool(proto.get("rawValue") == value)
    if kind == "radio":
        return bool(proto.get("value") == proto.get("options", []).index(value))
    return bool(proto.get("value") == value)
