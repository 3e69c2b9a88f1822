"""The lesson *The computation graph*: PyTorch prints what the lesson says that it prints."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

LESSON = Path(__file__).resolve().parent.parent / "content" / "computation_graph.md"


def test_the_program_prints_what_the_lesson_shows() -> None:
    program, printed = re.search(
        r"```python\n(import torch.*?)```.*?```text\n(.*?)```", LESSON.read_text(encoding="utf-8"), re.DOTALL
    ).groups()  # type: ignore[union-attr]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})
    assert out.getvalue() == printed
