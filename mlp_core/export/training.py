"""What a program has to do: one table of a training's settings, and the pieces of text that all libraries share."""

import base64
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array, as_choice, as_count, as_number, fail
from mlp_core.code import OptimizerCode, PairCode
from mlp_core.gradient_descent import rate_at
from mlp_core.initializers import INITIALIZERS, Initializer
from mlp_core.losses import LOSSES, Loss
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer, as_optimizer
from mlp_core.training import TrainingRun

MOST_NUMBERS = 2000
"""Larger arrays are not written out as numbers but compressed, so that a program stays a program."""

SECTIONS = ("imports", "data", "network", "start", "loss", "optimizer", "loop", "forward", "backward", "update", "end")
"""The sections of every program, in order. Their texts, joined by line ends, are the program."""

BIAS_RULES = {
    "learned": "each neuron learns its own",
    "shared": "one for each layer, learned",
    "fixed": "given, not learned",
}
"""How biases are trained. fit lets each neuron learn its own; worked examples do otherwise, too."""

Program = dict[str, str]
"""Section -> its lines, without the last line end."""


@dataclass(frozen=True)
class Training:
    """What a program has to do. Errors: ValueError naming what does not fit, or an optimizer without code.

    net            the network with its initial weights
    X, Y           the data, (N, M) and (N, P)
    loss           a name from LOSSES
    optimizer      a name from OPTIMIZERS, or an Optimizer
    learning_rate  a number, or one for each iteration
    batch_size     None: every update looks at all data points. l1, l2: the penalties of fit
    biases         how they are trained, one of BIAS_RULES; without biases it is all the same
    shuffling      what shuffles the data points of every epoch: a seed, or the state of a NumPy generator
    seed, init     the seed and the name from INITIALIZERS that the weights were drawn with, so that a program can draw
                   them again; with None they are written out as numbers
    """

    net: MLP
    X: Array
    Y: Array
    loss: str = "bce"
    optimizer: str | Optimizer = "adam"
    learning_rate: float | tuple[float, ...] = 0.01
    iterations: int = 1000
    seed: int | None = None
    init: str = "uniform"
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0
    shuffling: int | Mapping[str, Any] = field(default=0, repr=False)
    biases: str = "learned"

    def __post_init__(self) -> None:
        as_choice("biases", self.biases, BIAS_RULES)
        if self.rule.code is None:
            known = sorted(name for name, optimizer in OPTIMIZERS.items() if optimizer.code)
            raise fail("optimizer", f"an optimizer of {known}, whose code is known", repr(self.rule.name))
        if not isinstance(self.learning_rate, tuple):
            as_number("learning_rate", self.learning_rate, above=0)
        as_count("iterations", self.iterations, minimum=0)
        self.net.checked_targets(self.Y, self.net.checked_inputs(self.X), self.loss)
        if self.bias_rule == "shared" and not all((w[0] == w[0, 0]).all() for w in self.net.weights):
            raise fail(
                "net", "weights with one bias in each layer, as `tied` makes them", "several", "biases is shared"
            )
        if self.seed is not None:
            net = self.net
            drawn = MLP(net.sizes, net.activations, net.bias, self.seed, self.init, net.dtype).weights
            if not all(np.array_equal(a, b) for a, b in zip(drawn, net.weights, strict=True)):
                raise fail("seed", "the seed that the network's weights were drawn with, or None", str(self.seed))

    @classmethod
    def of(cls, run: TrainingRun, iterations: int | None = None) -> "Training":
        """The training of a run, or one like it with another number of updates."""
        if not isinstance(run, TrainingRun):
            raise fail("run", "the TrainingRun that fit returns", f"a {type(run).__name__}")
        net, settings, rate = run.net.copy(), run.settings, run.settings.learning_rate
        net.weights = run.initial_weights
        updates = run.iterations if iterations is None else as_count("iterations", iterations)
        return cls(
            net,
            run.X,
            run.Y,
            settings.loss,
            settings.optimizer,
            tuple(rate_at(rate, i) for i in range(updates)) if callable(rate) else rate,
            updates,
            batch_size=settings.batch_size,
            l1=settings.l1,
            l2=settings.l2,
            shuffling=run.rng_state if run.seed is None else run.seed,
        )

    @property
    def rule(self) -> Optimizer:
        """The optimizer itself."""
        return as_optimizer(self.optimizer)

    @property
    def optimizer_code(self) -> OptimizerCode:
        """How programs write the optimizer."""
        assert self.rule.code is not None
        return self.rule.code

    @property
    def bias_rule(self) -> str:
        """How biases are trained; where there are none, it is "learned"."""
        return self.biases if self.net.bias else "learned"

    @property
    def rates(self) -> tuple[float, ...]:
        """The learning rates: one, or one for each iteration."""
        return self.learning_rate if isinstance(self.learning_rate, tuple) else (self.learning_rate,)

    @property
    def measure(self) -> Loss:
        """The loss itself."""
        return LOSSES[self.loss]

    @property
    def pair(self) -> PairCode | None:
        """How programs write the loss together with the last activation, where the two are a pair."""
        pair = self.measure.pair_with(self.net.activations[-1], self.net.sizes[-1])
        return pair.code if pair else None

    @property
    def batches(self) -> bool:
        """Whether an update looks at some of the data points only."""
        return self.batch_size is not None and self.batch_size < len(self.X)

    @property
    def rows(self) -> str:
        """What picks an update's data points, as in X[rows]."""
        return "[rows]" if self.batches else ""


