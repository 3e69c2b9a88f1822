"""The lesson "Shapes that fit"."""

from lessons.page import show

show("shapes")
