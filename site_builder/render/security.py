"""The headers under which the site works, and the same policy inside each page for hosts that set none.

Why the policy allows what it allows beyond the site's own files:

- 'wasm-unsafe-eval': Python is WebAssembly. JavaScript's own eval stays forbidden; Vega's charts do without it because
  Streamlit has their expressions interpreted.
- sha256-…: the short scripts in each page's head.
- 'unsafe-inline' for styles: Streamlit writes its styles while it runs, and formulas place their parts by style
  attributes.
- data: and blob: for pictures, fonts and workers: Streamlit's icons and fonts, and pictures drawn in the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from site_builder.errors import BuildError

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CHARSET = '<meta charset="utf-8">'
OTHER_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}


def hashes(pages: Iterable[str]) -> tuple[str, ...]:
    """What a policy calls the scripts inside these pages. Data in <script type=…> are never run, and need no name."""
    scripts = {script for page in pages for script in _INLINE.findall(page)}
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return tuple(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def policy(script_hashes: Iterable[str]) -> str:
    """The Content-Security-Policy."""
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self' 'wasm-unsafe-eval'", *script_hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def with_policy(page: str) -> str:
    """The page with the policy for its own scripts as its first instruction."""
    own = policy(hashes([page]))
    return page.replace(_CHARSET, f'{_CHARSET}<meta http-equiv="Content-Security-Policy" content="{own}">', 1)


def headers(pages: Iterable[str], frames: str = "'self'") -> dict[str, str]:
    """What a host is to send with every file. Only a header can say who may show the site in a frame.

    frames: the value of frame-ancestors. Raises BuildError for one that would end the header's part or line early.
    """
    if not frames.strip() or re.search(r"[;,\"\s]", frames.replace(" ", "")):
        raise BuildError(f"--frames: expected sources as in frame-ancestors, got '{frames}'")
    return {"Content-Security-Policy": f"{policy(hashes(pages))}; frame-ancestors {frames}"} | OTHER_HEADERS


def nginx_file(table: dict[str, str]) -> bytes:
    """The headers for an nginx configuration to include."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in table.items()).encode()
