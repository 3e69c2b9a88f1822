"""The page check/ multiplies by what the record says, and the record is what its pairs give."""

from __future__ import annotations

import json

import pytest

from benchmarks.start_estimate import RECORD, Pair, factors, read_check


def test_a_free_machine_is_told_from_a_busy_one() -> None:
    quiet = Pair(files=1000, sum=44, quickest=40, start=6000, threads=4800, load=0.4)
    busy = [Pair(files=1000, sum=100, quickest=60, start=31_000, threads=4800 + more, load=3) for more in (-400, 400)]
    assert factors([quiet, *busy]) == {"free": 120, "busy": 300}
    with pytest.raises(ValueError, match="a busy machine"):
        factors([quiet])


def test_times_are_read_as_the_page_shows_them() -> None:
    files = ["0.2 s to come, 0.1 s to check", "12 s to come, 0.3 s to check"]
    assert read_check(files, "Chrome 156; the fixed sum took 41 ms; files came at 3 MB a second") == (12_200, 41)
    with pytest.raises(ValueError, match="expected times of all files"):
        read_check(["later.tar.gz was changed on its way"], "the fixed sum took 41 ms")


def test_the_record_is_what_its_pairs_give() -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    pairs = [Pair(**pair) for pair in record["pairs"]]
    assert len(pairs) >= 5
    assert {name: record[name] for name in ("free", "busy")} == factors(pairs)
