"""The lesson "A playground": its numbers are those that it shows, and nothing a reader can do breaks it."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox, TextArea

from lessons.catalogue import ROOT
from lessons.parser import Details, WidgetMarker, parse
from mlp_core import ACTIVATIONS, LOSSES, accuracy
from widgets.playground.recording import Recording, exported
from widgets.playground.settings import Settings, from_query

TEXT = (ROOT / "content" / "playground.md").read_text(encoding="utf-8")
PAGE = """
from widgets.playground import shell
shell.widget(key="stage", caption="")
"""
TRIES = {
    marker.options["label"]: marker.options["address"]
    for marker in parse(TEXT, "playground.md")
    if isinstance(marker, WidgetMarker) and marker.name == "playground_try"
}


def of(label: str) -> Settings:
    return from_query(dict(parse_qsl(TRIES[label], keep_blank_values=True)))


def scores(settings: Settings) -> tuple[float, float, float, float]:
    """Training loss and accuracy, test loss and accuracy at the iteration shown."""
    net, parts, problem = exported(settings).net, settings.problem().split, settings.problem()
    said = []
    for points, classes in ((parts.train_points, parts.train_classes), (parts.test_points, parts.test_classes)):
        X, Y = problem.inputs(points), problem.targets(classes)
        said += [net.gradients(X, Y, settings.loss)[0], accuracy(net.predict(X), Y)]
    return said[0], said[1], said[2], said[3]


def test_the_first_network_is_the_one_in_the_text() -> None:
    first = Settings()
    assert first.sizes == (2, 4, 2, 1)
    assert first.network().parameter_count == 25
    assert f"after {first.iteration} iterations" in TEXT
    assert scores(first)[1] == 1, "it has enclosed the inner points"


def test_without_hidden_neurons_the_loss_stays_at_ln_2() -> None:
    recording = Recording(of("No hidden layer"))
    recording.extend(601)
    assert all(abs(frame.train_loss - math.log(2)) < 0.01 for frame in recording.frames[40:])


def test_the_squares_solve_it_with_three_weights() -> None:
    settings = of("The squares as inputs")
    assert settings.network().parameter_count == 3
    assert scores(settings)[1] == 1


def test_two_edges_do_not_enclose_and_three_do() -> None:
    two = of("Two hidden neurons").changed(iteration=3000)
    three = two.changed(hidden=(3,))
    assert scores(two)[1] < 0.95
    assert scores(three)[1] == 1


def test_the_spirals_are_followed() -> None:
    settings = of("Two spirals")
    assert settings.iteration == 2000
    assert scores(settings)[1] == 1
    share = scores(settings)[3]
    assert f"{100 * share:.0f} % of the test points" in TEXT


def test_learning_by_heart_raises_the_test_loss_and_a_penalty_lowers_it() -> None:
    settings = of("Learning by heart")
    assert settings.network().parameter_count == 205
    assert len(settings.problem().split.train_points) == 20
    early, late = scores(settings.changed(iteration=300)), scores(settings)
    assert late[0] < early[0]
    assert late[2] > 2 * early[2]
    penalised = scores(settings.changed(l2=0.01))
    assert penalised[0] > late[0]
    assert penalised[2] < late[2]


def test_a_single_linear_neuron_finds_the_slope() -> None:
    settings = of("A slope of numbers")
    bias, *factors = exported(settings).net.weights[0][:, 0].tolist()
    assert factors == pytest.approx([0.2, 0.2], abs=0.01)
    assert bias == pytest.approx(0, abs=0.02)
    assert scores(settings)[0] ** 0.5 == pytest.approx(settings.noise, abs=0.01)


def test_the_hills_need_hidden_layers() -> None:
    settings = of("Hills and hollows")
    with_layers, without = scores(settings)[0] ** 0.5, scores(settings.changed(hidden=()))[0] ** 0.5
    assert with_layers < 0.17
    assert without > 0.4


def test_the_divergence_comes_when_the_text_says() -> None:
    recording = Recording(of("Far too large a learning rate"))
    recording.extend(600)
    last = recording.frames[-1]
    factor, power = f"{last.train_loss:.0e}".split("e+")
    assert f"After {last.iteration} iterations the loss is about ${factor} \\cdot 10^{{{power}}}$" in TEXT
    assert "diverged" in recording.frames[-1].stopped
    losses = [frame.train_loss for frame in recording.frames[2:70]]
    for before, after in itertools.pairwise(losses):
        assert after / before == pytest.approx(99**2, rel=0.02)
    last_layer = np.array([exported(of("Far too large a learning rate")).net.predict([[0.5, 0.5], [-2.0, 1.0]])])
    assert np.ptp(last_layer) == 0, "the hidden neurons answer 0, so the output is its bias everywhere"


def test_no_card_tells_its_answer() -> None:
    blocks = [block for block in parse(TEXT, "playground.md") if isinstance(block, WidgetMarker | Details)]
    first = next(
        i for i, block in enumerate(blocks) if isinstance(block, WidgetMarker) and block.name == "playground_try"
    )
    cards = blocks[first : first + 2 * len(TRIES)]
    for card, answer in zip(cards[::2], cards[1::2], strict=True):
        assert isinstance(card, WidgetMarker)
        assert isinstance(answer, Details)
        assert "?" in card.caption
        assert answer.summary.lower() == f"what happens: {card.options['label'].lower()}"


def test_every_button_is_described_by_an_address_as_the_playground_writes_it() -> None:
    assert len(TRIES) >= 5
    for label, address in TRIES.items():
        given = dict(parse_qsl(address, keep_blank_values=True))
        written = of(label).query()
        assert {name: text for name, text in given.items() if name != "p_iteration"} == {
            name: text for name, text in written.items() if name != "p_iteration"
        }


def playground(**query: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def address(app: AppTest) -> dict[str, str]:
    """What the page is told to keep in its address."""
    data = [json.loads(component.proto.json or "{}") for component in app.get("bidi_component")]
    (told,) = (one for one in data if one.get("owns") == "^p_")
    return told["wanted"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"p_hidden": "16-16-16-16-16-16", "p_learning_rate": "1000000.0", "p_iteration": "100"},
        {"p_data": "own"},
        {"p_data": "own", "p_own": "0.5_0.5_1"},
        {"p_data": "own", "p_own": "~".join(["1.0_1.0_1", "1.0_1.0_0"] * 20)},
        {"p_output": "softmax", "p_loss": "softmax_cross_entropy"},
        {"p_activation": "relu", "p_output": "linear", "p_loss": "mse", "p_learning_rate": "1000000.0"},
        {"p_data": "hills", "p_output": "linear", "p_loss": "mse", "p_learning_rate": "1000000.0", "p_hidden": "16-16"},
        {"p_data": "slope", "p_output": "tanh", "p_loss": "half_sse", "p_points": "1", "p_start": "7"},
        {"p_points": "1", "p_train": "10"},
    ],
)
def test_extreme_addresses_are_drawn(query: dict[str, str]) -> None:
    app = playground(**query)
    assert not app.exception
    assert not app.warning


def test_an_address_that_cannot_be_read_is_explained_until_the_reader_goes_on() -> None:
    app = playground(p_hidden="99")
    assert "hidden: expected a whole number from 1 to 16, got '99'" in app.warning[0].value
    app.run()
    assert app.warning
    app.button_group(key="playground-data").set_value("moons").run()
    assert not app.warning
    assert address(app)["p_data"] == "moons"


@pytest.mark.parametrize("group", ["Data", "Training", "Link and scripts"])
def test_every_group_of_controls_is_drawn(group: str) -> None:
    app = playground()
    app.button_group(key="playground-group").set_value(group).run()
    assert not app.exception


def test_controls_are_tied_to_the_settings() -> None:
    app = playground(p_hidden="3-5", p_activation="relu")
    assert [app.number_input(key=f"playground-width-{layer}").value for layer in (0, 1)] == [3, 5]
    app.slider(key="playground-depth").set_value(3).run()
    assert app.number_input(key="playground-width-2").value == 5
    app.selectbox(key="playground-output").set_value("tanh").run()
    assert address(app)["p_loss"] == "half_sse", "a loss that goes with tanh"
    assert not app.exception


def test_a_malformed_table_is_named_by_its_line() -> None:
    app = playground(p_data="own", p_own="0.5_0.5_1")
    app.button_group(key="playground-group").set_value("Data").run()
    app.text_area(key="playground-table").set_value("1,2,1\n1,zwei,0").run()
    assert any("Line 2: x2 must be a number, got 'zwei'" in info.value for info in app.info)
    assert not app.exception


def table_of(app: AppTest) -> TextArea:
    """The table of points, whatever its name is by now."""
    return next(area for area in app.text_area if area.label == "Table of points")


def test_what_was_typed_into_the_table_stays_until_all_of_it_can_be_read() -> None:
    app = playground(p_data="own", p_own="0.5_0.5_1")
    app.button_group(key="playground-group").set_value("Data").run()
    typed = "0.5, -1.2, 1\n1.5, 0.3, x\n2.0, 0.1, 0"
    table_of(app).set_value(typed).run()
    assert table_of(app).value == typed
    app.run()
    assert table_of(app).value == typed
    table_of(app).set_value(typed.replace("x", "1")).run()
    assert str(table_of(app).value).splitlines()[1:] == ["0.5, -1.2, 1", "1.5, 0.3, 1", "2.0, 0.1, 0"]
    table_of(app).set_value("0.5, -1.2, 1, and").run()
    app.button(key="playground-none").click().run()
    assert table_of(app).value == "x1, x2, class\n"


def many(lines: int) -> bytes:
    """A file of so many points."""
    return b"".join(b"%.4f,%.4f,%d\n" % (line / 5000 - 1, 1 - line / 5000, line % 2) for line in range(lines))


FILES: dict[str, tuple[bytes, str]] = {
    "with a heading": (b"x1,x2,class\n1,2,1\n-1,0.5,0\n", "2 points read"),
    "without a heading": (b"1,2,1\n-1,0.5,0\n", "2 points read"),
    "semicolons": (b"x1;x2;class\n1;2;1\n-1;0.5;0\n", "2 points read"),
    "byte order mark": ("\ufeffx1,x2,class\n1,2,1\n".encode(), "1 point read"),
    "line ends of other systems": (b"x1,x2,class\r\n1,2,1\r\n\r\n-1,0.5,0\r\n", "2 points read"),
    "huge numbers": (b"1e308,2,1\n-1e308,0.5,0\n", "x₁ runs from −1.00·10³⁰⁸ to 1.00·10³⁰⁸"),
    "ten thousand points": (many(10_000), "10,000 points read"),
    "one too many": (many(10_001), "Line 10001: this would be point 10,001"),
    "identical points": (b"1,1,1\n" * 50, "50 points read"),
    "text in a cell": (b"1,2,1\n1,zwei,0\n", "Line 2: x2 must be a number, got"),
    "a cell is missing": (b"1,2,1\n1,0\n", "Line 2: expected three numbers"),
    "not a number": (b"1,nan,1\n", "Line 1: x2 must be a number, got"),
    "infinity": (b"1,inf,1\n", "Line 1: x2 must be a number, got"),
    "no class": (b"1,2,7.5\n", "Line 1: class must be a whole number or a word"),
    "headings only": (b"x1,x2,class\n", "There is no point in this text"),
    "nothing": (b"", "There is no point in this text"),
    "no text at all": (bytes(range(256)) * 40, "Nothing was read."),
    "another encoding": ("x1,x2,class\n1,2,1\n".encode("utf-16"), "1 point read"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00", "Nothing was read. This is an Excel workbook"),
    "three classes": (b"0,0,0\n1,1,2\n2,2,1\n", "3 points read"),
    "ten megabytes": (b"1,2,1\n" * 1_700_000, "This file has 10,200,000 bytes; at most 1,000,000 are read."),
}


@pytest.mark.long
@pytest.mark.parametrize(("content", "said"), FILES.values(), ids=FILES)
def test_a_file_gives_points_or_a_clear_message(content: bytes, said: str) -> None:
    app = playground(p_data="own", p_own="0.5_0.5_1")
    app.button_group(key="playground-group").set_value("Data").run()
    app.file_uploader(key="playground-file").upload("points.csv", content, "text/csv").run()
    assert not app.exception
    assert any(said in info.value.replace("\\", "") for info in app.info), [info.value for info in app.info]


IRIS = (
    b"sepal_length,sepal_width,petal_length,species\n5.1,3.5,1.4,setosa\n7.0,3.2,4.7,versicolor\n6.3,3.3,6,virginica\n"
)


def reading(content: bytes) -> AppTest:
    """The playground with a point of the reader's own, and a file that is being read."""
    app = playground(p_data="own", p_own="0.5_0.5_1")
    app.button_group(key="playground-group").set_value("Data").run()
    return app.file_uploader(key="playground-file").upload("points.csv", content, "text/csv").run()


