"""The lesson "A playground"."""

from lessons.page import show

show("playground")
