"""A page's element tree (run_pages.py) as complete HTML: what Streamlit will draw, readable before any script runs.

The markup carries the names that Streamlit's own has (data-testid, st-key-…), so that the book's stylesheet applies to
both, and browser/page.css gives it Streamlit's sizes, so that nothing moves when Streamlit takes over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import htpy as h
from markupsafe import Markup

from site_builder.errors import BuildError
from site_builder.model import SCRIPTS_FOLDER
from site_builder.render import markdown
from site_builder.render.charts import NARROW, WIDTH
from site_builder.render.markdown import Maths

Node = Mapping[str, Any]
Chart = Callable[[str, int], str]  # a Vega-Lite specification and a width in pixels -> SVG


class Drawing:
    """Draws the nodes of one page. root: the way to the site's root from it; here: its own name.

    rehearsed: control's id -> the file of what its first acts change (rehearsed.py).
    """

    def __init__(
        self, root: str, here: str, maths: Maths, chart: Chart, rehearsed: Mapping[str, str] | None = None
    ) -> None:
        self.root = root
        self.here = here
        self.maths = maths
        self.chart = chart
        self.rehearsed = rehearsed or {}
        self.room = WIDTH  # pixels, of the container that is being drawn

    def nodes(self, nodes: Sequence[Node]) -> list[h.Node]:
        """All nodes of a container, in order."""
        return [self.node(node) for node in nodes]

    def node(self, node: Node) -> h.Node:
        """One element, or one container with all that is in it."""
        draw = BLOCKS.get(node["type"])
        if draw is not None:
            return draw(self, node)
        element = _ELEMENTS.get(node["type"])
        if element is None:
            raise BuildError(
                f"the page has an element '{node['type']}' that render/prerender.py cannot draw; teach it there"
            )
        inner = element(self, node["proto"])
        if inner is None:
            return None
        classes = f"stElementContainer {_key(node['proto'].get('id', ''))}".strip()
        return h.div(class_=classes, data_testid="stElementContainer", style=_width(node["width"]))[inner]

    def label(self, proto: Mapping[str, Any]) -> h.Node:
        """The words above a control, unless they are for screen readers only."""
        if proto.get("labelVisibility", {}).get("value", "VISIBLE") != "VISIBLE":
            return h.span(".hl-hidden-words")[self.line(proto["label"])]
        words = h.span(data_testid="stMarkdownContainer")[self.line(proto["label"])]
        return h.span(".hl-label", data_testid="stWidgetLabel")[words, _help(proto)]

    def line(self, text: str) -> Markup:
        """A line of Markdown."""
        return markdown.inline_html(text, self.maths)


def is_drawn(node: Node) -> bool:
    """Whether the page has an element for a node. A figure's data hold the whole of it as HTML, or there is none."""
    if node["type"] == "bidi_component":
        return bool(json.loads(node["proto"].get("json") or "{}").get("html"))
    return _ELEMENTS.get(node["type"]) is not _space


def can_be_drawn(node: Node) -> bool:
    """Whether a node and all that is in it are of kinds that are drawn here."""
    if node["type"] in BLOCKS:
        return all(map(can_be_drawn, node["children"]))
    return node["type"] in _ELEMENTS


def key_of(node: Node) -> str:
    """The key of an element or a container as the class by which Streamlit shows it; "" without one."""
    return _key(node["proto"].get("id", ""))


def _help(proto: Mapping[str, Any]) -> h.Node:
    """The question mark beside a label; its words show under the pointer."""
    return h.span(".hl-help", title=proto["help"], aria_hidden="true")["?"] if proto.get("help") else None


def _key(identity: str) -> str:
    """Streamlit's class for what has a key: '$$ID-<hash>-<key>' -> 'st-key-<key>'."""
    hit = re.match(r"\$\$ID-[0-9a-f]+-(.+)$", identity)
    if hit is None or hit[1] == "None":
        return ""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", hit[1])


def _width(config: Mapping[str, Any]) -> str | None:
    """A width that a style sheet may overrule, as Streamlit's, which are classes."""
    if "pixelWidth" in config:
        return f"--width:{config['pixelWidth']}px"
    return "--width:fit-content" if config.get("useContent") else None


def _height(proto: Mapping[str, Any]) -> str | None:
    return f"height:{proto['pixelHeight']}px;overflow:auto" if "pixelHeight" in proto else None


# --- containers ---------------------------------------------------------------------------------------------------

_REM = 16  # pixels
_GAPS = {"NONE": 0, "XXSMALL": 0.25, "XSMALL": 0.5, "SMALL": 1, "MEDIUM": 2, "LARGE": 4, "XLARGE": 6, "XXLARGE": 8}


