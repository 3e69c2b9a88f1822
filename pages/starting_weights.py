"""The lesson "Where to start: random weights, symmetry, depth"."""

from lessons.page import show

show("starting_weights")
