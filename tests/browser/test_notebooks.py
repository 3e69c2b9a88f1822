"""A page at another address, with nothing but stock Pyodide, gets mlp_core by the lock that lies on the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from site_builder.collect.fetch import Cache, compiled_packages, official_address
from site_builder.model import WHEELS_FOLDER, WHEELS_LOCK
from tests.served import serving

PYODIDE = Path(__file__).resolve().parents[2] / "node_modules" / "pyodide"
PROGRAM = """async lock => {
  const { loadPyodide } = await import("./pyodide.mjs");
  const python = await loadPyodide({ lockFileURL: lock });
  await python.loadPackage("mlp-core");
  return python.runPython(`
    import mlp_core, numpy
    f"{mlp_core.MLP([2, 3, 1], 'tanh').parameter_count} parameters, NumPy {numpy.__version__}"
  `);
}"""


class Elsewhere(SimpleHTTPRequestHandler):
    """The npm package as somebody else's site serves it."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Elsewhere, directory=str(PYODIDE)))
    with serving(server) as origin:
        yield f"{origin}/"


def test_a_notebook_elsewhere_gets_the_library_by_the_sites_lock(chromium: Browser, site: str, elsewhere: str) -> None:
    numpy = json.loads((PYODIDE / WHEELS_LOCK).read_text(encoding="utf-8"))["packages"]["numpy"]
    wheel = compiled_packages({numpy["file_name"]: numpy["sha256"]}, Cache())[numpy["file_name"]]
    context = chromium.new_context()

    def distribution(route: Route) -> None:
        """What Pyodide's own distribution would answer."""
        assert route.request.url == official_address(PYODIDE) + numpy["file_name"]
        route.fulfill(body=wheel, headers={"Access-Control-Allow-Origin": "*"})

    context.route(f"{official_address(PYODIDE)}**", distribution)
    page = context.new_page()
    page.goto(f"{elsewhere}package.json")  # any address there: the program is what the page would run
    said = page.evaluate(PROGRAM, f"{site}{WHEELS_FOLDER}{WHEELS_LOCK}")
    assert said == f"13 parameters, NumPy {numpy['version']}"
    context.close()
