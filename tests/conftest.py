"""What all tests share."""

from __future__ import annotations

import logging
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from itertools import count
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

# The tests run in as many processes as there are cores. Threads of the BLAS in each of them, and in the servers and
# programs that they start, wait for each other's core: a training of MNIST's networks takes six times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest, scan_component_manifests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner, require_widgets_deltas
from streamlit.util import calc_hash
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

from widgets.kit import garbage

ROOT = Path(__file__).resolve().parent.parent
settings.register_profile("shared machine", deadline=None)  # a slow second says nothing about what is tested
settings.register_profile("quick", settings.get_profile("shared machine"), max_examples=25)  # make quick: 25, not 100
settings.load_profile("shared machine")
FIRST_PAGE = ("lessons.page", "pandas")  # what the first page that is drawn has imported, in a second


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


class ByFile(LoadGroupScheduling):  # type: ignore[misc]
    """The tests of a file run in one process, where what they share is made once.

    Tests in browsers, which take seconds each and share what the session has, go one by one to the next process that is
    free. To hand out all tests so costs pytest-xdist more than most of them take.
    """

    def _split_scope(self, nodeid: str) -> str:
        group: str = super()._split_scope(nodeid)
        return group if group != nodeid or nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling | None:
    return ByFile(config, log) if config.getoption("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have tests of one xdist_group run in one process.

    pytest-xdist 3.8 writes the group at the end of a name that pytest 9.2 no longer reads, and says nothing of it.
    """
    for item in items:
        with_group = vars(item).get("_nodeid", item.nodeid)
        if with_group != item.nodeid:
            item._id = type(item.id).parse(with_group)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare each test what is the same for all of them.

    What Streamlit logs reaches the root logger, where pytest listens: Streamlit's loggers do not propagate, and pytest
    adds two handlers to each such logger, of which there are fifty, before every setup, call and teardown. A process
    that will be copied imports what all copies need. And Python looks for garbage no more among the modules and the
    tests, as in a server that has drawn its first page.
    """
    if session.config.pluginmanager.hasplugin("tests.forks"):
        for module in FIRST_PAGE:
            import_module(module)
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.name.startswith("streamlit"):
            logger.propagate = True
    garbage.settle()


@cache
def components() -> list[tuple[ComponentManifest, Path]]:
    """The packages with parts for Streamlit, which do not change while tests run."""
    return scan_component_manifests()


resolved = ComponentConfig.resolve_asset_root


@cache
def folder(name: str, asset_dir: str | None, package: Path) -> Path | None:
    """Where the scripts of such a part are."""
    return resolved(ComponentConfig(name, asset_dir), package)


class HasHtml(ABC):
    """What htpy asks of each part of a page: here a class answers once, before Python 3.12 each object is looked at."""

    @abstractmethod
    def __html__(self) -> str: ...

    @classmethod
    def __subclasshook__(cls, kind: type) -> bool:
        return hasattr(kind, "__html__")


def wait_for_script(runner: LocalScriptRunner, timeout: float = 3) -> None:
    """What Streamlit asks for a thousand times a second, taking turns with the page that is drawn, without asking."""
    assert runner._script_thread is not None
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        require_widgets_deltas(runner, timeout=0)  # it ends the run and raises the error


@pytest.fixture(autouse=True, scope="session")
def light_apps() -> Iterator[None]:
    """An AppTest runs as on a server, and spends its time on its page.

    AppTest forgets between two runs that st.navigation was called, and would then run the page's file by itself: every
    run goes through app.py. Streamlit reads of each package that is installed what it says about itself, for every
    AppTest, and looks for the folders of its parts; it has Python look through all objects of the process after every
    run, which among those of a test suite takes longer than most pages. And an AppTest has no connection whose owner
    could be asked for, whatever accounts the tester's machine has.
    """
    runner = "streamlit.runtime.scriptrunner.script_runner"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{runner}._mpa_v1", partial(run_path, run_name="__main__"))
        patch.setattr("streamlit.testing.v1.local_script_runner.require_widgets_deltas", wait_for_script)
        patch.setattr(f"{runner}.gc", SimpleNamespace(collect=lambda _oldest: 0))
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", components)
        patch.setattr(ComponentConfig, "resolve_asset_root", lambda one, at: folder(one.name, one.asset_dir, at))
        patch.setattr("htpy._render_sync.HasHtml", HasHtml)
        patch.setattr("widgets.code.runner.visitor.several_accounts", lambda: False)
        yield


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static site of the working tree."""
    from tests.built import REHEARSED, built  # what builds it is read by those alone who ask for it

    return built(tmp_path_factory, "dist", "--rehearse", REHEARSED)


@pytest.fixture(scope="session")
def progress_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of new folders, one after the other. pytest's own way looks through all that there are for each."""
    base = tmp_path_factory.mktemp("progress")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_surroundings(progress_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests keep a reader's progress in a folder of their own, never in that of whoever runs them.

    The folder is made by what is kept there first, if anything is. And what a test adds to the path is gone afterwards:
    each folder more is searched by all tests that follow.
    """
    monkeypatch.setenv("HIDDEN_LAYERS_DATA", str(next(progress_folders)))
    monkeypatch.setattr(sys, "path", [*sys.path])
