"""Who takes part: each contender makes a number of training steps of a workload, and nothing besides."""

from collections.abc import Callable

import numpy as np

from benchmarks.plain import Plain
from benchmarks.workloads import Workload
from mlp_core import fit, sweep
from mlp_core.calls import Call
from mlp_core.checks import Array
from mlp_core.fast.products import product

Run = Callable[[int], object]
"""Called with a number of steps, makes them."""


def fast(work: Workload) -> Run:
    """mlp_core as a reader calls it: fit, with all of its checks and its recording; sweep for many rates."""
    if len(work.rates) > 1:
        return lambda steps: sweep(
            work.sizes, work.activations, work.X, work.Y, learning_rates=work.rates, seeds=[1], iterations=steps
        )
    return lambda steps: fit(
        work.net(),
        work.X,
        work.Y,
        loss=work.loss,
        learning_rate=work.rates[0],
        iterations=steps,
        batch_size=work.batch_size,
    )


def plain(work: Workload, dtype: str = "float64") -> Run:
    """Plain NumPy; for many rates, one network after the other."""
    contenders = [Plain(work, rate, dtype) for rate in work.rates]

    def run(steps: int) -> None:
        for contender in contenders:
            contender.train(steps)

    return run


def floor(work: Workload) -> Run:
    """The matrix products of a step alone, the very ones that the fast path makes, into buffers made before."""
    rng = np.random.default_rng(0)

    def make(rows: int, columns: int) -> Array:
        return rng.random((rows, columns)).astype(work.dtype)

    calls: list[Call] = []
    n, last = work.points, len(work.sizes) - 2
    for l, (fan_in, fan_out) in enumerate(zip(work.sizes[:-1], work.sizes[1:], strict=True)):  # noqa: E741
        rows = fan_in + work.bias
        layer, w, s = make(n, rows) if l == 0 else make(rows, n), make(rows, fan_out), make(fan_out, n)
        layer = layer.T if l == 0 else layer
        calls.append(product(w.T, layer, s))
        calls.append(product(layer, s.T, make(rows, fan_out)))
        if l > 0:
            calls.append(product(w[1:] if work.bias else w, s, make(fan_in, n)))
    assert len(calls) == 2 * (last + 1) + last

    def run(steps: int) -> None:
        for _ in range(steps):
            for function, arguments in calls:
                function(*arguments)

    return run


def torch_eager(work: Workload) -> Run:
    """PyTorch as its tutorials write it: nn.Sequential, autograd, torch.optim.SGD."""
    import torch  # type: ignore[import-not-found]

    torch.set_num_threads(1)
    layers = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    dtype = getattr(torch, work.dtype)
    modules: list[torch.nn.Module] = []
    for fan_in, fan_out, name in zip(work.sizes[:-1], work.sizes[1:], work.activations, strict=True):
        modules.append(torch.nn.Linear(fan_in, fan_out, bias=work.bias, dtype=dtype))
        if name != "softmax":  # PyTorch's cross-entropy has it inside
            modules.append(layers[name]())
    model = torch.nn.Sequential(*modules)
    optimizer = torch.optim.SGD(model.parameters(), lr=work.rates[0])
    X, Y = torch.tensor(work.X, dtype=dtype), torch.tensor(work.Y, dtype=dtype)
    labels = Y.argmax(dim=1)

    def step(x: torch.Tensor, y: torch.Tensor) -> float:
        optimizer.zero_grad()
        outputs = model(x)
        if work.loss == "half_sse":
            loss = 0.5 * ((outputs - y) ** 2).sum()
        else:
            loss = torch.nn.functional.cross_entropy(outputs, y)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    def run(steps: int) -> None:
        done = 0
        while done < steps:
            if work.batch_size is None:
                step(X, Y)
                done += 1
                continue
            order = torch.randperm(len(X))
            for start in range(0, len(order) - work.batch_size + 1, work.batch_size):
                rows = order[start : start + work.batch_size]
                step(X[rows], labels[rows])
                done += 1
                if done == steps:
                    break

    return run


def scikit_learn(work: Workload) -> Run:
    """MLPClassifier.fit by plain gradient descent, told not to stop early. Its loss is always cross-entropy."""
    import warnings

    from sklearn.neural_network import MLPClassifier  # type: ignore[import-not-found]

    names = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
    labels = work.Y.argmax(axis=1) if work.Y.shape[1] > 1 else work.Y[:, 0].astype(int)

    def run(steps: int) -> None:
        epochs, X, y = steps, work.X, labels
        if work.batch_size:
            epochs, X, y = 1, work.X[: steps * work.batch_size], labels[: steps * work.batch_size]
        model = MLPClassifier(
            hidden_layer_sizes=work.sizes[1:-1],
            activation=names[work.activations[0]],
            solver="sgd",
            alpha=0,
            batch_size=work.points,
            learning_rate_init=work.rates[0],
            momentum=0,
            max_iter=epochs,
            tol=0,
            n_iter_no_change=epochs + 1,
            shuffle=work.batch_size is not None,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that it has not converged, which was not asked of it
            model.fit(X, y)

    return run
