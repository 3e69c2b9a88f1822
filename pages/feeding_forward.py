"""The lesson "Feeding forward"."""

from lessons.page import show

show("feeding_forward")