def _flex(drawing: Drawing, node: Node) -> h.Node:
    proto = node["proto"]
    flat = proto.get("direction") == "HORIZONTAL"
    gap = _GAPS[proto.get("gapConfig", {}).get("gapSize", "SMALL")]
    style = [f"--gap:{gap}rem", _width(node["width"]), _height(proto)]
    if flat:
        align = proto.get("align", "ALIGN_START").removeprefix("ALIGN_").lower()
        justify = proto.get("justify", "JUSTIFY_START").removeprefix("JUSTIFY_").lower().replace("_", "-")
        style += [f"align-items:{align}", f"justify-content:{justify}"]
    name = "stHorizontalBlock" if flat else "stVerticalBlock"
    kinds = ["hl-side-by-side" if flat and proto.get("wrap") else "", "hl-bordered" if proto.get("border") else ""]
    classes = " ".join(filter(None, [name, _key(proto.get("id", "")), *kinds]))
    around, drawing.room = drawing.room, int(node["width"].get("pixelWidth", drawing.room))
    if flat and node["children"] and all(child["type"] == "column" for child in node["children"]):
        children = _side_by_side(drawing, node["children"], gap)
    else:
        children = drawing.nodes(node["children"])
    drawing.room = around
    return h.div(class_=classes, data_testid=name, style=";".join(filter(None, style)))[children]


def _plain(drawing: Drawing, node: Node) -> h.Node:
    return h.div(".stVerticalBlock", data_testid="stVerticalBlock", style="--gap:1rem")[drawing.nodes(node["children"])]


def _columns(drawing: Drawing, node: Node) -> h.Node:
    return h.div(".stHorizontalBlock.hl-side-by-side", data_testid="stHorizontalBlock", style="--gap:1rem")[
        _side_by_side(drawing, node["children"], gap=1)
    ]


def _side_by_side(drawing: Drawing, columns: Sequence[Node], gap: float) -> h.Node:
    """Columns, which share the room that the gaps between them, in rem, leave."""
    weights = [column["proto"].get("weight", 1) for column in columns]
    around, drawn = drawing.room, []
    for column, weight in zip(columns, weights, strict=True):
        drawing.room = int((around - _REM * gap * (len(columns) - 1)) * weight / sum(weights))
        drawn.append(drawing.nodes([column]))
    drawing.room = around
    return drawn


def _column(drawing: Drawing, node: Node) -> h.Node:
    share = 100 * node["proto"].get("weight", 1)  # of all columns; one that is alone in its row is to fill it, too
    return h.div(data_testid="stColumn", style=f"flex:{share:g} 1 0")[_plain(drawing, node)]


def _expander(drawing: Drawing, node: Node) -> h.Node:
    proto = node["proto"]
    kind = ".hl-expander.hl-compact" if proto.get("type") == "COMPACT" else ".hl-expander"
    fold = h.details(kind, data_testid="stExpander", open=bool(proto.get("expanded")))[
        h.summary[h.span[drawing.line(proto.get("label", ""))]],
        h.div[_plain(drawing, node)],
    ]
    key = _key(proto.get("id", ""))
    return h.div(class_=key)[fold] if key else fold


def _form(drawing: Drawing, node: Node) -> h.Node:
    classes = "stForm hl-bordered" if node["proto"].get("border") else "stForm"
    return h.div(class_=classes, data_testid="stForm")[_plain(drawing, node)]


BLOCKS: dict[str, Callable[[Drawing, Node], h.Node]] = {
    "flex_container": _flex,
    "vertical": _plain,
    "transparent": _plain,
    "horizontal": _columns,
    "column": _column,
    "expandable": _expander,
    "form": _form,
}


def _asleep(drawing: Drawing, proto: Mapping[str, Any]) -> dict[str, Any]:
    """A control sleeps in the page as it is written; early.ts wakes those that Streamlit would not disable."""
    if proto.get("disabled"):
        return {"disabled": True}
    return {"disabled": True, "data_asleep": drawing.rehearsed.get(proto.get("id", ""), "")}


# --- elements -----------------------------------------------------------------------------------------------------


