"""What all tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import count
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

# The tests run in as many processes as there are cores. Threads of the BLAS in each of them, and in the servers and
# programs that they start, wait for each other's core: a training of MNIST's networks takes six times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings
from streamlit.components.v2.manifest_scanner import ComponentManifest, scan_component_manifests
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).resolve().parent.parent
settings.register_profile("shared machine", deadline=None)  # a slow second says nothing about what is tested
settings.load_profile("shared machine")


def open_page(slug: str, query: dict[str, str] | None = None) -> AppTest:
    """The whole app, run at one lesson's address."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    # AppTest has no public way to open a page of st.navigation; this is how Streamlit itself names pages.
    app._page_hash = calc_hash(slug)
    for name, value in (query or {}).items():
        app.query_params[name] = value
    return app.run()


@pytest.fixture(name="open_page")
def _open_page() -> Callable[..., AppTest]:
    return open_page


@pytest.fixture(autouse=True)
def whole_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run of an AppTest goes through app.py, as on a server.

    AppTest forgets between two runs that st.navigation was called, and would then run the page's file by itself.
    """
    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner._mpa_v1", partial(run_path, run_name="__main__"))


@cache
def components() -> list[tuple[ComponentManifest, Path]]:
    """The packages with parts for Streamlit, which do not change while tests run."""
    return scan_component_manifests()


@pytest.fixture(autouse=True)
def light_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    """An AppTest spends its time on its page.

    Streamlit reads of each package that is installed what it says about itself, for every AppTest, and has Python look
    through all objects of the process after every run, which among those of a test suite takes longer than most pages.
    """
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", components)
    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner.gc", SimpleNamespace(collect=lambda _oldest: 0))


@pytest.fixture(autouse=True)
def own_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test adds to the path is gone afterwards: each folder more is searched by all tests that follow."""
    monkeypatch.setattr(sys, "path", [*sys.path])


@pytest.fixture(scope="session")
def progress_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, one after the other. pytest's own way looks through all that there are for each."""
    base = tmp_path_factory.mktemp("progress")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_progress(progress_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests keep a reader's progress in a folder of their own, never in that of whoever runs them."""
    folder = next(progress_folders)
    folder.mkdir()
    monkeypatch.setenv("HIDDEN_LAYERS_DATA", str(folder))


@pytest.fixture(autouse=True)
def one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """An AppTest has no connection whose owner could be asked for, whatever accounts the tester's machine has."""
    monkeypatch.setattr("widgets.code.runner.visitor.several_accounts", lambda: False)
