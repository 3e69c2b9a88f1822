"""The playground's controls, in four groups of which one is shown at a time: a rerun then draws only that one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from mlp_core import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS
from studies.playground.features import FEATURES
from widgets.kit.controls import shared
from widgets.playground import state
from widgets.playground.settings import (
    BATCHES,
    LARGEST,
    MOST_HIDDEN_LAYERS,
    MOST_POINTS,
    MOST_WIDTH,
    STEPS,
    Settings,
)

WIDTH = 116  # pixels: seven controls side by side in the page's width, two on a phone
WIDE = 148  # with a long name
_GROUP = "playground_group"
DATA_LABELS = {
    "circles": "Circles",
    "spirals": "Spirals",
    "moons": "Moons",
    "gauss": "Two clouds",
    "xor": "XOR",
    "slope": "Slope",
    "hills": "Hills",
    "own": "Your own points",
}
LOSS_LABELS = {name: rule.words.title for name, rule in LOSSES.items()}


def draw(own_points: Callable[[], None], link_and_scripts: Callable[[], None]) -> None:
    """The choice of data, which is always there, and the chosen group. On a phone they open from below the stage."""
    with st.container(key="playground-settings", gap=None):
        # The style sheet shows this fold on a phone alone, as a bar at the bottom, and with it opens the panel.
        with st.expander("Settings", key="playground-sheet"):
            st.caption("What you set acts on the stage at once.")
        _panel(own_points, link_and_scripts)


def _panel(own_points: Callable[[], None], link_and_scripts: Callable[[], None]) -> None:
    data = state.current().data
    with st.container(border=True, key="playground-panel"):
        _segments("Data", "data", list(DATA_LABELS), data, DATA_LABELS)
        if state.current().regression:
            st.caption("A regression: every point has a real number for a target, from about −1 to 1, not a class.")
        groups: dict[str, Callable[[], None]] = {
            "Data": own_points if data == "own" else _data,
            "Network": _network,
            "Training": _training,
            "Link and scripts": link_and_scripts,
        }
        chosen = st.session_state.get(_GROUP, "Network")

        def change_group(value: str) -> None:
            st.session_state[_GROUP] = value

        with _row():
            _always()
            st.segmented_control(
                "Settings",
                list(groups),
                required=True,
                width="content",
                label_visibility="collapsed",
                **shared("playground-group", chosen, change_group, first="default"),
            )
        groups[chosen]()


L1_SAID = (
    "With gradient descent, moves every weight towards 0 in each update by the learning rate times L1. Weights that "
    "the loss does not need come down to 0, but for this amount: a smaller weight is carried across 0 and back."
)


def _always() -> None:
    """What is changed most while one watches is there whichever group is open."""
    _number(
        "Learning rate",
        "learning_rate",
        1e-6,
        LARGEST,
        None,
        format="%g",
        help="How far a step goes. Try 0.001, 0.3, 3, and a million.",
    )
    _select("Hidden activation", "activation", [name for name, f in ACTIVATIONS.items() if f.elementwise])
    _number("L1 regularisation", "l1", 0.0, 10.0, 0.001, WIDE, format="%g", help=L1_SAID)
    _number("L2 regularisation", "l2", 0.0, 10.0, 0.001, WIDE, format="%g", help="Keeps weights from growing large.")


def shows_scripts() -> bool:
    """Whether the group is shown that speaks of the iteration on the stage."""
    return bool(st.session_state.get(_GROUP) == "Link and scripts")


def _segments(
    label: str, field: str, options: Sequence[Any], value: Any, labels: Mapping[Any, str] | None = None
) -> None:
    def change(new: Any) -> None:
        state.change(**{field: new})
        if new == "own":  # where the points come from is what to see next
            st.session_state[_GROUP] = "Data"

    st.segmented_control(
        label,
        options,
        required=True,
        format_func=lambda option: (labels or {}).get(option, str(option)),
        width="stretch",
        label_visibility="collapsed",
        **shared(f"playground-{field}", value, change, first="default"),
    )


def _select(
    label: str, field: str, options: Sequence[Any], labels: Mapping[Any, str] | None = None, text: str | None = None
) -> None:
    value = getattr(state.current(), field)
    offered = list(options) if value in options else [*options, value]
    st.selectbox(
        label,
        format_func=lambda option: (labels or {}).get(option, str(option)),
        width=WIDTH,
        help=text,
        **shared(f"playground-{field}", value, lambda new: state.change(**{field: new}), options=offered),
    )


def _slider(label: str, field: str, low: Any, high: Any, step: Any, **more: Any) -> None:
    value = getattr(state.current(), field)
    st.slider(
        label,
        low,
        high,
        step=step,
        width=WIDTH,
        **more,
        **shared(f"playground-{field}", value, lambda new: state.change(**{field: new})),
    )


def _number(label: str, field: str, low: Any, high: Any, step: Any, width: int = WIDTH, **more: Any) -> None:
    st.number_input(
        label,
        low,
        high,
        step=step,
        width=width,
        **more,
        **shared(f"playground-{field}", getattr(state.current(), field), lambda new: state.change(**{field: new})),
    )


def _row() -> Any:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def _seed() -> None:
    _number(
        "Seed", "seed", 0, 9999, 1, help="Decides the points, which of them are for testing, and the first weights."
    )


def _another(label: str, field: str, text: str) -> None:
    """A button that draws lots again."""

    def draw() -> None:
        state.change(**{field: (getattr(state.current(), field) + 1) % 10_000})

    st.button(label, icon=":material/casino:", help=text, on_click=draw, key=f"playground-another-{field}")


def _data() -> None:
    with _row():
        _slider("Points", "points", 10, MOST_POINTS, 10)
        _slider("Noise", "noise", 0.0, 1.0, 0.05)
        split_slider()
        _seed()
        _another("Other points", "seed", "Draw the points anew: the next seed.")


def split_slider() -> None:
    """How many of the points are for training."""
    _slider("For training", "train", 10, 100, 10, format="%d %%")


def _network() -> None:
    settings = state.current()

    def change_features(names: list[str]) -> None:
        chosen = tuple(name for name in FEATURES if name in names)
        state.change(features=chosen or settings.features)

    with _row():
        st.pills(
            "Inputs",
            list(FEATURES),
            format_func=lambda name: FEATURES[name].label,
            selection_mode="multi",
            width="content",
            **shared("playground-features", list(settings.features), change_features, first="default"),
        )
        _select("Output activation", "output", _outputs(settings))
    with _row():
        _depth()
        _select("Starting weights", "init", [name for name in INITIALIZERS if name != "tenths"])
        _another("New random weights", "start", "Start the same network, on the same points, from other weights.")


def _outputs(settings: Settings) -> list[str]:
    """Every activation of the output that goes with one of the losses here, in the book's order."""
    fitting = {name for outputs in settings.losses_and_outputs.values() for name in outputs}
    return [name for name in ACTIVATIONS if name in fitting]


