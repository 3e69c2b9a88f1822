"""How many examples Hypothesis tries, for tests that need another number than the profile has."""

from __future__ import annotations

from hypothesis import settings

_USUAL = settings.get_profile("shared machine").max_examples  # of make test
_FEWEST = 20


def examples(number: int) -> settings:
    """So many in make test; in make quick a quarter, as of all other tests, and no fewer than 20."""
    few = number * settings().max_examples // _USUAL
    return settings(max_examples=min(number, max(few, _FEWEST)))
