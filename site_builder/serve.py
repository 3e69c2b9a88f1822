"""Look at dist/ the way a web host would serve it: `python -m site_builder.serve [--port N] [--prefix /sub/path]`."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.render import caching

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# For hosts, not for readers; hosts that read them do not serve them either.
FOR_HOSTS = ("/_headers", "/nginx-headers.conf")
Block = tuple[re.Pattern[str], Mapping[str, str]]  # which addresses of the site, and the headers of their answers


class Handler(SimpleHTTPRequestHandler):
    """Static files with the right types, the compressed neighbour if the browser takes it, and cache headers."""

    protocol_version = "HTTP/1.1"
    prefix = ""
    quiet = True
    site_headers: Sequence[Block] = ()
    path = ""  # until a request has been read
    failed = False
    extensions_map = {  # noqa: RUF012 (the base class's own attribute)
        "": "application/octet-stream",
        ".css": "text/css; charset=utf-8",
        ".gz": "application/gzip",
        ".html": "text/html; charset=utf-8",
        ".ico": "image/x-icon",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mjs": "text/javascript; charset=utf-8",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
        ".zip": "application/zip",
    }

    def do_GET(self) -> None:
        """Answer a request for a file."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = urlsplit(self.path).path
        if path == self.prefix and self.prefix:
            return self._redirect(path + "/")
        if not path.startswith(self.prefix + "/"):
            return self._not_found(with_body=with_body)
        file = Path(self.translate_path(path[len(self.prefix) :]))
        if file.is_dir():
            if not path.endswith("/"):
                return self._redirect(path + "/")
            file = file / "index.html"
        if not file.is_file() or path[len(self.prefix) :] in FOR_HOSTS:
            return self._not_found(with_body=with_body)
        return self._send(file, with_body=with_body)

    def _not_found(self, *, with_body: bool) -> None:
        page = Path(self.directory) / "404.html"
        if not page.is_file():
            return self.send_error(HTTPStatus.NOT_FOUND)
        content = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_body:
            self.wfile.write(content)
        return None

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer; how long it may be kept is not said of failures, as nginx does it."""
        super().send_response(code, message)
        self.failed = code >= HTTPStatus.BAD_REQUEST

    def end_headers(self) -> None:
        """Add the site's own headers to those of the answer."""
        path = urlsplit(self.path).path.removeprefix(self.prefix)
        own: dict[str, str] = {}
        for pattern, block in self.site_headers:
            if pattern.fullmatch(path):
                own |= block
        own.setdefault(caching.HEADER, caching.rule(path.removeprefix("/")))
        if self.failed:
            del own[caching.HEADER]
        for name, value in own.items():
            self.send_header(name, value)
        super().end_headers()

    def _redirect(self, path: str) -> None:
        query = urlsplit(self.path).query
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path + (f"?{query}" if query else ""))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, file: Path, *, with_body: bool) -> None:
        accepted = self.headers.get("Accept-Encoding", "")
        chosen, encoding = file, ""
        for name, ending in ENCODINGS:
            if name in accepted and file.with_name(file.name + ending).is_file():
                chosen, encoding = file.with_name(file.name + ending), name
                break
        stat = chosen.stat()
        tag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'
        unchanged = self.headers.get("If-None-Match") == tag
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", "0" if unchanged else str(stat.st_size))
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(chosen.read_bytes())

    def log_message(self, format: str, *args: object) -> None:
        """Say what was asked for, unless the server is to be quiet."""
        if not self.quiet:
            super().log_message(format, *args)


def read_headers(folder: Path) -> list[Block]:
    """The blocks of the site's _headers file; none where there is no such file.

    A line that is not indented is an address, in which * stands for anything; the indented lines below it are the
    headers for what it matches. An answer has the headers of all blocks that match.
    """
    file = folder / "_headers"
    blocks: list[tuple[re.Pattern[str], dict[str, str]]] = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            name, _, value = line.partition(":")
            blocks[-1][1][name.strip()] = value.strip()
        else:
            blocks.append((re.compile(".*".join(map(re.escape, line.strip().split("*")))), {}))
    return list(blocks)


def make_server(folder: Path, *, port: int = 0, prefix: str = "", quiet: bool = True) -> ThreadingHTTPServer:
    """A server of that folder on this machine; port 0 takes a free one. prefix: the sub-path it appears below."""

    class Site(Handler):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, directory=os.fspath(folder), **options)  # type: ignore[arg-type]

    Site.prefix = "/" + prefix.strip("/") if prefix.strip("/") else ""
    Site.quiet = quiet
    Site.site_headers = read_headers(folder)
    return ThreadingHTTPServer(("127.0.0.1", port), Site)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m site_builder.serve", description="Preview the static site.")
    parser.add_argument("--dist", type=Path, default=Path("dist"), help="the built site (default: dist)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prefix", default="", help="serve below this sub-path, as many hosts do")
    options = parser.parse_args(arguments)
    if not (options.dist / "index.html").is_file():
        parser.error(f"{options.dist}: no site there; build it with 'python -m site_builder'")
    server = make_server(options.dist, port=options.port, prefix=options.prefix, quiet=False)
    print(f"http://127.0.0.1:{server.server_port}{server.RequestHandlerClass.prefix}/", flush=True)  # type: ignore[attr-defined]
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
