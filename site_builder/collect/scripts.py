"""The scripts of the site's pages and workers: client/ bundled by esbuild under node."""

from __future__ import annotations

import tempfile
from pathlib import Path

from site_builder import node
from site_builder.errors import BuildError


def page_scripts(root: Path) -> dict[str, bytes]:
    """Each by its file name. root: the repository, where client/ and node_modules/ are."""
    with tempfile.TemporaryDirectory() as folder:
        done = node.run(root / "client" / "build.mjs", "page", folder, work="the page's scripts are bundled by esbuild")
        if done.returncode != 0:
            raise BuildError(f"bundling the page's scripts failed:\n{done.stderr.strip()[-2000:]}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
