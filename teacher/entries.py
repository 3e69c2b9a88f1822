"""The teacher's side of assignment B: judge handed-in files without running a line of them, and rank them.

The program in an entry follows from the settings in its first lines, so it is compared with the one that the book
writes, and the loss is computed from the settings. Only where a program differs, and only if asked, is it run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from studies.exercises.assignments import CALM, Entry, HandedIn, Judgement, first_difference, judged, read_hand_in
from teacher import process
from teacher.folder import Contents, Paper
from teacher.inspection import inspect

LIMITS = process.Limits()
_FINAL = re.compile(r"^final loss (?P<loss>\S+)\s*$", re.MULTILINE)
_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": " ", "–": "-"})


@dataclass(frozen=True)
class Verdict:
    """A checked file. problem is "" for a valid one; loss is the one computed here from its settings.

    changed holds the text of a file whose program is not the book's, as long as it was not run.
    """

    file: str
    name: str = ""
    loss: float = math.inf
    problem: str = ""
    remark: str = ""
    entry: Entry | None = None
    changed: str = ""


def check(contents: Contents) -> list[Verdict]:
    """A verdict on every paper, ranked. Nothing of the papers is run."""
    return ranked(check_paper(paper) for paper in contents.papers)


def check_paper(paper: Paper) -> Verdict:
    """Compare a paper's program with the book's, and its claimed loss with the one that its settings give."""
    if paper.problem:
        return Verdict(paper.place, problem=paper.problem)
    try:
        handed = read_hand_in(paper.text)
    except ValueError as error:
        return Verdict(paper.place, problem=str(error))
    verdict = Verdict(paper.place, handed.name, remark=paper.remark, entry=handed.entry)
    try:
        difference = _difference(paper.text, handed.entry)
        if difference:
            return replace(verdict, problem=f"{difference} It was not run", changed=paper.text)
        return _valid(verdict, handed, judged(handed.entry, handed.loss))
    except ValueError as error:
        return replace(verdict, problem=str(error))


def _difference(text: str, entry: Entry) -> str:
    """Where the program is not the book's, in a sentence; "" if it is."""
    found = first_difference(text, entry)
    if found is None:
        return ""
    if first_difference(text.translate(_TYPOGRAPHY), entry) is None:
        raise ValueError(f"line {found.line}: an editor changed its quotation marks or blanks; ask for the file itself")
    if not found.line:
        return f"its program ends before the line '{_short(found.written)}'."
    book = f"for these settings the book writes '{_short(found.written)}'" if found.written else "the book's has ended"
    return f"line {found.line}: its program has '{_short(found.found)}' where {book}."


def _short(line: str) -> str:
    stripped = line.strip()
    return stripped if len(stripped) <= 60 else f"{stripped[:59]}…"


def _valid(verdict: Verdict, handed: HandedIn, judgement: Judgement) -> Verdict:
    """The verdict on an entry whose program is right. Raises ValueError if nothing can explain the loss it claims."""
    loss = judgement.loss
    if not judgement.credible:
        raise ValueError(f"it claims a loss of {handed.loss:g}, but its settings give {_ends(judgement)}")
    if abs(handed.loss - loss) <= CALM * loss:
        return replace(verdict, loss=loss)
    said = (
        f"its first lines say {handed.loss:.6g}: another machine rounds differently, and this training multiplies "
        f"that. Begun 2e-16 away it ended here {_ends(judgement)}"
    )
    return replace(verdict, loss=loss, remark="; ".join(filter(None, [verdict.remark, said])))


def _ends(judgement: Judgement) -> str:
    low, high = f"{judgement.lowest:.6g}", f"{judgement.highest:.6g}"
    return f"between {low} and {high}" if low != high else f"at {low}"


def run_changed(verdicts: Iterable[Verdict], say: Callable[[str], None]) -> list[Verdict]:
    """Run the programs that are not the book's, each after an inspection and in a process with limits; rank again.

    say is told the file of a program just before it runs.
    """
    return ranked(_run(verdict, say) if verdict.changed else verdict for verdict in verdicts)


def _run(verdict: Verdict, say: Callable[[str], None]) -> Verdict:
    """The verdict on a foreign program: valid if it ends where the settings in its first lines end."""
    program = verdict.changed.removeprefix("\ufeff")
    try:
        inspect(program)
        handed = read_hand_in(program)
        say(_printable(f"  {verdict.file}"))
        printed = _printed(program)
        ends = judged(handed.entry, printed)
        if not ends.credible:
            raise ValueError(f"it prints a loss of {printed:g}, but the settings in its first lines give {_ends(ends)}")
        remark = "; ".join(filter(None, [verdict.remark, "its program is not the book's, and gives the same loss"]))
        verdict = replace(verdict, problem="", changed="", remark=remark)
        return _valid(verdict, handed, judged(handed.entry, handed.loss))
    except ValueError as error:
        return replace(verdict, problem=str(error), changed="")


def _printed(program: str) -> float:
    outcome = process.run(program, LIMITS)
    if outcome.problem:
        raise ValueError(outcome.problem)
    found = _FINAL.findall(outcome.printed)
    if len(found) != 1:
        raise ValueError(f"it should print one line 'final loss …', and printed {len(found)}")
    try:
        printed = float(found[0])
    except ValueError:
        printed = math.nan
    if not 0 <= printed < math.inf:
        raise ValueError(f"the final loss that it prints, {found[0][:40]}, is no loss")
    return printed


def ranked(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Valid ones by the loss computed here, then the others by file."""
    return sorted(verdicts, key=lambda verdict: (bool(verdict.problem), verdict.loss, verdict.file))


def table(verdicts: Sequence[Verdict], contents: Contents | None = None) -> str:
    """The ranking as text; below it remarks, the same program twice, what is not valid and what was not read."""
    valid = [verdict for verdict in verdicts if not verdict.problem]
    places = _places(valid)
    parts = [
        ("", [f"{place:>3}.  {one.loss:<12.6g} {one.name}  ({one.file})" for place, one in places]),
        ("The same settings more than once:", _twice(places)),
        ("Remarks:", [f"  {one.file}: {one.remark}" for one in valid if one.remark]),
        ("Not valid:", [f"  {one.file}: {one.problem}" for one in verdicts if one.problem]),
        ("Not read:", [f"  {file}: {reason}" for file, reason in contents.unread] if contents else []),
    ]
    return "\n\n".join("\n".join(map(_printable, [title, *rows] if title else rows)) for title, rows in parts if rows)


def _places(valid: Iterable[Verdict]) -> list[tuple[int, Verdict]]:
    """Each with its place; equal losses share one."""
    places: list[tuple[int, Verdict]] = []
    for _, group in groupby(valid, key=lambda verdict: verdict.loss):
        place = len(places) + 1
        places += [(place, verdict) for verdict in group]
    return places


def _twice(places: Iterable[tuple[int, Verdict]]) -> list[str]:
    files: dict[tuple[int, Entry | None], list[str]] = {}
    for place, verdict in places:
        files.setdefault((place, verdict.entry), []).append(verdict.file)
    return [f"  place {place}: {', '.join(equal)}" for (place, _), equal in files.items() if len(equal) > 1]


def _printable(line: str) -> str:
    """A line as it may be sent to a terminal: nothing in it moves the cursor or turns the reading direction."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)[:400]
