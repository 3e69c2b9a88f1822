"""Builds the static site: collect → plain data → pure render → write. `python -m site_builder`."""
