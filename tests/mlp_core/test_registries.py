"""A record is all that a new activation, loss or optimizer needs: every table, menu, exporter and step reads it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mlp_core import ACTIVATIONS, INITIALIZERS, LOSSES, MLP, OPTIMIZERS, datasets, fit, gradient_check, sweep
from mlp_core.checks import Array
from mlp_core.export.programs import PROGRAMS, Training, text, to_pytorch_script, to_script
from mlp_core.gradient_descent import fit_readably
from mlp_core.losses import Loss, StableForm
from mlp_core.optimizers import Optimizer
from studies.backwards.iteration import one_iteration
from studies.forwards.curves import activation_curve
from widgets.backward.steps.numpy_lines import line
from widgets.digits.training import HIDDEN
from widgets.playground.controls import LOSS_LABELS
from widgets.playground.settings import OUTPUTS, Settings
from widgets.training import xor_success

XOR = datasets.xor()
PAIRS = [(loss, last) for loss in LOSSES for last in LOSSES[loss].last_activations]
ELEMENTWISE = [name for name, f in ACTIVATIONS.items() if f.elementwise]


def trained_both_ways(net: MLP, loss: str = "half_sse", optimizer: str = "sgd") -> tuple[Array, Array]:
    """The losses of fit and of training written out."""
    targets = XOR.Y if net.sizes[-1] == 1 else np.hstack([XOR.Y, 1 - XOR.Y])
    twin = net.copy()
    settings = {
        "loss": loss,
        "optimizer": optimizer,
        "learning_rate": 0.05,
        "iterations": 20,
        "batch_size": 3,
    }
    run = fit(net, XOR.X, targets, **settings)  # type: ignore[arg-type]
    expected = fit_readably(twin, np.array(XOR.X), np.array(targets), **settings)  # type: ignore[arg-type]
    for fast, readable in zip(net.weights, twin.weights, strict=True):
        assert_allclose(fast, readable, rtol=1e-10, atol=1e-12)
    return run.losses, expected


# ---- records without calls in place -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_without_calls_in_place_trains_to_the_same_weights(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes, names = ((2, 5, 1), (name, "sigmoid")) if ACTIVATIONS[name].elementwise else ((2, 5, 2), ("tanh", name))
    net = MLP(sizes, names, rng=3)
    quick = trained_both_ways(net.copy())[0]
    monkeypatch.setitem(ACTIVATIONS, name, replace(ACTIVATIONS[name], in_place=None))
    assert_allclose(trained_both_ways(net.copy())[0], quick, rtol=1e-12)
    if net.sizes[-1] == 1:
        several = sweep((2, 5, 1), names, XOR.X, XOR.Y, learning_rates=[0.05], seeds=[3], iterations=20)
        assert_allclose(several[0], fit(net, XOR, learning_rate=0.05, iterations=20).losses, rtol=1e-10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_without_calls_in_place_trains_to_the_same_weights(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = trained_both_ways(MLP((2, 5, 1), "tanh"), optimizer=name)[0]
    monkeypatch.setitem(OPTIMIZERS, name, replace(OPTIMIZERS[name], in_place=None))
    assert_allclose(trained_both_ways(MLP((2, 5, 1), "tanh"), optimizer=name)[0], quick, rtol=1e-10)
    rates = [0.05, 0.1]
    several = sweep((2, 5, 1), "tanh", XOR.X, XOR.Y, learning_rates=rates, iterations=9, optimizer=name)
    for losses, rate in zip(several, rates, strict=True):
        alone = fit(MLP((2, 5, 1), "tanh"), XOR, learning_rate=rate, iterations=9, optimizer=name)
        assert_allclose(losses, alone.losses, rtol=1e-10)


@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_a_loss_without_a_head_of_its_own_trains_to_the_same_weights(
    loss: str, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        LOSSES,
        "copy",
        replace(
            LOSSES[loss],
            name="copy",
            in_place=None,
            stable=tuple(replace(pair, in_place=None) for pair in LOSSES[loss].stable),
        ),
    )
    net = MLP((2, 4, 2), ("tanh", last), rng=1)
    assert_allclose(trained_both_ways(net.copy(), "copy")[0], trained_both_ways(net.copy(), loss)[0], rtol=1e-12)


# ---- records that nobody has heard of -------------------------------------------------------------------------------


def _cube_update(
    w: Array, g: Array, state: tuple[Array, ...], t: int, rate: float | Array, settings: Mapping[str, float]
) -> tuple[Array, tuple[Array, ...]]:
    return w - rate * np.cbrt(g), ()


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new activation, loss and optimizer, one record each."""
    square = replace(
        ACTIVATIONS["linear"],
        name="square",
        apply=lambda s: s * np.abs(s),
        derivative=lambda s, a: 2 * np.abs(s),
        in_place=None,
        code=replace(ACTIVATIONS["linear"].code, numpy="s * np.abs(s)", slope="2 * np.sqrt(np.abs(a))"),
    )
    fourth = replace(
        LOSSES["mse"],
        name="fourth",
        terms=lambda outputs, targets: (outputs - targets) ** 4,
        slopes=lambda outputs, targets: 4 * (outputs - targets) ** 3,
        in_place=None,
        code=replace(
            LOSSES["mse"].code, numpy="((outputs - Y) ** 4).mean()", derivative="4 * (outputs - Y) ** 3 / Y.size"
        ),
    )
    monkeypatch.setitem(ACTIVATIONS, "square", square)
    monkeypatch.setitem(LOSSES, "fourth", fourth)
    monkeypatch.setitem(OPTIMIZERS, "cube", Optimizer("cube", 0, _cube_update, r"w - \eta \sqrt[3]{g}"))


