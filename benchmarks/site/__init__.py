"""The static site beside its peers, in the same browser: `python -m benchmarks.site [--quick]`."""
