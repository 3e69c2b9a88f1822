"""The lesson "Is it right?"."""

from lessons.page import show

show("gradient_check")
