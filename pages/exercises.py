"""The lesson "Exercises"."""

from lessons.page import show

show("exercises")
