"""Activations as curves: the value and the slope of one neuron's activation while its weighted sum moves."""

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, as_array, as_choice, as_count, fail


def activation_curve(name: str, at: object, sums: object = (0.0,), unit: int = 0) -> tuple[Array, Array]:
    """f(s) and f'(s) for every s in `at`: two arrays of shape (k,).

    at: (k,), the weighted sums to look at. Softmax sees a whole row of sums: there `sums` (width,) is that row, and the
    sum of neuron `unit` (counted from 0) moves while the others stay; its slope is ∂f_unit/∂s_unit.
    """
    f = ACTIVATIONS[as_choice("name", name, ACTIVATIONS)]
    places, row = as_array("at", at), as_array("sums", sums)
    if places.ndim != 1 or row.ndim != 1 or not row.size:
        raise fail("at, sums", "two lists of numbers", f"shapes {places.shape} and {row.shape}")
    if as_count("unit", unit, minimum=0) >= row.size:
        raise fail("unit", f"a neuron from 0 to {row.size - 1}", repr(unit), f"sums has shape {row.shape}")
    if f.elementwise:
        values = f.apply(places)
        return values, f.derivative(places, values)
    moved = np.repeat(row[None, :], len(places), axis=0)
    moved[:, unit] = places
    rows = f.apply(moved)
    return rows[:, unit], f.derivative(moved, rows)[:, unit, unit]


def tangent(
    at: float, value: float, slope: float, reach: float = 1.0
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points (s, f) of the straight line through (at, value) with this slope, `reach` to the left and right."""
    return (at - reach, value - reach * slope), (at + reach, value + reach * slope)
