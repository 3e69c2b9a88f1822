"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from runpy import run_path

import pytest
from hypothesis import settings
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
