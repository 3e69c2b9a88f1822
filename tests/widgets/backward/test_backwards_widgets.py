"""The smaller widgets on backpropagation: orders, chain rule, gradient check, program and museum."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mlp_core import ACTIVATIONS, LOSSES, MLP, datasets, fit, with_ones
from mlp_core.activations import through_derivative
from mlp_core.gradcheck import AGREES
from studies.backwards.iteration import one_iteration
from studies.mistakes import classroom
from studies.mistakes.derivatives import check_with_fault
from studies.mistakes.programs import buggy_training
from widgets.backward import bug_museum, chain_rule, gradient_check, product_order
from widgets.backward.backprop_program import build as build_program
from widgets.backward.epsilon_curve import EPSILONS, _curve
from widgets.backward.epsilon_curve import build as build_curve
from widgets.backward.steps.entries import Entries
from widgets.backward.steps.names import JOINED, Names
from widgets.backward.steps.program import BACK, LINES, in_program_order, line_of, program
from widgets.drawing import charts
from widgets.drawing.diagram import Network
from widgets.kit.reader import ReaderNetwork, from_query

Array = NDArray[np.floating]

QUERIES = [
    {},
    {"sizes": "3-1", "activations": "softmax"},
    {"data": "xor", "sizes": "2-2-2-1", "activations": "tanh-relu-sigmoid", "bias": "1", "loss": "bce"},
    {"data": "seven_segment", "sizes": "7-4-10", "activations": "tanh-softmax", "points": "10", "bias": "1"},
    {
        "data": "random",
        "sizes": "12-12-12-12-12-12",
        "points": "10",
        "activations": "tanh-sigmoid-relu-tanh-sigmoid",
        "bias": "1",
        "loss": "mse",
    },
]


def names_of(own: ReaderNetwork) -> Names:
    return Names(own.sizes, own.bias, own.points)


def network_of(own: ReaderNetwork) -> Network:
    return Network(own.sizes, own.activations, own.bias, own.network().weights)


def words(node: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", str(node)))


def test_in_the_books_network_one_order_fits() -> None:
    html = str(product_order.build(names_of(ReaderNetwork()), 1))
    text = words(html)
    assert html.count("hl-sign-right") == 1
    assert f"Hᵀ · (δ⁽²⁾{JOINED}∘{JOINED}f⁽¹⁾{JOINED}′)(2 × 4) · (4 × 1)fits: this is the gradient" in text
    assert html.count("hl-sign-wrong") == 7
    assert "◌" not in text


def test_equal_sizes_let_other_orders_fit_by_chance() -> None:
    own = ReaderNetwork().changed(data="random", points=2, sizes=(3, 2, 2))
    html = str(product_order.build(names_of(own), 1))
    text = words(html)
    assert html.count("hl-sign-right") == 1
    assert "◌ fits too" in text


@pytest.mark.parametrize("query", QUERIES)
def test_the_chain_has_every_factor_from_the_loss_to_the_weights(query: dict[str, str]) -> None:
    own = from_query(query)
    names = names_of(own)
    for index in range(own.last):
        chain = list(chain_rule.factors(names, own.loss, own.activations, index))
        assert chain[0].over == "L"
        assert chain[-1].under == f"w⁽{'⁰¹²³⁴'[index]}⁾"
        assert [factor.over for factor in chain[1:]] == [factor.under for factor in chain[:-1]]
        assert len(chain) == 1 + 2 * (own.last - index)
    assert str(chain_rule.build(names, network_of(own), own.loss)).count("data-only") == own.last


@pytest.mark.long
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("smooth", [True, False])
def test_the_check_shows_every_weights_two_derivatives(query: dict[str, str], smooth: bool) -> None:
    own = gradient_check.checked_network(from_query(query), smooth)
    data, net = own.dataset(), own.network()
    check = check_with_fault(net, data.X, data.Y, own.loss, 1e-5)
    html = str(gradient_check.build(check, names_of(own), network_of(own), net.forward(data.X)))
    if smooth:
        assert f"All {net.parameter_count} weights agree" in words(html)
        assert "hl-sign-wrong" not in html
    assert len(gradient_check.slopes(check, names_of(own))) == net.parameter_count


@pytest.mark.parametrize("query", QUERIES)
def test_every_weight_of_the_check_is_a_point_that_lights_with_its_entries(query: dict[str, str]) -> None:
    own = gradient_check.checked_network(from_query(query), True)
    data, net = own.dataset(), own.network()
    check = check_with_fault(net, data.X, data.Y, own.loss, 1e-5, 0, "wrong_sign")
    html = str(gradient_check.build(check, names_of(own), network_of(own), net.forward(data.X)))
    tags = re.findall(r'<circle class="hl-weight[^"]*" data-tags="([^"]*)"', html)
    assert len(tags) == len(set(tags)) == net.parameter_count
    lit = {tag for text in re.findall(r'data-lit="([^"]*)"', html) for tag in text.split()}
    drawn = [tag for tag in tags if tag in lit]
    assert drawn, "no entry of a matrix lights its point"
    if net.parameter_count <= 12:
        assert drawn == tags
    wrong = sum(int(np.sum(values > AGREES)) for values in check.relative_differences)
    assert html.count("hl-weight-wrong") == wrong > 0


@pytest.mark.parametrize(
    ("total", "wrong", "said"),
    [
        (1, 0, "The one weight agrees."),
        (1, 1, "1 of 1 weight disagrees. Its line is drawn thick."),
        (4, 1, "1 of 4 weights disagrees. Its line is drawn thick."),
        (4, 2, "2 of 4 weights disagree. Their lines are drawn thick."),
    ],
)
def test_a_verdict_speaks_of_one_weight_as_of_one(total: int, wrong: int, said: str) -> None:
    differences = np.where(np.arange(total) < wrong, 1.0, 0.0)[:, None]
    net = MLP((total, 1), ("linear",), rng=0)
    data = datasets.random_tenths(2, total, 1, rng=0)
    check = check_with_fault(net, data.X, data.Y, "half_sse", 1e-5)
    assert said in words(str(gradient_check._verdict(check, (differences,))))


def test_a_broken_derivative_shows_in_words_lines_and_entries() -> None:
    own = gradient_check.checked_network(ReaderNetwork(), True)
    data, net = own.dataset(), own.network()
    check = check_with_fault(net, data.X, data.Y, own.loss, 1e-5, 0, "one_percent")
    html = str(gradient_check.build(check, names_of(own), network_of(own), net.forward(data.X)))
    assert "6 of 8 weights disagree" in words(html)
    marks = re.search(r'data-marks="([^"]*)"', html)
    assert marks is not None
    assert marks[1].split() == [f"w0.{i}.{j}" for i in (1, 2, 3) for j in (1, 2)]


def test_a_kink_is_no_mistake_on_the_page() -> None:
    address = {"data": "xor", "sizes": "2-2-1", "activations": "relu-sigmoid", "bias": "1", "seed": "2"}
    own = gradient_check.checked_network(from_query(address), False)
    data, net = own.dataset(), own.network()
    check = check_with_fault(net, data.X, data.Y, own.loss, 1e-4)
    html = str(gradient_check.build(check, names_of(own), network_of(own), net.forward(data.X)))
    kinks = sum(int(kink.sum()) for kink in check.at_kink)
    assert kinks
    assert "hl-sign-wrong" not in html
    assert f"All {9 - kinks} weights that have a slope agree." in words(html)
    assert f"{kinks} of 9 weights are at a kink" in words(html)
    assert html.count(gradient_check.NO_SLOPE) >= kinks
    # A fault is still found at the weights that have a slope.
    broken = check_with_fault(net, data.X, data.Y, own.loss, 1e-4, 1, "one_percent")
    assert "hl-sign-wrong" in str(gradient_check.build(broken, names_of(own), network_of(own), net.forward(data.X)))


def hand_made(first: list[list[float]], point: list[float]) -> ReaderNetwork:
    """A network whose one data point meets the first weights that are given."""
    return ReaderNetwork(
        data="own",
        points=1,
        sizes=(len(point), 2, 1),
        activations=("relu", "linear"),
        loss="half_sse",
        bias=False,
        X=(tuple(point),),
        Y=((1.0,),),
        weights=(tuple(map(tuple, first)), ((0.5,), (-0.25,))),
    )


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (hand_made([[1.0, 1.0], [-1.0, 2.0]], [0.3, 0.3]), "is 0, at the kink of relu"),
        (hand_made([[0.1, 1.0], [0.1, 2.0]], [3.0, -3.0]), "at the kink of relu"),
        (hand_made([[1.0, 1.0], [-0.3, 2.0]], [0.3, 1.0]), "is 0, at the kink of relu"),
        # In whichever order a machine adds these three, rounding leaves something.
        (hand_made([[1.0, 1.0], [1.0, 2.0], [-1.0, 0.0]], [0.1, 0.2, 0.3]), "0 but for rounding, at the kink of relu"),
    ],
)
def test_a_sum_of_nothing_has_no_slope_and_the_book_says_which_it_takes(own: ReaderNetwork, said: str) -> None:
    data, net = own.dataset(), own.network()
    trace = net.forward(data.X)
    assert abs(trace.sums[0][0, 0]) < 1e-16
    check = check_with_fault(net, data.X, data.Y, own.loss, 1e-4)
    html = str(gradient_check.build(check, names_of(own), network_of(own), trace))
    assert "hl-sign-wrong" not in html
    assert html.count(said) >= 3, "above the matrices, and at each of the two weights"
    taken = f"there is no slope: it is 0 below and 1 above. This book takes {trace.derivatives[0][0, 0]:g} here"
    assert f"{taken}. The central difference" in words(unescape(html))
    iteration = one_iteration(net, data.X, data.Y, own.loss, 0.1)
    slope = next(
        operation for operation in iteration.operations() if operation.kind == "slope" and operation.index == 0
    )
    _, sentence = Entries(iteration, slope).say(0, 0)
    assert taken in words(sentence)
    _, other = Entries(iteration, slope).say(0, 1)
    assert "kink" not in words(other)


def test_the_curve_is_a_u_for_the_smooth_twin() -> None:
    own = gradient_check.checked_network(ReaderNetwork(), True)
    curve = _curve(own)
    best = int(np.argmin(curve.central))
    assert 1e-7 < curve.epsilons[best] < 1e-4
    assert curve.central[best] < 1e-9
    assert curve.central[0] > 1e-7
    assert curve.central[-1] > 1e-4
    rows = charts.inline(build_curve(curve, 1e-4))["layer"][0]["data"]["values"]
    assert len(rows) == 2 * len(EPSILONS)
    assert all(row["error"] > 0 for row in rows)


@pytest.mark.parametrize("query", QUERIES)
def test_the_program_of_the_lesson_runs_and_is_right(query: dict[str, str]) -> None:
    own = from_query(query)
    data, net = own.dataset(), own.network()
    softmax = own.activations[-1] == "softmax"
    lines = program(bias=own.bias, softmax=softmax, loss=own.loss)
    scope: dict[str, Any] = {"with_ones": with_ones, "through_derivative": through_derivative}
    exec("\n".join(lines), scope)
    weights = [w.copy() for w in net.weights]
    more = {} if own.loss == "half_sse" else {"loss": LOSSES[own.loss]}
    scope["update_weights"](
        weights, data.X, data.Y, [ACTIVATIONS[name] for name in own.activations], own.learning_rate, **more
    )
    iteration = one_iteration(net, data.X, data.Y, own.loss, own.learning_rate)
    for ours, right in zip(weights, iteration.updated, strict=True):
        np.testing.assert_allclose(ours, right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("query", QUERIES)
def test_each_operation_has_its_line(query: dict[str, str]) -> None:
    own = from_query(query)
    data = own.dataset()
    iteration = one_iteration(own.network(), data.X, data.Y, own.loss, own.learning_rate)
    ordered = in_program_order(iteration.operations())
    assert {(o.kind, o.index) for o in ordered} == {
        (o.kind, o.index) for o in iteration.operations() if o.kind != "loss"
    }
    begins = {
        "sums": "S =",
        "layer": "layers.append",
        "slope": "slopes.append",
        "delta": "delta =",
        "scaled": "scaled =",
        "gradient": "gradient =",
        "update": "weights[l] =",
        "data": "layers, slopes =",
    }
    lines = program(bias=own.bias)
    for operation in ordered:
        assert lines[line_of(operation, own.last)].strip().startswith(begins[operation.kind])
    assert BACK not in LINES.values()
    assert str(build_program(iteration)).count("data-first") == len(ordered)


def test_the_error_passes_the_weights_before_they_are_updated() -> None:
    lines = [line.strip().split(" = ")[0] for line in program()]
    assert lines.index("weights[l]") == len(lines) - 1 > BACK == lines.index("delta", 7)


# --- the museum ---
def test_the_symptoms_are_as_the_lesson_tells_them() -> None:
    slow = bug_museum.runs("updated_weights", 0.5, 1000, seed=bug_museum.LARGE_RATE_SEED)
    np.testing.assert_allclose(slow[bug_museum.MUSEUM], slow[bug_museum.RIGHT], rtol=0.03)
    fast = bug_museum.runs("updated_weights", bug_museum.LARGE_RATE, 1000, seed=bug_museum.LARGE_RATE_SEED)
    assert fast[bug_museum.RIGHT][-1] < 0.01 < 0.4 < fast[bug_museum.MUSEUM][-1]
    stuck = bug_museum.runs("derivative_forgotten", bug_museum.FORGOTTEN_RATE, 600)
    assert stuck[bug_museum.RIGHT][-1] < 0.02 < 0.4 < stuck[bug_museum.MUSEUM][-1]
    assert stuck[bug_museum.MUSEUM][1] < stuck[bug_museum.RIGHT][1]
    hidden = bug_museum.runs("transpose_forgotten", 0.5, 600, True)
    assert hidden[bug_museum.MUSEUM][-1] < 0.01
    one = bug_museum.one_neuron_runs()
    # The last hundred, so that it does not depend on where the run is in the end: machines round differently.
    assert one[bug_museum.MUSEUM][-100:].max() < 0.15 < 0.33 < one[bug_museum.RIGHT].min()


def test_the_chart_that_is_kept_is_one_that_altair_has_checked() -> None:
    training = ("derivative_forgotten", bug_museum.FORGOTTEN_RATE, 600)
    checked = bug_museum.loss_chart(bug_museum.runs(*training))
    checked.to_dict()
    assert bug_museum._loss_chart(*training) == charts.inline(checked)


class _ShakenStart:
    """Random numbers of a seed, each moved by about 1e-15, as another machine's rounding would move what follows."""

    def __init__(self, seed: int, shake: int) -> None:
        self._start, self._shake = np.random.default_rng(seed), np.random.default_rng(shake)

    def random(self, shape: tuple[int, ...]) -> Array:
        return self._start.random(shape) + 1e-15 * self._shake.standard_normal(shape)