# ---- the pieces ------------------------------------------------------------------------------------------------------


def text(program: Program) -> str:
    """The whole program as one text."""
    return "\n".join(program[section] for section in SECTIONS if program[section]) + "\n"


def indented(lines: str, by: int) -> str:
    """The lines moved to the right."""
    return "\n".join(" " * by + line if line else line for line in lines.split("\n"))


def array(values: Array, make: str = "np.array({})", unpacked: str = "{}") -> str:
    """Source text for an array, exact to the last bit: `make` around its rows, or `unpacked` around the unpacking."""
    if values.size > MOST_NUMBERS:
        packed = base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 9)).decode()
        return unpacked.format(f'unpack("{packed}", "{values.dtype.newbyteorder("=").str}", {values.shape})')
    rows = ",\n".join(f"    {row}" for row in values.tolist())
    kind = "" if values.dtype == np.float64 or "np" not in make else f', dtype="{values.dtype}"'
    return make.format(f"[\n{rows},\n]{kind}")


def imports(lines: str, body: Program) -> str:
    """The imports, and what unpacks large arrays if the program has any."""
    if not any("unpack(" in section for section in body.values()):
        return f"{lines}\n"
    return f"""import base64
import zlib

{lines}


def unpack(text, dtype, shape):  # large arrays travel compressed
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype).reshape(shape).copy()

"""


def weights(training: Training, library: str) -> str:
    """Lines that set `weights`, one matrix for each step."""
    net, init = training.net, INITIALIZERS[training.init]
    comment = "  # row 0 of each holds the biases" if net.bias else ""
    if training.seed is None:
        written = "".join(f"    {array(w)},\n".replace("\n", "\n    ").rstrip(" ") for w in net.weights)
        return f"weights = [{comment}\n{written}]"
    draws = "".join(f"    {_drawn(init, *widths, net.bias)},\n" for widths in pairwise(net.sizes))
    own = init.library.get(library)
    said = f"# {library}'s own of this kind: {own}\n" if own else ""
    return f"{said}rng = np.random.default_rng({training.seed})\nweights = [{comment}\n{draws}]"


def _drawn(init: Initializer, fan_in: int, fan_out: int, bias: bool) -> str:
    """The NumPy expression for one weight matrix, (fan_in + bias, fan_out)."""
    zeros = bias and init.zero_biases
    drawn = init.code.format(rows=fan_in + (bias and not zeros), fan_in=fan_in, fan_out=fan_out)
    return f"np.vstack([np.zeros((1, {fan_out})), {drawn}])" if zeros else drawn


def rates(training: Training) -> str:
    """The line that sets the learning rate, or those of all iterations."""
    if not isinstance(training.learning_rate, tuple):
        return f"learning_rate = {training.learning_rate!r}"
    return f"learning_rates = {array(np.array([training.rates]))}[0]  # one for each iteration"


def dealing(training: Training) -> list[str]:
    """Lines before the loop that make ready for mini-batches, if there are any."""
    if not training.batches:
        return []
    comment = "  # shuffles the data points of every epoch"
    if isinstance(training.shuffling, int):
        generator = [f"rng = np.random.default_rng({training.shuffling}){comment}"]
    else:
        make = f"np.random.Generator(np.random.{training.shuffling['bit_generator']}())"
        generator = [f"rng = {make}{comment}", f"rng.bit_generator.state = {_literal(training.shuffling)}"]
    return [f"batch_size = {training.batch_size}", *generator, "order, place = np.arange(len(X)), len(X)"]


def batch(training: Training) -> list[str]:
    """Lines in the loop that set `rows`, the data points of the next mini-batch."""
    if not training.batches:
        return []
    return [
        "    if place >= len(X):",
        "        rng.shuffle(order)",
        "        place = 0",
        "    rows = order[place : place + batch_size]",
        "    place += batch_size",
    ]


def within_domain(rule: Loss, expression: str, clip: str) -> str:
    """The expression with `clip` around its outputs, where the loss takes logarithms of them."""
    if rule.domain == (-np.inf, np.inf):
        return expression
    return re.sub(r"\boutputs\b", clip.format("outputs"), expression)


def layers(training: Training, library: str) -> list[tuple[int, int, str, str]]:
    """Each layer of a library: the widths before and after it, its activation's code, and a comment instead of one."""
    net = training.net
    found = []
    for index, name in enumerate(net.activations):
        code = ACTIVATIONS[name].code
        paired = training.pair is not None and index == net.lmax - 1
        written = "" if paired else {"PyTorch": code.torch, "Keras": code.keras}[library]
        found.append((net.sizes[index], net.sizes[index + 1], written, f"its {name} is in the loss" if paired else ""))
    return found


def _literal(value: Any) -> str:
    """Source text for the state of a generator: nested dictionaries of numbers, names and arrays."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_literal(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return f'np.array({value.tolist()}, dtype="{value.dtype}")'
    return repr(value.item() if isinstance(value, np.generic) else value)
