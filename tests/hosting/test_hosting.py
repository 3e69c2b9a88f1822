"""The ready ways to host the book: a real nginx serves the site and stands before several Streamlit servers."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin

from site_builder.collect.fetch import Cache
from site_builder.compress import compressed
from site_builder.render.assemble import assemble
from site_builder.serve import read_headers
from site_builder.write import write
from tests.served import serving
from tests.site_builder.render.test_assemble import INPUTS
from tests.site_builder.test_serve import answering
from widgets.kit import component

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTING = ROOT / "hosting"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed; tools/nginx.sh installs it")

Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[..., Answer]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until something listens there. Raises if the process ends before."""
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server ended"
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def nginx(config: str, folder: Path) -> Iterator[int]:
    """The server of a configuration, on a port of its own; what it writes goes below `folder`."""
    assert NGINX is not None
    port = free_port()
    file = folder / "nginx.conf"
    own = config.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/nginx", f"{folder}/nginx")
    file.write_text(own, encoding="utf-8")
    subprocess.run([NGINX, "-t", "-q", "-c", str(file)], check=True)
    # Started by root, nginx would work as somebody who may not read a test's folder.
    user = " user root;" if os.geteuid() == 0 else ""
    with subprocess.Popen([NGINX, "-c", str(file), "-g", f"daemon off;{user}"]) as process:
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()


