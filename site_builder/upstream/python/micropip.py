"""Stands in for micropip: stlite calls it at start-up, but every package of the book is installed already."""

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


def add_mock_package(name: str, version: str, *, modules: Mapping[str, str], **_options: Any) -> None:
    """Make modules from their source. stlite registers its stub of pyarrow this way."""
    for module_name, source in modules.items():
        module = ModuleType(module_name)
        exec(source, module.__dict__)
        sys.modules[module_name] = module


async def install(requirements: object, **_options: Any) -> None:
    """Nothing to do: nothing is ever downloaded from a package registry."""