def choice_of(app: AppTest, label: str) -> Selectbox[Any]:
    return next(box for box in app.selectbox if box.label == label)


def test_where_two_readings_are_possible_the_reader_chooses_from_a_preview() -> None:
    app = reading(IRIS)
    assert any("| 2 | 5.1 | 3.5 | setosa | 1.4 |" in text.value for text in app.markdown)
    assert address(app)["p_own"] == "0.5_0.5_1", "nothing is taken before it is chosen"
    choice_of(app, "Column of x₂").set_value(2).run()
    assert any("x₂: petal\\_length" in text.value for text in app.markdown)
    choice_of(app, "versicolor (1 row) is").set_value(0).run()
    choice_of(app, "setosa (1 row) is").set_value(1).run()
    app.button(key="playground-take-read").click().run()
    assert not app.exception
    settings = settings_of(app)
    assert [point.label for point in settings.own] == [1, 0, 2]
    assert settings.class_names == ("versicolor", "setosa", "virginica")
    assert [axis.name for axis in settings.coordinates] == ["sepal length", "petal length"]
    assert (settings.output, settings.loss, settings.sizes[-1]) == ("softmax", "softmax_cross_entropy", 3)
    assert from_query(address(app)) == settings
    assert (
        table_of(app).value
        == "sepal length,petal length,class\n5.1,1.4,setosa\n7.0,4.7,versicolor\n6.3,6.0,virginica\n"
    )


