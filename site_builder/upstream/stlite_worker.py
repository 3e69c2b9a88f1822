"""The worker script of stlite, taken out of its bundle."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from site_builder.errors import BuildError


def stlite_worker(stlite: Mapping[str, bytes]) -> bytes:
    """stlite's worker script, which its bundle carries as a data: address."""
    scripts = [
        base64.b64decode(hit)
        for path, content in stlite.items()
        if path.endswith(".js")
        for hit in re.findall(rb'"data:text/javascript;base64,([A-Za-z0-9+/=]{1000,})"', content)
    ]
    if len(scripts) != 1:
        raise BuildError(f"@stlite/browser: expected one worker script inside its bundle, found {len(scripts)}")
    return re.sub(rb"\n//# sourceMappingURL=[^\n]*\n*$", b"\n", scripts[0])
