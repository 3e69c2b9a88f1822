"""The preview server answers as a good static host does."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from site_builder.render.assemble import assemble
from site_builder.serve import make_server
from site_builder.write import write
from tests.served import serving
from tests.site_builder.render.test_assemble import INPUTS

Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[..., Answer]


@contextmanager
def answering(folder: Path, prefix: str) -> Iterator[Ask]:
    """A server of that folder: ask(path, **headers) gives status, headers and body."""
    server = make_server(folder, prefix=prefix)

    def get(path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = (response.status, dict(response.getheaders()), response.read())
        connection.close()
        return answer

    with serving(server):
        yield get


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "shapes").mkdir()
    (tmp_path / "index.html").write_text("front")
    (tmp_path / "shapes" / "index.html").write_text("shapes")
    (tmp_path / "assets" / "a-1.wasm").write_bytes(b"wasm")
    (tmp_path / "assets" / "a-1.wasm.gz").write_bytes(b"small")
    (tmp_path.parent / "secret.txt").write_text("secret")
    with answering(tmp_path, "sub/book") as get:
        yield get


def test_pages_live_below_the_prefix(ask: Ask) -> None:
    assert ask("/sub/book/")[2] == b"front"
    assert ask("/sub/book/shapes/")[2] == b"shapes"
    assert ask("/sub/book")[:2][1]["Location"] == "/sub/book/"
    status, headers, _ = ask("/sub/book/shapes?net=1")
    assert (status, headers["Location"]) == (301, "/sub/book/shapes/?net=1")
    assert ask("/")[0] == 404
    assert ask("/sub/book/nothing")[0] == 404
    assert ask("/sub/book/../../secret.txt")[0] == 404


def test_types_caches_and_encodings(ask: Ask) -> None:
    status, headers, body = ask("/sub/book/assets/a-1.wasm")
    assert (status, headers["Content-Type"], body) == (200, "application/wasm", b"wasm")
    assert "immutable" in headers["Cache-Control"]
    _, headers, body = ask("/sub/book/assets/a-1.wasm", Accept_Encoding="gzip, br")
    assert (headers["Content-Encoding"], headers["Content-Type"], body) == ("gzip", "application/wasm", b"small")
    _, headers, _ = ask("/sub/book/")
    assert headers["Cache-Control"] == "no-cache"
    assert ask("/sub/book/", If_None_Match=headers["ETag"])[0] == 304


def test_the_sites_own_file_of_headers_is_obeyed_and_not_shown(tmp_path: Path) -> None:
    write(assemble(INPUTS), tmp_path / "site")
    with answering(tmp_path / "site", "sub/book") as ask:
        page, missing = ask("/sub/book/hidden_layers/")[1], ask("/sub/book/assets/none.js")
        script = next((tmp_path / "site").rglob("worker.js")).relative_to(tmp_path / "site")
        assert page["Cache-Control"] == ask("/sub/book/sw.js")[1]["Cache-Control"] == "no-cache"
        assert "immutable" in ask(f"/sub/book/{script}")[1]["Cache-Control"]
        assert "frame-ancestors" in page["Content-Security-Policy"]
        assert missing[0] == 404
        assert "Cache-Control" not in missing[1]
        assert ask("/sub/book/_headers")[0] == ask("/sub/book/nginx-headers.conf")[0] == 404
