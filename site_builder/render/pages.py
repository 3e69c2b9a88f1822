"""The site's HTML, as text: pure functions of the book, its pages and the addresses of its assets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import htpy as h
from markupsafe import Markup, escape

from site_builder.keeping import Keep, at_once
from site_builder.model import DATA_FOLDER, Book, Inputs, Lesson
from site_builder.render import charts
from site_builder.render.not_found import not_found_page
from site_builder.render.prerender import Drawing, Node, scripts
from site_builder.render.rehearsed import FOLDER
from site_builder.render.security import with_policy
from site_builder.upstream.chart_theme import COLOURS

# Steps of the start that the page hears of: six of the loader, eight of stlite, and one until the page is drawn.
STEPS = 15


# Fonts that every page uses, as CSS names them; the icons' where a page has some. They are fetched first, and the page
# is shown when they are there and it is read to its end, or after a second without: their coming would move what stands
# below, and what is shown while it is read is laid out again with each piece.
_ICONS = "1em 'Material Symbols Rounded'"
FONTS = (
    "1em 'Source Sans'",
    "1em 'Source Serif'",
    "italic 1em 'Source Serif'",
    "1em KaTeX_Main",
    "italic 1em KaTeX_Math",
    _ICONS,
)
# What screen readers are told of a formula is as much work to lay out as the formula, and comes a moment later.
_HEARD_AFTER = 2000  # milliseconds after the page is shown


def _show_when_whole(fonts: Iterable[str]) -> str:
    return (
        "{ const { classList } = document.documentElement;"
        "classList.add('hl-waiting', 'hl-unheard');"
        f"const fonts = {json.dumps(list(fonts))}.map((font) => document.fonts.load(font));"
        "const read = new Promise((then) => document.addEventListener('readystatechange', then, {once: true}));"
        "site.seen = Promise.race([Promise.all([...fonts, read]), new Promise((late) => setTimeout(late, 1000))])"
        ".finally(() => classList.remove('hl-waiting'));"
        f"site.seen.then(() => setTimeout(() => classList.remove('hl-unheard'), {_HEARD_AFTER})); }}"
    )


# A telephone shows the page first: ten megabytes are fetched, and its one fast core is taken, when the reader first
# touches the page, or has read for ten seconds. Whoever follows a link to a network of their own wants Python at once.
_TELEPHONE = "(hover: none) and (pointer: coarse)"
# One figure alone, as the book has it, waits for ever: another page may show many of them. Elsewhere the page has the
# processor to itself until its figures live and first acts are answered, which takes half the time then.
_READ_FOR, _FIGURES_WITHIN = 10_000, 3000  # milliseconds: whatever keeps figures from living does not keep Python, too
_SIGNS_OF_A_READER = ("pointerdown", "keydown", "input", "scroll")
_WHEN_TO_BEGIN = (
    "const alone = /^\\?only=[^&]*$/.test(location.search);"
    f"const resting = alone || matchMedia({json.dumps(_TELEPHONE)}).matches && !location.search;"
    "if (/[?&]only=/.test(location.search)) document.documentElement.classList.add('hl-only');"
    "document.documentElement.classList.toggle('hl-resting', resting);"
    "if (resting || !location.search) site.begun = new Promise((now) => {"
    f"for (const sign of resting ? {json.dumps(_SIGNS_OF_A_READER)} : ['book:figures'])"
    " addEventListener(sign, now, {once: true, capture: true, passive: true});"
    f"if (!alone) setTimeout(now, resting ? {_READ_FOR} : {_FIGURES_WITHIN});"
    "}).then(site.begin);"
    "else site.begin();"
)
# Two arrow heads to the right.
_OPEN_CONTENTS = (
    '<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.7" '
    'aria-hidden="true"><path d="M5 5l5 5-5 5M10.5 5l5 5-5 5"/></svg>'
)


@dataclass(frozen=True)
class Assets:
    """Where things are, relative to the site's root."""

    stlite: str
    python: str
    app: str
    scripts: tuple[str, ...]
    front_end: tuple[str, ...]  # Streamlit's, as far as it starts in the page
    fonts: Mapping[str, str]  # those of FONTS: name -> path
    icon: str
    icons: Mapping[str, str]  # the same as PNG: name -> path, see offline.icons
    card: str
    start: tuple[str, ...]  # what the worker fetches to start Python
    url: str  # where the site will stand, or nothing
    data: Mapping[str, str] = field(default_factory=dict)  # file name -> where the site keeps it
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # page -> what Streamlit draws it with
    samples: Mapping[str, Sequence[str]] = field(default_factory=dict)  # page -> one of each kind of its elements
    rehearsed: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # page -> control's id -> file, see rehearsed
    charts: tuple[str, ...] = ()  # pages that begin with a chart, for which Python needs Altair at once


