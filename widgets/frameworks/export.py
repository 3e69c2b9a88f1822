"""The reader's own network as a program for PyTorch, Keras or NumPy."""

from __future__ import annotations

import streamlit as st

from mlp_core.export.programs import PROGRAMS, Training, text, to_notebook
from widgets.kit import reader

_FILES = {"PyTorch": "my_network_pytorch.py", "Keras": "my_network_keras.py", "NumPy": "my_network_numpy.py"}


def training_of(network: reader.ReaderNetwork) -> Training:
    """What a program has to do to train the reader's network as the book does."""
    data = network.dataset()
    return Training(
        network.network(),
        data.X,
        data.Y,
        network.loss,
        network.optimizer,
        learning_rate=network.learning_rate,
        iterations=network.iterations,
        biases=network.bias_rule,
    )


def widget(*, key: str, caption: str) -> None:
    """Choose a library; copy or download the program."""
    library = st.segmented_control("Library", list(_FILES), default="PyTorch", required=True, key=f"{key}-library")
    assert library is not None
    training, write = training_of(reader.current()), PROGRAMS[library]
    program = text(write(training))
    st.code(program, language="python", height=420)
    with st.container(horizontal=True):
        st.download_button(
            "Download the program", program, _FILES[library], "text/x-python", key=f"{key}-save", on_click="ignore"
        )
        st.download_button(
            "Download it as a notebook",
            to_notebook(training, write),
            _FILES[library].replace(".py", ".ipynb"),
            "application/x-ipynb+json",
            key=f"{key}-save-notebook",
            on_click="ignore",
        )
    if caption:
        st.caption(caption)
