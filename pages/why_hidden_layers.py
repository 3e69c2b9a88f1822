"""The lesson "Why hidden layers at all"."""

from lessons.page import show

show("why_hidden_layers")
