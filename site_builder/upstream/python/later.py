"""Modules that hardly a page begins with. They lie in archives of their own.

The loader (client/worker) fetches these when the first page is drawn, and what charts are drawn with together with
everything else if a page begins with one. A module that is imported earlier makes Python wait for its archive.
"""

import importlib
import sys
import zlib
from collections.abc import Callable, Iterable
from typing import Any


class Finder:
    """Stands before Python's finders, and sees to it that they find what is in the archive; it finds nothing itself."""

    def __init__(self, names: frozenset[str], address: str, unpack: Callable[[Any], None]) -> None:
        """names: of the modules and packages in the archive; unpack: puts what is in it where it is found."""
        self.names = names
        self.address = address
        self.unpack = unpack

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> None:
        """See to it that the other finders, which are asked next, find the module."""
        if fullname in self.names:
            self.fetch(fullname)

    def fetch(self, wanted: str) -> None:
        """Wait for the archive. A worker may do that without leaving Python."""
        from js import XMLHttpRequest  # type: ignore[import-not-found]  # only in the browser
        from pyodide.ffi import JsException, to_js  # type: ignore[import-not-found]

        request = XMLHttpRequest.new()
        request.open("GET", self.address, False)
        request.responseType = "arraybuffer"
        try:
            request.send()
        except JsException as error:
            raise ImportError(f"'{wanted}' could not be fetched: is there a network?", name=wanted) from error
        if request.status != 200:
            raise ImportError(f"'{wanted}' could not be fetched: {self.address}: {request.status}", name=wanted)
        content = request.response.to_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = zlib.decompress(content, wbits=31)
        self.unpack(to_js(content))
        self.arrived()

    def arrived(self) -> None:
        """The archive is unpacked: the usual finders do the rest."""
        self.names = frozenset()
        importlib.invalidate_caches()

    @property
    def needed(self) -> bool:
        """Whether the archive is not there yet."""
        return bool(self.names)


def expect(names: Iterable[str], address: str, unpack: Callable[[Any], None]) -> Finder:
    """Be ready to fetch these modules."""
    finder = Finder(frozenset(names), address, unpack)
    sys.meta_path.insert(0, finder)
    return finder
