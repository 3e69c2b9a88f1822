"""The lesson "Backprop in code"."""

from lessons.page import show

show("backprop_in_code")
