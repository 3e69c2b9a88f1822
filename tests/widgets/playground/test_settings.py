from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.playground.features import FEATURES
from widgets.playground.settings import (
    _READERS,
    CLOUDS,
    MOST_CLASSES,
    MOST_HIDDEN_LAYERS,
    MOST_OWN_IN_ADDRESS,
    MOST_WIDTH,
    OUTPUTS,
    STEPS,
    Edit,
    OwnAxis,
    OwnPoint,
    Settings,
    from_query,
    read_query,
    tidy_name,
)

COORDINATES = st.floats(-3, 3)
OWN = st.builds(OwnPoint, COORDINATES, COORDINATES, st.integers(0, MOST_CLASSES - 1))
NAMES = st.text(min_size=1).map(tidy_name).filter(bool)
AXES = st.builds(OwnAxis, NAMES, st.floats(-1e9, 1e9), st.floats(1e-3, 1e12))


def placed(point: OwnPoint, axes: tuple[OwnAxis, ...]) -> OwnPoint:
    """A point of the picture in the units of the axes, not so near to the edge that rounding takes it outside."""
    if not axes:
        return point
    x1, x2 = (float(axis.units.theirs(0.9 * x)) for axis, x in zip(axes, (point.x1, point.x2), strict=True))
    return OwnPoint(x1, x2, point.label)


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    """Anything that the controls of the playground can lead to."""
    made = Settings(
        points=draw(st.integers(10, 500)),
        noise=draw(st.floats(0, 1)),
        train=draw(st.integers(10, 100)),
        features=tuple(name for name in FEATURES if draw(st.booleans())) or ("x1",),
        hidden=tuple(draw(st.lists(st.integers(1, MOST_WIDTH), max_size=MOST_HIDDEN_LAYERS))),
        activation=draw(st.sampled_from(["tanh", "relu", "sigmoid", "linear"])),
        learning_rate=draw(st.floats(1e-6, 1e6)),
        batch=draw(st.sampled_from([0, 1, 10])),
        l2=draw(st.floats(0, 10)),
        step=draw(st.sampled_from(STEPS)),
        seed=draw(st.integers(0, 9999)),
    )
    made = made.changed(output=draw(st.sampled_from(OUTPUTS)), start=draw(st.integers(0, 9999)))
    if draw(st.booleans()):
        axes = draw(st.one_of(st.just(()), st.tuples(AXES, AXES)))
        made = made.changed(
            data="own",
            own=tuple(placed(point, axes) for point in draw(st.lists(OWN, max_size=20))),
            classes=tuple(draw(st.lists(NAMES, max_size=MOST_CLASSES, unique=True))),
            axes=axes,
        )
    else:
        made = made.changed(data=draw(st.sampled_from(list(CLOUDS))))
    shapes = made.network().shapes
    for _ in range(draw(st.integers(0, 3))):
        made = replace(made, iteration=made.step * draw(st.integers(made.iteration // made.step, made.most_frames)))
        layer = draw(st.integers(0, len(shapes) - 1))
        rows, columns = shapes[layer]
        value = draw(st.floats(-1e6, 1e6))
        made = made.edited(layer, draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1)), value)
    return made


@given(settings())
def test_address_restores_everything(made: Settings) -> None:
    assert from_query(made.query()) == made


@given(settings(), st.data())
def test_loss_and_output_always_fit(made: Settings, data: st.DataObject) -> None:
    fitting = made.losses_and_outputs
    output = data.draw(st.sampled_from([*dict.fromkeys(name for names in fitting.values() for name in names)]))
    loss = data.draw(st.sampled_from(list(fitting)))
    for new in (made.changed(output=output), made.changed(loss=loss)):
        assert new.output in fitting[new.loss]
        new.network().checked_loss(new.loss)
    assert made.changed(output=output).output == output
    assert made.changed(loss=loss).loss == loss


@given(settings(), st.sampled_from(list(CLOUDS)))
def test_every_data_set_gets_a_loss_and_an_output_that_fit(made: Settings, data: str) -> None:
    new = made.changed(data=data)
    assert new.output in new.losses_and_outputs[new.loss]
    assert new.class_count == 2
    assert from_query(new.query()) == replace(new, own=(), classes=(), axes=()), (
        "an address describes the data that are chosen"
    )


def test_first_state_has_the_shortest_address() -> None:
    assert Settings().query() == {}
    assert from_query({"sizes": "3-2-1", "seed": "4"}) == Settings()  # the reader's network has its own parameters


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"p_data": "squares"}, "data: expected one of circles, .*got 'squares'"),
        ({"p_points": "0"}, "points: expected a whole number from 1 to 500, got '0'"),
        ({"p_points": "٣"}, "points: expected a whole number"),
        ({"p_learning_rate": "nan"}, "learning_rate: expected a number above 0 and at most 1000000"),
        ({"p_learning_rate": "0"}, "learning_rate: expected a number above 0"),
        ({"p_noise": "1e999"}, "noise: expected a number from 0 to 1"),
        ({"p_hidden": "-".join(["4"] * 7)}, "hidden: expected 0 to 6 entries joined by '-', got 7"),
        ({"p_hidden": "17"}, "hidden: expected a whole number from 1 to 16"),
        ({"p_features": ""}, "features: expected 1 to 7 entries"),
        ({"p_features": "x1-x1"}, "features: expected each feature once"),
        ({"p_loss": "bce", "p_output": "tanh"}, "output: expected one of sigmoid, softmax with loss bce, got tanh"),
        ({"p_data": "hills", "p_loss": "bce"}, "loss: expected one of half_sse, mse.* with data hills, got bce"),
        (
            {"p_data": "slope", "p_loss": "mse", "p_output": "relu"},
            "output: expected one of linear, tanh, leaky_relu.* with loss mse, got relu",
        ),
        ({"p_own": "1_2"}, "own: expected 3 numbers joined by '_', got '1_2'"),
        ({"p_own": "~".join(["0_0_1"] * (MOST_OWN_IN_ADDRESS + 1))}, "own: expected 0 to 200 entries"),
        ({"p_own": "4_0_1"}, "x1: expected a number from -3 to 3|own: expected a number from -3 to 3, got '4'"),
        ({"p_edits": "0_9_0_0_1"}, "edits: expected a whole number from 0 to 6, got '9'"),
        ({"p_edits": "0_0_9_0_1"}, "edits: expected weights of a network of sizes"),
        ({"p_edits": "10_0_0_0_1~5_0_0_0_1"}, "edits: expected rising iterations"),
        ({"p_edits": "7_0_0_0_1"}, "edits: expected iterations that are multiples of the step, 5"),
        ({"p_iteration": "60000"}, "iteration: expected at most 3000, got 60000; step is 5"),
    ],
)
def test_address_that_cannot_be_is_refused(query: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_query(query)


@pytest.mark.parametrize(
    ("parameters", "expected", "unread"),
    [
        ({"p_data": "slope"}, {"data": "slope", "output": "linear", "loss": "mse"}, []),
        ({"p_data": "hills", "p_output": "tanh"}, {"data": "hills", "output": "tanh", "loss": "mse"}, []),
        ({"p_output": "tanh"}, {"output": "tanh", "loss": "half_sse"}, []),
        ({"p_loss": "softmax_cross_entropy"}, {"loss": "softmax_cross_entropy", "output": "softmax"}, []),
        (
            {"p_data": "spirals", "p_noise": "2000"},
            {"data": "spirals", "noise": 0.1},
            ["noise: expected a number from 0"],
        ),
        ({"p_data": "spirals."}, {"data": "spirals"}, []),
        ({"p_noise": "0.2)"}, {"noise": 0.2}, []),
        ({"p_data": "XOR", "p_activation": "ReLU"}, {"data": "xor", "activation": "relu"}, []),
        ({"p_learningrate": "3"}, {}, ["learningrate: there is no such setting; is learning_rate meant"]),
        ({"amp;p_seed": "5"}, {"seed": 5}, []),
        ({"p_own": "0.5_-1.2_1"}, {"data": "own", "own": (OwnPoint(0.5, -1.2, 1),)}, []),
        (
            {"p_own": "0.5_-1.2_1", "p_data": "xor"},
            {"data": "own"},
            ["own: points of your own are shown with data own"],
        ),
        (
            {"p_own": "0_0_0~1_1_1~2_2_2", "p_classes": "a~b (of two)~c."},
            {"class_count": 3, "class_names": ("a", "b (of two)", "c."), "output": "softmax"}
            | {"loss": "softmax_cross_entropy", "sizes": (2, 4, 2, 3)},
            [],
        ),
        (
            {"p_own": "0_0_2", "p_output": "sigmoid", "p_loss": "bce"},
            {"output": "softmax", "loss": "bce"},
            ["output: expected one of softmax with loss bce, got sigmoid. It is softmax now"],
        ),
        ({"p_own": "0_0_8"}, {"data": "circles"}, ["own: expected a whole number from 0 to 7"]),
        ({"p_classes": "a~b"}, {"classes": ()}, ["classes: they are those of points of your own"]),
        ({"p_data": "own", "p_classes": "a~a"}, {"classes": ()}, ["classes: expected each name once"]),
        (
            {"p_data": "own", "p_axes": "mass in kg_70_5~x_0_1"},
            {"axes": (OwnAxis("mass in kg", 70.0, 5.0), OwnAxis("x"))},
            [],
        ),
        (
            {"p_data": "own", "p_axes": "(x)_70_5~[y].:_0_1)."},  # a name's signs are its own, the address's end is not
            {"axes": (OwnAxis("(x)", 70.0, 5.0), OwnAxis("[y].:"))},
            [],
        ),
        (
            {"p_own": "70_0_1", "p_axes": "mass_70_5~x_0_1"},
            {"own": (OwnPoint(70.0, 0.0, 1),)},
            [],
        ),
        (
            {"p_own": "90_0_1", "p_axes": "mass_70_5~x_0_1"},
            {"own": ()},
            ["own: expected a number from 55 to 85, got '90'"],
        ),
        ({"p_data": "own", "p_axes": "mass_70_0~x_0_1"}, {"axes": ()}, ["axes: expected a number above 0"]),
        ({"p_seed": "1e99", "p_points": "50"}, {"points": 50, "seed": 1}, ["seed: expected a whole number"]),
        ({"p_hidden": "4-4", "p_iteration": "99999"}, {"hidden": (4, 4)}, ["iteration: expected a whole number"]),
        (
            {"p_hidden": "4-4", "p_iteration": "50000"},
            {"hidden": (4, 4), "iteration": 3000},
            ["iteration: expected at most"],
        ),
        ({"p_features": "x1-x1-x2"}, {"features": ("x1", "x2")}, ["features: expected each feature once"]),
        ({"p_hidden": "3", "p_edits": "0_9_0_0_1"}, {"hidden": (3,), "edits": ()}, ["edits: expected a whole number"]),
        ({"p_hidden": "3", "p_edits": "7_0_0_0_1"}, {"hidden": (3,), "edits": ()}, ["edits: expected iterations"]),
        ({"p_data": "hills", "p_loss": "bce"}, {"data": "hills", "loss": "mse"}, ["It is mse now"]),
        ({"sizes": "3-2-1", "utm_source": "x"}, {}, []),
    ],
)
def test_an_address_is_read_part_by_part(
    parameters: dict[str, str], expected: dict[str, object], unread: list[str]
) -> None:
    settings, said = read_query(parameters)
    assert {name: getattr(settings, name) for name in expected} == expected
    assert len(said) == len(unread)
    for sentence, part in zip(said, unread, strict=True):
        assert part in sentence
    assert from_query(settings.query()) == settings


@given(st.dictionaries(st.sampled_from([f"p_{name}" for name in _READERS]), st.text(max_size=12), max_size=5))
def test_any_address_gives_settings_that_can_be(parameters: dict[str, str]) -> None:
    settings, _ = read_query(parameters)
    assert from_query(settings.query()) == settings


def test_what_changes_the_history_takes_edits_back() -> None:
    edited = replace(Settings(), iteration=100).edited(0, 0, 0, 1.5)
    assert edited.edits == (Edit(100, 0, 0, 0, 1.5),)
    assert edited.changed(learning_rate=1.0).edits == ()
    assert replace(edited, iteration=200).edits == edited.edits
    # An edit further back makes a new history: what was set by hand later is no part of it.
    assert replace(edited, iteration=50).edited(0, 0, 1, 2.0).edits == (Edit(50, 0, 0, 1, 2.0),)


def test_too_many_own_points_stay_out_of_the_address() -> None:
    many = Settings(data="own", own=(OwnPoint(0, 0, 1),) * (MOST_OWN_IN_ADDRESS + 1))
    assert "p_own" not in many.query()
    assert not many.fits_into_address


def test_longer_steps_than_the_film_has_frames_are_cut() -> None:
    assert Settings(step=100, iteration=50_000).changed(step=1).iteration == 600
