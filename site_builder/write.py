"""Write the site's files to disk, into a folder that holds nothing else."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from site_builder.compress import NEIGHBOURS
from site_builder.errors import BuildError
from site_builder.model import LOCK, SiteFile

# What systems leave in any folder that somebody looks at.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")


def write(files: Sequence[SiteFile], out: Path) -> None:
    """Make `out` hold exactly these files. They are written beside their place and moved there when all are complete.

    BuildError: `out` holds something that no build has put there; then nothing is touched.
    """
    refuse_what_is_not_ours(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    fresh, old = work / "fresh", work / "old"
    try:
        fresh.mkdir()
        fresh.chmod(0o755)  # a web server's account reads it, whatever this one keeps from others
        for file in files:
            path = fresh / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
        refuse_what_is_not_ours(out)  # a build takes minutes
        if out.exists():
            out.rename(old)
        fresh.rename(out)
    finally:
        if old.exists() and not out.exists():
            old.rename(out)
        shutil.rmtree(work, ignore_errors=True)


def refuse_what_is_not_ours(out: Path) -> None:
    """Raise BuildError unless `out` may be replaced: it is not there, is empty, or holds a built site and no more."""
    if not (out.exists() or out.is_symlink()):
        return
    if out.is_symlink() or not out.is_dir():
        raise BuildError(
            f"{out} is not a folder of its own, so the site is not written there; name another: --out NAME"
        )
    made = _built(out)
    foreign = sorted(path for path in _files(out) if path not in made and Path(path).name not in _LITTER)
    if not foreign:
        return
    some = ", ".join(foreign[:3]) + (f" and {len(foreign) - 3} more" if len(foreign) > 3 else "")
    raise BuildError(
        f"{out} holds what no build has put there ({some}), and a build replaces the whole folder, so nothing was "
        "touched; empty it first, or name another folder: --out NAME"
    )


def _built(out: Path) -> set[str]:
    """The paths that the lock file in `out` lists, with their compressed neighbours; none without such a file."""
    try:
        listed = json.loads((out / LOCK).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    paths = {LOCK, *listed} if isinstance(listed, dict) else set()
    return paths | {path + ending for path in paths for ending in NEIGHBOURS}


def _files(folder: Path) -> Iterable[str]:
    """All that lies below a folder and is not a folder; a link to one is not entered."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()
