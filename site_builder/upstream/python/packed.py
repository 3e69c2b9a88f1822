"""Modules whose byte code lies together in one file: it is read once, and no file system is asked for each of them.

site_builder/upstream/packages.py packs them. Each says that it lies where its own file would be: what is data, and what
comes with another archive, is found from there.
"""

import marshal
import os
import sys
from importlib.machinery import ModuleSpec, SourcelessFileLoader
from types import CodeType
from typing import Any

PACK = "modules.bin"

_table: dict[str, tuple[str, bytes]] = {}  # module -> where its file would be, and its byte code


class Loader(SourcelessFileLoader):
    """As for a file of byte code, but without the file."""

    def get_code(self, fullname: str) -> CodeType:
        """The module's code."""
        code: CodeType = marshal.loads(_table[fullname][1])
        return code


class Finder:
    """Finds the modules that were added."""

    @staticmethod
    def find_spec(fullname: str, _path: object = None, _target: Any = None) -> ModuleSpec | None:
        """Where the module lies; None if it is not packed."""
        if fullname not in _table:
            return None
        place, _ = _table[fullname]
        folder, _, file = place.rpartition("/")
        is_package = file.startswith("__init__.")
        spec = ModuleSpec(fullname, Loader(fullname, place), origin=place, is_package=is_package)
        spec.has_location = True  # so that the module has a __file__
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(folder)
        return spec


def add(folder: str) -> None:
    """From now on the modules that are packed in this folder can be imported."""
    path = f"{folder}/{PACK}"
    with open(path, "rb") as file:
        _table.update(marshal.loads(file.read()))
    os.remove(path)
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)
