"""Widgets of the lessons that train: races, learning rates, XOR."""
