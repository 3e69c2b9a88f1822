"""When Python looks for garbage: seldom, and never among what stays for as long as the process lives."""

from __future__ import annotations

import gc

from widgets.kit.background import IN_BROWSER

_OFTEN = 20_000  # new objects between two looks; an answer makes some thousands that are gone after it
# Every second look is at older objects too, and every fourth at all. A reader who has left is garbage that went through
# many looks, some thousand objects in circles; with Python's usual tenth of a tenth a thousand of them are kept.
_OLDER = 2
_settled = False


def settle() -> None:
    """Call it after a page is drawn: what is there after the first one are modules, and the book's own results.

    Without it each of Python's full looks goes through half a million such objects, while all readers wait. In the
    browser the site does the same before anything is imported (site_builder.upstream).
    """
    global _settled
    if not _settled and not IN_BROWSER:
        _settled = True
        gc.collect()
        gc.freeze()
        gc.set_threshold(_OFTEN, _OLDER, _OLDER)
