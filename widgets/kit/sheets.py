"""Worked examples as the reader's network."""

from __future__ import annotations

from functools import lru_cache

from studies.forwards.sheets import SHEETS, Sheet
from widgets.kit.network import FIXED_DATA, ReaderNetwork
from widgets.kit.own_numbers import as_rows


def network_of(sheet: Sheet) -> ReaderNetwork:
    """The reader's network that gives a worked example's numbers; what a seed gives anyway is not written out."""
    start = ReaderNetwork(bias=sheet.net.bias, biases=sheet.biases, loss=sheet.loss, learning_rate=sheet.learning_rate)
    start = start.changed(sizes=sheet.net.sizes, activations=sheet.net.activations)
    if sheet.data.name in FIXED_DATA:
        start = start.changed(data=sheet.data.name)
    else:
        start = start.changed(
            points=len(sheet.data.X), X=as_rows(sheet.data.X.tolist()), Y=as_rows(sheet.data.Y.tolist())
        )
    weights = tuple(as_rows(w.tolist()) for w in sheet.net.weights)
    for seed in (0, 1):
        seeded = start.changed(seed=seed)
        if tuple(as_rows(w.tolist()) for w in seeded.network().weights) == weights:
            return seeded
    return start.changed(weights=weights)


@lru_cache(maxsize=1)
def sheets() -> dict[str, tuple[Sheet, ReaderNetwork]]:
    """All worked examples by name."""
    made = {name: make() for name, make in SHEETS.items()}
    return {name: (sheet, network_of(sheet)) for name, sheet in made.items()}
