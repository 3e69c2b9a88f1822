"""What must be put right before Streamlit runs on Pyodide. The loader calls `apply` once, before stlite boots."""

from typing import Any


def apply() -> None:
    """Patch Streamlit's modules in place."""
    import logging

    import streamlit.env_util
    import streamlit.runtime
    from streamlit.runtime.pages_manager import PagesManager

    # stlite sends every record of every logger to the console, one message each: reading the book's Markdown alone made
    # a thousand of them, and took most of the start.
    logging.disable(logging.INFO)

    # Streamlit inspects the whole call stack at the first element to find out; a page is never a REPL.
    streamlit.env_util.is_repl = lambda: False

    # Components of the second generation ask Runtime itself, where stlite's Streamlit has functions of the module.
    runtime: Any = streamlit.runtime.Runtime
    if not hasattr(runtime, "exists"):
        runtime.exists = staticmethod(streamlit.runtime.exists)
        runtime.instance = staticmethod(streamlit.runtime.get_instance)

    # app.py calls st.navigation; without this, a visit that begins at a lesson would bypass app.py, because the folder
    # pages/ looks like Streamlit's older way of making pages.
    PagesManager.uses_pages_directory = False