@pytest.mark.usefixtures("strangers")
@pytest.mark.parametrize(
    ("activation", "loss", "optimizer"), [("square", "mse", "sgd"), ("tanh", "fourth", "adam"), ("tanh", "mse", "cube")]
)
def test_a_registered_stranger_trains_is_checked_and_swept(activation: str, loss: str, optimizer: str) -> None:
    net = MLP((2, 5, 1), (activation, "linear"), rng=2)
    fast, readable = trained_both_ways(net, loss, optimizer)
    assert_allclose(fast, readable, rtol=1e-10)
    assert gradient_check(net, XOR.X, XOR.Y, loss).agrees
    losses = sweep((2, 5, 1), (activation, "linear"), XOR.X, XOR.Y, learning_rates=[0.01], loss=loss, iterations=5)
    assert np.isfinite(losses).all()


@pytest.mark.usefixtures("strangers")
def test_a_registered_stranger_is_exported(capsys: pytest.CaptureFixture[str]) -> None:
    net = MLP((2, 5, 1), ("square", "tanh"), rng=2)
    run = fit(net, XOR, loss="fourth", learning_rate=0.05, iterations=30)
    exec(compile(to_script(run), "<script>", "exec"), {})
    assert capsys.readouterr().out == f"final loss {run.final_loss:.12g}\n"
    with pytest.raises(ValueError, match=r"optimizer: expected an optimizer of .* whose code is known, got 'cube'"):
        to_script(fit(net, XOR, optimizer="cube", iterations=2, learning_rate=1e-3))


