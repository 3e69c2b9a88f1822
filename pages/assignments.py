"""The lesson "Two assignments"."""

from lessons.page import show

show("assignments")