def test_a_reading_that_is_dropped_or_sure_can_be_chosen_anew() -> None:
    app = reading(IRIS)
    app.button(key="playground-drop-read").click().run()
    assert address(app)["p_own"] == "0.5_0.5_1"
    assert not [box for box in app.selectbox if box.label.startswith("Column")]
    app.file_uploader(key="playground-file").upload("more.csv", b"x1,x2,class\n1,2,1\n-1,0.5,0\n", "text/csv").run()
    assert address(app)["p_own"] == "1.0_2.0_1~-1.0_0.5_0"
    app.button(key="playground-reread").click().run()
    choice_of(app, "Column of x₁").set_value(1).run()
    app.button(key="playground-take-read").click().run()
    assert address(app)["p_own"] == "2.0_1.0_1~0.5_-1.0_0"


def test_what_no_choice_can_read_yet_is_said_beside_the_choices() -> None:
    app = reading(IRIS.replace(b"3.2", b"tall"))
    assert any("Line 3: x2 (sepal_width) must be a number, got 'tall'" in said for said in warnings(app))
    assert app.button(key="playground-take-read").disabled
    choice_of(app, "Column of x₂").set_value(2).run()
    assert not app.button(key="playground-take-read").disabled


def warnings(app: AppTest) -> list[str]:
    return [warning.value.replace("\\", "") for warning in app.warning]


