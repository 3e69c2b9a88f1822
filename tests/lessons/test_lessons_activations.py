"""No page dies with an activation that is offered on another: each opens with all of them."""

from __future__ import annotations

import pytest

from lessons.catalogue import contents
from mlp_core import ACTIVATIONS
from tests.lessons.drive import visit

SLUGS = [lesson.slug for lesson in contents().lessons]


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_opens_with_the_newest_activations(slug: str) -> None:
    hidden = [name for name, f in ACTIVATIONS.items() if f.elementwise and name not in ("linear", "sigmoid", "tanh")]
    sizes = "-".join(["2", *["3"] * len(hidden), "1"])
    visit(slug, {"data": "xor", "sizes": sizes, "activations": "-".join([*hidden, "softplus"]), "bias": "1"})
