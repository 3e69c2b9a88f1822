"""Readers who set everything to anything: random and extreme settings on every page, several at once.

    python -m pytest tests/test_random_readers.py                     # some dozens of settings: what CI runs
    make random-readers STEPS=300                                     # thousands

The same number of steps (HL_RANDOM_STEPS, for each page) and the same HL_RANDOM_SEED make the same readers. After each
step the page may show no exception and nothing that is not a number, and the session may hold no more than a bounded
amount. A failure names the steps that led to it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents
from mlp_core import LOSSES
from tests.conftest import open_page
from tests.lessons import drive
from widgets.digits import data

STEPS = int(os.environ.get("HL_RANDOM_STEPS", "4"))
SEED = int(os.environ.get("HL_RANDOM_SEED", "9"))
VISIT = 25  # steps until the reader opens the page afresh, at another address
MOST_BYTES = 16_000_000  # of a session: the films of one page, and what the widgets remember
# A training on the digits holds its data points in the order it needs them, 60,000 images at most.
MOST_BYTES_OF = {"handwritten_digits": 260_000_000}
MOST_ENTRIES = 600
NO_NUMBER = re.compile(r"(?<!\w)(NaN|nan|[-−]?[Ii]nf|-?Infinity|not a number)(?!\w)")
# Whatever the controls of these are set to, the network can be computed: no page says that it cannot.
ALWAYS_COMPUTED = (
    "hidden_layers",
    "shapes",
    "feeding_forward",
    "backpropagation",
    "gradient_check",
    "backprop_in_code",
)
PAGES = [lesson.slug for lesson in contents().pages]
# Typing these asks for the very words that are looked for: what the page repeats of them is no mistake of its own.
TYPED = [text for text in drive.TYPED if not NO_NUMBER.search(text)]
TYPED += ["1e-400", "-" * 50, "<b>7</b>", "$x$ **y**", "٣", "3" * 300]


@pytest.mark.long
@pytest.mark.timeout(0)  # as long as it is told
@pytest.mark.parametrize("slug", PAGES)
def test_whatever_a_reader_sets_the_page_shows_numbers(slug: str) -> None:
    rng = np.random.default_rng([SEED, PAGES.index(slug)])
    prose = set(words(open_page(slug)))
    app, done, messages = AppTest.from_string(""), [""], True
    for step in range(STEPS):
        if step % VISIT == 0:
            address = corner_address(rng) if rng.random() < 0.5 else drive.random_address(rng)
            app, done = open_page(slug, address), [f"{slug} at {address}"]
            messages = slug not in ALWAYS_COMPUTED or not loss_fits(address)
        else:
            done.append(act(app, rng))
        where = "\n".join(done)
        drive.look(app, where, messages=messages)
        wrong = [text for text in words(app) if text not in prose and NO_NUMBER.search(text)]
        assert not wrong, f"{where}: {[context(text) for text in wrong[:3]]}"
        held = app.session_state.filtered_state
        assert len(held) < MOST_ENTRIES, where
        assert weight(held, shared(slug)) < MOST_BYTES_OF.get(slug, MOST_BYTES), (
            f"{where}: {sorted((weight(v), k) for k, v in held.items())[-3:]}"
        )


def corner_address(rng: np.random.Generator) -> dict[str, str]:
    """The address of a network with every setting at one of its ends."""
    address = drive.random_address(rng)
    sizes, activations = address["sizes"].split("-"), address["activations"].split("-")
    width, activation = str(rng.choice(["1", "12"])), str(rng.choice(activations[:-1] or ["linear"]))
    return address | {
        "points": str(rng.choice(["1", "10"])),
        "sizes": "-".join(width for _ in sizes),
        "activations": "-".join([activation] * (len(activations) - 1) + activations[-1:]),
        "seed": str(rng.choice(["0", "9999"])),
        "learning_rate": str(rng.choice(["1e-300", "0.1", "1e6"])),
        "iterations": str(rng.choice(["1", "100000"])),
        "loss": str(rng.choice(["half_sse", "mse", "bce", "softmax_cross_entropy"])),
    }


def loss_fits(address: dict[str, str]) -> bool:
    """Whether the loss of an address can be computed from the outputs, as with any that the controls offer."""
    return address["activations"].split("-")[-1] in LOSSES[address.get("loss", "half_sse")].last_activations


def act(app: AppTest, rng: np.random.Generator) -> str:
    """Set one to four controls at random, then perhaps press a button; returns what was done, in words."""
    done = []
    usable = drive.controls(app)
    for place in rng.permutation(len(usable))[: rng.integers(1, 5)]:
        control = usable[place]
        values = TYPED if control.type == "text_input" else drive.possible(control)
        value = values[int(rng.integers(len(values)))]
        control.set_value(value)
        done.append(f"{control.key} = {value!r}")
    buttons = [button for button in app.button if not button.disabled]
    if buttons and rng.random() < 0.4:
        button = buttons[int(rng.integers(len(buttons)))]
        button.click()
        done.append(f"press {button.label!r} ({button.key})")
    app.run()
    return ", ".join(done)


def words(app: AppTest) -> Iterator[str]:
    """Every text that the page was sent: prose, labels, HTML, charts' specifications and figures' data."""
    for area in (app._tree.main, app._tree.sidebar):
        for element in area:
            proto = getattr(element, "proto", None)
            if proto is not None:
                yield from texts(MessageToDict(proto))


def texts(value: Any) -> Iterator[str]:
    """The texts inside dicts, lists and JSON."""
    match value:
        case dict():
            for name, part in value.items():
                # JSON texts are looked into, so that a figure's own script is compared as one text of its own.
                yield from texts(json.loads(part) if name in ("spec", "json") and part else part)
        case list():
            for part in value:
                yield from texts(part)
        case float():
            yield str(value)
        case str():
            yield value


def context(text: str) -> str:
    hit = NO_NUMBER.search(text)
    assert hit is not None
    return text[max(hit.start() - 120, 0) : hit.end() + 60]


def shared(slug: str) -> set[int]:
    """The arrays that all readers of a page have in common, by their identity: the digits as they were read."""
    parts = [data.read(part) for part in ("quick", "full")] if slug == "handwritten_digits" else []
    return {id(array) for part in parts for half in (part.train, part.test) for array in (half.X, half.Y)}


def weight(value: Any, seen: set[int] | None = None) -> int:
    """About how many bytes a value holds: arrays, texts and what dicts, lists and objects are made of."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return 0
    seen.add(id(value))
    match value:
        case np.ndarray():
            owner = value.base if isinstance(value.base, np.ndarray) else value
            return 100 + (weight(owner, seen) if owner is not value else value.nbytes)
        case str() | bytes():
            return len(value) + 50
        case dict():
            return 50 + sum(weight(name, seen) + weight(part, seen) for name, part in list(value.items()))
        case list() | tuple() | set() | frozenset():
            return 50 + sum(weight(part, seen) for part in value)
    if isinstance(value, type):
        return 0
    if dataclasses.is_dataclass(value):
        return 50 + sum(weight(getattr(value, field.name, None), seen) for field in dataclasses.fields(value))
    if type(value).__module__.startswith(("mlp_core", "studies", "widgets", "lessons")):
        return 50 + weight(getattr(value, "__dict__", {}), seen)
    return 30


def test_the_search_finds_what_is_not_a_number() -> None:
    assert all(
        NO_NUMBER.search(text) for text in ("NaN", "w = nan", '{"y":NaN}', "−inf", "-Infinity", ">not a number<")
    )
    assert not any(NO_NUMBER.search(text) for text in ("finance", "information", "infer", "banana", "x_inf"))
    assert weight({"a": np.zeros(1000)}) > 8000
