"""The book's cover."""

from lessons.page import show

show("index")
