"""Python itself: what it imports at the start, what it collects, what it logs."""

import gc
import importlib
import logging
import sys
import urllib  # noqa: F401 (the package of urllib.request)
from importlib.machinery import FileFinder, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any


def quiet_log() -> None:
    """Nothing below a warning is logged.

    stlite sends every record of every logger to the console, one message each: reading the book's Markdown alone made
    a thousand of them, and took most of the start.
    """
    logging.disable(logging.INFO)


def no_garbage_yet() -> None:
    """While a hundred thousand objects are made that all stay, looking for garbage among them is half of the time."""
    gc.disable()


def garbage_later() -> None:
    """Look for garbage again when the first page is drawn, but never among what is there by then: it stays for good."""
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

    runner: Any = ScriptRunner
    finished = runner._on_script_finished

    def first(self: Any, *arguments: Any, **options: Any) -> None:
        runner._on_script_finished = finished
        finished(self, *arguments, **options)
        gc.freeze()
        gc.set_threshold(20_000)  # new objects between two looks; most runs make fewer that stay
        gc.enable()

    runner._on_script_finished = first


def metadata_later() -> None:
    """Import importlib.metadata when something of it is used, and not to forget what the finders know."""
    import_later("importlib.metadata")
    finder: Any = PathFinder
    finder.invalidate_caches = staticmethod(invalidate_caches)


def urllib_later() -> None:
    """Import urllib.request, which brings the clients of HTTP and mail, when something of it is used."""
    import_later("urllib.request")


def import_later(name: str) -> None:
    """Put a module of that name into place that becomes the real one when something of it is first asked for."""
    stand_in = ModuleType(name)

    def load(attribute: str) -> Any:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        module = importlib.import_module(name)
        return getattr(module, attribute)

    stand_in.__getattr__ = load  # type: ignore[method-assign]
    sys.modules[name] = stand_in
    package, _, last = name.rpartition(".")
    setattr(sys.modules[package], last, stand_in)


def invalidate_caches() -> None:
    """What importlib does when packages were installed, short of importing importlib.metadata for it."""
    for finder in sys.path_importer_cache.values():
        if isinstance(finder, FileFinder):
            finder.invalidate_caches()


def version_known() -> None:
    """Tell Streamlit its version, for which it would search the notes of all installed packages."""
    (notes,) = Path(__file__).parent.parent.glob("streamlit-*.dist-info")
    module: Any = ModuleType("streamlit.version")
    module.STREAMLIT_VERSION_STRING = notes.name.removeprefix("streamlit-").removesuffix(".dist-info")
    sys.modules[module.__name__] = module
