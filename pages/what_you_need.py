"""The lesson "What you need"."""

from lessons.page import show

show("what_you_need")