def ask(port: int, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    answer = (response.status, dict(response.getheaders()), response.read())
    connection.close()
    return answer


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A small site behind the container's own configuration: its folder and its port."""
    folder = tmp_path_factory.mktemp("nginx")
    files = assemble(INPUTS)
    write([*files, *compressed(files, Cache(folder / "cache"))], folder / "site")
    config = (HOSTING / "nginx.conf").read_text(encoding="utf-8").replace("/usr/share/nginx/html", f"{folder}/site")
    with nginx(config, folder) as port:
        yield folder / "site", port


@needs_nginx
def test_types_are_those_that_browsers_insist_on(site: tuple[Path, int]) -> None:
    folder, port = site
    types = {
        ".wasm": "application/wasm",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
        ".png": "image/png",
        ".svg": "image/svg+xml",
    }
    for ending, kind in types.items():
        file = next(folder.rglob(f"*{ending}"))
        status, headers, body = ask(port, f"/{file.relative_to(folder)}")
        assert (status, headers["Content-Type"]) == (200, kind)
        assert body == file.read_bytes()


@needs_nginx
def test_every_answer_has_the_sites_headers_and_names_with_hashes_are_kept(site: tuple[Path, int]) -> None:
    folder, port = site
    (expected,) = (headers for pattern, headers in read_headers(folder) if pattern.fullmatch("/no/such/page"))
    script = next(path for path in folder.rglob("worker.js")).relative_to(folder)
    for path in ("/", "/hidden_layers/", f"/{script}", "/no/such/page"):
        _, headers, _ = ask(port, path)
        assert {name: headers[name] for name in expected} == expected
    assert "immutable" in ask(port, f"/{script}")[1]["Cache-Control"]
    assert ask(port, "/")[1]["Cache-Control"] == "no-cache"
    assert ask(port, "/sw.js")[1]["Cache-Control"] == "no-cache"
    assert "Cache-Control" not in ask(port, "/assets/no-such-file.js")[1]


@needs_nginx
def test_the_preview_says_of_every_address_what_nginx_says(site: tuple[Path, int]) -> None:
    folder, port = site
    addresses = ["/" + path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    addresses += ["/", "/hidden_layers/", "/hidden_layers", "/no/such/page", "/assets/none.js"]
    with answering(folder, "") as preview:
        for address in addresses:
            told = [
                (status, headers.get("Cache-Control"), headers.get("Access-Control-Allow-Origin"))
                for status, headers, _ in (ask(port, address), preview(address))
            ]
            assert told[0] == told[1], address


@needs_nginx
def test_compressed_neighbours_wrong_addresses_and_missing_slashes(site: tuple[Path, int]) -> None:
    folder, port = site
    _, headers, body = ask(port, "/", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert body == (folder / "index.html.gz").read_bytes()
    status, _, body = ask(port, "/no/such/page")
    assert (status, body) == (404, (folder / "404.html").read_bytes())
    assert ask(port, "/nginx-headers.conf")[0] == 404
    status, headers, _ = ask(port, "/hidden_layers?sizes=3-5-1")
    assert (status, headers["Location"]) == (301, "/hidden_layers/?sizes=3-5-1")


@contextmanager
def started(command: list[str], port: int) -> Iterator[None]:
    """A server that this command starts, from when it answers at the port."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()


@contextmanager
def streamlit() -> Iterator[int]:
    """The server as its container starts it, but for this machine alone and on a port of its own."""
    port = free_port()
    dockerfile = (HOSTING / "app.Dockerfile").read_text(encoding="utf-8")
    inside = json.loads(re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)[0])
    own = {"0.0.0.0": "127.0.0.1", "8501": str(port), "python": sys.executable}
    command = [own.get(part, part) for part in inside]
    with started(command, port):
        yield port


@contextmanager
def echo() -> Iterator[int]:
    """A server that answers with the headers that it was asked with."""

    class Echo(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(dict(self.headers.items())).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    with serving(server):
        yield server.server_port


@needs_nginx
@pytest.mark.parametrize(
    ("told", "passed_on"), [("https", "https"), ("http", "http"), (None, "http"), ("https, javascript:x", "http")]
)
def test_the_balancer_keeps_its_cookie_to_encrypted_lines_where_there_are_some(
    told: str | None, passed_on: str, tmp_path: Path
) -> None:
    config = (HOSTING / "balancer.conf").read_text(encoding="utf-8")
    with echo() as behind, nginx(config.replace("server app:8501;", f"server 127.0.0.1:{behind};"), tmp_path) as port:
        _, headers, body = ask(port, "/", **({"X_Forwarded_Proto": told} if told else {}))
        assert json.loads(body)["X-Forwarded-Proto"] == passed_on
        cookie = headers["Set-Cookie"].split("; ")
        assert {"HttpOnly", "SameSite=Lax"} <= set(cookie)
        assert ("Secure" in cookie) is (passed_on == "https")


@pytest.mark.long
@needs_nginx
def test_a_reader_stays_with_one_of_several_servers(tmp_path: Path) -> None:
    """Two Streamlit servers behind the balancer's own configuration, which says here which of them has answered."""
    config = (HOSTING / "balancer.conf").read_text(encoding="utf-8")
    with ExitStack() as stack:
        ports = [stack.enter_context(streamlit()) for _ in range(2)]
        servers = "".join(f"server 127.0.0.1:{port};" for port in ports)
        config = re.sub(r"server app:8501;", servers, config)
        config = config.replace(
            "add_header Set-Cookie", "add_header X-Answered $upstream_addr always; add_header Set-Cookie"
        )
        port = stack.enter_context(nginx(config, tmp_path))
        greeted = {}  # which server -> the cookie of a reader who was sent there
        for _ in range(12):
            status, headers, _ = ask(port, "/")
            assert status == 200
            greeted[headers["X-Answered"]] = headers["Set-Cookie"].split(";")[0]
        assert set(greeted) == {f"127.0.0.1:{port}" for port in ports}
        for server, cookie in greeted.items():
            for path in ("/", "/_stcore/health", "/_stcore/host-config"):
                _, headers, _ = ask(port, path, Cookie=cookie)
                assert headers["X-Answered"] == server
                assert "Set-Cookie" not in headers
            assert first_answer(port, cookie) == (server, "new_session")


@pytest.mark.long
@needs_nginx
def test_the_scripts_of_components_are_kept_by_browsers_for_ever(tmp_path: Path) -> None:
    config = (HOSTING / "balancer.conf").read_text(encoding="utf-8")
    (script,) = component.SCRIPTS.glob("figure-*.js")
    with streamlit() as server, nginx(config.replace("app:8501", f"127.0.0.1:{server}"), tmp_path) as port:
        status, headers, body = ask(port, f"/_stcore/bidi-components/{component.PACKAGE}.figure/{script.name}")
    assert (status, body) == (200, script.read_bytes())
    assert headers["Content-Type"].partition(";")[0].endswith("/javascript")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in headers  # what is kept for all is no place for one reader's name


def first_answer(port: int, cookie: str) -> tuple[str, str | None]:
    """Open a session as the page does, ask for the book, and say which server answered and with what."""
    origin = Origin(f"http://127.0.0.1:{port}")
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, additional_headers={"Cookie": cookie}, origin=origin, close_timeout=1) as session:
        session.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        answer = ForwardMsg.FromString(session.recv(timeout=60, decode=False))
        assert session.response is not None
        return session.response.headers["X-Answered"], answer.WhichOneof("type")


def test_the_compose_file_starts_what_the_containers_are_made_of() -> None:
    compose = yaml.safe_load((HOSTING / "compose.yaml").read_text(encoding="utf-8"))
    app, balancer = compose["services"]["app"], compose["services"]["balancer"]
    assert app["deploy"]["replicas"] > 1
    assert balancer["depends_on"]["app"]["condition"] == "service_healthy"
    assert (HOSTING / app["build"]["context"]).resolve() == ROOT
    dockerfile = (ROOT / app["build"]["dockerfile"]).read_text(encoding="utf-8")
    port = re.findall(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE)[0]
    assert f"server app:{port};" in (HOSTING / "balancer.conf").read_text(encoding="utf-8")
    for service in (app, balancer):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert re.fullmatch(r"\d+M", service["deploy"]["resources"]["limits"]["memory"])
        assert "/tmp" in service["tmpfs"]
    assert balancer["healthcheck"]["test"][-1].endswith("/_stcore/health")
    (mounted,) = balancer["volumes"]
    assert (HOSTING / mounted.split(":")[0]).is_file()


@pytest.mark.parametrize("name", ["app", "site"])
def test_containers_copy_what_there_is(name: str) -> None:
    dockerfile = (HOSTING / f"{name}.Dockerfile").read_text(encoding="utf-8")
    allowed = (HOSTING / f"{name}.Dockerfile.dockerignore").read_text(encoding="utf-8")
    sources = [source.rstrip("/") for source in re.findall(r"^COPY (\S+) \S+$", dockerfile, re.MULTILINE)]
    assert sources
    for source in sources:
        assert f"!{source}\n" in allowed
        assert source == "dist" or (ROOT / source).exists()
    port = re.findall(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE)[0]
    assert re.findall(rf"^HEALTHCHECK .*http://127.0.0.1:{port}/", dockerfile, re.MULTILINE)
    assert re.findall(r"^USER (?!root)\w+$", dockerfile, re.MULTILINE)
    assert re.findall(r"^FROM \S+:\d+\.\d+\.\d+-\S+$", dockerfile, re.MULTILINE)  # one version, not the latest
