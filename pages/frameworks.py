"""The lesson "The same network in Keras and in PyTorch"."""

from lessons.page import show

show("frameworks")
