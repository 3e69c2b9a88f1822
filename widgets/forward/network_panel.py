"""The reader's network at hand: one panel in view on every lesson that works with it, and the pointers to it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mlp_core import LOSSES
from widgets.forward import own_numbers_panel
from widgets.forward.network_controls import CONTROLS
from widgets.kit import changes, fitting, reader, theme
from widgets.kit.plain import plain

KEY = "network-panel"


def widget(*, key: str, caption: str, show: Sequence[str] = ()) -> None:
    """A pointer to the panel, where the text speaks of it. show: what the panel has from here on."""
    with st.container(key=f"{key}-pointer"):
        st.markdown(f":material/tune: {caption}")


def draw(page: str, show: Sequence[str]) -> None:
    """The panel: folded it is one row, which says what the network is and takes changes back.

    page: its controls are that page's own; one that kept its key on another page would begin there without its value,
    as far as the browser knows. show: which controls.
    """
    network = reader.current()
    shown = [name for name in show if name not in reader.locked()]
    with st.container(key=KEY, gap=None):
        with st.expander("Your network", key=f"{KEY}-fold"):
            _draw_controls(f"{page}-panel", shown)
        with st.container(horizontal=True, vertical_alignment="center", gap=None, key=f"{KEY}-bar"):
            st.markdown(plain(summary(network, shown)))
            for word, can, do in (
                ("Undo", reader.can_undo(), reader.undo),
                ("Redo", reader.can_redo(), reader.redo),
            ):
                icon = f":material/{word.lower()}:"
                st.button(word, icon=icon, disabled=not can, on_click=do, key=f"{KEY}-{word.lower()}")
            st.button(
                "The book's network" if reader.home() == reader.ReaderNetwork() else "The class's sheet",
                icon=":material/restart_alt:",
                disabled=network == reader.home(),
                on_click=reader.reset,
                key=f"{KEY}-reset",
            )
        if not fitting.fits(network):
            _draw_ways_out(network)
        changes.mark(summary(network, shown), network.query())


def summary(network: reader.ReaderNetwork, show: Sequence[str]) -> str:
    """The network in one line: always its sizes, and of the rest what can be set here or is not the book's."""
    book = reader.ReaderNetwork()
    parts = [" → ".join(map(str, network.sizes)), ", ".join(network.activations)]
    parts += ["bias"] if network.bias else []
    parts += [f"{reader.DATA_LABELS[network.data]}, N = {network.points}"]
    parts += ["own weights" if any(network.weights) else f"seed {network.seed}"]
    if "loss" in show or network.loss != book.loss:
        parts.append(LOSSES[network.loss].words.title)
    if "learning_rate" in show or network.learning_rate != book.learning_rate:
        parts.append(f"η = {theme.number(network.learning_rate, 6)}")
    return " · ".join(parts)


def _draw_controls(key: str, shown: Sequence[str]) -> None:
    controls = [name for name in shown if name in CONTROLS]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{KEY}-controls"):
        for name in controls:
            CONTROLS[name](f"{key}-{name}")
        own = "numbers" in shown and st.toggle("Your own numbers", key=f"{KEY}-own")
    if own:
        missing = [name for name in ("activations", "bias", "loss") if name not in {*controls, *reader.locked()}]
        own_numbers_panel.draw(f"{key}-numbers", [(name, CONTROLS[name]) for name in missing])


def _draw_ways_out(network: reader.ReaderNetwork) -> None:
    """What does not go together, and a button for each single change that helps."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{KEY}-misfit"):
        st.markdown(f":material/rule: {fitting.misfit(network)} What helps:")
        for place, way in enumerate(fitting.ways(network)):
            if way.control not in reader.locked():
                st.button(way.words, key=f"{KEY}-way-{place}", on_click=reader.change, kwargs=dict(way.changes))
