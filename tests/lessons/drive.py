"""Play a restless reader: set every control of a page to its extremes, or open it at any network's address.

    drive_to_extremes("shapes")
    visit("shapes", random_address(np.random.default_rng(1)))

Who wanders through random settings is in tests/test_random_readers.py.

Each looks at the page after every single change: no exception may be shown, and no message that a setting cannot be
computed (unless messages=True, for pages where that is a right answer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from mlp_core import ACTIVATIONS, LOSSES
from tests.conftest import open_page
from widgets.digits.data import PARTS
from widgets.digits.state import LOSS_OF
from widgets.kit import reader

KINDS = ("slider", "number_input", "toggle", "selectbox", "segmented_control", "radio", "select_slider", "text_input")
# The names behind the choices that are written in other words.
NAMES = (*reader.DATA_LABELS, *LOSSES, *PARTS, *LOSS_OF)
# What readers type into a field that asks for a number.
TYPED = ("", "0", "-1,5", "3 x 2", "1e400", "nan", "not a number")


def visit(slug: str, address: dict[str, str], *, messages: bool = False) -> AppTest:
    """Open a page at a network's address, and look at it."""
    app = open_page(slug, address)
    look(app, f"{slug} at {address}", messages=messages)
    return app


def look(app: AppTest, where: str, *, messages: bool = False) -> None:
    """Fail if the page shows an exception, or a message that its settings cannot be computed."""
    assert not app.exception, f"{where}: {[shown.value for shown in app.exception]}"
    if not messages:
        assert not app.error, f"{where}: {[shown.value for shown in app.error]}"


def drive_to_extremes(slug: str) -> int:
    """Set each control of the opened page to each of its extreme values. Returns how many settings were seen.

    Of the fields for text, each is a question by itself: all of them get an odd text at once.
    """
    app = visit(slug, {})
    seen = 0
    for key in [control.key for control in controls(app) if control.type != "text_input"]:
        for value in _values_by_key(app, key, extremes):
            seen += _set(app, {key: value})
    for text in TYPED:
        seen += _set(app, {control.key: text for control in controls(app) if control.type == "text_input"})
    return seen


def own_matrices(rng: np.random.Generator, sizes: list[int]) -> dict[str, str]:
    """Some of a network's matrices as a reader's own, in the words of the address: fitting ones, and of any size."""
    points = int(rng.integers(1, reader.MOST_POINTS + 1))
    shapes = {"X": (points, sizes[0]), "Y": (points, sizes[-1])}
    shapes |= {f"w{index}": shape for index, shape in enumerate(pairwise(sizes))}
    size = float(rng.choice([1e-6, 1.0, 1e3]))

    def written(shape: tuple[int, int]) -> str:
        return "__".join("_".join(f"{value:.3g}" for value in row) for row in rng.normal(0, size, shape))

    chosen = {name: written(shape) for name, shape in shapes.items() if rng.random() < 0.7}
    return chosen | {"biases": str(rng.choice(["learned", "shared", "fixed"]))}


def random_address(rng: np.random.Generator) -> dict[str, str]:
    """The address of a random network within the reach of the controls."""
    depth = int(rng.integers(0, reader.MOST_HIDDEN_LAYERS + 1))
    sizes = rng.integers(1, reader.MOST_WIDTH + 1, depth + 2)
    inner = [name for name in ACTIVATIONS if name != "softmax"]
    activations = [str(name) for name in rng.choice(inner, depth)] + [str(rng.choice(list(ACTIVATIONS)))]
    own = own_matrices(rng, sizes.tolist()) if rng.random() < 0.3 else {}
    return own | {
        "data": str(rng.choice(list(reader.DATA_LABELS))),
        "points": str(rng.integers(1, reader.MOST_POINTS + 1)),
        "sizes": "-".join(map(str, sizes)),
        "activations": "-".join(activations),
        "bias": str(rng.integers(2)),
        "seed": str(rng.integers(10_000)),
    }


def controls(app: AppTest) -> list[Any]:
    """The page's controls, without those of the sidebar."""
    aside = {control.key for kind in KINDS for control in getattr(app.sidebar, kind)}
    return [c for kind in KINDS for c in getattr(app, kind) if c.key and c.key not in aside and not c.disabled]


def extremes(control: Any) -> Iterator[Any]:
    """The ends of a range, every choice of a list, both states of a switch, odd texts."""
    match control.type:
        case "slider" | "number_input":
            yield from (control.min, control.max)
        case _:
            yield from possible(control)


def possible(control: Any) -> list[Any]:
    """Values that the control can take; of a range, a few of them."""
    match control.type:
        case "slider" | "number_input":
            step = control.step or 1
            low, high = control.min, control.max
            places = sorted({round(share * (high - low) / step) for share in (0, 0.1, 0.3, 0.5, 0.8, 1)})
            return [low + place * step for place in places]
        case "toggle":
            return [True, False]
        case "text_input":
            return list(TYPED)
    return [_raw(control, text, index) for index, text in enumerate(control.options)]


def _raw(control: Any, text: str, index: int) -> Any:
    """The value behind a choice: AppTest knows only how it is written."""
    table = getattr(control.format_func, "__self__", ())  # of a dict's own __getitem__, the dict
    for value in (text, *range(len(control.options) + 1), *_numbers(text), *NAMES, *table):
        try:
            if control.format_func(value) == text:
                return value
        except (KeyError, IndexError, TypeError, ValueError):
            continue
    raise AssertionError(f"{control.key}: no value found for the choice '{text}'")


def _numbers(text: str) -> list[float]:
    """The number that a text is, if it is one, also as the book writes very large and very small ones: 1.00·10⁻³⁰⁰."""
    try:
        return [float(text.replace("·10", "e").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")))]
    except ValueError:
        return []


def _values_by_key(app: AppTest, key: str, values: Callable[[Any], Any]) -> list[Any]:
    found = [control for control in controls(app) if control.key == key]
    return list(values(found[0])) if found else []


def _set(app: AppTest, values: dict[str, Any]) -> int:
    """Set those controls that the page still has, and look. Returns how many they were."""
    found = [control for control in controls(app) if control.key in values]
    for control in found:
        control.set_value(values[control.key])
    if found:
        app.run()
        look(app, str(values))
    return len(found)