# ---- every key in every table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_has_words_code_and_a_start(name: str) -> None:
    f = ACTIVATIONS[name]
    assert f.init in INITIALIZERS
    assert "{" not in f.slope_words(0.5).format(s="1", a="2", value="3")
    s = np.linspace(-3, 3, 7)[:, None] * [1.0, 0.5]
    names = {"np": np, "s": s, "a": f.apply(s)}
    assert_allclose(eval(f.code.numpy, names), f.apply(s), atol=1e-15)
    assert_allclose(eval(f.code.slope, names), f.derivative(s, f.apply(s)), atol=1e-14)
    scope: dict[str, Any] = {"np": np}
    exec(f"def stable(s):\n    {f.code.body}".replace("\nreturn", "\n    return"), scope)
    assert_allclose(scope["stable"](s), f.apply(s), rtol=1e-15)
    huge = np.array([[-1e4, 1e4, 0.0]])
    with np.errstate(all="raise", under="ignore"):
        assert_allclose(scope["stable"](huge), f.apply(huge))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_offered_and_stepped_through(name: str) -> None:
    places = np.linspace(-2, 2, 5)
    values, slopes = activation_curve(name, places)
    assert values.shape == slopes.shape == (5,)
    assert name in OUTPUTS
    if ACTIVATIONS[name].elementwise:
        assert name in HIDDEN
        assert name in xor_success.HIDDEN or name == "linear"
    net = MLP((2, 3, 2), ("tanh", name), rng=1)
    for operation in one_iteration(net, XOR.X, np.eye(4)[:, :2]).operations():
        ast.parse(line(operation, net.activations, "half_sse", 0.1, bias=True))


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_has_words_and_code(name: str) -> None:
    rule = LOSSES[name]
    assert name in LOSS_LABELS
    assert name in Settings().losses_and_outputs
    for template in (rule.words.term, rule.words.slope):
        assert "{" not in template.format(o="0.2", t="1", n="4", p="2")
    outputs, Y = np.array([[0.2, 0.7], [0.6, 0.1]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    names = {"np": np, "outputs": outputs, "Y": Y}
    assert_allclose(eval(rule.code.numpy, names), rule.value(outputs, Y))
    assert_allclose(eval(rule.code.derivative, names), rule.derivative(outputs, Y))
    if rule.accepts("linear"):  # a training that runs away has such outputs
        far = 1e4 * (outputs - 0.5)
        names["outputs"] = far
        with np.errstate(all="raise", under="ignore"):
            assert_allclose(eval(rule.code.numpy, names), rule.value(far, Y))
            assert_allclose(eval(rule.code.derivative, names), rule.derivative(far, Y))


@pytest.mark.long
@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_every_pair_is_written_for_every_library(loss: str, last: str) -> None:
    data = datasets.seven_segment()
    for optimizer, hidden in itertools.product(OPTIMIZERS, ELEMENTWISE):
        net = MLP((7, 4, 10), (hidden, last), rng=1)
        for write in PROGRAMS.values():
            compile(text(write(Training(net, data.X, data.Y, loss, optimizer))), "<program>", "exec")
        run = fit(net, data, loss=loss, optimizer=optimizer, learning_rate=1e-3, iterations=1)
        compile(to_pytorch_script(run), "<script>", "exec")


def test_a_last_activation_is_fit_for_a_loss_by_its_range() -> None:
    assert LOSSES["bce"].last_activations == LOSSES["softmax_cross_entropy"].last_activations == ("sigmoid", "softmax")
    assert LOSSES["half_sse"].last_activations == tuple(ACTIVATIONS)
    with pytest.raises(
        ValueError, match=r"loss: expected a last activation 'sigmoid' or 'softmax' with 'bce'.*between"
    ):
        fit(MLP((2, 1), "softplus"), XOR, loss="bce")


# ---- every record in itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOSSES)
def test_terms_add_up_and_slopes_are_their_derivatives(name: str) -> None:
    rule: Loss = LOSSES[name]
    rng, h = np.random.default_rng(0), 1e-6
    outputs, Y = rng.uniform(0.1, 0.9, (5, 3)), rng.random((5, 3))
    assert rule.value(outputs, Y) == pytest.approx(rule.terms(outputs, Y).sum() / rule.count(5, 3), rel=1e-15)
    slope = (rule.terms(outputs + h, Y) - rule.terms(outputs - h, Y)) / (2 * h)
    assert_allclose(rule.slopes(outputs, Y), slope, rtol=1e-7, atol=1e-8)
    stacked = np.stack([outputs, outputs**2])
    assert_allclose(rule.value(stacked, Y), [rule.value(outputs, Y), rule.value(outputs**2, Y)])


FORMS = [(name, pair) for name, rule in LOSSES.items() for pair in rule.stable]
FORM_NAMES = [f"{name}-{pair.activation}" for name, pair in FORMS]


@pytest.mark.parametrize(("name", "pair"), FORMS, ids=FORM_NAMES)
def test_a_stable_form_is_the_loss_of_its_activation(name: str, pair: StableForm) -> None:
    rule, f = LOSSES[name], ACTIVATIONS[pair.activation]
    s = np.random.default_rng(1).normal(size=(4, 3))
    Y = np.eye(3)[[0, 2, 1, 1]] if name == "softmax_cross_entropy" else np.random.default_rng(2).random((4, 3))
    assert rule.pair_with(pair.activation, 3) is pair
    assert_allclose(pair.terms(s, Y), rule.terms(f.apply(s), Y), atol=1e-14)
    carried = f.carry_back(rule.slopes(f.apply(s), Y), s, f.apply(s))
    assert_allclose(pair.errors(s, f.apply(s), Y), carried, atol=1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("name", "pair"), FORMS, ids=FORM_NAMES)
def test_a_stable_form_is_right_where_outputs_are_0_or_1(name: str, pair: StableForm, dtype: str) -> None:
    """One term by hand: an output that is as good as 1 where 0 was wanted costs the distance of the sums."""
    s = np.array([[1000.0, 0.0]], dtype)
    Y = np.array([[0.0, 1.0]], dtype)
    with np.errstate(all="raise", under="ignore"):
        outputs = ACTIVATIONS[pair.activation].apply(s)
        terms, errors = pair.terms(s, Y), pair.errors(s, outputs, Y)
    expected = {
        # ln(1 + e^1000) = 1000 and ln(1 + e^0) = ln 2; errors ỹ − y
        ("bce", "sigmoid"): ([1000.0, np.log(2.0)], [1.0, -0.5]),
        # −ln(1 − ỹ_0) = −ln ỹ_1 = 1000, so the loss is 2 (s_0 − s_1)
        ("bce", "softmax"): ([1000.0, 1000.0], [2.0, -2.0]),
        ("softmax_cross_entropy", "softmax"): ([0.0, 1000.0], [1.0, -1.0]),
    }[name, pair.activation]
    assert terms.dtype == errors.dtype == dtype
    assert_allclose(terms, [expected[0]], rtol=1e-6)
    assert_allclose(errors, [expected[1]], rtol=1e-6)


@pytest.mark.parametrize("init", ["he", "uniform"])
def test_bce_of_a_softmax_has_the_gradient_that_is_measured(init: str) -> None:
    """ln(1 − ỹ) is taken from the sums: by the formula the check of a saturated network said 6e-4."""
    rng = np.random.default_rng(0)
    for seed in range(20):
        net = MLP((2, 4, 4, 4, 2), ("tanh", "tanh", "tanh", "softmax"), rng=seed, init=init)
        net.weights = [*net.weights[:-1], 12 * net.weights[-1]]
        X, Y = rng.normal(size=(6, 2)), rng.integers(0, 2, (6, 2)) * 1.0
        assert gradient_check(net, X, Y, "bce").relative_error < 1e-7
        run = fit(net.copy(), X, Y, loss="bce", iterations=10, learning_rate=0.001)
        assert_allclose(run.losses, fit_readably(net, X, Y, loss="bce", iterations=10, learning_rate=0.001), rtol=1e-9)


def test_a_softmax_of_one_output_keeps_to_the_formula_of_bce() -> None:
    """It is always 1, so there are no others whose share 1 − ỹ could be."""
    net = MLP((2, 1), "softmax")
    assert LOSSES["bce"].pair_with("softmax", 1) is None
    assert net.gradients([[1.0, 2.0]], [[1.0]], "bce")[0] == pytest.approx(0, abs=1e-15)
    assert not fit(net, [[1.0, 2.0]], [[1.0]], loss="bce", iterations=3).diverged
