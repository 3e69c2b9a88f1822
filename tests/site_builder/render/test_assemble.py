"""The pure half of the builder, on inputs small enough to read, against a golden file."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import re
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from site_builder.collect.gather import formulas
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.model import Book, Inputs, Lesson, SiteFile
from site_builder.render.assemble import assemble
from site_builder.render.security import frame_origin
from site_builder.upstream.chunks import needed
from site_builder.upstream.patches import NAMED, NEEDED
from site_builder.upstream.stlite_worker import stlite_worker

GOLDEN = Path(__file__).parent / "golden" / "site.txt"


def node(kind: str, children: Sequence[object] = (), **proto: object) -> dict[str, object]:
    return {"type": kind, "proto": proto, "width": {}, "children": list(children)}


WORKER = b"self.onmessage = () => 1;\n" * 40 + b"//# sourceMappingURL=worker.js.map\n"
BUNDLE = (
    b'"data:text/javascript;base64,'
    + base64.b64encode(WORKER)
    + b'";import("./Slider-1.js");import("./PlotlyChart-1.js");'
)
LESSON = {
    "main": [
        node(
            "markdown",
            body="# Hidden layers\n\nThe product $X w$ of *:red[M]*.\n\n$$\nS = X w\n$$",
            elementType="NATIVE",
        ),
        node(
            "flex_container",
            [node("slider", id="$$ID-00ff-size", label="**Q**", min=1, max=9, step=1, default=[2.0], format="%d")],
        ),
        node(
            "bidi_component",
            json=json.dumps({"html": "<figure>w < 1</figure>", "step": 1}),
            jsSourcePath="figure-0123.js",
        ),
        node("vega_lite_chart", spec=json.dumps({"mark": "point", "data": {"values": []}})),
    ],
    "sidebar": [node("page_link", page="hidden_layers", label="Hidden layers")],
    "event": [node("html", body="<style>p{}</style>")],
}
PAGES = {"index": LESSON | {"main": []}, "hidden_layers": LESSON}
INPUTS = Inputs(
    book=Book(
        title="Hidden <Layers>",
        description='A book about "layers" & </script>.',
        cover=Lesson("index", "Hidden Layers", "The cover."),
        lessons=(Lesson("hidden_layers", "Hidden layers", "What stands between."),),
    ),
    stlite={
        "stlite.js": b'import"./index-gABC.js";\n//# sourceMappingURL=stlite.js.map',
        "index-gABC.js": BUNDLE,
        "Slider-1.js": b"slide()",
        "PlotlyChart-1.js": b"plot()",
        "stlite.css": b"@font-face{font-family:Source Sans;src:url(./assets/1.woff2),url(./assets/1.ttf)}",
        "assets/1.woff2": b"font",
        "assets/1.ttf": b"old font",
    },
    runtime={"pyodide.mjs": b"mjs", "pyodide.asm.js": b"asm", "pyodide.asm.wasm": b"wasm"},
    runtime_lock={"info": {"python": "3.13.2"}, "packages": {"numpy": {}}},
    stdlib={"json.pyc": b"j"},
    site_packages={"numpy/__init__.pyc": b"n"},
    app={"app.py": b"import streamlit"},
    pages=PAGES,
    samples={"index": [], "hidden_layers": ["c2FtcGxl"]},
    maths={formula: f"<math>{formula[0]}</math>" for formula in formulas(PAGES)},
    icon='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>',
    theme={
        scheme: dict.fromkeys(
            ["backgroundColor", "secondaryBackgroundColor", "textColor", "primaryColor", "linkColor", "borderColor"],
            colour,
        )
        for scheme, colour in (("light", "#fff"), ("dark", "#000"))
    },
    browser={
        "boot.js": b"boot()",
        "early.js": b"early()",
        "enliven.js": b"enliven()",
        "loader.js": b"load()",
        "offline.js": b"offline()",
        "page.css": b".hl-page{}",
        "sw.js": b"serve()",
        "watch.js": b"watch()",
        "check.js": b"check()",
        "check.css": b".hl-check{}",
        "only.js": b"only()",
        "worker.js": b"work()",
    },
    scripts={"figure-0123.js": b"export default 1", "keeper-4567.js": b"export default 2"},
    wheels={"numpy-2.2.5.whl": ("00ff", "Pyodide's official lock")},
    npm={"pyodide": "0.28.3", "@stlite/browser": "1.9.2"},
    own_wheels={"mlp_core-1-py3-none-any.whl": b"a wheel", "pyodide-lock.json": b'{"packages": {}}'},
    patches=frozenset(NAMED),
)


def described(files: list[SiteFile]) -> str:
    """The files as text: path and origin, and the whole of what people can read. Archives differ with zlib's version,
    so their hashes are left out; so are the insides of charts, which are Vega's business."""
    text = "\n".join(
        f"=== {file.path} ({file.origin})" + (f"\n{file.content.decode()}" if file.path.endswith(".html") else "")
        for file in files
    )
    text = re.sub(r"<svg.*?</svg>", "<svg>…</svg>", text, flags=re.DOTALL)
    text = re.sub(r"'sha256-[\w+/=]+'", "'sha256-…'", text)
    text = re.sub(r'(<script id="facts"[^>]*>).*?(</script>)', r"\1…\2", text)
    return re.sub(r"(app|card|icon-\w+|python)-[0-9a-f]{12}", r"\1-HASH", text) + "\n"


