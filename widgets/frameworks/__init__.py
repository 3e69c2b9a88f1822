"""The same network in Keras and PyTorch."""
