"""Functions that go entry by entry, such as an activation: a reader's is compared with the right one at given sums."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlp_core.checks import Array
from studies.exercises.report import (
    Check,
    Refused,
    apart,
    as_numbers,
    call,
    find_function,
    minus,
    named,
    nearly,
    off_by,
    same,
    short,
)

Rule = Callable[[Array], Array]
Slips = tuple[tuple[Rule, str], ...]


@dataclass(frozen=True)
class Curve:
    """A function whose slope is asked for, with its derivatives, so that a measured slope gives its step away.

    formula: how its derivative is written.
    """

    f: Rule
    first: Rule
    second: Rule
    third: Rule
    name: str
    formula: str


@dataclass(frozen=True)
class Wanted:
    """A function that a program has to define.

    rule: what it gives. slips: wrong ones and what to say of each; where one cannot be computed, it matches nothing.
    words: "tanh is", before the right number. curve: for a derivative, the function that it is the slope of.
    """

    name: str
    rule: Rule
    slips: Slips
    words: str
    curve: Curve | None = None


def checks_of(program: Mapping[str, Any], wanted: Wanted, places: tuple[tuple[str, Array, bool], ...]) -> list[Check]:
    """One check for each place (what its label says after the function's name, the sums, hidden), until one fails."""
    checks = []
    for label, s, hidden in places:
        say = compare(program, wanted, s)
        checks.append(Check(f"{wanted.name}{label}", not say, say, hidden))
        if say:
            break
    return checks


def compare(program: Mapping[str, Any], wanted: Wanted, s: Array) -> str:
    """ "" if the program's function is right at s, else what to say."""
    try:
        with np.errstate(all="ignore"):
            # A copy: a function that works in its place would spoil what the next check is given.
            value = as_numbers(call(find_function(program, wanted.name), s.copy()), f"What {wanted.name} gives back")
    except Refused as refused:
        return str(refused)
    if value.shape != s.shape:
        single = ", a single number" if not value.shape else ""
        return (
            f"{wanted.name} is given an array of shape {s.shape} and should give back one of that shape, not "
            f"{value.shape}{single}. Each entry has a value of its own."
        )
    right = wanted.rule(s)
    # A measured slope is itself off in the tenth digit.
    if np.allclose(value, right, rtol=1e-5, atol=1e-8):
        return ""
    with np.errstate(all="ignore"):
        say = named(value, ((slip(s), words) for slip, words in wanted.slips))
        say = say or (_measured(value, s, wanted.curve) if wanted.curve else "") or nearly(value, right)
        say = say or _everywhere(value, right)
    worst = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(value - right), nan=np.inf))), s.shape)
    yours, its = apart(float(value[worst]), float(right[worst]))
    return f"{say} At s = {minus(f'{s[worst]:g}')} yours is {yours}; {wanted.words} {its}.".strip()


def _everywhere(value: Array, right: Array) -> str:
    """What to say of values that are all the same, or all off by one number or by one factor, "" if they are not."""
    if not np.isfinite(value).all():
        return "Some values are no numbers: a division by 0, or a power or logarithm that has none."
    if same(value, np.full_like(value, value.flat[0])):
        return "The value is the same for every s. Does the formula use s?"
    off, factor = float((value - right).mean()), float((value * right).sum() / (right * right).sum())
    if same(value, right + off):
        return f"It is {minus(f'{abs(off):.4g}')} too {'large' if off > 0 else 'small'} everywhere: a number is added."
    if same(value, factor * right):
        return f"It is {minus(f'{factor:.4g}')} times the right value everywhere."
    return ""


def _measured(value: Array, s: Array, curve: Curve) -> str:
    """What to say of a slope that is measured with too long a step, "" if it is none: its error gives the step away."""
    f = curve.f
    exact, second, third = curve.first(s), curve.second(s), curve.third(s)
    if not second.any() or not third.any():
        return ""
    error = value - exact
    aside = float((error * second).sum() / (second * second).sum())
    around = float((error * third).sum() / (third * third).sum())
    ways: tuple[tuple[float, Callable[[float], Array], str], ...] = (
        (2 * aside, lambda h: (f(s + h) - f(s)) / h, f"({curve.name}(s + h) − {curve.name}(s))/h"),
        (-2 * aside, lambda h: (f(s) - f(s - h)) / h, f"({curve.name}(s) − {curve.name}(s − h))/h"),
        (np.sqrt(max(6 * around, 0)), lambda h: (f(s + h) - f(s - h)) / (2 * h), ""),
    )
    for step, measure, written in ways:
        if not 1e-7 < step < 1 or not np.allclose(value, measure(step), atol=0.1 * off_by(value, exact), rtol=0):
            continue
        how = (
            f"{written} is the slope of a line through two points, one of them aside."
            if written
            else "The two points to measure between are too far apart."
        )
        return (
            f"Nearly: a measured slope, off by up to {short(off_by(value, exact))}, with a step of about {step:.1g}. "
            f"{how} The formula {curve.formula} is exact."
        )
    return ""


def changed_in_place(program: Mapping[str, Any], names: tuple[str, ...], s: Array) -> str:
    """What to say if these functions of the program change the array that they are given, "" if none does."""
    changing = list(_changing(program, names, s))
    if not changing:
        return ""
    return (
        f"{' and '.join(changing)} changes the array that it is given: the weighted sums are gone afterwards, and a "
        "network needs them for f′ on the way back."
    )


def _changing(program: Mapping[str, Any], names: tuple[str, ...], s: Array) -> Iterator[str]:
    for name in names:
        given = s.copy()
        call(program[name], given)
        if not same(given, s):
            yield name
