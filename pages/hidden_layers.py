"""The lesson "Hidden layers"."""

from lessons.page import show

show("hidden_layers")
