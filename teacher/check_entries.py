"""Check the files that were handed in for assignment B: `python -m teacher.check_entries FOLDER [--run]`.

Prints the ranking, and for each file that fails, why. Runs no line of the files; with --run it runs the programs that
are not the book's own, inspected and shut in. Ends with 0 if every entry is valid, with 1 if not, with 2 if there is no
such folder or no entry in it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from teacher import entries
from teacher.folder import read_folder

_USAGE = """Usage: python -m teacher.check_entries FOLDER [--run]
  FOLDER  holds the files as they were collected, in folders of their own or not
  --run   also run programs that differ from the book's own, each in a process with limits"""


def main(arguments: Sequence[str]) -> int:
    """Do it; the process's exit code."""
    folders = [argument for argument in arguments if argument != "--run"]
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        print(_USAGE, file=sys.stderr)
        return 2
    contents = read_folder(Path(folders[0]))
    verdicts = entries.check(contents)
    changed = sum(bool(verdict.changed) for verdict in verdicts)
    if changed and "--run" in arguments:
        print(f"--run: programs that are not the book's own: {changed}. Those that do nothing but compute run now,")
        print(f"each in a process with limits and for at most {entries.LIMITS.seconds} seconds:")
        verdicts = entries.run_changed(verdicts, lambda line: print(line, flush=True))
        print()
    print(entries.table(verdicts, contents))
    if contents.system:
        print(f"\nPassed over: {contents.system} that a system put there (__MACOSX, ._…, .DS_Store and the like).")
    if changed and "--run" not in arguments:
        print("\nPrograms that are not the book's own (changed, or of an older edition) were not run; --run does that.")
    if not verdicts:
        print("There is no entry in this folder: no .py and no .txt file.", file=sys.stderr)
        return 2
    return int(any(verdict.problem for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
