"""Derive every line: the way back in one-line cells, each compared with the exact derivative.

`lines` says what a line is and how one is graded; the other modules hold the sets: two networks and small graphs.
"""

from studies.exercises.derivation.graphs import GRAPHS
from studies.exercises.derivation.lines import LineReport, Lines, grade
from studies.exercises.derivation.networks import SIGMOID, SOFTMAX

SETS: dict[str, Lines] = {one.name: one for one in (SOFTMAX, SIGMOID, GRAPHS)}
"""Every set by its name."""

__all__ = ["SETS", "LineReport", "Lines", "grade"]
