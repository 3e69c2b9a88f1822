"""The site's benchmark: what its server sends and counts, how its peers are put together, how ratios are taken."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from benchmarks.site import stock
from benchmarks.site.distribution import empty_wheel, lock_entry
from benchmarks.site.report import markdown
from benchmarks.site.server import Line, Server, serve
from site_builder.archive import zip_of

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<p>page</p>")
    (tmp_path / "script.js").write_text("plain")
    (tmp_path / "script.js.gz").write_bytes(b"zipped")
    (tmp_path / "script.js.br").write_bytes(b"brotli")
    return tmp_path


def ask(server: Server, path: str, **headers: str) -> tuple[Any, bytes]:
    request = urllib.request.Request(server.address + path, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()


@pytest.mark.parametrize(
    ("allowed", "accepted", "body"),
    [
        (("br", "gzip"), "gzip, br", b"brotli"),
        (("br", "gzip"), "gzip", b"zipped"),
        (("gzip",), "gzip, br", b"zipped"),
        (("br", "gzip"), "identity", b"plain"),
    ],
)
def test_the_server_sends_the_smallest_form_that_both_sides_allow(
    folder: Path, allowed: tuple[str, ...], accepted: str, body: bytes
) -> None:
    with serve(folder) as server:
        server.line = Line(encodings=allowed)
        headers, got = ask(server, "script.js", **{"Accept-Encoding": accepted})
        assert got == body
        assert headers["Content-Type"].startswith("text/javascript")
        assert "immutable" in headers["Cache-Control"]


def test_the_server_counts_all_that_it_sends_and_pages_are_asked_for_again(folder: Path) -> None:
    with serve(folder) as server:
        headers, body = ask(server, "")
        assert (body, headers["Cache-Control"]) == (b"<p>page</p>", "no-cache")
        first = server.line.sent
        assert first > len(body)
        with pytest.raises(urllib.error.HTTPError, match="304"):
            ask(server, "", **{"If-None-Match": headers["ETag"]})
        assert 0 < server.line.sent - first < first
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask(server, "../" + folder.name + "-elsewhere")
        assert server.line.requests == 3


def test_a_line_carries_one_thing_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("benchmarks.site.server.time.monotonic", lambda: 100.0)
    monkeypatch.setattr("benchmarks.site.server.time.sleep", waits.append)
    line = Line(bits_per_second=8000.0)
    for count in (500, 1000):
        line.carry(count)
    assert waits == [0.5, 1.5]
    assert line.sent == 1500


def test_a_lock_says_what_a_wheel_needs_in_the_browser() -> None:
    needs = [
        "Requires-Dist: numpy>=1",
        "Requires-Dist: colorama; sys_platform == 'win32'",
        "Requires-Dist: x; extra == 'y'",
    ]
    metadata = "\n".join(["Metadata-Version: 2.1", "Name: One-Thing", "Version: 1.2", *needs, ""])
    wheel = zip_of({"one_thing/__init__.py": b"", "one_thing-1.2.dist-info/METADATA": metadata.encode()})
    entry = lock_entry("one_thing-1.2-py3-none-any.whl", wheel)
    assert (entry["name"], entry["version"], entry["imports"]) == ("one-thing", "1.2", ["one_thing"])
    assert entry["depends"] == ["numpy"]


def test_an_empty_wheel_has_a_name_and_no_module() -> None:
    entry = lock_entry(*empty_wheel("fastparquet", "1.0"))
    assert (entry["name"], entry["imports"], entry["depends"]) == ("fastparquet", [], [])


def test_the_stock_page_hands_the_app_over_as_text_and_opens_the_lesson() -> None:
    app = {
        "app.py": b"import streamlit as st\nst.write('</script>')\n",
        "pages/index.py": b"show('index')",
        "pages/shapes.py": b"show('shapes')",
        "data.bin": b"\xff\xfe",
    }
    page = stock.page(app, "shapes")
    assert page.count("</script>") == 1
    hit = re.search(r"const options = (.*?});options\.", page)
    assert hit is not None
    options = json.loads(hit[1])
    assert options["files"]["pages/index.py"] == "show('shapes')"
    assert options["files"]["data.bin"] == {"url": "../assets/app/data.bin"}
    assert options["files"]["app.py"].endswith(app["app.py"].decode())
    assert options["requirements"]


def start(number: int, answer: float) -> dict[str, Any]:
    times = dict.fromkeys(("paint", "text", "control", "answer"), answer)
    return {"round": number, **times, "bytes": 1, "requests": 1, "foreign": number}


def test_ratios_are_taken_within_a_round() -> None:
    ours = [start(0, 1000.0), start(2, 3000.0)]
    theirs = [start(0, 2000.0), start(1, 9000.0), start(2, 4000.0)]
    starts = {"ours": {"cold": ours, "warm": []}, "stock": {"cold": theirs, "warm": theirs}}
    weights = {site: {name: {"bytes": 2_500_000, "requests": 7} for name in ("gzip", "br")} for site in starts}
    record = {
        "title": "Sites",
        "machine": "this one",
        "versions": {"Chromium": "1"},
        "rounds": {"localhost": 3},
        "starts": {"localhost": starts},
        "weights": weights,
        "first acts": {"localhost": {"at rest": {"p50": 101.4, "p95": 140.0, "times": [101.4]}}},
        "controls": {"ours": {"switch": {"p50": 20.0, "p95": 30.0, "times": [20.0]}}},
        "animation": {"ours": {"rate": 59.6, "longest": 33.3}},
    }
    text = markdown(record)
    # 1000/2000 and 3000/4000: their median; the round that has no partner does not count.
    assert "| cold: first control has answered | 2.00 (0.62×) | 4.00 |" in text
    assert "| warm: first control has answered | no answer | 4.00 |" in text
    assert "| MB sent, gzip | 2.50 | 2.50 |" in text
    assert "| at rest, p50 | 101 |" in text
    assert "| switch, p95 | 30 |" in text
    assert "| pictures a second | 60 |" in text
