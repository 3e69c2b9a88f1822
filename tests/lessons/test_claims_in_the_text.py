"""Every comparison of a lesson is measured over seeds, in content/data/claims; the sentences are held to it here."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from lessons.catalogue import CONTENT
from mlp_core import datasets
from studies.claims.display import multiples_of_three
from studies.claims.frameworks import UPDATES
from studies.claims.xor import RATES
from widgets.training.xor_success import WIDTHS, fractions


def text_of(slug: str) -> str:
    """The lesson with line breaks and true minus signs made plain."""
    return re.sub(r"\s+", " ", (CONTENT / f"{slug}.md").read_text(encoding="utf-8")).replace("−", "-")


def claims(slug: str) -> dict[str, Any]:
    """What was measured for this lesson."""
    return json.loads((CONTENT / "data" / "claims" / f"{slug}.json").read_text(encoding="utf-8"))


def power(value: float) -> str:
    """A loss as the prose gives it: '3.4 \\cdot 10^{-6}'."""
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits} \\cdot 10^{{{int(exponent)}}}"


def test_the_museums_first_exhibit_over_forty_starts() -> None:
    text, found = text_of("backprop_in_code"), claims("backprop_in_code")
    large, small = found["8"], found["0.5"]
    assert (
        f"of {large['starts']} starts at a learning rate of 8 the right program solves {large['right']} "
        f"and this one {large['museum']}, and at 0.5 both solve {small['right']}" in text
    )
    assert small["museum"] == small["right"]


def test_how_long_a_saturated_output_stalls() -> None:
    text, found = text_of("backpropagation"), claims("backpropagation")["saturated"]
    squares, entropy = found["half_sse"], found["bce"]
    assert f"= {squares['slope']:.4f}$: the neuron is" in text
    assert f"cross-entropy it is ${entropy['slope']:.4f}$, about 400 times as much" in text
    assert entropy["slope"] / squares["slope"] == pytest.approx(400, rel=0.05)
    slow, fast = (list(one["updates"].values()) for one in (squares, entropy))
    assert list(squares["updates"]) == ["0.1", "1", "10"]
    assert f"needs {slow[0]}, {slow[1]} and {slow[2]} updates until it answers more than ½" in text
    assert f"and {fast[0]}, {fast[1]} and {fast[2]} with the cross-entropy" in text


def test_the_race_at_one_rate_and_at_each_ones_best() -> None:
    text, found = text_of("training"), claims("training")["race"]
    assert f"Ten seeds, {found['rates'][2]} learning rates from 0.01 to 100" in text
    assert found["seeds"] == 10
    for name, one in found["at one"].items():
        best = found["at best"][name]
        ends = f"${power(best['least'])}$ to ${power(best['most'])}$"
        assert f"| {name} | ${power(one['median'])}$ | ${power(best['median'])}$ | {ends} |" in text
    single = found["single not worse"]
    assert f"no higher than the 4 sigmoids for {single['4 hidden']} of ten seeds" in text
    assert f"no higher than the 50 sigmoids for {single['50 hidden']}." in text
    assert f"it ends no higher for {single['50 with relu']} of ten seeds" in text
    # "The order has changed": last at η = 1, ahead of both networks of sigmoids at its own best.
    at_one, at_best = ({n: one["median"] for n, one in found[kind].items()} for kind in ("at one", "at best"))
    assert max(at_one, key=at_one.__getitem__) == "no hidden layer"
    assert at_best["no hidden layer"] < min(at_best["4 hidden"], at_best["50 hidden"])
    stalled = found["stalled at ten"]
    assert (
        f"{stalled['50 hidden']} stall with a wrong answer with 50 sigmoids and {stalled['50 with relu']} with 50 relus"
        in text
    )
    assert stalled["no hidden layer"] == stalled["4 hidden"] == 0


def test_the_start_of_four_sigmoids_falls_at_once() -> None:
    text, found = text_of("training"), claims("training")["start of four"]
    first, *later = (f"{loss:.3f}" for loss in found["losses"])
    assert f"from {first} to {later[0]}, {later[1]} and {later[2]} after 6, 12 and 18" in text
    assert found["falls always"]


def test_where_the_relu_network_is_lost() -> None:
    text, found = text_of("training"), claims("training")
    largest, edge = found["curvature"]["largest"], found["curvature"]["edge"]
    assert f"$\\lambda = {largest:.2f}$, and the edge is at $2 / {largest:.2f} = {edge:.2f}$" in text
    ends = found["relu ends"]
    assert ends["0.3"]["loss"] < 1e-20
    assert all(ends[rate]["all dead after"] <= 2 for rate in ("0.6", "1"))
    assert (ends["0.4"]["alive"], round(ends["0.4"]["loss"], 6)) == (1, 1.0)


def test_the_digits_of_the_assignments_over_ten_seeds() -> None:
    text, found = text_of("assignments"), claims("assignments")
    for activation, solved in found["solved by rate"].items():
        assert list(solved) == ["0.05", "0.1", "0.2", "0.5", "1"]
        assert f"| {activation} | {' | '.join(map(str, solved.values()))} |" in text
    at_half = {activation: solved["0.5"] for activation, solved in found["solved by rate"].items()}
    assert at_half["sigmoid"] == 10
    assert f"{at_half['relu']} of the ten with relu" in text
    assert all(max(column.values()) == column["sigmoid"] for column in zip_columns(found["solved by rate"]))
    for task, name, key, decimals in (
        ("which digit?", "no hidden layer, sigmoid", ("ten digits", "no hidden layer"), 4),
        ("which digit?", "no hidden layer, softmax", ("ten digits", "no hidden layer, softmax"), 4),
        ("which digit?", "two hidden layers of ten sigmoids", ("ten digits", "two sigmoid layers"), 4),
        ("which digit?", "two *linear* hidden layers of ten, softmax", ("ten digits", "two linear layers, softmax"), 5),
        ("multiple of three?", "no hidden layer, sigmoid", ("threes", "no hidden layer"), 3),
        ("multiple of three?", "ten *linear* hidden neurons", ("threes", "ten linear"), 3),
        ("multiple of three?", "ten tanh hidden neurons", ("threes", "ten tanh"), 5),
    ):
        one = found[key[0]][key[1]]
        loss = f"{one['loss']['median']:.{decimals}f}"
        assert f"| {task} | {name} | {one['rate']:g} | {loss} | {one['all ten']} of 10 |" in text
    assert found["threes"]["no hidden layer"]["loss"]["least"] > 0.5


def zip_columns(table: dict[str, dict[str, int]]) -> list[dict[str, int]]:
    """The columns of a table that is kept by rows."""
    return [{row: values[column] for row, values in table.items()} for column in next(iter(table.values()))]


def test_the_multiples_of_three_hide_an_xor() -> None:
    X = datasets.seven_segment().X
    assert (X[6] + X[9] == X[5] + X[8]).all()
    assert dict(zip("abcdefg", X[6] + X[9], strict=True)) == {**dict.fromkeys("acdfg", 2), "b": 1, "e": 1}
    threes = multiples_of_three().ravel()
    assert threes[[6, 9]].tolist() == [1, 1]
    assert threes[[5, 8]].tolist() == [0, 0]


def test_how_often_a_certain_answer_is_right() -> None:
    text, found = text_of("handwritten_digits"), claims("handwritten_digits")["certainty"]
    sure, some, moved = found["in place"], found["70 to 90"], found["moved"]
    assert f"Of the {found['images']:,} test images the book's network gives {sure['count']:,} a certainty" in text
    assert f"{100 * sure['right']:.1f} % of these are right" in text
    assert f"Of the {some['count']} with a certainty from 70 to 90 %, {100 * some['right']:.0f} % are right" in text
    assert (
        f"{moved['pixels']} pixels to the right, and the network is still at least 99 % sure of {moved['count']}"
        in text
    )
    assert f"only {100 * moved['right']:.0f} % of those are right" in text
    assert 5 < claims("handwritten_digits")["first sums"] < 6


def test_a_program_that_never_clears_its_gradients() -> None:
    text, found = text_of("frameworks"), claims("frameworks")
    adam, plain = found["adam"], found["sgd"]
    forgot, right = adam["never cleared"], adam["cleared"]
    assert (
        f"is {forgot['100']['median']:.2f} in the median, where the right program has {right['100']['median']:.2f}"
        in text
    )
    assert f"After {UPDATES} it is ${power(forgot['end']['median'])}$, *lower*" in text
    assert f"right program's ${power(right['end']['median'])}$" in text
    assert f"lower for {adam['never cleared ends lower']} of the ten starts" in text
    assert f"ends at {forgot['end']['most']:.2f}, the worst of the right program at {right['end']['most']:.4f}" in text
    assert plain["never cleared ends lower"] == plain["seeds"] == adam["seeds"] == 10


@pytest.mark.long
def test_xor_at_each_widths_own_rate() -> None:
    text, found = text_of("xor"), claims("xor")
    widths, ends = found["widths"], found["ends"]
    for hidden, rows in widths.items():
        assert list(rows) == ["2", "3", "4", "8", "20"]
        counts = [row["solved"] for row in rows.values()]
        assert f"| {hidden} | {' | '.join(map(str, counts))} |" in text
        assert counts == sorted(counts), "more neurons never solve fewer starts"
        at_one = [one.successes for one, width in zip(fractions(hidden), WIDTHS, strict=True) if str(width) in rows]
        assert all(own >= given for own, given in zip(counts, at_one, strict=True))
    smooth = (widths["tanh"], widths["sigmoid"])
    assert all(
        widths["relu"][width]["solved"] < other[width]["solved"] for other in smooth for width in ("2", "3", "4")
    )
    assert f"with tanh {ends['tanh']['quarter']} of the 200 starts end at a loss of 0.25" in text
    assert f"{ends['relu']['quarter']} end at 0.25, {ends['relu']['third']} at" in text
    assert f"and {ends['relu']['half']} at ½" in text
    assert len(RATES) == 9
    assert found["equal weights"]["apart"] < 1e-9
    assert f"the loss has come to {found['equal weights']['loss']:.3f}" in text


def test_how_gradients_shrink_on_their_way_back() -> None:
    text, ratio = text_of("gradient_check"), claims("backpropagation")["gradient ratio"]["sigmoid"]
    assert f"from {ratio['least']:,.0f} to {ratio['most']:,.0f}" in text
    assert f"a factor of about {round(ratio['median'], -3):,.0f} (median of ten random starts" in text


def test_the_cell_with_two_losses_draws_what_was_measured() -> None:
    page = (CONTENT / "backpropagation.md").read_text(encoding="utf-8")
    code = page.partition(":name: saturated_output")[2].partition("```python\n")[2].partition("```")[0]
    scope: dict[str, Any] = {}
    exec(code, scope)
    found = claims("backpropagation")["saturated"]
    for name, loss in (("half the squared error", "half_sse"), ("cross-entropy", "bce")):
        outputs = scope["runs"][name]
        assert next(i for i, y in enumerate(outputs) if y > 0.5) == found[loss]["updates"]["1"]


def test_the_cells_of_the_assignments_run_and_say_what_the_text_says() -> None:
    page = (CONTENT / "assignments.md").read_text(encoding="utf-8")
    scope: dict[str, Any] = {}
    for name in ("no_hidden_layer", "multiples_of_three"):
        exec(page.partition(f":name: {name}")[2].partition("```python\n")[2].partition("```")[0], scope)
        if name == "no_hidden_layer":
            assert scope["net"].predict(scope["data"].X).argmax(axis=1).tolist() == list(range(10))
    assert scope["run"].final_loss > 0.5
    assert (scope["Y"] == multiples_of_three()).all()


def test_equal_weights_and_those_that_are_nearly_equal() -> None:
    text, found = text_of("starting_weights"), claims("starting_weights")["equal"]
    half = found["all ½"]
    assert f"With all weights at ½ the loss after 20,000 iterations is {half['loss']:.4f}" in text
    assert half["loss"] == pytest.approx(1 / 3, abs=1e-3)
    assert {f"{output:.2f}" for output in half["outputs"][1:]} == {"0.67"}
    assert half["apart"] == 0
    assert f"below ⅛ after {found['one weight 0.51']['solved after']} iterations" in text
    assert f"With 0.6 it takes {found['one weight 0.6']['solved after']}." in text
    assert found["all 0"]["loss"] == 0.5
    assert half["solved after"] is found["all 0"]["solved after"] is None


def test_one_layers_factor_as_it_was_measured() -> None:
    text, found = text_of("starting_weights"), claims("starting_weights")["factors"]
    rows = ("linear, -1 … 1", "linear, Xavier", "relu, -1 … 1", "relu, Xavier", "relu, He", "tanh, Xavier")
    for row in rows:
        one = found[row.replace("-", "−")]
        spans = [f"{one[way]['least']:.2f} … {one[way]['most']:.2f}" for way in ("forwards", "backwards")]
        assert f"| {row} | {one['derived']:.2f} | {spans[0]} | {spans[1]} |" in text
    assert f"{100 * found['tanh, −1 … 1']['flat']['median']:.0f} % of the first layer's slopes are below 0.1" in text


def test_gradients_in_eight_layers() -> None:
    text, found = text_of("starting_weights"), claims("starting_weights")
    ratios = {name: one["ratio at the start"] for name, one in found["depth"].items()}
    sigmoid = ratios["sigmoid"]
    assert (
        f"by a factor of {sigmoid['median']:,.0f} (median of 20 starts, from {sigmoid['least']:,.0f} to "
        f"{sigmoid['most']:,.0f})" in text
    )
    assert (
        f"{ratios['tanh']['median']:.1f} times the first with tanh and {ratios['relu']['median']:.1f} times with relu"
        in text
    )
    after = found["depth"]["sigmoid"]["loss after 300"]
    assert f"{after['least']:.3f}" == f"{after['most']:.3f}" == "0.500"
    assert "After 300 iterations the loss is still 0.500 for all 20 starts" in text


def test_which_deep_networks_learn_at_their_own_best_rate() -> None:
    text, found = text_of("starting_weights"), claims("starting_weights")["deep"]
    for hidden in ("sigmoid", "tanh", "relu"):
        counts = [found["eight"][f"{hidden}, {start}"]["solved"] for start in ("uniform", "xavier", "he")]
        assert f"| {hidden} | {' | '.join(map(str, counts))} |" in text
        assert hidden != "sigmoid" or counts == [0, 0, 0]
    for layers in (12, 24):
        counts = [found["relu"][f"{layers}, {start}"]["solved"] for start in ("uniform", "xavier", "he")]
        assert f"| {layers} weight matrices | {' | '.join(map(str, counts))} |" in text
    assert all(one["starts"] == 20 for table in found.values() for one in table.values())


def test_how_many_relus_are_dead() -> None:
    text, found = text_of("starting_weights"), claims("starting_weights")["dead"]
    he, uniform = found["he"], found["uniform"]
    share = 100 * he["at the start"] / he["relus"]
    assert (
        f"Of {he['relus']} relus (200 networks) {he['at the start']} are dead at He's start, which is {share:.0f} %, "
        f"and {uniform['at the start']} with weights from -1 to 1" in text
    )
    after = he["after 300"]
    assert (
        f"{after['0.1']} are dead at a rate of 0.1, {after['1']} at 1, {after['3']} at 3 and {after['10']} at 10"
        in text
    )
    assert f"where {he['networks with none left']['10']} of the 200 networks have no relu left" in text


def test_four_optimizers_in_bowl_and_valley() -> None:
    text, found = text_of("better_steps"), claims("better_steps")["walks"]
    rows = {
        "bowl": "bowl",
        "valley, 1/10": "valley 10",
        "valley, 1/30": "valley 30",
        "the same, turned by 45°": "valley 30, turned",
    }
    for row, name in rows.items():
        one = dict(found[name])
        cells = [f"{one.pop('condition'):.1f}"]
        cells += [f"{s['median']:.0f} ({s['least']:.0f}-{s['most']:.0f})" for s in one.values()]
        assert f"| {row} | {' | '.join(cells)} |" in text.replace("–", "-")
    medians = {name: {k: v["median"] for k, v in one.items() if k != "condition"} for name, one in found.items()}
    # "which will need the most steps": the order turns from the bowl to the valley.
    assert min(medians["bowl"], key=medians["bowl"].__getitem__) == "gradient descent"
    assert max(medians["valley 30"], key=medians["valley 30"].__getitem__) == "gradient descent"
    assert min(medians["valley 30"], key=medians["valley 30"].__getitem__) == "Adam"
    turned, along = medians["valley 30, turned"], medians["valley 30"]
    assert (
        f"Adam needs {turned['Adam']:.0f} steps in place of {along['Adam']:.0f}, and RMSProp {turned['RMSProp']:.0f} "
        f"in place of {along['RMSProp']:.0f}" in text
    )
    assert all(
        found["valley 30, turned"][name] == found["valley 30"][name] for name in ("gradient descent", "momentum")
    )


def test_optimizers_on_networks_at_their_own_best_rate() -> None:
    text, found = text_of("better_steps"), claims("better_steps")["networks"]
    rows = {
        "XOR": "xor",
        "half-moons": "moons",
        "half-moons, $x_2 \\cdot 100$": "moons, x₂ · 100",
        "the same, standardised": "moons, standardised",
    }
    for row, task in rows.items():
        medians = {name: one["median"] for name, one in found[task].items()}
        assert f"| {row} | {' | '.join(f'${power(value)}$' for value in medians.values())} |" in text
        assert max(medians, key=medians.__getitem__) == "gradient descent"
    wide = found["moons, x₂ · 100"]
    most = max(wide[name]["most"] for name in ("RMSProp", "Adam"))
    least = min(wide[name]["least"] for name in ("gradient descent", "momentum"))
    assert (
        f"each of their runs ends at {most:.2f} or less, and each run of the other two at {least:.2f} or more" in text
    )


def test_what_a_falling_rate_leaves() -> None:
    text, found = text_of("better_steps"), claims("better_steps")["noise"]
    constant, falling = found["1, constant"], found["1, falling"]
    for one in (constant, falling):
        for value in one["excess"].values():
            assert f"${power(value)}$" in text
    assert falling["excess"]["most"] < constant["excess"]["least"]
    assert (
        f"The best constant rate is {constant['rate']:.2f}, and the best first rate of the falling one is "
        f"{falling['rate']:.2f}" in text
    )
    assert max(found[f"4, {name}"]["excess"]["most"] for name in ("constant", "falling")) < 1e-20


def test_the_edge_and_the_unit_of_an_input() -> None:
    text, found = text_of("better_steps"), claims("better_steps")
    plain, wide, standard = (found["edges"][name] for name in ("x₂ as it is", "x₂ · 100", "x₂ · 100, standardised"))
    assert (
        f"the largest curvature is {plain['curvatures'][1]:.1f} and the edge is at $2/\\lambda = {plain['edge']:.4f}$; "
        f"for $x_2 \\cdot 100$ it is {wide['curvatures'][1]:,.0f} and ${power(wide['edge']).replace('1.9 ', '1.95 ')}$"
        in text
    )
    assert f"{wide['edge']:.2e}" == "1.95e-06"
    for one in found["edges"].values():
        assert one["below goes down"] == one["above ends higher"] == one["walkers"] == 20
    steps = found["scaled steps"]
    assert f"With a condition of {wide['condition']:,.0f}" in text
    assert f"it takes {steps['x₂ · 100']['median']:,.0f} steps in the median" in text
    assert (
        f"With $x_2$ as it is it takes {steps['x₂ as it is']['median']:.0f}, and with *standardised* inputs "
        f"{steps['x₂ · 100, standardised']['median']:.0f}" in text
    )
    assert f"the condition is {standard['condition']:.2f} here" in text


def cell(slug: str, name: str) -> str:
    """The code of a lesson's cell."""
    page = (CONTENT / f"{slug}.md").read_text(encoding="utf-8")
    return page.partition(f":name: {name}")[2].partition("```python\n")[2].partition("```")[0]


def test_the_cells_on_starts_and_steps_do_what_the_text_says() -> None:
    text, steps = text_of("better_steps"), []
    for mu in (0.0, 0.5, 0.8, 0.9, 0.99):
        scope: dict[str, Any] = {}
        exec(cell("better_steps", "momentum_in_a_valley").replace("mu, rate = 0.0", f"mu, rate = {mu}"), scope)
        steps.append(scope["step"])
    first, second, third, fourth, last = steps
    assert (
        f"it takes {first} steps with 0, {second} with 0.5, {third} with 0.8, {fourth} with 0.9 and {last} with 0.99"
        in text
    )
    exec(cell("better_steps", "rate_as_a_function"), {})
    ends = []
    for factor in ("1.0", "2.0"):
        scope = {}
        exec(cell("starting_weights", "variance_in_layers").replace("100, 1.0", f"100, {factor}"), scope)
        ends.append(float((scope["h"] ** 2).mean()))
    assert ends[0] < 0.002
    assert 0.5 < ends[1] < 2
