"""The lesson "Measuring the error"."""

from lessons.page import show

show("measuring_error")
