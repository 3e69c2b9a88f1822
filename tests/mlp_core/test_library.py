"""The library in the hands of somebody who has never seen the book: what it prints, keeps, copies and refuses."""

from __future__ import annotations

import copy
import pickle
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import mlp_core
from mlp_core import (
    ACTIVATIONS,
    LOSSES,
    MLP,
    OPTIMIZERS,
    Dataset,
    adam,
    datasets,
    fit,
    fit_frames,
    gradient_check,
    momentum,
    one_hot,
    sweep_runs,
)
from mlp_core.gradient_descent import fit_readably

XOR = datasets.xor()


def test_the_example_of_the_package_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert mlp_core.__doc__
    lines = mlp_core.__doc__.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("    "))
    end = next(i for i in range(start, len(lines)) if lines[i] and not lines[i].startswith("    "))
    example = "\n".join(line[4:] for line in lines[start:end])
    assert len([line for line in example.splitlines() if line]) <= 12
    exec(compile(example, "<example>", "exec"), {})
    printed = capsys.readouterr().out
    assert "TrainingRun: " in printed
    assert "agrees" in printed


def test_all_public_names_exist_and_lead_nowhere_else() -> None:
    assert all(hasattr(mlp_core, name) for name in mlp_core.__all__)
    assert len(mlp_core.__all__) <= 31


# ---- what is printed ------------------------------------------------------------------------------------------------


def test_networks_runs_and_checks_print_in_a_line() -> None:
    net = MLP((2, 6, 1), ("relu", "sigmoid"), rng=1)
    assert str(net) == "MLP: 2 →relu→ 6 →sigmoid→ 1, 25 weights, with biases"
    assert repr(net) == "MLP(sizes=(2, 6, 1), activations=('relu', 'sigmoid'), bias=True, dtype='float64')"
    run = fit(net, XOR, loss="bce", optimizer="adam", learning_rate=0.05, iterations=300)
    assert repr(run) == str(run) == f"TrainingRun: 300 updates of adam, bce {run.losses[0]:.4g} -> {run.final_loss:.4g}"
    check = gradient_check(MLP((2, 3, 1), "tanh"), XOR.X, XOR.Y)
    assert str(check).startswith("GradientCheck: 13 weights, largest relative error")
    assert str(check).endswith("agrees")
    assert str(momentum(0.5)) == "momentum(momentum=0.5)"
    assert str(XOR) == "Dataset xor: N = 4 data points, M = 2 inputs, P = 1 outputs"
    trace = net.forward(XOR.X)
    assert repr(trace) == "ForwardTrace: 4 data points through 2-6-1"
    assert repr(net.backward(trace, XOR.Y)).endswith("gradients (3, 6), (7, 1)")
    *_, last = fit_frames(MLP((2, 1), "tanh"), XOR, iterations=20)
    assert str(last) == f"Frame: loss {last.loss:.4g} after 20 updates"
    (swept,) = sweep_runs((2, 1), "tanh", XOR.X, XOR.Y, learning_rates=[0.1], iterations=3)
    assert str(swept).startswith("SweepRun: 2-1, learning rate 0.1, seed 0: loss ")
    wild = fit(MLP((2, 6, 1), ("relu", "linear"), rng=1), XOR, learning_rate=4.0)
    assert "diverged at iteration" in str(wild)


