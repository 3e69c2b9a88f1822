"""The appendix "Notation and words"."""

from lessons.page import show

show("notation")
