"""The lesson "One neuron, again"."""

from lessons.page import show

show("one_neuron")
