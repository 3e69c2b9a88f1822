"""A class at a glance: `python -m teacher.class FOLDER [--out FOLDER]` (also `python -m teacher.class_report`).

FOLDER holds the students' progress files (the book: *Your progress*, *Download it*) as a learning platform packs them,
in folders of their own or not, unpacked. Writes class.html and class.csv: who solved what after how many tries, which
misconceptions the class has, and what to talk about next time. Runs nothing of the files. Ends with 0, with 1 if a file
could not be read or was edited, with 2 if there is no such folder or no progress file in it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from teacher.class_page import csv_table, page
from teacher.class_results import asked, gathered, to_talk_about
from teacher.folder import read_folder
from teacher.progress_files import WANTED

_USAGE = """Usage: python -m teacher.class FOLDER [--out FOLDER]
  FOLDER  holds the students' progress files, in folders of their own or not
  --out   where class.html and class.csv are written; else into the present folder"""


def main(arguments: Sequence[str]) -> int:
    """Do it; the process's exit code."""
    given = list(arguments)
    out = "."
    if "--out" in given[:-1]:
        place = given.index("--out")
        out = given[place + 1]
        del given[place : place + 2]
    if len(given) != 1 or not Path(given[0]).is_dir():
        print(_USAGE, file=sys.stderr)
        return 2
    contents = read_folder(Path(given[0]), WANTED)
    students = gathered(contents)
    if not any(not one.problem for one in students):
        for one in students:
            print(f"{one.place}: {one.problem}", file=sys.stderr)
        print("There is no progress file in this folder that can be read.", file=sys.stderr)
        return 2
    try:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("class.html", page(students, contents)), ("class.csv", "\ufeff" + csv_table(students))):
            (folder / name).write_bytes(text.encode("utf-8", "replace"))
            print(folder / name)
    except OSError as error:
        print(f"{out} cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    for topic in to_talk_about(asked(students)):
        print(f"{topic.right} of {topic.answered} right: {topic.question.text} ({topic.question.title})")
    odd = [one for one in students if one.problem or one.remarks]
    for one in odd:
        print(f"{one.place}: {one.oddities}")
    return int(bool(odd))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
