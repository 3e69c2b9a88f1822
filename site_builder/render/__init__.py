"""From inputs to the files of the site: pure functions on plain data."""