def test_the_site_is_the_golden_one() -> None:
    """To accept a change: delete the golden file, run once, read what the diff says."""
    got = described(assemble(INPUTS))
    if not GOLDEN.exists():
        GOLDEN.write_text(got, encoding="utf-8")
        pytest.fail(f"{GOLDEN.name} was missing and has been written: read it, then run again")
    assert got == GOLDEN.read_text(encoding="utf-8")


def test_whoever_may_frame_the_site_stands_in_its_headers() -> None:
    files = {file.path: file.content for file in assemble(INPUTS, "", ["https://moodle.school.example"])}
    for path in ("_headers", "nginx-headers.conf"):
        assert b"frame-ancestors 'self' https://moodle.school.example" in files[path]


@pytest.mark.parametrize(
    "text", ["moodle.school.example", "https://a.b/path", "https://a.b; script-src *", "https://a.b c", "*"]
)
def test_only_an_origin_may_frame_it(text: str) -> None:
    assert frame_origin("https://*.school.example:8443") == "https://*.school.example:8443"
    with pytest.raises(ValueError, match="expected an origin"):
        frame_origin(text)


def test_the_check_page_knows_every_file_that_python_starts_with() -> None:
    files = {file.path: file.content for file in assemble(INPUTS)}
    page = files["check/index.html"].decode()
    facts = json.loads(page.partition('<script id="facts" type="application/json">')[2].partition("</script>")[0])
    told = {entry["path"]: entry for entry in facts["files"]}
    assert facts["module"] in told
    started = re.search(r'"files": (\[.*?\])}', files["index.html"].decode())
    assert started
    assert {*json.loads(started[1])} <= told.keys()
    for path, entry in told.items():
        assert entry["bytes"] == len(files[path])
        assert entry["hashes"][0] == sha256(files[path])
        assert len(entry["hashes"]) == 1 + path.endswith(".gz")  # as a host may let the browser inflate it
    assert "module" not in page.partition("<script>")[2], "one script, and that a classic one"


def test_a_known_address_gives_canonical_links_cards_and_a_sitemap() -> None:
    files = {file.path: file.content.decode(errors="replace") for file in assemble(INPUTS, "https://book.example/read")}
    assert "<loc>https://book.example/read/hidden_layers/</loc>" in files["sitemap.xml"]
    page = files["hidden_layers/index.html"]
    assert '<link rel="canonical" href="https://book.example/read/hidden_layers/">' in page
    (card,) = re.findall(r'property="og:image" content="https://book.example/read/(.*?)"', page)
    assert card in files
    assert "canonical" not in next(file.content for file in assemble(INPUTS) if file.path == "index.html").decode()


def test_without_patches_a_page_fetches_nothing_early_and_says_which_patches_it_has() -> None:
    plain = {file.path: file.content for file in assemble(dataclasses.replace(INPUTS, patches=NEEDED))}
    whole = {file.path: file.content for file in assemble(INPUTS)}
    for files, early in ((whole, True), (plain, False)):
        page = files["hidden_layers/index.html"].decode()
        assert ("c2FtcGxl" in page) == ("Slider-1.js" in page) == early
        (packages,) = (content for path, content in files.items() if path.endswith("/site-packages.tar.gz"))
        with tarfile.open(fileobj=io.BytesIO(packages)) as archive:
            kept = archive.extractfile("patches.json")
            assert kept is not None
            assert json.loads(kept.read()) == sorted(NAMED if early else NEEDED)


def test_the_same_inputs_make_the_same_bytes() -> None:
    assert assemble(INPUTS) == assemble(INPUTS)


def test_the_lock_lists_every_other_file_with_its_hash() -> None:
    *files, lock = assemble(INPUTS)
    assert lock.path == "site-lock.json"
    listed = json.loads(lock.content)["files"]
    assert {path: entry["sha256"] for path, entry in listed.items()} == {
        file.path: sha256(file.content) for file in files
    }
    assert all(entry["origin"] for entry in listed.values())


def test_another_prose_leaves_the_large_downloads_alone() -> None:
    changed = dataclasses.replace(INPUTS, app={"app.py": b"import streamlit as st"})
    before, after = ({file.path for file in assemble(inputs)} for inputs in (INPUTS, changed))
    assert {path.split("-")[0] for path in before ^ after} == {"assets/app"}


def test_chunks_no_lesson_uses_and_old_fonts_stay_behind() -> None:
    assert sorted(needed(INPUTS.stlite)) == [
        "Slider-1.js",
        "assets/1.woff2",
        "index-gABC.js",
        "stlite.css",
        "stlite.js",
    ]


def test_the_worker_script_is_taken_out_of_the_bundle() -> None:
    assert stlite_worker(INPUTS.stlite) == WORKER.replace(b"//# sourceMappingURL=worker.js.map\n", b"")
    with pytest.raises(BuildError, match="found 0"):
        stlite_worker({"index.js": b"nothing"})