def _depth() -> None:
    hidden = state.current().hidden

    def change_depth(depth: int) -> None:
        state.change(hidden=deeper(hidden, depth))

    st.slider(
        "Hidden layers", 0, MOST_HIDDEN_LAYERS, width=WIDTH, **shared("playground-depth", len(hidden), change_depth)
    )
    for layer, width in enumerate(hidden):

        def change_width(new: int, layer: int = layer) -> None:
            widths = list(state.current().hidden)
            # Several changes may arrive together, and one of them may have taken this layer away.
            if layer < len(widths):
                widths[layer] = int(new)
                state.change(hidden=tuple(widths))

        st.number_input(
            f"Layer {layer + 1}",
            1,
            MOST_WIDTH,
            step=1,
            width=90,
            **shared(f"playground-width-{layer}", width, change_width),
        )


def deeper(hidden: tuple[int, ...], depth: int) -> tuple[int, ...]:
    """The hidden layers cut or continued to that depth; new layers are as wide as the last one, or have 4 neurons."""
    return (*hidden, *(hidden[-1:] or (4,)) * depth)[:depth]


def _training() -> None:
    with _row():
        _select("Loss", "loss", list(state.current().losses_and_outputs), LOSS_LABELS)
        _select("Optimizer", "optimizer", list(OPTIMIZERS))
        _select("Mini-batch", "batch", BATCHES, {0: "all points"})
        _select("Iterations a frame", "step", STEPS)
