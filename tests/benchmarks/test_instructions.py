"""What is counted of the patches of Python, and what is said of the counts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.instructions import markdown
from benchmarks.patches import RUN_HERE

ROOT = Path(__file__).parents[2]


def test_a_patch_is_worth_what_a_visit_is_longer_without_it() -> None:
    counts = {
        "none": 2_000_000_000,
        "none, again": 2_001_000_000,
        "no_emoji_table": 2_100_000_000,
        "settings_once": 2_010_000_000,
        "all": 4_000_000_000,
    }
    start, answer = 1_000_000_000, 200.0  # 100 million instructions an answer, so 2 ms a million
    imports = {"metadata_later": 40.0, "urllib_later": 200.0}
    text = markdown({"versions": {}, "start": start, "answer": answer, "counts": counts, "imports": imports})
    assert "| urllib_later | urllib.request | 200 | saves it |" in text
    assert "| metadata_later | importlib.metadata | 40 | not worth it |" in text
    assert "| no_emoji_table | 100 | 5.00% | 200 | saves it |" in text
    assert "| settings_once | 10 | 0.50% | 20 | not worth it |" in text
    assert "| none, again | 1 | 0.05% | 2 |  |" in text
    assert "| none |" not in text


@pytest.mark.long
@pytest.mark.parametrize("patches", [RUN_HERE, ()])
def test_a_visit_without_a_browser_draws_the_page_and_answers(patches: list[str]) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.visit_alone", "--answers", "2", "--patches", *patches]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
