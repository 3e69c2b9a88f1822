"""The lesson "Solving XOR"."""

from lessons.page import show

show("xor")
