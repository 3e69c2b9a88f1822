"""The fast path of `fit`: one training step recorded once as a list of in-place calls, and replayed."""
