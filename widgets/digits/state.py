"""The one training that the lesson's widgets share: its settings, how it runs, and the network that they look into."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, MLP
from studies.digits import nielsen
from studies.digits.epochs import EpochRecord, EpochTraining, Score
from widgets.digits.data import Images
from widgets.kit.background import IN_BROWSER, run_slices

SLICE = 0.05
"""Seconds of training between two moments in which the page may answer."""
PATIENCE = 15.0
"""A training that nobody has looked at for so many seconds (another lesson is open) pauses."""
LIVE = 0.8
"""Seconds between two pictures of a running training."""
FAIR = 1.0
"""In the browser, drawing and training share one thread: after each drawing, training gets so many times its time."""
NETWORK_FILE = Path(__file__).resolve().parent.parent.parent / "content" / "data" / "digits_network.npz"
BOOK_SCORED = (
    10_000,
    10_000,
)  # training and test images that its recorded history counts; the tests hold it to the record

Array = NDArray[np.floating]
Kept = TypeVar("Kept")


LOSS_OF = {"softmax": "softmax_cross_entropy", "sigmoid": nielsen.LOSS}
"""The last activations that can be chosen, each with its loss."""
STARTS = {"suited": "suited to the activation", "normal": "N(0, 1), biases too"}
"""How the starting weights can be drawn."""


@dataclass(frozen=True)
class Settings:
    """What the reader can choose."""

    hidden: tuple[int, ...] = (100,)
    activation: str = "relu"
    output: str = "softmax"
    start: str = "suited"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int = 64
    epochs: int = 10
    part: str = "quick"
    seed: int = 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """The widths of all layers."""
        return (784, *self.hidden, 10)

    def network(self) -> MLP:
        """A fresh network. With 784 inputs the book's weights from −1 to 1 would make every sum far too large."""
        activations = (*(self.activation,) * len(self.hidden), self.output)
        init = ACTIVATIONS[self.activation].init
        net = MLP(self.sizes, activations, rng=self.seed, init=init, dtype="float32")
        return nielsen.standard_normal(net, self.seed) if self.start == "normal" else net

    def training(self, images: Images) -> EpochTraining:
        """A training with these settings, before its first update."""
        return EpochTraining(
            self.network(),
            images.train,
            images.test,
            loss=LOSS_OF[self.output],
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            epochs=self.epochs,
            rng=self.seed,
        )


# The setting of M. Nielsen's book, on all images: his learning rate of 3.0 is for a mean over the batch.
NIELSEN = Settings(
    hidden=nielsen.SIZES[1:-1],
    activation="sigmoid",
    output="sigmoid",
    start="normal",
    optimizer="sgd",
    learning_rate=nielsen.RATE,
    batch_size=nielsen.BATCH_SIZE,
    epochs=nielsen.EPOCHS,
    part="full",
)


@dataclass(frozen=True)
class Known:
    """What the widgets look into: a network, where it comes from, and how its training went.

    scored: how many training and how many test images each record of the history counts.
    """

    make: Callable[[], MLP]
    sizes: tuple[int, ...]
    version: tuple[str, int]
    history: tuple[EpochRecord, ...]
    scored: tuple[int, int]
    is_book: bool

    @cached_property
    def net(self) -> MLP:
        """The network, as it is when it is first asked for."""
        return self.make()

    @property
    def epoch(self) -> tuple[str, int]:
        """Changes only with the network's last record, not with every update."""
        return self.version[0], len(self.history)


@dataclass
class Session:
    """The reader's training. Whoever reads or advances it holds the lock."""

    settings: Settings = field(default_factory=Settings)
    training: EpochTraining | None = None
    started_with: Settings | None = None
    running: bool = False
    runs: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: float = 0.0

    def change(self, **changes: object) -> None:
        """Other settings for the next training."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]

    def start(self, images: Images) -> None:
        """Begin afresh with the present settings."""
        training = self.settings.training(images)
        with self.lock:
            self.training, self.started_with = training, self.settings
            self.runs += 1
        self.resume()

    def resume(self) -> None:
        """Go on where the training stands."""
        if self.training is None or self.training.finished or self.running:
            return
        self.running = True
        self.look()
        run_slices(self._step(self.training))

    def go_on(self) -> None:
        """More epochs for a training that is done: as many as the settings say now."""
        if self.training is None or not self.training.finished or self.training.divergence:
            return
        with self.lock:
            self.training.extend(self.settings.epochs)
        self.resume()

    def pause(self) -> None:
        """Stop for now."""
        self.running = False

    def forget(self) -> None:
        """Stop and drop the training; the widgets show the book's network again."""
        self.running = False
        with self.lock:
            self.training = self.started_with = None

    def look(self) -> None:
        """Somebody is watching."""
        self._seen = time.monotonic()

    def known(self) -> Known:
        """The network to look into: the reader's own, once there is one, else the one that the book brings."""
        self.look()
        with self.lock:
            if self.training is None or not self.training.history:
                return book_network()
            version = (f"run {self.runs}", self.training.updates)
            sizes = (self.started_with or self.settings).sizes
            return Known(
                self._network, sizes, version, tuple(self.training.history), self.training.scored, is_book=False
            )

    def _network(self) -> MLP:
        with self.lock:
            return self.training.network() if self.training else book_network().net

    def make_up(self, seconds: float) -> None:
        """Give a running training the time it lost to drawing, and more, so that slow devices still get on."""
        training = self.training
        if IN_BROWSER and self.running and training is not None and not training.advance(FAIR * seconds):
            self.running = False

    def _step(self, training: EpochTraining) -> Callable[[], bool]:
        def step() -> bool:
            if self.training is not training or not self.running:
                return False
            if time.monotonic() - self._seen > PATIENCE:
                self.running = False
                return False
            with self.lock:
                more = training.advance(SLICE)
            if not more:
                self.running = False
            return more

        return step


def session() -> Session:
    """This reader's session."""
    if "digits" not in st.session_state:
        st.session_state["digits"] = Session()
    return st.session_state["digits"]


def live(draw: Callable[[], None], every: float = LIVE) -> None:
    """Draw a part of the page that is drawn again while the training runs, on its own."""
    own = session()

    def timed() -> None:
        begun = time.perf_counter()
        draw()
        own.make_up(time.perf_counter() - begun)

    st.fragment(timed, run_every=every if own.running else None)()


def kept(name: str, version: Hashable, make: Callable[[], Kept]) -> Kept:
    """What make() returned for this version; made anew when the version is another one. For figures of a network."""
    before, value = st.session_state.get(f"digits-{name}", (None, None))
    if before != version:
        value = make()
        st.session_state[f"digits-{name}"] = version, value
    return value


@cache
def book_network() -> Known:
    """The network that the book brings, trained beforehand on all 60,000 images by tools/make_digits_network.py."""
    with np.load(NETWORK_FILE, allow_pickle=False) as arrays:
        weights = [arrays[f"weights{l}"] * arrays[f"scale{l}"] for l in range(2)]  # noqa: E741
        records = arrays["history"]
    sizes = (784, weights[1].shape[0] - 1, 10)
    net = MLP(sizes, ("relu", "softmax"), dtype="float32")
    net.weights = weights
    history = tuple(
        EpochRecord(epoch, Score(*map(float, row[:2])), Score(*map(float, row[2:4])), float(row[4]))
        for epoch, row in enumerate(records)
    )
    return Known(lambda: net, sizes, ("book", 0), history, BOOK_SCORED, is_book=True)
