"""`mlp_core`: multi-layer networks and backpropagation in NumPy, small enough to be read in an evening.

Read in this order: `activations`, `losses`, `traces`, `backprop`, `network`, `gradcheck`, `optimizers`, `readable`.
That is the readable path, the whole method. `fit` runs a faster one with the same numbers: `recorded`, `tape`,
`engine`, `training`, `sweeps`. Around them stand `checks` (every refusal), `dataset`, `datasets`, `toys`, `worked`,
`classification`, `shapes`, `script`, and `classroom`, which is history.
"""

from mlp_core import datasets
from mlp_core.activations import ACTIVATIONS, Activation
from mlp_core.backprop import with_ones
from mlp_core.batches import Batches
from mlp_core.classification import accuracy, confusion_matrix, labels_of, one_hot
from mlp_core.dataset import Dataset
from mlp_core.engine import Divergence
from mlp_core.gradcheck import EpsilonCurve, GradientCheck, epsilon_curve, gradient_check
from mlp_core.initializers import INITIALIZERS, Initializer
from mlp_core.losses import LOSSES, Loss
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer
from mlp_core.script import to_script
from mlp_core.shapes import (
    NamedShape,
    ProductChain,
    check_product_chain,
    explain_product,
    parameter_count,
    shape_story,
    width_letters,
)
from mlp_core.sweeps import SweepRun, sweep, sweep_runs
from mlp_core.traces import BackwardTrace, ForwardTrace
from mlp_core.training import Frame, TrainingRun, fit, fit_frames, frame_iterations
from mlp_core.worked import HandWorked, hand_worked

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "MLP",
    "OPTIMIZERS",
    "Activation",
    "BackwardTrace",
    "Batches",
    "Dataset",
    "Divergence",
    "EpsilonCurve",
    "ForwardTrace",
    "Frame",
    "GradientCheck",
    "HandWorked",
    "Initializer",
    "Loss",
    "NamedShape",
    "Optimizer",
    "ProductChain",
    "SweepRun",
    "TrainingRun",
    "accuracy",
    "check_product_chain",
    "confusion_matrix",
    "datasets",
    "epsilon_curve",
    "explain_product",
    "fit",
    "fit_frames",
    "frame_iterations",
    "gradient_check",
    "hand_worked",
    "labels_of",
    "one_hot",
    "parameter_count",
    "shape_story",
    "sweep",
    "sweep_runs",
    "to_script",
    "width_letters",
    "with_ones",
]