def test_a_summary_is_in_the_books_letters() -> None:
    rows = [line.split("  ") for line in MLP((2, 20, 1), ("relu", "sigmoid")).summary().splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert cells == [
        ["shape", "activation", "weights"],
        ["w^(0)", "(M + 1, Q)", "(3, 20)", "relu", "60"],
        ["w^(1)", "(Q + 1, P)", "(21, 1)", "sigmoid", "21"],
        ["in all", "81"],
    ]
    assert "(Q1, Q2)" in MLP((2, 3, 4, 1), "tanh", bias=False).summary()


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_a_run_keeps_weights_of_its_own() -> None:
    net = MLP((2, 4, 1), "tanh", rng=1)
    first = fit(net, XOR, iterations=5)
    kept = [w.copy() for w in first.weights]
    second = fit(net, XOR, iterations=5)
    assert second.net is first.net
    for mine, before, later in zip(first.weights, kept, net.weights, strict=True):
        assert_array_equal(mine, before)
        assert not np.array_equal(mine, later)


@pytest.mark.parametrize("change", [pickle.dumps, copy.deepcopy])
def test_runs_and_records_are_pickled_and_copied(change: object) -> None:
    run = fit(MLP((2, 4, 1), "tanh", rng=1), XOR, optimizer=adam(beta1=0.8), iterations=5, batch_size=2)
    things = [run, *LOSSES.values(), *ACTIVATIONS.values(), *OPTIMIZERS.values(), XOR, run.net]
    for thing in things:
        twin = copy.deepcopy(thing) if change is copy.deepcopy else pickle.loads(pickle.dumps(thing))
        assert type(twin) is type(thing)
    twin = copy.deepcopy(run) if change is copy.deepcopy else pickle.loads(pickle.dumps(run))
    assert twin.final_loss == run.final_loss
    assert dict(twin.settings.optimizer.settings) == {"beta1": 0.8, "beta2": 0.999, "epsilon": 1e-8}
    assert_array_equal(twin.weights[0], run.weights[0])
    with pytest.raises(TypeError):
        OPTIMIZERS["adam"].settings["beta1"] = 0.5  # type: ignore[index]


def test_runs_traces_and_data_compare() -> None:
    net = MLP((2, 4, 1), "tanh", rng=1)
    run, trace = fit(net.copy(), XOR, iterations=2), net.forward(XOR.X)
    for thing, other in [
        (run, fit(net.copy(), XOR, iterations=2)),
        (trace, net.forward(XOR.X)),
        (XOR, datasets.xor()),
        (net.backward(trace, XOR.Y), net.backward(trace, XOR.Y)),
    ]:
        assert thing == thing
        assert (thing == other) in (True, False)
        assert len({thing, other}) == 2


def test_a_network_is_saved_and_loaded_to_the_last_bit(tmp_path: Path) -> None:
    for net in (MLP((2, 5, 3), ("relu", "softmax"), rng=4), MLP((1, 1), "tanh", bias=False, dtype="float32")):
        net.save(tmp_path / "net.npz")
        twin = MLP.load(tmp_path / "net.npz")
        assert repr(twin) == repr(net)
        for mine, theirs in zip(net.weights, twin.weights, strict=True):
            assert_array_equal(mine, theirs)
    (tmp_path / "other.npz").write_bytes(b"no archive")
    np.savez(tmp_path / "arrays.npz", a=[1])
    for name in ("other", "arrays"):
        with pytest.raises(ValueError, match=r"path: expected a file that MLP.save wrote"):
            MLP.load(tmp_path / f"{name}.npz")


def test_a_trace_is_its_own_and_read_only() -> None:
    X = np.array([[0.5, -0.2], [0.1, 0.9]])
    Y = np.array([[1.0], [0.0]])
    net = MLP((2, 3, 1), "tanh", bias=False, rng=1)
    trace = net.forward(X)
    expected = net.backward(trace, Y).weight_gradients
    X[:] = 0
    back = net.backward(trace, Y)
    assert_array_equal(back.weight_gradients[0], expected[0])
    parts = (*trace.layers, *trace.inputs, *trace.weights, *trace.sums, *trace.derivatives)
    for array in (*parts, *back.deltas, *back.scaled_deltas, *back.weight_gradients):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 9
    _, gradients = net.gradients(X, Y)
    gradients[0][:] = 0  # those of gradients() are the caller's


class _Holder:
    """Something that gives NumPy an array of its own."""

    def __init__(self) -> None:
        self.array = np.array(XOR.X)

    def __array__(self, dtype: object = None, copy: object = None) -> object:
        return self.array


def test_a_run_has_data_of_its_own_wherever_they_came_from() -> None:
    base, holder = np.array(XOR.X), _Holder()
    view = base.view()
    view.setflags(write=False)
    for given, change in ((memoryview(base), base), (view, base), (holder, holder.array)):  # type: ignore[arg-type]
        run = fit(MLP((2, 1), "tanh"), given, XOR.Y, iterations=1)
        assert change.flags.writeable
        change[:] = 7
        assert_array_equal(run.X, XOR.X)
        change[:] = XOR.X
    assert fit(MLP((2, 1), "tanh"), XOR, iterations=1).X is XOR.X  # what nobody can change is not copied


def test_a_data_set_copies_and_checks_what_it_is_given() -> None:
    X = np.zeros((2, 2))
    made = Dataset("mine", X, [[1.0], [0.0]], ["a", "b"], ("y",))  # type: ignore[arg-type]
    X[:] = 5
    assert X.flags.writeable
    assert not made.X.any()
    assert made.Y.shape == (2, 1)
    with pytest.raises(ValueError, match=r"Y: expected shape \(3, P\), got shape \(2, 1\)"):
        Dataset("x", np.zeros((3, 2)), np.zeros((2, 1)), ("a", "b"), ("y",))
    with pytest.raises(ValueError, match="input_names: expected 2 names"):
        Dataset("x", np.zeros((3, 2)), np.zeros((3, 1)), ("a",), ("y",))


# ---- what is small --------------------------------------------------------------------------------------------------


def _peak(call: object) -> int:
    tracemalloc.start()
    call()  # type: ignore[operator]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_no_bombs() -> None:
    assert_array_equal(one_hot([2, 0]), [[0, 0, 1], [1, 0, 0]])
    assert _peak(lambda: one_hot([100_000])) < 2e6
    net, X = MLP((5, 200), "softmax"), np.zeros((2000, 5))
    Y = one_hot(np.arange(2000) % 200, 200)
    for call in (
        lambda: net.predict(X),
        lambda: net.gradients(X, Y, "softmax_cross_entropy"),
        lambda: net.gradients(X, Y, "half_sse"),
    ):
        assert _peak(call) < 10 * X.shape[0] * 200 * 8  # the Jacobians alone would be 200 times that of one layer


# ---- what fit takes -------------------------------------------------------------------------------------------------


def test_fit_and_score_take_a_data_set() -> None:
    net = MLP((2, 20, 1), ("relu", "sigmoid"), rng=1)
    twin = net.copy()
    run = fit(net, XOR, loss="bce", optimizer="adam", learning_rate=0.05, iterations=300)
    fit(twin, XOR.X, XOR.Y, loss="bce", optimizer="adam", learning_rate=0.05, iterations=300)
    assert_array_equal(net.weights[0], twin.weights[0])
    score = net.score(XOR, loss="bce")
    assert score.loss == pytest.approx(run.final_loss)
    assert score.accuracy == 1
    assert net.score(XOR.X, XOR.Y, loss="bce") == score
    assert [frame.iteration for frame in fit_frames(net, XOR, iterations=20)] == [0, 10, 20]
    with pytest.raises(ValueError, match="Y: expected nothing beside a Dataset"):
        fit(net, XOR, XOR.Y)
    with pytest.raises(ValueError, match=r"Y: expected targets \(N, P\), got None"):
        fit(net, XOR.X)


def test_optimizers_are_made_with_their_constants() -> None:
    by_name = OPTIMIZERS["momentum"].with_settings(momentum=0.5)
    for optimizer in (momentum(0.5), by_name):
        run = fit(MLP((2, 4, 1), "tanh"), XOR, optimizer=optimizer, iterations=9)
    again = fit(MLP((2, 4, 1), "tanh"), XOR, optimizer=momentum(0.5), iterations=9)
    assert_array_equal(run.losses, again.losses)
    assert not np.array_equal(run.losses, fit(MLP((2, 4, 1), "tanh"), XOR, optimizer="momentum", iterations=9).losses)
    with pytest.raises(ValueError, match="epsilon: expected a finite number above 0"):
        adam(epsilon=0)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 3])
