"""The lesson "Where delta goes today"."""

from lessons.page import show

show("delta_today")
