"""`mlp_core`: multi-layer networks and backpropagation in NumPy, small enough to be read.

    from mlp_core import MLP, fit, gradient_check, to_script
    from mlp_core.datasets import xor

    data = xor()
    net = MLP(sizes=(2, 20, 1), activations=("relu", "sigmoid"), rng=1)
    print(net.summary())
    run = fit(net, data, loss="bce", optimizer="adam", learning_rate=0.01, iterations=1000)
    print(run)  # TrainingRun: 1000 updates of adam, bce 1.013 -> ...
    print(net.predict(data.X), net.score(data, loss="bce"))
    print(gradient_check(net, data.X, data.Y, loss="bce"))
    print(to_script(run)[:99], "...")

Read the files in this order; each imports only from those before it.

    activations       a function and its derivative are one record
    losses            a loss is its terms, summed once
    initializers      where the weights start
    backprop          feeding forward and going back: the whole method, and its traces
    network           MLP, the door to it
    gradcheck         is the gradient right?
    optimizers        from a gradient to new weights
    gradient_descent  training written out
    training          fit and fit_frames: the same numbers, faster
    sweeps            many networks at once
    metrics           classes: how many were right

Beside them: `checks` (every refusal), `calls` and `code` (what records say to the fast path and to exports), `fast`
(the machinery under fit), `datasets` and `export`.
"""

from mlp_core import datasets
from mlp_core.activations import ACTIVATIONS, Activation
from mlp_core.backprop import BackwardTrace, ForwardTrace, with_ones
from mlp_core.datasets.dataset import Dataset
from mlp_core.export.programs import to_script
from mlp_core.gradcheck import GradientCheck, gradient_check
from mlp_core.initializers import INITIALIZERS, Initializer
from mlp_core.losses import LOSSES, Loss
from mlp_core.metrics import accuracy, confusion_matrix, labels_of, one_hot
from mlp_core.network import MLP
from mlp_core.optimizers import OPTIMIZERS, Optimizer, adam, momentum
from mlp_core.sweeps import SweepRun, sweep, sweep_runs
from mlp_core.training import Frame, TrainingRun, fit, fit_frames

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "MLP",
    "OPTIMIZERS",
    "Activation",
    "BackwardTrace",
    "Dataset",
    "ForwardTrace",
    "Frame",
    "GradientCheck",
    "Initializer",
    "Loss",
    "Optimizer",
    "SweepRun",
    "TrainingRun",
    "accuracy",
    "adam",
    "confusion_matrix",
    "datasets",
    "fit",
    "fit_frames",
    "gradient_check",
    "labels_of",
    "momentum",
    "one_hot",
    "sweep",
    "sweep_runs",
    "to_script",
    "with_ones",
]