def pages(inputs: Inputs, assets: Assets, keep: Keep = at_once) -> dict[str, str]:
    """Every HTML page of the site, by path: the cover at the root, each lesson in a folder of its name."""
    book = inputs.book
    written = {"index.html": page(inputs, assets, book.cover, keep, title=book.title)}
    for lesson in book.lessons:
        title = f"{lesson.title} · {book.title}"
        written[f"{lesson.slug}/index.html"] = page(inputs, assets, lesson, keep, title=title)
    written["404.html"] = not_found_page(inputs, assets.url, page_css(inputs))
    return {path: with_policy(text) for path, text in written.items()}


def page(inputs: Inputs, assets: Assets, lesson: Lesson, keep: Keep, *, title: str) -> str:
    """One page."""
    root = root_of(inputs, lesson.slug)
    areas = inputs.pages[lesson.slug]
    nodes = [node for area in areas.values() for node in area]
    description = inputs.book.description if lesson == inputs.book.cover else lesson.summary
    drawing = drawing_of(inputs, lesson.slug, root, keep, assets.rehearsed.get(lesson.slug))
    body = str(_body(inputs, drawing, areas, root))
    fonts = [font for font in assets.fonts if font != _ICONS or 'class="hl-icon"' in body]
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title[title],
        h.meta(name="description", content=description),
        h.meta(name="color-scheme", content="light dark"),
        _links_of_page(assets, lesson, title, description, cover=lesson == inputs.book.cover),
        h.link(rel="icon", type="image/svg+xml", href=root + assets.icon),
        h.link(rel="apple-touch-icon", href=root + assets.icons["icon-192"]),
        h.link(rel="manifest", href=root + "manifest.webmanifest"),
        [
            h.meta(name="theme-color", media=f"(prefers-color-scheme: {scheme})", content=colours["backgroundColor"])
            for scheme, colours in (("light", inputs.theme["light"]), ("dark", inputs.theme["dark"]))
        ],
        h.script[Markup(inputs.browser["watch.js"].decode())],
        h.script[Markup(_start_worker(assets, root, lesson, sorted(scripts(nodes, drawn=False))))],
        h.link(rel="stylesheet", href=root + assets.stlite + "stlite.css"),
        h.style[Markup(page_css(inputs))],
        h.noscript[h.style[".hl-needs-script{display:none}"]],
        # In the order in which they are needed. Streamlit's front end, as large as all others together, is asked for
        # with Python.
        [h.script(type="module", src=root + path) for path in assets.scripts],
        [h.link(rel="modulepreload", href=root + path) for path in sorted(scripts(nodes, drawn=True))],
        [
            h.link(rel="preload", href=root + path, as_="font", type="font/woff2", crossorigin="")
            for path in (assets.fonts[font] for font in fonts)
        ],
        h.script[Markup(_show_when_whole(fonts))],
    ]
    return f"{h.html(lang='en')[head, Markup(body)]}\n"


def _body(inputs: Inputs, drawing: Drawing, areas: Mapping[str, Sequence[Node]], root: str) -> h.Element:
    """The page as it was drawn first, the notice of the start, and the place of Streamlit's page."""
    return h.body[
        h.div("#prerendered.hl-page")[
            h.div(hidden=True)[drawing.nodes(areas["event"])],
            h.nav("#hl-contents", data_testid="stSidebar", aria_label="Contents", popover="auto")[
                h.div(".stVerticalBlock", style="--gap:1rem")[drawing.nodes(areas["sidebar"])]
            ],
            # On a phone this opens the contents over the page, without a script; Streamlit's own will be there.
            h.button(".hl-open-contents", type="button", popovertarget="hl-contents", aria_label="Contents")[
                Markup(_OPEN_CONTENTS)
            ],
            h.main(data_testid="stMain", tabindex="-1")[
                h.div(data_testid="stMainBlockContainer")[
                    h.div(".stVerticalBlock", style="--gap:1rem")[drawing.nodes(areas["main"])]
                ]
            ],
        ],
        h.p("#waking", role="status")[
            h.noscript["Without JavaScript the controls stay asleep; everything else is here."],
            h.span(".hl-needs-script")[
                "The controls are waking up",
                h.progress(max=STEPS, value=0, aria_label="Starting"),
                h.span(data_kept=True, hidden=True)[" What you changed takes effect then."],
                h.span(data_slow=True, hidden=True)[" ", h.span, " ", h.a(href=f"{root}check/")["Will it run here?"]],
            ],
        ],
        h.div("#root", inert=True),
        h.script[Markup(inputs.browser["only.js"].decode())],
    ]


