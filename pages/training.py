"""The lesson "Training, watched"."""

from lessons.page import show

show("training")
