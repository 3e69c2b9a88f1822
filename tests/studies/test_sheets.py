"""The worked examples give the results that their authors print."""

from __future__ import annotations

import numpy as np
import pytest

from studies.backwards.iteration import one_iteration
from studies.forwards.sheets import SHEETS


def test_mazur_gives_the_published_numbers() -> None:
    sheet = SHEETS["mazur"]()
    step = one_iteration(sheet.net, sheet.data.X, sheet.data.Y, sheet.loss, sheet.learning_rate, sheet.biases)
    np.testing.assert_allclose(step.forward.layers[1], [[0.593269992, 0.596884378]], atol=5e-10)
    np.testing.assert_allclose(step.forward.outputs, [[0.75136507, 0.772928465]], atol=5e-9)
    assert step.backward.loss == pytest.approx(0.298371109, abs=5e-10)
    np.testing.assert_allclose(
        step.updated[1], [[0.6, 0.6], [0.35891648, 0.511301270], [0.408666186, 0.561370121]], atol=5e-9
    )
    np.testing.assert_allclose(
        step.updated[0], [[0.35, 0.35], [0.149780716, 0.24975114], [0.19956143, 0.29950229]], atol=5e-9
    )


def test_what_was_thought_out_solves_its_task() -> None:
    for name, close in (("xor", 0.0), ("or_and", 1e-4)):
        sheet = SHEETS[name]()
        np.testing.assert_allclose(sheet.net.predict(sheet.data.X), sheet.data.Y, atol=close)


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_has_a_source_and_can_be_trained(name: str) -> None:
    sheet = SHEETS[name]()
    assert len(sheet.source) > 20
    assert np.isfinite(sheet.net.gradients(sheet.data.X, sheet.data.Y, sheet.loss)[0])