def test_a_learning_rate_may_change(optimizer: str, batch_size: int | None) -> None:
    options = {"optimizer": optimizer, "batch_size": batch_size, "iterations": 40}
    constant = fit(MLP((2, 4, 1), "tanh"), XOR, learning_rate=0.1, **options)  # type: ignore[arg-type]
    same = fit(MLP((2, 4, 1), "tanh"), XOR, learning_rate=lambda i: 0.1, **options)  # type: ignore[arg-type]
    assert_allclose(same.losses, constant.losses, rtol=1e-12)
    net, twin = MLP((2, 4, 1), "tanh"), MLP((2, 4, 1), "tanh")
    decaying = fit(net, XOR, learning_rate=lambda i: 0.1 * 0.9**i, **options)  # type: ignore[arg-type]
    X, Y = np.array(XOR.X), np.array(XOR.Y)
    expected = fit_readably(twin, X, Y, learning_rate=lambda i: 0.1 * 0.9**i, **options)  # type: ignore[arg-type]
    assert_allclose(decaying.losses, expected, rtol=1e-12)
    assert not np.allclose(decaying.losses, constant.losses)


def test_a_learning_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"learning_rate\(3\): expected a finite number of at least 0"):
        fit(MLP((2, 1), "tanh"), XOR, learning_rate=lambda i: 0.1 if i < 3 else -1.0, iterations=9)
    with pytest.raises(ValueError, match=r"learning_rate: expected .* a function from the iteration"):
        fit(MLP((2, 1), "tanh"), XOR, learning_rate=len)  # type: ignore[arg-type]


