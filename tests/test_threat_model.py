"""The numbers of docs/threat-model.md are the program's."""

from __future__ import annotations

from pathlib import Path

import pytest

from widgets.code.runner.limits import Limits
from widgets.code.runner.process import GRACE
from widgets.code.runner.worker import ADDRESS_SPACE
from widgets.kit import network_address, network_file, written_matrix
from widgets.playground.reading import MOST_BYTES
from widgets.playground.settings import MOST_OWN_POINTS
from widgets.progress.json_file import MOST_CHARACTERS

TEXT = " ".join((Path(__file__).resolve().parent.parent / "docs" / "threat-model.md").read_text("utf-8").split())
LIMITS = Limits()
CLAIMS = [
    f"{LIMITS.seconds:g} s, {LIMITS.memory >> 30} GB of memory, {LIMITS.characters:,} characters of output",
    f"ended from outside {GRACE:g} s after a cell's {LIMITS.seconds:g} s",
    f"use {LIMITS.memory >> 30} GB more than at the start",
    f"more than {ADDRESS_SPACE >> 30} GB of address space",
    f"{MOST_BYTES // 1_000_000} MB, {MOST_OWN_POINTS:,} points",
    f"{MOST_CHARACTERS // 1_000_000} million characters",
    f"matrices ≤ {network_address.MOST_CHARACTERS:,} characters",
    f"{written_matrix.MOST_SIGNS:,} characters, {written_matrix.MOST_NUMBERS} numbers",
    f"{network_file.MOST_CHARACTERS:,} characters; read as an address is",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_limit_is_told_as_it_is(claim: str) -> None:
    assert claim in TEXT
