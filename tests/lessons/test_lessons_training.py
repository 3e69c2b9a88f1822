"""The numbers in the prose of the lessons on one neuron, on the error and on training are those of mlp_core."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import CONTENT
from mlp_core import LOSSES, MLP, datasets, fit
from studies.backwards.landscape import descend
from studies.backwards.loss_terms import least_linear_loss, loss_terms
from studies.forwards.worked import hand_worked
from studies.training.rounding import nearby_losses
from studies.training.xor_by_hand import xor_by_hand
from widgets.backward.neuron_training import neuron, runs
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork
from widgets.training import rate_sweep, training_race, xor_machine, xor_success

SLUGS = ("one_neuron", "measuring_error", "training", "xor")


def text_of(slug: str) -> str:
    """The lesson with line breaks and true minus signs made plain."""
    return re.sub(r"\s+", " ", (CONTENT / f"{slug}.md").read_text(encoding="utf-8")).replace("−", "-")


def listed(values: object, decimals: int = 3) -> str:
    """Numbers as the prose lists them: '0.525, 0.450, -0.354 and -0.426'."""
    *most, last = [f"{value:.{decimals}f}" for value in np.ravel(np.asarray(values))]
    return f"{', '.join(most)} and {last}"


def test_one_neuron_by_hand() -> None:
    net, data = neuron("four_points")
    trace = net.forward(data.X)
    back = net.backward(trace, data.Y)
    text = text_of("one_neuron")
    assert f"outputs are {listed(trace.outputs)}" in text
    assert f"the errors {listed(back.deltas[-1])}" in text
    assert f"f'(S)$ are {listed(back.scaled_deltas[0])}" in text
    assert f"$L = {back.loss:.3f}$" in text
    gradient = back.weight_gradients[0][:, 0]
    assert "({:.3f},\\ {:.3f},\\ {:.3f})".format(*gradient) in text
    first, second = runs("four_points")[1].moments[:2]
    assert "({:.3f},\\ {:.3f},\\ {:.3f})".format(*second.forward.weights[0][:, 0]) in text
    assert f"falls from {first.backward.loss:.3f} to {second.backward.loss:.3f}" in text


def test_measuring_error_by_hand() -> None:
    net, data, loss = hand_worked()
    trace = net.forward(data.X)
    back = net.backward(trace, data.Y, loss)
    text = text_of("measuring_error")
    assert f"data points with {listed(trace.outputs, 1)}" in text
    assert f"$\\tilde Y - Y$ are {listed(back.deltas[-1], 1)}" in text
    terms = " + ".join(theme.number(float(term)) for term in loss_terms(net, trace, data.Y).ravel())
    assert f"= {terms} = {theme.number(back.loss)}" in text
    assert theme.number(net.backward(trace, data.Y, "mse").loss) in text
    path = descend(net, data.X, data.Y, (1, 0, 0), (1, 1, 0), learning_rate=0.1, steps=1)
    assert f"falls from 0.45 to {path[1, 2]:.3f}" in text
    assert "{:.3f} \\\\ {:.3f}".format(*path[1, :2]) in text
    # "Set it to 2 … almost at the bottom. Set it to 5 … higher than the start … the next step is longer still."
    bottom = descend(net, data.X, data.Y, (1, 0, 0), (1, 1, 0), learning_rate=1.0, steps=500)[-1, 2]
    after = {
        rate: descend(net, data.X, data.Y, (1, 0, 0), (1, 1, 0), learning_rate=rate, steps=2) for rate in (2.0, 5.0)
    }
    assert after[2.0][1, 2] < 1.01 * bottom
    assert after[5.0][1, 2] > 0.45
    first, second = np.linalg.norm(np.diff(after[5.0][:, :2], axis=0), axis=1)
    assert second > first


def test_what_certainty_costs() -> None:
    text = text_of("measuring_error")
    for output, cost in ((0.5, 0.693), (0.1, 2.303), (0.01, 4.605)):
        assert round(LOSSES["bce"].value(np.array([[output]]), np.array([[1.0]])), 3) == cost
        assert str(cost) in text


def test_training_in_numbers() -> None:
    text = text_of("training")
    none, few, many, relu = (run.losses for run in training_race.runs(1.0, 0))
    assert training_race.ITERATIONS[-1] == 2000
    assert f"{none[-1]:.5f} without a hidden layer, {few[-1]:.5f} with 4" in text
    assert f"{many[-1]:.5f} with 50, and {relu[-1]:.6f} with 50 and relu" in text
    # Ten times the iterations for about a tenth of the loss, at the end.
    late = training_race.ITERATIONS.index(min(i for i in training_race.ITERATIONS if i >= 200))
    for losses in (none, few, many, relu):
        assert 5 < losses[late] / losses[-1] < 20
    # With rate 10 the 50 sigmoids answer 0 to every point.
    stuck = training_race.runs(10.0, 0)[2].moments[-1]
    assert stuck.forward.outputs.max() < 1e-6
    assert np.abs(stuck.forward.derivatives[-1]).max() < 1e-6


def test_the_edges_of_the_sweep() -> None:
    book, mine = rate_sweep.sweeps(ReaderNetwork())
    good = [rate for rate, verdict in zip(book.rates, book.verdicts, strict=True) if verdict == "good"]
    assert round(good[0], 3) == 0.002
    assert good[-1] / good[0] > 100
    assert book.verdicts[-1] == "divergent"
    assert mine.verdicts[-1] == "too large"
    text = text_of("training")
    best = book.rates[book.best]
    lost = next(r for r, v in zip(book.rates, book.verdicts, strict=True) if v == "divergent")
    assert f"The best rate of the picture is {best:.3f}." in text
    assert f"**Divergent.** From {lost:.2f} on" in text
    assert lost < 2 * best
    assert 2 * mine.rates[mine.best] > 0.4  # at 0.4 the relu network is lost, see above
    between = [place for place, rate in enumerate(book.rates) if best < rate < lost]
    assert len(between) == 3
    assert min(book.final[place] for place in between) > 1000 * book.final[book.best]


def test_the_run_whose_end_rounding_decides() -> None:
    rate = next(rate for rate in rate_sweep.RATES if rate > 0.4)
    net, data, loss = hand_worked(("tanh", "linear"))
    run = fit(net, data.X, data.Y, loss=loss, learning_rate=float(rate), iterations=rate_sweep.ITERATIONS)
    ends = nearby_losses(run, 60)
    assert f"At {rate:.3f} it is not even certain" in text_of("training")
    assert "of sixty such runs some end below 0.0002 and some above 0.002." in text_of("training")
    assert ends.min() < 0.0002
    assert ends.max() > 0.002


def test_the_curvature_that_sets_the_edge() -> None:
    # The curvature of the bowl over the two weights of w⁽¹⁾ is the larger eigenvalue of Hᵀ·H.
    net, data, _ = hand_worked()
    hidden = net.forward(data.X).layers[1]
    steepest = np.linalg.eigvalsh(hidden.T @ hidden)[-1]
    text = text_of("training")
    assert f"$\\lambda = {steepest:.3f}$" in text
    assert f"$2 / {steepest:.3f} = {2 / round(steepest, 3):.2f}$" in text


def test_xor_by_hand_in_the_lesson() -> None:
    text = text_of("xor")
    net, X = xor_by_hand("relu"), datasets.xor().X
    trace = net.forward(X)
    for (x1, x2), (h1, h2), (y,) in zip(X, trace.layers[1], trace.outputs, strict=True):
        assert f"| {x1:g} | {x2:g} | {h1:g} | {h2:g} | {y:g} |" in text
    for w in net.weights:
        assert r" \\ ".join(" & ".join(f"{value:g}" for value in row) for row in w) in text
    assert least_linear_loss(X, datasets.xor().Y)[0] == pytest.approx(0.5)
    assert f"within {xor_success.ITERATIONS} iterations with learning rate {xor_success.RATE:g}" in text
    assert f"{xor_success.STARTS} random" in text


def test_what_the_lesson_says_of_the_run_that_its_figure_opens_with() -> None:
    text, run = text_of("xor"), xor_machine.run_of(xor_machine.Setting())
    at = {i: place for place, i in enumerate(run.iterations)}
    outputs = {i: run.moments[at[i]].forward.outputs.ravel() for i in (0, 20, 41, 67)}
    assert np.abs(outputs[0] - 0.5).max() < 0.15
    assert f"After 20 iterations the loss is {run.losses[at[20]]:.3f}" in text
    assert f"after 41 iterations its output is {outputs[41][1]:.2f}, and the other three are below 0.4" in text
    assert outputs[41][[0, 2, 3]].max() < 0.4
    assert (outputs[67] > 0.5).tolist() == [False, True, True, False]
    assert f"the loss is {run.losses[at[67]]:.3f}." in text
    first, last = (run.moments[place].forward.layers[1][:, -2:] for place in (0, -1))
    assert np.abs(last[[0, 3]] - (0.9, -0.9)).max() < 0.05
    assert least_linear_loss(last, datasets.xor().Y)[0] < least_linear_loss(first, datasets.xor().Y)[0]


@pytest.mark.long
def test_a_single_neuron_comes_to_rest_at_one_half_where_the_steps_are_not_too_long() -> None:
    assert "Where the learning rate is not too large, training ends with the answer ½ at every point." in text_of(
        "one_neuron"
    )
    X, Y = datasets.xor().X, datasets.xor().Y
    for rate, rests in ((0.1, True), (1.0, True), (10.0, False)):  # the three of the figure
        for seed in range(5):
            net = MLP((2, 1), "sigmoid", rng=seed)
            fit(net, X, Y, learning_rate=rate, iterations=20_000)
            assert (np.abs(net.predict(X) - 0.5).max() < 0.01) == rests, (rate, seed)


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sizes": "3-1", "activations": "linear"},
        {
            "data": "seven_segment",
            "sizes": "7-12-12-12-12-10",
            "activations": "relu-relu-tanh-sigmoid-softmax",
            "bias": "1",
        },
        {"data": "random", "points": "1", "sizes": "1-1-1", "activations": "tanh-tanh"},
    ],
)
def test_the_page_copes_with_every_network(slug: str, query: dict[str, str], open_page: Callable[..., AppTest]) -> None:
    app = open_page(slug, query=query)
    assert not app.exception
    assert app.title or app.markdown


MAZUR = ReaderNetwork(
    data="own",
    points=1,
    sizes=(2, 2, 2),
    activations=("sigmoid", "sigmoid"),
    bias=True,
    biases="fixed",
    learning_rate=0.5,
    X=((0.05, 0.1),),
    Y=((0.01, 0.99),),
    weights=(
        ((0.35, 0.35), (0.15, 0.25), (0.2, 0.3)),
        ((0.6, 0.6), (0.4, 0.5), (0.45, 0.55)),
    ),
)


@pytest.mark.long
def test_the_readers_own_numbers_race_as_the_fifth() -> None:
    assert training_race.contenders(ReaderNetwork()) == training_race.CONTENDERS, "the book's network is no fifth"
    *book, own = training_race.runs(0.1, 3, MAZUR)
    assert [run.losses.tolist() for run in book] == [run.losses.tolist() for run in training_race.runs(0.1, 3)]
    assert own.losses[0] == pytest.approx(0.298371109, abs=5e-10)
    for start, given in zip(own.moments[0].forward.weights, MAZUR.weights, strict=True):
        np.testing.assert_array_equal(start, given)
    assert own.moments[-1].forward.weights[0][0].tolist() == [0.35, 0.35], "a bias that is not learned stays"
    html = training_race.picture(0.1, 3, "", MAZUR)
    assert "your network" in html
    assert "its own 1 data point," in html
    softmax = ReaderNetwork().changed(data="random", points=5, sizes=(3, 4, 3), activations=("relu", "softmax"))
    for rate in training_race.RATES:
        assert "your network" in training_race.picture(rate, 0, "", softmax)


def test_the_readers_own_numbers_are_in_the_sweep() -> None:
    _, mine = rate_sweep.sweeps(MAZUR)
    assert mine.losses[:, 0] == pytest.approx(0.298371109, abs=5e-10)
