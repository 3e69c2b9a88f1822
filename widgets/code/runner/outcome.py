"""What came of running a cell, as plain values that can travel between processes as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Frame:
    """Where the reader's code was: the cell's name, its line, and the function, or "" outside of any."""

    cell: str
    line: int
    function: str = ""


@dataclass(frozen=True)
class Failure:
    """Why a cell did not reach its end.

    kind is the exception's name, or "Stopped" for a limit that was reached; frames are the reader's own, outermost
    first; hint is advice on its usual cause.
    """

    kind: str
    message: str
    frames: tuple[Frame, ...] = ()
    hint: str = ""

    def line_in(self, cell: str) -> int | None:
        """The innermost line of that cell, which its editor marks."""
        lines = [frame.line for frame in self.frames if frame.cell == cell]
        return lines[-1] if lines else None


@dataclass(frozen=True)
class Outcome:
    """What a cell printed, the value and chart of its last expression, and how it failed, if it did.

    cleared: the variables of the lesson's cells are gone, because the memory they held was needed or the process that
    held them had to be ended. report: what the grader of an exercise said, as studies.exercises.Report has it. earlier:
    sentences on the earlier cells that an answer uses.
    """

    printed: str = ""
    value: str | None = None
    chart: dict[str, Any] | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    cleared: bool = False
    report: dict[str, Any] | None = None
    earlier: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Lists, dicts, texts and numbers only."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Outcome:
        """The outcome that to_plain described."""
        values = dict(plain)
        values["earlier"] = tuple(str(said) for said in values["earlier"])
        if values["failure"] is not None:
            failure = dict(values["failure"])
            failure["frames"] = tuple(Frame(**frame) for frame in failure["frames"])
            values["failure"] = Failure(**failure)
        return cls(**values)
