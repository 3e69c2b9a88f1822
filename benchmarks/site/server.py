"""A web server that counts what it sends and can be as slow as a real line.

The line is made slow here and not in the browser, because the browser's own throttling leaves out what workers fetch.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from site_builder.serve import Handler as Types

PIECE = 16_384  # bytes that are put on the line at a time
ENCODINGS = {"br": ".br", "gzip": ".gz"}
# What has a hash or a version in its name may be kept for ever; the page and lists of contents are asked for again.
CHANGING = (".html", "/all.json", "jupyter-lite.json", ".ipynb", "sw.js", "service-worker.js", ".webmanifest")


@dataclass
class Line:
    """What all connections of a visit share.

    bits_per_second: None for as fast as the machine is. round_trip: seconds; a request waits one, and a new connection
    another one. encodings: what the server may send, whatever the browser takes. held: how the addresses end that get
    no answer as long as this line is the server's.
    """

    bits_per_second: float | None = None
    round_trip: float = 0.0
    encodings: tuple[str, ...] = ("br", "gzip")
    held: tuple[str, ...] = ()
    sent: int = 0
    requests: int = 0
    _free: float = 0.0  # when the line will have carried all that was put on it
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, count: int) -> None:
        """Wait until so many bytes have gone over the line, behind all that others have put on it."""
        with self._lock:
            self.sent += count
            if self.bits_per_second is None:
                return
            self._free = max(self._free, time.monotonic()) + 8 * count / self.bits_per_second
            free = self._free
        time.sleep(max(0.0, free - time.monotonic()))

    def travel(self) -> None:
        """Wait for one round trip."""
        time.sleep(self.round_trip)


class Server(ThreadingHTTPServer):
    """Serves one folder over one line at a time."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder.resolve()
        self.line = Line()

    @property
    def address(self) -> str:
        """Where the folder is served."""
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """Files with their types, the smallest form that the browser takes, and the same cache headers for every site."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        """A new connection costs a round trip."""
        super().setup()
        self.server.line.travel()

    def do_GET(self) -> None:
        """Answer with a file."""
        line = self.server.line
        line.requests += 1
        line.travel()
        path = urlsplit(self.path).path
        while path.endswith(line.held) and self.server.line is line:
            time.sleep(0.1)
        file = (self.server.folder / unquote(path).lstrip("/")).resolve()
        if file.is_dir():
            file = file / "index.html"
        if not file.is_file() or self.server.folder not in file.parents:
            self._send(HTTPStatus.NOT_FOUND, {}, b"")
            return
        accepted = self.headers.get("Accept-Encoding", "")
        names = [name for name in ENCODINGS if name in line.encodings and name in accepted]
        forms = {name: file.with_name(file.name + ENCODINGS[name]) for name in names}
        encoding = next((name for name, form in forms.items() if form.is_file()), None)
        chosen = forms[encoding] if encoding else file
        tag = f'"{chosen.stat().st_mtime_ns:x}-{chosen.stat().st_size:x}"'
        keep = "no-cache" if str(file).endswith(CHANGING) else "public, max-age=31536000, immutable"
        headers = {"Content-Type": kind(file), "ETag": tag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
        if encoding:
            headers["Content-Encoding"] = encoding
        if self.headers.get("If-None-Match") == tag:
            self._send(HTTPStatus.NOT_MODIFIED, headers, b"")
        else:
            self._send(HTTPStatus.OK, headers, chosen.read_bytes())

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
        lines += [f"{name}: {value}" for name, value in {**headers, "Content-Length": str(len(body))}.items()]
        answer = "\r\n".join([*lines, "", ""]).encode() + body
        for start in range(0, len(answer), PIECE):
            piece = answer[start : start + PIECE]
            self.server.line.carry(len(piece))
            try:
                self.wfile.write(piece)
            except OSError:  # the visit is over
                self.close_connection = True
                return

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def kind(file: Path) -> str:
    """A file's media type, as the site's own preview tells it."""
    return Types.extensions_map.get(file.suffix, Types.extensions_map[""])


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Serve a folder until the block ends."""
    server = Server(folder)
    # It looks every hundredth of a second whether it should end, not every half.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
