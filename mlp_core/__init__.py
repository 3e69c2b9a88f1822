"""`mlp_core`: multi-layer networks and backpropagation in NumPy, small enough to be read in an evening.

Read in this order: `activations`, `losses`, `traces`, `backprop`, `network`, `optimizers`, `training`.
"""

from mlp_core import datasets
from mlp_core.activations import ACTIVATIONS, Activation
from mlp_core.backprop import with_ones
from mlp_core.batches import Batches
from mlp_core.engine import Divergence
from mlp_core.gradcheck import GradientCheck, gradient_check
from mlp_core.initializers import INITIALIZERS, Initializer
from mlp_core.losses import LOSSES, Loss
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer
from mlp_core.shapes import (
    NamedShape,
    ProductChain,
    check_product_chain,
    explain_product,
    parameter_count,
    shape_story,
    width_letters,
)
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
    "Divergence",
    "ForwardTrace",
    "Frame",
    "GradientCheck",
    "HandWorked",
    "Initializer",
    "Loss",
    "NamedShape",
    "Optimizer",
    "ProductChain",
    "TrainingRun",
    "check_product_chain",
    "datasets",
    "explain_product",
    "fit",
    "fit_frames",
    "frame_iterations",
    "gradient_check",
    "hand_worked",
    "parameter_count",
    "shape_story",
    "width_letters",
    "with_ones",
]
