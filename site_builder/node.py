"""Run the builder's own scripts under node, for what only JavaScript's tools can do."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from site_builder.errors import BuildError

SCRIPTS = Path(__file__).parent / "collect" / "node"


def run(script: Path, *arguments: str | Path, work: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Start a script and wait for its end. work: what it does, told where node is missing; given: its stdin."""
    node = shutil.which("node")
    if node is None:
        raise BuildError(f"node: not found on PATH; {work} under node >= 20")
    command = [node, str(script), *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, encoding="utf-8")


def transform(contents: Sequence[bytes], script: Path, *arguments: str | Path, work: str, failed: str) -> list[bytes]:
    """What a script makes of each of these.

    It is given the arguments and a folder, whose files in/0, in/1 … it writes anew as out/0, out/1 …
    failed: how the error begins if it does not.
    """
    if not contents:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way in ("in", "out"):
            (folder / way).mkdir()
        for number, content in enumerate(contents):
            (folder / "in" / str(number)).write_bytes(content)
        done = run(script, *arguments, folder, work=work)
        if done.returncode != 0:
            raise BuildError(f"{failed}:\n{done.stderr.strip()[-2000:]}")
        return [(folder / "out" / str(number)).read_bytes() for number in range(len(contents))]