@pytest.mark.long
@pytest.mark.parametrize("shake", range(3))
def test_rounding_does_not_decide_how_an_exhibit_ends(shake: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = datasets.xor()

    def moved(net: MLP) -> MLP:
        by = np.random.default_rng(shake)
        net.weights = [w + 1e-15 * by.standard_normal(w.shape) for w in net.weights]
        return net

    def shaken(bug: str, rate: float, iterations: int, deep: bool, seed: int) -> float:
        net = moved(bug_museum.network(deep, seed))
        run = buggy_training(net, data.X, data.Y, bug, learning_rate=rate, iterations=iterations)
        return float(run[-1])

    large, large_seed = bug_museum.LARGE_RATE, bug_museum.LARGE_RATE_SEED
    assert shaken("none", large, 1000, False, large_seed) < 0.01
    assert 0.4 < shaken("updated_weights", large, 1000, False, large_seed) < 1.0
    assert shaken("derivative_forgotten", bug_museum.FORGOTTEN_RATE, 600, False, bug_museum.SEED) == pytest.approx(
        bug_museum.runs("derivative_forgotten", bug_museum.FORGOTTEN_RATE, 600)[bug_museum.MUSEUM][-1], rel=1e-6
    )
    assert shaken("transpose_forgotten", 0.5, 600, True, bug_museum.SEED) == pytest.approx(
        bug_museum.runs("transpose_forgotten", 0.5, 600, True)[bug_museum.MUSEUM][-1], rel=1e-6
    )
    runs = bug_museum.one_neuron_runs()
    right = moved(MLP((2, 1, 1), bug_museum.SMALL_ACTIVATIONS, rng=bug_museum.ONE_NEURON_SEED))
    losses = fit(right, data, learning_rate=bug_museum.ONE_NEURON_RATE, iterations=3000).losses
    assert losses[-1] == pytest.approx(runs[bug_museum.RIGHT][-1], rel=1e-6)
    monkeypatch.setattr(classroom, "as_generator", lambda _name, seed: _ShakenStart(seed, shake))
    wrong = bug_museum.one_neuron_runs.__wrapped__()[bug_museum.MUSEUM]
    assert wrong[-1] == pytest.approx(runs[bug_museum.MUSEUM][-1], rel=1e-6)


def test_one_hidden_neuron_cannot_learn_xor_from_any_of_many_starts() -> None:
    data = datasets.xor()
    outputs = [MLP((2, 1, 1), ("tanh", "sigmoid"), rng=seed).predict(data.X)[:, 0] > 0.5 for seed in range(300)]
    assert not any((output == data.Y[:, 0].astype(bool)).all() for output in outputs)


def test_the_damage_tables() -> None:
    assert bug_museum.error_table(np.array([0.937, 0.0])) == (
        "| gradient of | w⁽¹⁾ | w⁽⁰⁾ |\n| --- | --- | --- |\n| error | 0 | 93.7 % |"
    )
    assert bug_museum.shapes_of_calls(3) == [[(3, 4), (5, 1)], [(4, 5), (6, 1)], [(5, 6), (7, 1)]]
    assert "| 2 | 4 × 5 | 6 × 1 |" in bug_museum.shapes_table(bug_museum.shapes_of_calls())
    after = bug_museum.hidden_layer_after_one_pass()
    assert (after[bug_museum.RIGHT][:, 0] == 1).all()
    assert (after[bug_museum.MUSEUM][:, 0] != 1).all()
    assert bug_museum.layer_table(after).count("\n") == 5


def test_curves_are_thinned_without_losing_their_ends() -> None:
    assert bug_museum.spaced(2) == [0, 1]
    places = bug_museum.spaced(1000)
    assert (places[0], places[-1]) == (0, 999)
    assert len(places) <= 120
    assert bug_museum.spaced(1) == [0]
