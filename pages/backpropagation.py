"""The lesson "Backpropagation"."""

from lessons.page import show

show("backpropagation")
