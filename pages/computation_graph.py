"""The lesson "The computation graph"."""

from lessons.page import show

show("computation_graph")
