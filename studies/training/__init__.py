"""Runs that lessons film, sweep or repeat over many starts."""