def test_three_classes_are_drawn_and_a_click_begins_a_fourth() -> None:
    app = playground(p_own="0_0_0~1_1_1~2_2_2", p_classes="a~b~c", p_axes="mass_70_5~x_0_1")
    assert not app.exception
    assert address(app) == playground(**address(app)).session_state["playground_settings"].query()
    act = {"kind": "point", "across": 0.5, "down": 0.5, "tool": 3, "serial": 1}
    app = AppTest.from_string(ACTS.replace("{acts!r}", repr([act])), default_timeout=60)
    app.query_params["p_own"] = "0_0_0~1_1_1~2_2_2"
    app.run()
    assert settings_of(app).sizes[-1] == 4


def test_an_emptied_table_has_no_points() -> None:
    app = playground(p_data="own", p_own="0.5_0.5_1")
    app.button_group(key="playground-group").set_value("Data").run()
    app.text_area[0].set_value("").run()
    assert not app.exception
    assert "p_own" not in address(app)


def test_other_points_and_other_weights_are_drawn() -> None:
    app = playground(p_edits="100_0_0_0_1.5")
    app.button(key="playground-another-start").click().run()
    assert address(app)["p_start"] == "1"
    assert "p_edits" not in address(app), "the weight belonged to the run before"
    app.button_group(key="playground-group").set_value("Data").run()
    app.button(key="playground-another-seed").click().run()
    assert address(app)["p_seed"] == "2"
    assert app.number_input(key="playground-seed-1").value == 2, (
        "a new name: what the page still holds is not asked for"
    )
    assert not app.exception


