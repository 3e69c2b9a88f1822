"""Run every page of the book natively and write what it draws as plain data.

`python -m site_builder.collect.run_pages APP_FOLDER SLUG…` runs in a process of its own (gather.py starts it), because
it imports the app. It prints JSON: {"icon": SVG, "pages": {slug: {"main": nodes, "sidebar": nodes, "event": nodes}},
"samples": {slug: messages}}. A node is {"type": …, "proto": …, "width": …, "children": [nodes]}, in the words of
Streamlit's own messages; for samples see there.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]

AREAS = ("main", "sidebar", "event")

Node = dict[str, Any]
# What a sample has in these fields, if it has them.
_EMPTY = {
    "form_id": "",
    "js_content": "",
    "js_source_path": "",
    "html_content": "<div></div>",
    "json": "{}",
    "url": "",
}


def tree(messages: Iterable[Any]) -> dict[str, list[Node]]:
    """The drawn page, from the messages that Streamlit would send to a browser."""
    root: Node = {"children": {}}
    for message in messages:
        # What is only there for a moment, such as a spinner, is not part of the page.
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") == "new_transient":
            continue
        node = root
        for step in message.metadata.delta_path[:-1]:
            node = node["children"].setdefault(step, {"type": "vertical", "proto": {}, "width": {}, "children": {}})
        last = message.metadata.delta_path[-1]
        kept = node["children"].get(last, {}).get("children", {})
        node["children"][last] = {**_node(message.delta), "children": kept}
    areas = {
        name: root["children"].get(number, {"children": {}}) for number, name in zip((0, 1, 2), AREAS, strict=True)
    }
    return {name: _listed(area)["children"] for name, area in areas.items()}


def _node(delta: Any) -> Node:
    if delta.WhichOneof("type") == "add_block":
        block = delta.add_block
        kind = block.WhichOneof("type") or "vertical"
        proto = MessageToDict(getattr(block, kind)) if block.WhichOneof("type") else {}
        proto |= {"id": block.id, **MessageToDict(block.height_config)}
        return {"type": kind, "proto": proto, "width": MessageToDict(block.width_config)}
    element = delta.new_element
    kind = element.WhichOneof("type")
    return {
        "type": kind,
        "proto": MessageToDict(getattr(element, kind), always_print_fields_with_no_presence=True)
        | MessageToDict(element.height_config),
        "width": MessageToDict(element.width_config),
    }


def _listed(node: Node) -> Node:
    """The same node, with its children as a list in their order."""
    return {**node, "children": [_listed(child) for _, child in sorted(node["children"].items())]}


def samples(messages: Iterable[Any]) -> list[str]:
    """One element of each kind, in Base64: the page has Streamlit draw it, unseen, while Python starts (boot.ts).

    What Streamlit draws an element with it loads when it meets the first of its kind, and it makes a page that has to
    wait for several of them appear in steps of a third of a second. Its own names keep a sample from being taken for
    a control of the page; styles and figures have nothing in them. Charts would take longer than they save. A text with
    a formula is a kind of its own: at the first one Streamlit loads KaTeX, and then draws all of them once more.
    """
    found: dict[str, str] = {}
    for message in messages:
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
            continue
        kind = message.delta.new_element.WhichOneof("type")
        has_maths = kind == "markdown" and "$" in message.delta.new_element.markdown.body
        name = "maths" if has_maths else kind
        if name in found or kind == "vega_lite_chart":
            continue
        sample = type(message)()
        sample.delta.new_element.CopyFrom(message.delta.new_element)
        sample.metadata.delta_path[:] = [0, len(found)]
        sample.metadata.active_script_hash = "samples"
        element = getattr(sample.delta.new_element, kind)
        fields = {"id": f"sample-{kind}", **_EMPTY, "body": "$x$" if has_maths else "sample"}
        for field, value in fields.items():
            if field in element.DESCRIPTOR.fields_by_name:
                setattr(element, field, value)
        found[name] = base64.b64encode(sample.SerializeToString(deterministic=True)).decode()
    return list(found.values())


def icon(messages: Iterable[Any]) -> str:
    """The book's icon as SVG, which st.set_page_config was given."""
    for message in messages:
        favicon = message.page_config_changed.favicon if message.WhichOneof("type") == "page_config_changed" else ""
        if favicon.startswith("data:image/svg+xml;base64,"):
            return base64.b64decode(favicon.partition(",")[2]).decode()
    raise SystemExit("st.set_page_config: expected a page_icon that is an SVG document: no other stays on the site")


@contextmanager
def listening() -> Iterator[list[Any]]:
    """The messages of each run of a test meanwhile; at last those of its last. AppTest itself keeps no widths."""
    from streamlit.testing.v1.local_script_runner import LocalScriptRunner

    drawn: list[Any] = []
    forward = LocalScriptRunner.forward_msgs

    def listen(runner: LocalScriptRunner) -> list[Any]:
        drawn[:] = forward(runner)
        return drawn

    LocalScriptRunner.forward_msgs = listen  # type: ignore[assignment, method-assign]
    try:
        yield drawn
    finally:
        LocalScriptRunner.forward_msgs = forward  # type: ignore[method-assign]


def run(app: Path, slugs: Iterable[str]) -> dict[str, Any]:
    """Run each page, with the reader's settings untouched."""
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    pages: dict[str, Any] = {}
    unseen: dict[str, list[str]] = {}
    with listening() as drawn:
        for slug in slugs:
            test = AppTest.from_file(str(app / "app.py"), default_timeout=120)
            test._page_hash = calc_hash(slug)  # how Streamlit names a page of st.navigation
            test.run()
            if test.exception:
                raise SystemExit(f"{slug}: {test.exception[0].message}")
            pages[slug] = tree(drawn)
            unseen[slug] = samples(drawn)
    return {"icon": icon(drawn), "pages": pages, "samples": unseen}


def main() -> None:
    """Run the pages named on the command line."""
    app, *slugs = sys.argv[1:]
    os.chdir(app)
    sys.path.insert(0, app)
    with tempfile.TemporaryDirectory() as nobodys:
        os.environ["HIDDEN_LAYERS_DATA"] = nobodys  # the site shows nobody's progress, not even the builder's own
        json.dump(run(Path(app), slugs), sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main()
