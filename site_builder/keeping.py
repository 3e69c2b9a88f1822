"""Results that take long are kept under a name that says all that they were made from; rendering stays pure by that."""

from __future__ import annotations

from collections.abc import Callable

# (name, how it is made) -> the result, made now or kept from another build
Keep = Callable[[str, Callable[[], bytes]], bytes]


def at_once(_name: str, make: Callable[[], bytes]) -> bytes:
    """Keep nothing."""
    return make()