def test_a_regression_offers_what_goes_with_it() -> None:
    app = playground()
    app.button_group(key="playground-data").set_value("hills").run()
    outputs = app.selectbox(key="playground-output-1").options
    assert outputs == [name for name, f in ACTIVATIONS.items() if f.elementwise and f(-1.0) < 0]
    assert {"linear", "tanh"} <= set(outputs)
    app.button_group(key="playground-group").set_value("Training").run()
    of_any_number = [rule.words.title for rule in LOSSES.values() if rule.accepts("linear")]
    assert app.selectbox(key="playground-loss").options == of_any_number
    assert "binary cross-entropy" not in of_any_number
    app.button_group(key="playground-data").set_value("circles").run()
    assert "p_loss" not in address(app)
    assert "p_output" not in address(app)
    assert not app.exception


def test_a_control_follows_what_the_stage_changed() -> None:
    app = after({"kind": "ask", "what": "depth:0:1", "frame": 0, "serial": 1})
    assert app.slider(key="playground-depth").value == 3
    app.selectbox(key="playground-activation").set_value("relu").run()
    assert app.slider(key="playground-depth").value == 3
    assert address(app)["p_hidden"] == "4-2-2"


def test_the_scripts_are_offered() -> None:
    app = playground()
    app.button_group(key="playground-group").set_value("Link and scripts").run()
    assert any(re.search("import numpy as np", code.value) for code in app.code)


def test_page_is_drawn_and_a_button_sets_the_playground_up(open_page: Callable[..., AppTest]) -> None:
    app = open_page("playground")
    assert not app.exception
    button = next(button for button in app.button if button.label == "Two hidden neurons")
    button.click().run()
    assert address(app)["p_hidden"] == "2"
    assert not app.exception


TRY_IT = (
    PAGE
    + f"""
from widgets.playground import try_it
for place, (label, address) in enumerate({TRIES!r}.items()):
    try_it.widget(key=f"try-{{place}}", caption="", address=address, label=label)
"""
)


