"""The appendix "For teachers"."""

from lessons.page import show

show("for_teachers")
