"""Lighthouse on the built site: `python -m benchmarks.lighthouse`."""
