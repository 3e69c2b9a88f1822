"""What stands on the book's cover alone: the film, and the ways in."""
