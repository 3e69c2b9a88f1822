"""mlp_core's wheels: the same whenever they are built, listed by their hashes, and installed in a stock Pyodide."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlp_core import MLP
from site_builder.archive import read_zip
from site_builder.collect import fetch
from site_builder.collect.fetch import Cache, Pin
from site_builder.collect.own_wheels import own_wheels, wheel_sources
from site_builder.collect.tools import site_tools
from site_builder.hashing import sha256
from site_builder.model import WHEELS_FOLDER, WHEELS_LOCK
from site_builder.render.assemble import assemble
from site_builder.serve import make_server
from site_builder.write import write
from tests.served import serving
from tests.site_builder.render.test_assemble import INPUTS

ROOT = Path(__file__).resolve().parents[3]
PYODIDE = ROOT / "node_modules" / "pyodide"
SCRIPT = Path(__file__).with_name("stock_pyodide.mjs")
OFFICIAL = json.loads((PYODIDE / WHEELS_LOCK).read_text(encoding="utf-8"))["packages"]
PLAIN, COMPILED = "mlp_core-0.1.0-py3-none-any.whl", "mlp_core-0.1.0-cp313-none-any.whl"
# Of the version that Pyodide 0.28 has, as the registry has it: micropip's own project builds both.
MICROPIP = Pin("micropip", "0.10.1", "126a501fecb40fc87f7edb67974a45f32db87e8ff3d932452aefbbcde27e53f5")
pytestmark = pytest.mark.long


@pytest.fixture(scope="module", name="wheels")
def _wheels() -> dict[str, bytes]:
    return own_wheels(ROOT, PYODIDE, site_tools(Cache()), Cache())


def test_the_wheels_are_the_same_whenever_they_are_built(wheels: dict[str, bytes], tmp_path: Path) -> None:
    assert own_wheels(ROOT, PYODIDE, site_tools(Cache()), Cache(tmp_path)) == wheels


def test_the_plain_wheel_has_the_library_as_it_is_and_the_other_its_byte_code(wheels: dict[str, bytes]) -> None:
    assert wheels.keys() == {PLAIN, COMPILED, WHEELS_LOCK}
    plain, compiled = (read_zip(wheels[name]) for name in (PLAIN, COMPILED))
    sources = {path: content for path, content in wheel_sources(ROOT).items() if path.endswith(".py")}
    assert {path: content for path, content in plain.items() if path.endswith(".py")} == sources
    assert {path for path in compiled if path.endswith(".pyc")} == {path + "c" for path in sources}
    assert not any(path.endswith(".py") for path in compiled)


def test_every_module_of_the_library_is_in_the_wheel() -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "mlp_core").rglob("*.py")}
    assert modules <= wheel_sources(ROOT).keys(), "a package is missing in pyproject.toml"


def test_the_lock_is_pyodides_own_with_the_library_by_its_hash(wheels: dict[str, bytes]) -> None:
    listed = json.loads(wheels[WHEELS_LOCK])["packages"]
    entry = listed.pop("mlp-core")
    assert entry["sha256"] == sha256(wheels[COMPILED])
    assert (entry["file_name"], entry["depends"], entry["imports"]) == (COMPILED, ["numpy"], ["mlp_core"])
    assert listed.keys() == OFFICIAL.keys()
    address = fetch.official_address(PYODIDE)
    for name, other in listed.items():
        assert other["sha256"] == OFFICIAL[name]["sha256"]
        assert other["file_name"] == address + OFFICIAL[name]["file_name"]


@pytest.fixture(scope="module")
def address(wheels: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with these wheels, served below a sub-path."""
    folder = tmp_path_factory.mktemp("wheels") / "dist"
    write(assemble(replace(INPUTS, own_wheels=wheels)), folder)
    server = make_server(folder, prefix="/some/sub/path")
    with serving(server) as origin:
        yield f"{origin}/some/sub/path/{WHEELS_FOLDER}"


PROGRAM = """
import importlib.metadata, inspect, json
import mlp_core, numpy

network = mlp_core.MLP([2, 3, 1], "tanh", rng=1)
json.dumps({
    "version": importlib.metadata.version("mlp-core"),
    "numpy": numpy.__version__,
    "source": inspect.getsource(mlp_core) if SOURCE else "",
    "outputs": network.predict(numpy.array([[0.0, 1.0], [1.0, 1.0]])).tolist(),
})
"""


@pytest.mark.parametrize("name", [PLAIN, COMPILED])
def test_a_stock_pyodide_installs_the_library_from_the_site(name: str, address: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None
    numpy = OFFICIAL["numpy"]["file_name"]
    (tmp_path / numpy).write_bytes(fetch.compiled_packages({numpy: OFFICIAL["numpy"]["sha256"]}, Cache())[numpy])
    micropip = tmp_path / f"micropip-{MICROPIP.version}-py3-none-any.whl"
    micropip.write_bytes(fetch.wheels([MICROPIP], Cache())["micropip"])
    program = PROGRAM.replace("SOURCE", str(name == PLAIN))
    command = [node, SCRIPT, PYODIDE, tmp_path, micropip, address + name, program]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-1000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["version"], said["numpy"]) == ("0.1.0", OFFICIAL["numpy"]["version"])
    assert said["source"] == ((ROOT / "mlp_core" / "__init__.py").read_text(encoding="utf-8") if name == PLAIN else "")
    here = MLP([2, 3, 1], "tanh", rng=1).predict(np.array([[0.0, 1.0], [1.0, 1.0]]))
    np.testing.assert_allclose(said["outputs"], here, rtol=1e-12)
