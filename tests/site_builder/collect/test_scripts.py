"""What the builder does with the scripts: the page gets them, Python only their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.collect.gather import browser_files, component_scripts, for_python
from site_builder.collect.scripts import page_scripts
from site_builder.errors import BuildError

ROOT = Path(__file__).resolve().parents[3]
APP = {
    "widgets/scripts/figure-0123.js": b"export default 1",
    "widgets/scripts/LICENCES.txt": b"MIT",
    "widgets/kit/component.py": b"x = 1",
    "content/other.js": b"not ours",
}


def test_the_components_scripts_are_the_pages() -> None:
    assert component_scripts(APP) == {"figure-0123.js": b"export default 1"}


def test_the_app_has_their_names_and_everything_else_as_it_is() -> None:
    packed = for_python(APP)
    assert packed.keys() == APP.keys()
    assert {path for path in APP if packed[path] != APP[path]} == {"widgets/scripts/figure-0123.js"}
    assert packed["widgets/scripts/figure-0123.js"] == b""
    assert for_python(APP | {"studies/claims/xor.py": b"what wrote a record"}) == packed


def test_the_pages_get_their_scripts_and_their_styles() -> None:
    files = browser_files(ROOT)
    names = {"boot", "check", "early", "enliven", "offline", "only", "watch", "worker", "sw"}
    assert files.keys() == {*(f"{name}.js" for name in names), "loader.js", "page.css", "check.css"}
    assert all(files.values())
    # Browsers that are too old for everything else must understand these.
    for first in ("watch.js", "check.js"):
        assert not any(word in files[first] for word in (b"=>", b"const ", b"let ", b"`", b"class ")), first


def test_scripts_that_cannot_be_bundled_stop_the_build(tmp_path: Path) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "build.mjs").write_text("throw new Error('no esbuild here')", encoding="utf-8")
    with pytest.raises(BuildError, match="no esbuild here"):
        page_scripts(tmp_path)
