"""`python -m site_builder`: build the static site into dist/."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from site_builder.assemble import assemble
from site_builder.collect import collect
from site_builder.errors import BuildError
from site_builder.fetch import Cache
from site_builder.write import write

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m site_builder", description="Build the static site.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to write it (default: dist)")
    parser.add_argument("--app", type=Path, default=ROOT, help="the folder of app.py (default: this project)")
    parser.add_argument("--pyodide-dist", type=Path, help="a folder with an unpacked official Pyodide release")
    options = parser.parse_args(arguments)
    try:
        files = assemble(collect(ROOT, options.app, Cache(), options.pyodide_dist))
        write(files, options.out)
    except BuildError as error:
        print(f"site_builder: {error}", file=sys.stderr)
        return 1
    total = sum(len(file.content) for file in files)
    print(f"{options.out}: {len(files)} files, {total / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
