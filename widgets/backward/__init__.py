"""Widgets of the lessons that measure the error and carry it back."""
