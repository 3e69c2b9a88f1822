"""How fast training on the digits is beside its own matrix products: runs natively, and in a page's Python."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np

import mlp_core
from mlp_core import MLP
from mlp_core.calls import Call
from mlp_core.datasets import mnist
from mlp_core.fast.products import times
from mlp_core.fast.tape import Parameters, Tape, replay
from studies.digits.epochs import SCORED_AT_ONCE, TRAIN_SCORED, EpochTraining

SIZES, BATCH = (784, 100, 10), 64
PRODUCTS = 5  # of a step: two forwards, one for the error behind the hidden layer, two for the gradients
FOLDER = Path(mlp_core.__file__).resolve().parent.parent / "content" / "data" / "mnist"


def products_of_a_step(points: int) -> list[Call]:
    """The matrix products that a step of the training replays, on buffers of their own, and nothing else of it."""
    net = MLP(SIZES, ("relu", "softmax"), dtype="float32")
    tape = Tape(net, "softmax_cross_entropy", Parameters(net.shapes, net.dtype), points, 1.0)
    calls = [call for call in (*tape.forward, *tape.backward) if _is_product(call)]
    if len(calls) != PRODUCTS:
        raise ValueError(f"tape: expected {PRODUCTS} products in a step of {SIZES}, found {len(calls)}")
    return calls


def _is_product(call: Call) -> bool:
    function = getattr(call[0], "func", call[0])  # einsum comes with its out bound
    return function in (np.einsum, np.matmul) or getattr(function, "__name__", "") == "dot"


def products_of_an_epoch(points: int, scored: int) -> None:
    """All products of an epoch: those of its steps, and those with which `scored` images are fed forward after it."""
    whole, rest = divmod(points, BATCH)
    calls = products_of_a_step(BATCH)
    for _ in range(whole):
        replay(calls)
    if rest:
        replay(products_of_a_step(rest))
    X = np.ones((SCORED_AT_ONCE, 785), "float32")
    w0, w1 = Parameters([(785, 100), (101, 10)], "float32").weights
    H = np.ones((SCORED_AT_ONCE, 101), "float32")
    for _ in range(0, scored, SCORED_AT_ONCE):
        times(X, w0)
        times(H, w1)


def speed(rounds: int = 7) -> dict[str, float]:
    """Seconds of an epoch on the quick part, of its bare products, and their ratio, medians over rounds by turns.

    ratio is products ÷ training, within each round: 1 would mean that training costs nothing besides its products.
    """
    train, test = (mnist(split, folder=FOLDER) for split in ("train", "test"))
    net = MLP(SIZES, ("relu", "softmax"), rng=1, init="he", dtype="float32")
    training = EpochTraining(net, train, test, optimizer="adam", learning_rate=0.001, epochs=rounds + 1)
    pairs = []
    while training.advance(0) and len(training.history) < 2:
        pass  # the first epoch finds out how many updates fit into a unit of work
    for _ in range(rounds):
        epochs, begun = len(training.history), training.seconds
        while len(training.history) == epochs:
            training.advance(0)
        start = time.perf_counter()
        products_of_an_epoch(len(train.X), min(TRAIN_SCORED, len(train.X)) + len(test.X))
        pairs.append((training.seconds - begun, time.perf_counter() - start))
    return {
        "training": statistics.median(epoch for epoch, _ in pairs),
        "products": statistics.median(bare for _, bare in pairs),
        "ratio": statistics.median(bare / epoch for epoch, bare in pairs),
    }
