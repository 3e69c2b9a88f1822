"""Widgets of the lessons that feed data forward: shapes, layers, activations."""
