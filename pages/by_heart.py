"""The lesson "Does it know, or has it learned by heart?"."""

from lessons.page import show

show("by_heart")
