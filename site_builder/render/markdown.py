"""Markdown as Streamlit understands it, to HTML: CommonMark, tables, $formulas$, :colour[text], :material/icons:."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

# (TeX, is it a displayed formula?) -> HTML
Maths = Callable[[str, bool], str]

COLOURS = ("red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "rainbow", "primary", "small")
_COLOURED = re.compile(rf":({'|'.join(COLOURS)})(-background)?\[")
_ICON = re.compile(r":material/(\w+):")


def to_html(text: str, maths: Maths, *, allow_html: bool = False) -> Markup:
    """A block of Markdown. Raw HTML is shown as it is written unless allow_html."""
    return Markup(_parser(allow_html).render(text, {"maths": maths}))


def inline_html(text: str, maths: Maths) -> Markup:
    """A line of Markdown, as labels are."""
    return Markup(_parser(False).renderInline(text, {"maths": maths}))


def anchor(heading: str) -> str:
    """The name that a heading gets in the page's address."""
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-")


@cache
def _parser(allow_html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": allow_html}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True)
    parser.inline.ruler.before("link", "colour", _colour)
    parser.inline.ruler.before("link", "icon", _icon)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("math_inline", _inline_formula)
    parser.add_render_rule("math_inline_double", _inline_formula)
    parser.add_render_rule("math_block", _formula_block)
    parser.add_render_rule("icon", _draw_icon)
    return parser


def _colour(state: StateInline, silent: bool) -> bool:
    hit = _COLOURED.match(state.src, state.pos)
    if hit is None:
        return False
    end = state.md.helpers.parseLinkLabel(state, hit.end() - 1)
    if end < 0:
        return False
    if not silent:
        opened = state.push("colour_open", "span", 1)
        opened.attrSet("class", f"hl-colour-{hit[1]}{hit[2] or ''}")
        state.pos, last = hit.end(), state.posMax
        state.posMax = end
        state.md.inline.tokenize(state)
        state.posMax = last
        state.push("colour_close", "span", -1)
    state.pos = end + 1
    return True


def _icon(state: StateInline, silent: bool) -> bool:
    hit = _ICON.match(state.src, state.pos)
    if hit is None:
        return False
    if not silent:
        state.push("icon", "span", 0).content = hit[1]
    state.pos = hit.end()
    return True


def _draw_icon(_self: RendererHTML, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    return str(icon(tokens[index].content))


def icon(name: str) -> Markup:
    """A Material symbol: its font turns the name into the picture."""
    return Markup('<span class="hl-icon" translate="no" aria-hidden="true">{}</span>').format(name)


def _heading(self: RendererHTML, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    inner = tokens[index + 1].children or []
    words = "".join(token.content for token in inner)
    return f'<{tokens[index].tag} id="{escape(anchor(words))}">'


def _inline_formula(
    _self: RendererHTML, tokens: list[Token], index: int, _options: object, env: dict[str, Maths]
) -> str:
    return env["maths"](tokens[index].content, False)


def _formula_block(
    _self: RendererHTML, tokens: list[Token], index: int, _options: object, env: dict[str, Maths]
) -> str:
    """Displayed if its $$ stand on lines of their own, as in Streamlit; else it runs in a line of text."""
    first, last = tokens[index].map or (0, 0)
    formula = tokens[index].content.strip()
    return env["maths"](formula, True) if last - first > 1 else f"<p>{env['maths'](formula, False)}</p>"
