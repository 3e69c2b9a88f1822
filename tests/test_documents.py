"""Commands that documents tell to run: their options are those of the programs, their targets those of the Makefile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    path
    for pattern in ("README.md", "CONTRIBUTING.md", "docs/*.md", "*/README.md", "widgets/DESIGN.md")
    for path in sorted(ROOT.glob(pattern))
    if "node_modules" not in path.parts
]
PROGRAM = re.compile(r"python -m ([\w.]+)([^`#]*?)(?=`|#|\n\s*\n|$)")
OPTION = re.compile(r"(?<=\s)--[a-z][a-z-]*")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def source(module: str) -> str:
    """What `python -m module` runs; empty if it is none of ours."""
    place = ROOT / module.replace(".", "/")
    file = place / "__main__.py" if place.is_dir() else place.with_suffix(".py")
    return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_are_those_of_the_programs(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for module, arguments in PROGRAM.findall(text):
        code = source(module.removesuffix("."))
        if code:
            unknown = [option for option in OPTION.findall(arguments) if f'"{option}"' not in code]
            assert not unknown, f"python -m {module} has no {unknown}"
    named = set(re.findall(r"`make ([a-z][a-z-]*)", text))
    assert named <= TARGETS, "the Makefile has no such target"


def test_commands_are_found() -> None:
    found = [hit for document in DOCUMENTS for hit in PROGRAM.findall(document.read_text(encoding="utf-8"))]
    assert ("teacher.sheets", ["--topic", "--variants", "--seed", "--out"]) in [
        (module, OPTION.findall(arguments)) for module, arguments in found
    ]
    assert sum(bool(source(module)) for module, _ in found) > 10