def root_of(inputs: Inputs, slug: str) -> str:
    """The way to the site's root from a page."""
    return "./" if slug == inputs.book.cover.slug else "../"


def drawing_of(inputs: Inputs, slug: str, root: str, keep: Keep, rehearsed: Mapping[str, str] | None = None) -> Drawing:
    """What draws a page of the book. rehearsed: see Drawing."""
    return Drawing(
        root,
        slug,
        lambda tex, displayed: _untranslated(inputs.maths[tex, displayed]),
        partial(charts.svg, keep=keep),
        rehearsed,
    )


def _untranslated(formula: str) -> str:
    """A formula means the same in every language. What else does is marked by the page's script (kit/translated.ts)."""
    return formula.replace('<span class="katex">', '<span class="katex" translate="no">')


def _links_of_page(assets: Assets, lesson: Lesson, title: str, description: str, *, cover: bool) -> list[h.VoidElement]:
    """How other sites see the page. What needs a full address is left out if the site's is not known."""
    card = {
        "og:type": "website",
        "og:title": title,
        "og:description": description,
        "twitter:card": "summary_large_image",
    }
    links: list[h.VoidElement] = []
    if assets.url:
        address = assets.url if cover else f"{assets.url}{lesson.slug}/"
        card |= {"og:url": address, "og:image": assets.url + assets.card}
        links = [h.link(rel="canonical", href=address)]
    return [*links, *(h.meta(property=name, content=content) for name, content in card.items())]


def sitemap(book: Book, url: str) -> str:
    """The pages of the book for search engines."""
    addresses = [url, *(f"{url}{lesson.slug}/" for lesson in book.lessons)]
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>\n'
    )


def page_css(inputs: Inputs) -> str:
    """The styles that stand in every page."""
    return theme_css(inputs.theme) + inputs.browser["page.css"].decode()


def theme_css(theme: Mapping[str, Any]) -> str:
    """The colours of .streamlit/config.toml and of Streamlit's charts as properties that follow the reader's system."""
    names = {
        "background": "backgroundColor",
        "secondary": "secondaryBackgroundColor",
        "text": "textColor",
        "primary": "primaryColor",
        "link": "linkColor",
        "border": "borderColor",
    }
    pairs = {name: (theme["light"][option], theme["dark"][option]) for name, option in names.items()}
    pairs |= {f"chart-{name}": pair for name, pair in COLOURS.items()}
    return ":root{" + "".join(f"--st-{name}:light-dark({a},{b});" for name, (a, b) in pairs.items()) + "}\n"


def _start_worker(assets: Assets, root: str, lesson: Lesson, unseen: Sequence[str]) -> str:
    """The script that starts Python, at once or when _WHEN_TO_BEGIN says. boot.ts goes on from `site`.

    The file that the lesson works with, if it has one, is fetched by the worker at the same time as Python. unseen: the
    scripts of components that draw nothing here.
    """
    parts = [*assets.parts.get(lesson.slug, ()), *unseen]
    table = {"python": assets.python, "stlite": assets.stlite, "app": assets.app, "parts": parts}
    table |= {"samples": assets.samples.get(lesson.slug, ()), "rehearsed": FOLDER, "files": assets.start}
    # The table holds only the builder's own file names; "<" can still never end the script early.
    facts = json.dumps(table).replace("<", "\\u003c")
    address = assets.data.get(lesson.data)
    fetched = f" + '&data=' + encodeURIComponent(site.root + {json.dumps(address)})" if address else ""
    fetched += f" + '&file=' + encodeURIComponent({json.dumps(f'{DATA_FOLDER}/{lesson.data}')})" if address else ""
    return (
        f"const site = {{...{facts}, root: new URL({json.dumps(root)}, location.href).href, heard: []}};"
        "site.begin = () => {"
        "document.documentElement.classList.remove('hl-resting');"
        "site.worker = new Worker("
        "site.root + site.python + 'worker.js#app=' + encodeURIComponent(site.root + site.app)"
        f"{fetched}{' + ' + json.dumps('&charts=1') if lesson.slug in assets.charts else ''});"
        # What the worker says before boot.ts is there to listen.
        "site.worker.onmessage = ({data}) => site.heard.push(data);"
        "site.worker.onerror = (event) => (site.broken = event);"
        f"}};{_WHEN_TO_BEGIN}"
    )