def _markdown(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    kind = proto.get("elementType", "NATIVE")
    content = markdown.to_html(proto["body"], drawing.maths, allow_html=bool(proto.get("allowHtml")))
    name = "stCaptionContainer" if kind == "CAPTION" else "stMarkdownContainer"
    return h.div(".stMarkdown", data_testid="stMarkdown")[h.div(data_testid=name)[content]]


def _heading(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    words = proto["body"]
    title = h.Element(proto["tag"])({"id": proto.get("anchor") or markdown.anchor(words)})[drawing.line(words)]
    return h.div(".stMarkdown", data_testid="stHeading")[title]


def _html(_drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    return h.div(".stHtml", data_testid="stHtml")[Markup(proto["body"])]


def _component(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    """A figure of the book: its data hold the whole of it as HTML. A component without that draws nothing.

    enliven.ts runs the figure's own script on it (data-script, data-rest: what its data hold besides).
    """
    data = json.loads(proto.get("json") or "{}")
    figure = data.pop("html", None)
    if not figure:
        return None
    script = SCRIPTS_FOLDER + proto["jsSourcePath"]
    return h.div(data_testid="stBidiComponentRegular", data_script=script, data_rest=json.dumps(data))[
        h.div(".hl-mount")[Markup(figure)]
    ]


def scripts(nodes: Sequence[Node], *, drawn: bool) -> set[str]:
    """Where the scripts of the components below these nodes are, of those that draw something or of those that do not.

    Of the latter only Streamlit asks for them.
    """
    found: set[str] = set()
    for node in nodes:
        if node["type"] == "bidi_component" and is_drawn(node) == drawn:
            found.add(SCRIPTS_FOLDER + node["proto"]["jsSourcePath"])
        found |= scripts(node["children"], drawn=drawn)
    return found


def _chart(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    # Streamlit draws a chart anew for each width. A chart that is narrow anyway is the same everywhere.
    widths = (drawing.room, NARROW) if drawing.room > NARROW else (drawing.room,)
    drawn = [Markup(drawing.chart(proto["spec"], width)) for width in widths]
    return h.div(".hl-chart", data_testid="stVegaLiteChart")[drawn]


def _code(_drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    return h.div(".stCode.hl-wraps" if proto.get("wrapLines") else ".stCode", data_testid="stCode")[
        h.pre(translate="no", style=_height(proto))[h.code[proto["codeText"]]]
    ]


def _text(_drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    return h.div(".stText", data_testid="stText")[proto["body"]]


def _alert(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    icon = proto.get("icon", "")
    return h.div(".hl-alert", data_testid="stAlert", data_kind=proto["format"].lower(), role="note")[
        h.span[drawing.line(icon)] if icon else None,
        h.div(data_testid="stMarkdownContainer")[markdown.to_html(proto["body"], drawing.maths)],
    ]


def _page_link(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    page = proto.get("page", "")
    address = page if proto.get("external") else drawing.root + (f"{page}/" if page else "")
    here = page == drawing.here and not proto.get("external")
    icon = drawing.line(proto["icon"]) if proto.get("icon") else None
    words = h.div(data_testid="stMarkdownContainer")[h.p[drawing.line(proto["label"])]]
    return h.div(".stPageLink", data_testid="stPageLink")[
        h.a(href=address, aria_current="page" if here else None)[icon, words]
    ]


def _button(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    icon = drawing.line(proto["icon"]) if proto.get("icon") else None
    kind = "hl-primary" if proto.get("type") == "primary" else ""
    testid = "stFormSubmitButton" if proto.get("isFormSubmitter") else "stButton"
    return h.div(".stButton", data_testid=testid)[
        h.button(type="button", class_=kind, **_asleep(drawing, proto))[icon, drawing.line(proto["label"])]
    ]


def _download(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    """What it would save is in Python's hands: it sleeps until Python is there."""
    return h.div(".stButton", data_testid="stDownloadButton")[
        h.button(type="button", disabled=True)[drawing.line(proto["label"])]
    ]


def _slider(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    low, high, step = proto.get("min", 0), proto.get("max", 0), proto.get("step", 1)
    options = proto.get("options", [])
    if options and proto.get("setValue"):  # a slider over options is set by the words of one of them
        value = options.index(proto["rawValue"][0])
    else:
        value = (proto["value"] if proto.get("setValue") else proto["default"])[0]
    shown = options[int(value)] if options else proto.get("format", "%s") % value
    share = (value - low) / (high - low) if high > low else 0
    return h.label(".hl-slider", data_testid="stSlider", style=f"--share:{share:.4f}")[
        drawing.label(proto),
        h.output[shown],
        h.input(
            type="range",
            min=str(low),
            max=str(high),
            step=str(step),
            value=str(value),
            aria_valuetext=shown,
            data_shown=json.dumps(options) if options else None,
            **_asleep(drawing, proto),
        ),
    ]


def _select(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    options = proto.get("options", [])
    if proto.get("setValue"):
        chosen = proto.get("rawValue")
    else:
        chosen = options[proto["default"]] if "default" in proto else None
    return h.label(".hl-control", data_testid="stSelectbox")[
        drawing.label(proto),
        h.select(**_asleep(drawing, proto))[[h.option(selected=option == chosen)[option] for option in options]],
    ]


def _number(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    value = proto.get("value") if proto.get("setValue") else proto.get("default")
    shown = "" if value is None else proto.get("format", "%s") % value
    limits = {"min": str(proto["min"]) if proto.get("hasMin") else None}
    limits["max"] = str(proto["max"]) if proto.get("hasMax") else None
    asleep = _asleep(drawing, proto)
    return h.div(".hl-control.hl-number-field", data_testid="stNumberInput")[
        h.label[
            drawing.label(proto),
            h.input(type="number", value=shown, step=str(proto.get("step", 1)), **limits, autocomplete="off", **asleep),
        ],
        [
            h.button(type="button", tabindex="-1", aria_label=name, data_by=by, disabled=True)[sign]
            for name, by, sign in (("Decrement", "-1", "−"), ("Increment", "1", "+"))
        ],
    ]


def _text_input(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    value = proto.get("value") if proto.get("setValue") else proto.get("default")
    return h.label(".hl-control", data_testid="stTextInput")[
        drawing.label(proto),
        h.input(
            value=value or "", placeholder=proto.get("placeholder", ""), autocomplete="off", **_asleep(drawing, proto)
        ),
    ]


def _file_uploader(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    return h.label(".hl-control", data_testid="stFileUploader")[
        drawing.label(proto), h.input(type="file", disabled=True)
    ]


def _text_area(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    value = proto.get("value") if proto.get("setValue") else proto.get("default")
    labelled = proto.get("labelVisibility", {}).get("value", "VISIBLE") == "VISIBLE"
    # Streamlit's height counts the label in.
    height = f"height:{proto.get('height') or 122 - 28 * labelled}px"
    return h.label(".hl-control", data_testid="stTextArea")[
        drawing.label(proto),
        h.textarea(placeholder=proto.get("placeholder", ""), style=height, **_asleep(drawing, proto))[value or ""],
    ]


def _checkbox(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    value = proto.get("value") if proto.get("setValue") else proto.get("default")
    kind = "hl-checkbox hl-toggle" if proto.get("type") == "TOGGLE" else "hl-checkbox"
    return h.label(class_=kind, data_testid="stCheckbox")[
        h.input(type="checkbox", checked=bool(value), **_asleep(drawing, proto)),
        h.span[drawing.line(proto["label"])],
        _help(proto),
    ]


def _radio(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    chosen = proto.get("value") if proto.get("setValue") else proto.get("default")
    return h.div(".hl-control", data_testid="stRadio")[
        drawing.label(proto),
        h.div(class_="hl-options hl-flat" if proto.get("horizontal") else "hl-options")[
            [
                h.label[
                    h.input(type="radio", name=proto["id"], checked=number == chosen, **_asleep(drawing, proto)),
                    h.span[drawing.line(option)],
                ]
                for number, option in enumerate(proto.get("options", []))
            ]
        ],
    ]


def _button_group(drawing: Drawing, proto: Mapping[str, Any]) -> h.Node:
    contents = [option.get("content", "") for option in proto.get("options", [])]
    chosen = proto.get("rawValues", []) if proto.get("setValue") else [contents[at] for at in proto.get("default", [])]
    return h.div(".hl-control", data_testid="stButtonGroup")[
        drawing.label(proto),
        h.div(
            ".hl-segments.hl-pills" if proto.get("style") == "PILLS" else ".hl-segments",
            data_choose="one" if proto.get("clickMode", "SINGLE_SELECT") == "SINGLE_SELECT" else "many",
            data_required=bool(proto.get("required")),
        )[
            [
                h.button(type="button", **_asleep(drawing, proto), aria_pressed="true" if words in chosen else "false")[
                    drawing.line(words)
                ]
                for words in contents
            ]
        ],
    ]


def _space(_drawing: Drawing, _proto: Mapping[str, Any]) -> h.Node:
    return None


_ELEMENTS: dict[str, Callable[[Drawing, Mapping[str, Any]], h.Node]] = {
    "alert": _alert,
    "bidi_component": _component,
    "button": _button,
    "button_group": _button_group,
    "checkbox": _checkbox,
    "code": _code,
    "download_button": _download,
    "empty": _space,
    "file_uploader": _file_uploader,
    "heading": _heading,
    "html": _html,
    "markdown": _markdown,
    "number_input": _number,
    "page_link": _page_link,
    "radio": _radio,
    "selectbox": _select,
    "slider": _slider,
    "space": _space,
    "text": _text,
    "text_area": _text_area,
    "text_input": _text_input,
    "vega_lite_chart": _chart,
}
