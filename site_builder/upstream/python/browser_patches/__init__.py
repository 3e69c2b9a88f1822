"""What is put right before Streamlit runs on Pyodide. The loader calls `apply` once, before stlite boots.

Each function here is one patch of upstream/patches.py, which says why it is there and what of upstream it replaces. The
builder writes the names of those that this site has into patches.json.
"""

import importlib
import json
import random
from collections.abc import Callable, Container
from pathlib import Path

from . import interpreter, messages, session

# Those that must come before Streamlit is imported, in this order.
BEFORE: dict[str, Callable[[], None]] = {
    "quiet_log": interpreter.quiet_log,
    "garbage_later": interpreter.no_garbage_yet,
    "metadata_later": interpreter.metadata_later,
    "urllib_later": interpreter.urllib_later,
    "anyio_later": interpreter.anyio_later,
    "numpy_later": interpreter.numpy_later,
    "version_known": interpreter.version_known,
    "messages_when_used": messages.messages_when_used,
}
# Those that import the modules that they change.
AFTER: dict[str, Callable[[], None]] = {
    "never_a_repl": session.never_a_repl,
    "runtime_functions": session.runtime_functions,
    "one_app": session.one_app,
    "no_emoji_table": session.no_emoji_table,
    "own_components": session.own_components,
    "cheap_elements": session.cheap_elements,
    "cheap_snapshots": session.cheap_snapshots,
    "settings_once": session.settings_once,
    "samples": session.samples,
    "single_keys": session.single_keys,
    "written_once": messages.written_once,
    "one_letter": messages.one_letter,
    "anyio_later": interpreter.no_threads_to_limit,
    "garbage_later": interpreter.garbage_later,
}
# What every page begins with: app.py, the panel of the reader's network, questions.
BOOK = (
    "lessons.page",
    "lessons.search_field",
    "lessons.single",
    "widgets.forward.network_panel",
    "widgets.progress.keeper",
    "widgets.questions.check_yourself",
)
# Those of a server with many readers (tools/server.py).
SERVER: dict[str, Callable[[], None]] = {"seldom_woken": messages.seldom_woken}


def apply() -> bool:
    """Patch Streamlit's modules in place, and import them in the cheapest way.

    Returns whether the memory that Python has then is to be kept for the next visit (client/worker/memory.ts).
    """
    names = json.loads((Path(__file__).parent.parent / "patches.json").read_text("utf-8"))
    apply_those(names)
    if "memory_kept" not in names:
        return False
    for module in BOOK:
        importlib.import_module(module)
    return True


def begin() -> None:
    """What each visit does, be its memory new or kept: what an earlier one has drawn by chance is drawn anew."""
    random.seed()


def apply_those(names: Container[str]) -> None:
    """Apply the patches of these names; others are the builder's or the page's."""
    for table in (BEFORE, AFTER, SERVER):
        for name, patch in table.items():
            if name in names:
                patch()
