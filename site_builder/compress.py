"""The same files once more, gzipped and brotli-compressed, for servers that send those to browsers that take them."""

from __future__ import annotations

from collections.abc import Sequence

from site_builder import node
from site_builder.archive import gz
from site_builder.collect.fetch import Cache
from site_builder.hashing import sha256
from site_builder.model import SiteFile

SCRIPT = node.SCRIPTS / "compress.mjs"
NEIGHBOURS = (".gz", ".br")
# What is not compressed already.
_ENDINGS = (".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest", ".xml")


def compressed(files: Sequence[SiteFile], cache: Cache) -> list[SiteFile]:
    """The .gz and the .br beside each file that gains by it."""
    chosen = [file for file in files if file.path.endswith(_ENDINGS) and len(file.content) > 1000]
    _brotli([file.content for file in chosen if _brotli_of(file, cache) is None], cache)
    made = []
    for file in chosen:
        made.append(SiteFile(file.path + ".gz", gz(file.content, cache.kept), file.origin))
        made.append(SiteFile(file.path + ".br", _brotli_of(file, cache) or b"", file.origin))
    return made


def _brotli_of(file: SiteFile, cache: Cache) -> bytes | None:
    return cache.get_named(f"br-{sha256(file.content)}")


def _brotli(contents: Sequence[bytes], cache: Cache) -> None:
    """Compress those files under node, which has Brotli built in, and keep the results."""
    made = node.transform(contents, SCRIPT, work="files are brotli-compressed", failed="compressing failed")
    for content, small in zip(contents, made, strict=True):
        cache.put_named(f"br-{sha256(content)}", small)
