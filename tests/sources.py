"""The book's Python files, read and parsed once for all tests that look at them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

READS_SOURCES = pytest.mark.xdist_group("sources")
"""For tests that parse many files: one process runs all of them."""


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), str(path))
