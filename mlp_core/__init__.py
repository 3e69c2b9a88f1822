"""`mlp_core`: multi-layer networks and backpropagation in NumPy, small enough to be read in an evening.

Read in this order: `activations`, `losses`, `traces`, `backprop`, `network`, `gradcheck`, `optimizers`, `readable`.
That is the readable path, the whole method. `fit` runs a faster one with the same numbers: `training` and `sweeps`,
with what is in `fast`. Beside them: `checks` (every refusal), `metrics`, `datasets` and `export`.
"""

from mlp_core import datasets
from mlp_core.activations import ACTIVATIONS, Activation
from mlp_core.backprop import BackwardTrace, ForwardTrace, with_ones
from mlp_core.datasets.dataset import Dataset
from mlp_core.export.script import to_script
from mlp_core.gradcheck import EpsilonCurve, GradientCheck, epsilon_curve, gradient_check
from mlp_core.gradient_descent import Divergence
from mlp_core.initializers import INITIALIZERS, Initializer
from mlp_core.losses import LOSSES, Loss
from mlp_core.metrics import accuracy, confusion_matrix, labels_of, one_hot
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer
from mlp_core.sweeps import SweepRun, sweep, sweep_runs
from mlp_core.training import Frame, TrainingRun, fit, fit_frames, frame_iterations

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "MLP",
    "OPTIMIZERS",
    "Activation",
    "BackwardTrace",
    "Dataset",
    "Divergence",
    "EpsilonCurve",
    "ForwardTrace",
    "Frame",
    "GradientCheck",
    "Initializer",
    "Loss",
    "Optimizer",
    "SweepRun",
    "TrainingRun",
    "accuracy",
    "confusion_matrix",
    "datasets",
    "epsilon_curve",
    "fit",
    "fit_frames",
    "frame_iterations",
    "gradient_check",
    "labels_of",
    "one_hot",
    "sweep",
    "sweep_runs",
    "to_script",
    "with_ones",
]
