"""A training as a complete program: in NumPy, in PyTorch and in Keras, in sections that correspond to each other."""

from collections.abc import Callable

from mlp_core.export.in_keras import to_keras
from mlp_core.export.in_numpy import to_numpy
from mlp_core.export.in_pytorch import to_pytorch
from mlp_core.export.notebook import to_notebook
from mlp_core.export.training import SECTIONS, Program, Training, text
from mlp_core.training import TrainingRun

__all__ = [
    "PROGRAMS",
    "SECTIONS",
    "Program",
    "Training",
    "text",
    "to_notebook",
    "to_pytorch_script",
    "to_script",
]

PROGRAMS: dict[str, Callable[[Training], Program]] = {"NumPy": to_numpy, "PyTorch": to_pytorch, "Keras": to_keras}
"""How a training is written for each library."""


def to_script(run: TrainingRun, iterations: int | None = None) -> str:
    """A run as one file that needs NumPy alone, makes the same training again and prints its final loss.

    It is the same to 12 digits in float64 (six or seven in float32) where training does not multiply rounding errors:
    the script adds in another order than fit does. Weights nudged by 2⁻⁵² of themselves show what that does to a run.

    The data, the initial weights and every setting of the run are written into it. iterations: how many updates it
    makes, if not those of the run. Errors: ValueError for anything but a TrainingRun, or for an optimizer whose code
    nobody has said.
    """
    training = Training.of(run, iterations)
    net = training.net
    sizes, names = "-".join(map(str, net.sizes)), ", ".join(net.activations)
    return (
        f'"""A {sizes} network ({names}) trained by {training.rule.name}, NumPy only."""\n\n{text(to_numpy(training))}'
    )


def to_pytorch_script(run: TrainingRun) -> str:
    """A run as one file that makes the same training with PyTorch, in float64, and prints its final loss."""
    return f'"""The same training in PyTorch."""\n\n{text(to_pytorch(Training.of(run)))}'
