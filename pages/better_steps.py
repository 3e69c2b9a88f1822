"""The lesson "Better steps"."""

from lessons.page import show

show("better_steps")
