"""Questions about the reader's own network."""
