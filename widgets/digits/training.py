"""Train a network on MNIST, live: settings, start, pause and stop, and how loss and accuracy change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import htpy as h
import streamlit as st

from mlp_core import ACTIVATIONS, LOSSES, OPTIMIZERS
from studies.digits.epochs import EpochTraining
from studies.forwards.shapes import parameter_count
from widgets.digits import curves
from widgets.digits.data import MEGABYTES, PARTS, images
from widgets.digits.state import LOSS_OF, NIELSEN, STARTS, Known, Session, Settings, live, session
from widgets.drawing import charts, figure
from widgets.kit import theme
from widgets.kit.controls import shared

WIDTH = 208  # pixels: three controls side by side in the text's width, also beside the contents of a small window
MOST_HIDDEN, MOST_LAYERS = 300, 2
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
BATCH_SIZES = (10, 16, 32, 64, 128, 256)
PRESSED = "digits-pressed"
HIDDEN = tuple(name for name, f in ACTIVATIONS.items() if f.elementwise)


def widget(*, key: str, caption: str) -> None:
    """Draw settings, buttons and curves. Each part is drawn again on its own, so that the others stay as they are."""
    st.fragment(_panel)(key, caption)
    live(lambda: _course(key))


def _panel(key: str, caption: str) -> None:
    if st.session_state.pop(PRESSED, False):
        st.session_state[f"{key}-was-running"] = False  # one run of the page is enough
        st.rerun()  # all figures learn that a training starts, pauses or ends
    own = session()
    with st.container(border=True, key=f"{key}-panel"):
        if caption:
            st.markdown(caption)
        _settings(own, key)
        data = images(key, own.settings.part)
        if data is not None:
            _buttons(own, key, lambda: own.start(data))


def _settings(own: Session, key: str) -> None:
    """The controls; while a training runs they are locked, because it would not follow them."""
    now, locked = own.settings, own.running
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            "Hidden layers",
            list(range(MOST_LAYERS + 1)),
            required=True,
            disabled=locked,
            width=WIDTH,
            **shared(
                f"{key}-depth",
                len(now.hidden),
                lambda depth: own.change(hidden=_deepened(own.settings.hidden, depth)),
                first="default",
            ),
        )
        for place in range(len(now.hidden)):
            _width(place, own, key)
        _choice("Activation", "activation", HIDDEN, own, key)
        _choice("Output and loss", "output", tuple(LOSS_OF), own, key, _output_words)
        _choice("Starting weights", "start", tuple(STARTS), own, key, STARTS.__getitem__)
        _choice("Optimizer", "optimizer", tuple(OPTIMIZERS), own, key)
        st.select_slider(
            "Learning rate",
            RATES,
            disabled=locked,
            width=WIDTH,
            format_func=lambda rate: f"{rate:g}",
            **shared(f"{key}-rate", now.learning_rate, lambda value: own.change(learning_rate=value)),
        )
        st.select_slider(
            "Batch size",
            BATCH_SIZES,
            disabled=locked,
            width=WIDTH,
            **shared(f"{key}-batch", now.batch_size, lambda value: own.change(batch_size=value)),
        )
        st.slider(
            "Epochs",
            1,
            30,
            disabled=locked,
            width=WIDTH,
            **shared(f"{key}-epochs", now.epochs, lambda value: own.change(epochs=value)),
        )
        st.segmented_control(
            "Train on",
            list(PARTS),
            required=True,
            format_func=lambda part: f"{PARTS[part]} ({MEGABYTES[part]:g} MB)",
            disabled=locked,
            **shared(f"{key}-part", now.part, lambda value: own.change(part=value), first="default"),
        )


def _width(place: int, own: Session, key: str) -> None:
    hidden = own.settings.hidden

    def change(value: int) -> None:
        now = own.settings.hidden  # not `hidden`: another control may have changed in the same moment
        own.change(hidden=(*now[:place], int(value), *now[place + 1 :]))

    label = ":violet[**Q**] hidden neurons" + (f", layer {place + 1}" if len(hidden) > 1 else "")
    control = shared(f"{key}-width-{place}", hidden[place], change)
    st.number_input(label, 1, MOST_HIDDEN, disabled=own.running, width=WIDTH, **control)


def _choice(
    label: str,
    name: str,
    choices: tuple[str, ...],
    own: Session,
    key: str,
    words: Callable[[str], str] = str,
    width: int = WIDTH,
) -> None:
    now = getattr(own.settings, name)
    change = shared(f"{key}-{name}", now, lambda value: own.change(**{name: value}), options=choices)
    st.selectbox(label, disabled=own.running, width=width, format_func=words, **change)


def _output_words(output: str) -> str:
    return f"{output}, {LOSSES[LOSS_OF[output]].words.whole}"


def _deepened(hidden: tuple[int, ...], depth: int) -> tuple[int, ...]:
    return (*hidden, *(hidden[-1:] or (100,)) * depth)[:depth]


def _buttons(own: Session, key: str, start: Callable[[], None]) -> None:
    """The buttons that the moment calls for."""
    training = own.training
    shown: list[tuple[str, str, Callable[[], None]]] = []
    if own.running:
        shown.append(("Pause", "pause", own.pause))
    elif training is not None and not training.finished:
        shown.append(("Resume", "play_arrow", own.resume))
    elif training is not None and not training.divergence:
        more = own.settings.epochs
        shown.append((f"{more} more epoch{'s' * (more > 1)}", "play_arrow", own.go_on))
    if not own.running:
        shown.append(("Train" if training is None else "Start again", "model_training", start))
    if training is not None:
        shown.append(("Drop this training", "stop", own.forget))
    goes_on = shown[0][0] if shown[0][1] == "play_arrow" else ""
    with st.container(horizontal=True, gap="small"):
        for place, (label, icon, act) in enumerate(shown):
            st.button(
                label,
                key=f"{key}-{icon}",
                icon=f":material/{icon}:",
                on_click=_press,
                args=(act,),
                type="primary" if place == 0 else "secondary",
            )
        _preset(own, key)
    if goes_on and _others(own):
        st.caption(f"*{goes_on}* keeps the settings that the training began with; *Start again* takes those above.")


def _others(own: Session) -> bool:
    """Whether the settings are others than those of the training; a training that is done takes the epochs above."""
    before, training = own.started_with, own.training
    if before is None or training is None:
        return False
    return own.settings != (replace(before, epochs=own.settings.epochs) if training.finished else before)


def _preset(own: Session, key: str) -> None:
    """Set everything as in M. Nielsen's book, or all of it back."""
    there = own.settings == replace(NIELSEN, seed=own.settings.seed)
    label, wanted = ("The book's setting", Settings()) if there else ("Nielsen's setting", NIELSEN)
    st.button(
        label,
        key=f"{key}-preset",
        icon=":material/tune:",
        disabled=own.running,
        on_click=lambda: own.change(**asdict(wanted) | {"seed": own.settings.seed}),
    )


