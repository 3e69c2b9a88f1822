"""Python itself: what it imports at the start, what it collects, what it logs."""

import gc
import importlib
import logging
import sys
import urllib  # noqa: F401 (the package of urllib.request)
from collections.abc import Callable
from functools import partial
from importlib.machinery import FileFinder, PathFinder
from importlib.util import find_spec, module_from_spec
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


def anyio_later() -> None:
    """Import anyio, and what stlite changes of it, when something of it is used.

    Starlette names it at its top, for the bodies of requests that no page begins with.
    """
    real = import_later("anyio", "anyio.abc", "anyio.lowlevel", "anyio.to_thread", "stlite_lib.anyio_patch")
    anyio: Any = sys.modules["anyio"]
    anyio.Path = lambda *parts: real("anyio", "Path")(*parts)
    lowlevel: Any = sys.modules["anyio.lowlevel"]
    lowlevel.RunVar = lambda name: Late(lambda: real("anyio.lowlevel", "RunVar")(name))


def no_threads_to_limit() -> None:
    """Do not have anyio told how many threads it may have: a browser's Python has none."""
    from streamlit.web.server.starlette import starlette_app

    module: Any = starlette_app
    module._set_anyio_thread_limiter = lambda: None


# What default_rng draws with, by the module of numpy.random in which it lies.
DRAWN_WITH = {
    "Generator": "_generator",
    "PCG64": "_pcg64",
    "BitGenerator": "bit_generator",
    "SeedSequence": "bit_generator",
}


def numpy_later() -> None:
    """Import LAPACK, a fifth of NumPy, when something is solved or decomposed.

    And of numpy.random what default_rng draws with; the rest, such as `seed`, when something of it is used.
    """
    lapack = "numpy.linalg._umath_linalg"
    import_later(lapack)
    import numpy as np

    linalg: Any = np.linalg
    linalg._umath_linalg = sys.modules[lapack]  # numpy.testing asks the package for it
    spec: Any = find_spec("numpy.random")
    random: Any = module_from_spec(spec)

    def get(attribute: str) -> Any:
        if attribute in DRAWN_WITH:
            return getattr(importlib.import_module(f"numpy.random.{DRAWN_WITH[attribute]}"), attribute)
        del random.__getattr__  # which would answer the module itself
        try:
            spec.loader.exec_module(random)
        except ImportError:  # there is no network; there may be one at the next time
            random.__getattr__ = get
            raise
        return getattr(random, attribute)

    def default_rng(seed: Any = None) -> Any:
        """A generator of random numbers. NumPy's own asks first whether the seed is one of an older kind."""
        if "numpy.random.mtrand" in sys.modules or isinstance(seed, (random.Generator, random.BitGenerator)):
            return importlib.import_module("numpy.random._generator").default_rng(seed)
        return random.Generator(random.PCG64(seed))

    random.__getattr__, random.default_rng = get, default_rng
    sys.modules["numpy.random"] = np.random = random


class Late:
    """Something that is made when it is first used."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def __getattr__(self, attribute: str) -> Any:
        if "made" not in self.__dict__:
            self.made = self.make()
        return getattr(self.made, attribute)


def import_later(*names: str) -> Callable[[str, str], Any]:
    """Put modules of these names into place that become the real ones when something of one is first asked for.

    Returns what gives something of the real ones, by the module's name and its own.
    """
    stand_ins = {name: ModuleType(name) for name in names}
    loaded: dict[str, ModuleType] = {}  # kept here: after a reader's cell all modules are put back, the stand-ins, too

    def real(name: str, attribute: str) -> Any:
        if attribute.startswith("__"):  # Python's own questions, whether it is a package for one
            raise AttributeError(attribute)
        if not loaded:
            for each, stand_in in stand_ins.items():
                if sys.modules.get(each) is stand_in:
                    del sys.modules[each]
            loaded.update({each: importlib.import_module(each) for each in stand_ins})
        return getattr(loaded[name], attribute)

    for name, stand_in in stand_ins.items():
        stand_in.__getattr__ = partial(real, name)  # type: ignore[method-assign]
        sys.modules[name] = stand_in
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            setattr(sys.modules[package], last, stand_in)
    return real


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
