"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).resolve().parent.parent


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
