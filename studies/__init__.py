"""The numbers of single lessons, one folder a part of the book. Imports `mlp_core` and NumPy only."""
