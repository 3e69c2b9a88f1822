"""The site's data files lie where the lesson that fetches them looks for them."""

from __future__ import annotations

import pytest

from mlp_core.mnist import FILES
from site_builder.assemble import data_path
from site_builder.collect import is_data, read_data
from widgets.digits import data


def test_the_data_are_served_and_their_checksums_are_packed() -> None:
    assert set(read_data(data.FOLDER.parent.parent.parent)) == set(FILES.values())
    assert is_data(f"content/data/mnist/{FILES['quick']}")
    assert not is_data("content/data/mnist/SHA256SUMS")


@pytest.mark.parametrize("part", list(data.PARTS))
def test_the_site_keeps_the_data_where_the_lesson_fetches_them(part: str) -> None:
    sums = (data.FOLDER / "SHA256SUMS").read_text("ascii")
    content = (data.FOLDER / FILES[part]).read_bytes()
    assert data.address("root/", part, sums) == "root/" + data_path(FILES[part], content)
