"""Check the files that were handed in for assignment B: `python -m teacher.check_entries FOLDER`.

Prints the ranking, and for each file that fails, why. Ends with 0 if every file is valid, with 1 if not, with 2 if
there is no such folder.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from teacher import entries


def main(arguments: Sequence[str]) -> int:
    """Do it; the process's exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Usage: python -m teacher.check_entries FOLDER", file=sys.stderr)
        return 2
    verdicts = entries.check_folder(Path(arguments[0]))
    print(entries.table(verdicts))
    return int(any(verdict.problem for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
