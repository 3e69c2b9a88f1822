"""Cells, exercises and assignments: what the reader writes and runs."""
