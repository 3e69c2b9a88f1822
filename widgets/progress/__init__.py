"""What the reader did, kept across visits."""