def settings_of(app: AppTest) -> Settings:
    return app.session_state["playground_settings"]


@pytest.mark.long
def test_a_film_that_plays_undoes_nothing_that_is_set_up_meanwhile() -> None:
    """Its request for frames tells what the controls showed when it was sent: what was there before."""
    app = AppTest.from_string(TRY_IT, default_timeout=60).run()
    for first, second in itertools.permutations(TRIES, 2):
        for label in (first, second):
            shown = app._tree.get_widget_states()
            next(button for button in app.button if button.label == label).click().run()
            assert settings_of(app) == of(label)
            app._run(shown)
            assert settings_of(app) == of(label), f"{first}, then {second}"


def test_a_film_that_plays_undoes_no_choice_of_data() -> None:
    app = playground()
    for data in ("hills", "circles", "slope", "spirals", "hills", "xor", "slope", "moons", "hills", "gauss"):
        shown = app._tree.get_widget_states()
        group = next(group for group in app.button_group if str(group.key).startswith("playground-data"))
        group.set_value(data).run()
        chosen = settings_of(app)
        assert (chosen.data, chosen) == (data, from_query(address(app)))
        later = app._tree.get_widget_states()
        for group in (group for group in shown.widgets if "playground-data" in group.id):  # the press itself was heard
            group.CopyFrom(next(state for state in later.widgets if state.id == group.id))
        app._run(shown)
        assert settings_of(app) == chosen


ACTS = PAGE.replace(
    "shell.widget(",
    """import streamlit as st
if "told" not in st.session_state:
    st.session_state.told = True
    shell.state.take_address()
    shell._acts({acts!r})
shell.widget(""",
)


def after(*acts: dict[str, object]) -> AppTest:
    """The playground after events from the page, as client/playground sends them."""
    return AppTest.from_string(ACTS.replace("{acts!r}", repr(list(acts))), default_timeout=60).run()


def test_an_act_that_is_sent_twice_counts_once() -> None:
    wider = {"kind": "ask", "what": "width:0:1", "frame": 0}
    app = after(wider | {"serial": 1}, wider | {"serial": 1}, wider | {"serial": 2})
    assert app.number_input(key="playground-width-0").value == 6


def test_a_weight_is_set_where_the_film_stands() -> None:
    app = after({"kind": "weight", "index": 4, "value": "2.5", "frame": 12, "serial": 1})
    # Frame 12 is iteration 60; weight 4 is the first of the second row of w⁽⁰⁾, which has 4 columns.
    assert address(app)["p_edits"] == "60_0_1_0_2.5"
    assert not app.exception


def test_a_click_takes_away_the_point_under_it_and_none_far_off() -> None:
    far = {"kind": "point", "across": 0.1, "down": 0.9, "tool": -1, "serial": 1}
    near = {"kind": "point", "across": 0.58, "down": 0.42, "tool": -1, "serial": 2}
    app = AppTest.from_string(ACTS.replace("{acts!r}", repr([far, near])), default_timeout=60)
    app.query_params["p_own"], app.query_params["p_data"] = "0.5_0.5_1~2_2_0", "own"
    app.run()
    assert address(app)["p_own"] == "2.0_2.0_0"
    assert any("There is no point here" in said.value for said in app.warning)


@pytest.mark.parametrize(
    "act",
    [
        {"kind": "weight", "index": 10**12, "value": "1", "frame": 0},
        {"kind": "weight", "index": 0, "value": "nan", "frame": 0},
        {"kind": "weight", "index": 0, "value": None, "frame": "x"},
        {"kind": "ask", "what": "width:9:5"},
        {"kind": "ask", "what": "nonsense"},
        {"kind": "point", "across": "x", "down": None, "tool": 7},
        {"kind": "unknown"},
    ],
)
def test_what_no_button_sends_does_no_harm(act: dict[str, object]) -> None:
    app = after(act | {"serial": 1})
    assert not app.exception
    assert "p_edits" not in address(app)
