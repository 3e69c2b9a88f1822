"""Formulas, by KaTeX under node."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from site_builder import node
from site_builder.collect.fetch import Cache
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.model import Formula

SCRIPT = node.SCRIPTS / "typeset.mjs"


def typeset(formulas: Sequence[Formula], root: Path, version: str, cache: Cache) -> dict[Formula, str]:
    """Each formula as HTML with MathML for screen readers. root: where node_modules is; version: KaTeX's."""
    asked = json.dumps(formulas)
    name = "typeset-" + sha256(json.dumps([asked, version, SCRIPT.read_text(encoding="utf-8")]).encode())
    kept = cache.get_named(name)
    if kept is None:
        done = node.run(SCRIPT, root / "package.json", work="formulas are typeset by KaTeX", given=asked)
        if done.returncode != 0:
            reason = [line for line in done.stderr.splitlines() if "ParseError" in line]
            raise BuildError(f"a formula could not be typeset: {(reason or [done.stderr])[0]}")
        kept = done.stdout.encode()
        cache.put_named(name, kept)
    return dict(zip(formulas, json.loads(kept), strict=True))
