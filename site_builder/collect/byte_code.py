"""What `pyodide py-compile` does not do: byte code without line tables, and with a header that Python never checks.

`python byte_code.py IN OUT WITHOUT…` runs under the Python whose byte code it is: IN and OUT are zip archives of .pyc
files, WITHOUT is the path in IN of a list, one path a line, of those that lose their line tables.
"""

from __future__ import annotations

import marshal
import sys
import types
import zipfile

HEADER = 16  # bytes: magic number, flags, hash of the source
UNCHECKED = (0b01).to_bytes(4, "little")  # named by its source's hash, and never checked against it


def without_lines(code: types.CodeType) -> types.CodeType:
    """The same code, all instructions of which say that they come from the first line of their function.

    A line table's entry of kind 13 is for up to 8 units of code and gives a step from the last line, here 0.
    """
    units = len(code.co_code) // 2
    table = b"".join(bytes((0x80 | 13 << 3 | min(8, units - at) - 1, 0)) for at in range(0, units, 8))
    inner = tuple(without_lines(one) if isinstance(one, types.CodeType) else one for one in code.co_consts)
    return code.replace(co_linetable=table, co_consts=inner)


def rewritten(compiled: bytes, *, lines: bool) -> bytes:
    """A .pyc file, as the site has it. lines: whether it keeps its line tables."""
    code = marshal.loads(compiled[HEADER:])
    return compiled[:4] + UNCHECKED + compiled[8:HEADER] + marshal.dumps(code if lines else without_lines(code))


def main(source: str, target: str, listed: str) -> None:
    """Rewrite the files of one archive into another."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as written:
        without = set(read.read(listed).decode().splitlines())
        for path in read.namelist():
            if path != listed:
                written.writestr(path, rewritten(read.read(path), lines=path not in without))


if __name__ == "__main__":
    main(*sys.argv[1:])