# ---- what is called and refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_called_on_numbers_lists_and_arrays(name: str) -> None:
    f = ACTIVATIONS[name]
    rows = np.array([[0.5, -1.0], [2.0, 0.0]])
    assert_allclose(f(rows.tolist()), f.apply(rows))
    assert_allclose(f(np.stack([rows, rows]))[1], f.apply(rows))
    assert_allclose(f([0.5, -1.0]), f.apply(rows)[0])
    if f.elementwise:
        assert f(0.5).shape == ()
        assert float(f(0.5)) == f.apply(rows)[0, 0]


@pytest.mark.parametrize("name", LOSSES)
def test_losses_do_not_broadcast(name: str) -> None:
    for ask in (LOSSES[name].value, LOSSES[name].derivative):
        with pytest.raises(ValueError, match=r"outputs: expected the shape of the targets"):
            ask(np.full((4, 1), 0.5), np.full(4, 0.5))
        with pytest.raises(ValueError, match=r"outputs: expected the shape of the targets"):
            ask(np.full((4, 1), 0.5), np.full((4, 2), 0.5))


@pytest.mark.parametrize("name", ["sizes", "activations", "bias", "dtype"])
def test_what_a_network_is_cannot_be_changed(name: str) -> None:
    net = MLP((2, 1), "tanh")
    with pytest.raises(AttributeError):
        setattr(net, name, getattr(net, name))


@pytest.mark.parametrize(
    ("every", "message"),
    [
        (np.array([[1, 5]]), r"every: expected iterations in one row"),
        ([1.5], r"every\[0\]: expected a whole number"),
        (0, r"every .*: expected a whole number of at least 1"),
        ("often", r"every .*: expected a whole number"),
    ],
)
def test_frames_at_odd_places_are_refused_by_name(every: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_frames(MLP((2, 1), "tanh"), XOR, every=every, iterations=9)  # type: ignore[arg-type]


def test_frames_are_given_as_an_array_too() -> None:
    frames = fit_frames(MLP((2, 1), "tanh"), XOR, every=np.array([1, 5]), iterations=9)
    assert [frame.iteration for frame in frames] == [0, 1, 5, 9]
    with pytest.raises(ValueError, match="iterations: expected a whole number of at least 1"):
        fit_frames(MLP((2, 1), "tanh"), XOR, every="log", iterations=0)


def test_an_overflow_names_what_is_large() -> None:
    net = MLP((2, 3, 1), ("relu", "linear"), rng=1)
    net.weights = [np.ones((3, 3)), np.ones((4, 1))]
    with pytest.raises(ValueError, match=r"^X: expected numbers .*largest number is 1e\+308 in X"):
        net.forward([[1e308, 1e308]])
    net.weights = [np.full((3, 3), 1e200), np.full((4, 1), 1e250)]
    with pytest.raises(ValueError, match=r"^weights\[1\]: expected numbers .* in weights\[1\]"):
        net.predict([[1.0, 1.0]])
    with pytest.raises(ValueError, match=r"^Y: expected numbers"):
        MLP((2, 1), "linear").gradients([[1.0, 1.0]], [[1e200]])


def test_masked_entries_are_not_unmasked_silently() -> None:
    masked = np.ma.masked_equal([[1.0, 2.0]], 2.0)  # type: ignore[no-untyped-call]
    with pytest.raises(ValueError, match="X: expected an array without masked entries"):
        MLP((2, 1), "tanh").forward(masked)


def test_a_sweep_takes_optimizers_with_constants() -> None:
    (run,) = sweep_runs((2, 4, 1), "tanh", XOR.X, XOR.Y, learning_rates=[0.1], optimizer=momentum(0.5), iterations=9)
    alone = fit(MLP((2, 4, 1), "tanh"), XOR, optimizer=momentum(0.5), iterations=9)
    assert_allclose(run.losses, alone.losses, rtol=1e-10)
