"""The lesson "Handwritten digits"."""

from lessons.page import show

show("handwritten_digits")
