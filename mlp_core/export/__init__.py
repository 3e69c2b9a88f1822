"""A training run as a program that stands alone, in NumPy, PyTorch or Keras."""
