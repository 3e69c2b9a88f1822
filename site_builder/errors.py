"""The one error of the builder."""


class BuildError(Exception):
    """The site cannot be built. The message says what was needed, what was found and what to do about it."""