def _press(act: Callable[[], None]) -> None:
    act()
    st.session_state[PRESSED] = True


def _course(key: str) -> None:
    """Progress and curves; drawn again and again while the training runs."""
    own = session()
    known = own.known()
    if own.training is not None:
        st.progress(own.training.progress, progress_text(own.training, own.running))
        if own.training.divergence:
            st.warning(f"The training {own.training.divergence}.", icon=":material/warning:")
    epochs = len(known.history) - 1 if own.training is None else own.training.epochs
    label = "Loss and accuracy after each epoch"
    figure.show(
        h.fragment[curves.build(known.history, epochs), curves.legend(), _verdict(known, own)],
        key=f"{key}-curves",
        label=label,
    )
    charts.fold(charts.spec_of(curves.rows(known.history)), key=f"{key}-curves", tables=[curves.TABLE])
    if own.training is not None and not own.running and st.session_state.get(f"{key}-was-running"):
        st.session_state[f"{key}-was-running"] = False
        st.rerun()  # the buttons and the other figures learn that it is over
    st.session_state[f"{key}-was-running"] = own.running


def progress_text(training: EpochTraining, running: bool) -> str:
    """Where a training stands, in a line."""
    epoch = min(training.epochs, len(training.history))
    if training.finished:
        return f"Done: {training.updates:,} updates in {training.seconds:.1f} s of computing"
    left = training.seconds_left
    time_left = "" if left is None else f", about {max(1, round(left))} s left"
    return f"Epoch {max(1, epoch)} of {training.epochs}{time_left}" + ("" if running else " (paused)")


def _verdict(known: Known, own: Session) -> h.Element:
    """What the curves end with, in words."""
    last = known.history[-1]
    settings = own.started_with or Settings()
    sizes = "-".join(map(str, known.sizes))
    trained, tested = known.scored
    whose = (
        f"The book's own network, {sizes}, after {len(known.history) - 1} epochs on all 60,000 images"
        if known.is_book
        else f"Your network, {sizes}, {settings.activation}, after {last.epoch} epoch{'s' * (last.epoch != 1)} "
        f"and {last.seconds:.1f} s of computing,"
    )
    over = {"data-announce": "The training is over."} if own.training is not None and own.training.finished else {}
    return h.div(".hl-readout", over)[
        whose,
        f" with its {parameter_count(known.sizes):,} weights: ",
        h.strong[f"{100 * last.test.accuracy:.1f} %"],
        f" of {tested:,} test images right, ",
        f"{100 * last.train.accuracy:.1f} % of the first {trained:,} training images; loss ",
        f"{theme.number(last.test.loss)} and {theme.number(last.train.loss)}.",
    ]
