"""404.html: what a host shows for an address that is not in the book, at whatever depth that is."""

from __future__ import annotations

from urllib.parse import urlsplit

import htpy as h
from markupsafe import Markup

from site_builder.model import Inputs

# The page is shown in the place of any address, so its links need the site's root. Where the builder has not been told,
# the page looks for it: the nearest folder above that has the book's manifest.
_FIND_ROOT = """
(async () => {
  const isRoot = async (folder) => {
    try {
      const answer = await fetch(folder + "manifest.webmanifest");
      return answer.ok && (await answer.json()).start_url === "./";
    } catch {
      return false;
    }
  };
  let folder = new URL("./", location.href);
  while (!(await isRoot(folder.href)) && folder.pathname !== "/") folder = new URL("../", folder);
  document.querySelector("base").href = folder.href;
})();
"""


def not_found_page(inputs: Inputs, url: str, css: str) -> str:
    """The page: a sentence, and the contents. url: where the site will stand, or nothing; css: the book's colours."""
    book = inputs.book
    # The cover has the book's title, which is also that of the first lesson.
    links = [("About this book", "./"), *((lesson.title, f"./{lesson.slug}/") for lesson in book.lessons)]
    head = h.head[
        h.meta(charset="utf-8"),
        h.base(href=urlsplit(url).path if url else "./"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="robots", content="noindex"),
        h.meta(name="color-scheme", content="light dark"),
        h.title[f"Not in the book · {book.title}"],
        h.style[Markup(css)],
        None if url else h.script[Markup(_FIND_ROOT)],
    ]
    body = h.body(".hl-not-found")[
        h.main[
            h.h1["This page is not in the book"],
            h.p["The address may be misspelt, or the lesson may have another name by now. These are all the pages:"],
            h.nav(aria_label="Contents")[h.ul[[h.li[h.a(href=address)[title]] for title, address in links]]],
        ]
    ]
    return f"{h.html(lang='en')[head, body]}\n"
