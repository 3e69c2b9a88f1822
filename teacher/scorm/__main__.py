"""`python -m teacher.scorm`: the built site as packages for a learning platform, SCORM 1.2 and 2004 (4th edition).

The score is the share of the chosen lessons' questions and exercises that are solved; before the first is tried there
is none. A package holds the whole book; the lessons decide what counts and where it begins.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from teacher.book_questions import CONTENT, lessons
from teacher.scorm.items import items
from teacher.scorm.manifest import Version
from teacher.scorm.package import Plan, name, package, read_site, zipped

ROOT = Path(__file__).resolve().parent.parent.parent
VERSIONS: tuple[Version, ...] = ("1.2", "2004")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the packages; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m teacher.scorm", description=__doc__.partition("\n\n")[0])
    parser.add_argument("--lessons", nargs="+", metavar="LESSON", help="what counts (default: every lesson)")
    parser.add_argument("--pass", type=int, dest="percent", metavar="PERCENT", help="passed from this share on")
    parser.add_argument("--version", choices=VERSIONS, action="append", help="one of the two (default: both)")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="the built site (default: dist)")
    parser.add_argument("--out", type=Path, default=Path("packages"), help="the folder for them (default: packages)")
    options = parser.parse_args(arguments)
    try:
        if options.percent is not None and not 1 <= options.percent <= 100:
            raise ValueError(f"--pass: expected a number from 1 to 100, got {options.percent}")
        plans = [planned(version, options.lessons, options.percent) for version in options.version or VERSIONS]
        site, scripts = read_site(options.dist), built_scripts()
    except ValueError as error:
        print(f"teacher.scorm: {error}", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for plan in plans:
        target = options.out / name(plan)
        target.write_bytes(zipped(package(plan, site, scripts)))
        size = target.stat().st_size / 1e6
        print(f"{target}: SCORM {plan.version}, {size:.1f} MB, {len(plan.items)} questions and exercises count")
    print("A platform has a limit for files that are uploaded: ask for at least the size of the package.")
    return 0


def planned(version: Version, chosen: Sequence[str] | None, percent: int | None) -> Plan:
    """The plan for these lessons, or for all. ValueError: one is not in the book."""
    wanted = items(chosen if chosen is not None else [slug for slug, _ in lessons()])
    slugs = tuple(slug for slug, _ in lessons() if chosen is None or slug in chosen)
    contents = tomllib.loads((CONTENT / "contents.toml").read_text(encoding="utf-8"))
    listed = [lesson for part in contents["parts"] for lesson in part["lessons"]]
    others = [lesson["slug"] for lesson in contents.get("appendices", [])]
    titles = [title for slug, title in lessons() if slug in slugs]
    return Plan(
        version=version,
        title=contents["title"] if chosen is None else f"{contents['title']}: {', '.join(titles)}",
        lessons=slugs,
        items=wanted,
        pages=(*(lesson["slug"] for lesson in listed), *others),
        percent=percent,
        with_data=any("data" in lesson for lesson in listed if lesson["slug"] in slugs),
    )


def built_scripts() -> dict[str, bytes]:
    """shell.js and address.js from client/platform. ValueError: node or its packages are not there."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", str(ROOT / "client" / "build.mjs"), "platform", folder]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            raise ValueError("node is needed for bundling the package's scripts, and is not installed") from None
        if done.returncode:
            raise ValueError(f"the package's scripts could not be bundled: {done.stderr.strip()[-500:]}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


if __name__ == "__main__":
    raise SystemExit(main())
