"""Text that comes from outside (an address, a file) inside a message that is drawn as Markdown."""

from __future__ import annotations

import re

# Signs that Markdown reads in the middle of a line; a colon only as the start of a colour, an icon or an address.
_SIGNS = re.compile(r"([\\`*_\[\]<>$~|#&]|:(?=[\w/]))")


def plain(text: str) -> str:
    """Markdown that shows the text as it is: no link, picture, formula, colour or HTML comes of it.

    Without this, an address with `![](//elsewhere/x)` in it would make the message about it load a foreign picture.
    What cannot be printed, such as a sign that turns the reading direction, is shown as �.
    """
    printable = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in " ".join(text.split()))
    escaped = _SIGNS.sub(r"\\\1", printable)
    # Streamlit makes links of bare addresses even where their signs are escaped.
    return re.sub(r"(?i)\b(www|https?)(?=\.|\\:)", "\\1\N{WORD JOINER}", escaped)
