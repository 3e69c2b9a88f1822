"""Packages of the book for learning platforms: `python -m teacher.scorm`. client/platform is what runs in them."""
