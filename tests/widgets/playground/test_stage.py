from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from studies.playground.features import expand
from widgets.kit import theme
from widgets.playground.recording import Recording, exported
from widgets.playground.settings import OwnPoint, Settings
from widgets.playground.stage import (
    dots,
    empty_plane,
    film_of,
    losses,
    note,
    picture,
    tile_names,
    weight_names,
    weight_place,
)

POINT = (0.5, -1.25)
NETWORKS = {
    "first": Settings(),
    "no hidden layer": Settings(hidden=()),
    "one layer": Settings(hidden=(3,)),
    "largest": Settings(hidden=(16,) * 6, features=("x1", "x2", "x1sq", "x2sq", "x1x2", "sin1", "sin2")),
    "two outputs": Settings(output="softmax"),
}


def shown(settings: Settings, frames: int = 3, start: int = 1) -> str:
    recording = Recording(settings)
    recording.extend(frames)
    return picture(recording, frames, start, POINT)


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=NETWORKS)
def test_every_weight_and_neuron_is_there(settings: Settings) -> None:
    html, net = shown(settings), settings.network()
    count = net.parameter_count
    biases = sum(net.sizes[1:])
    assert [int(hit) for hit in re.findall(r'data-weight="(\d+)"', html)] == list(range(count))
    assert html.count("hl-bias-mark") == biases
    assert html.count('class="hl-link"') == count - biases
    assert html.count("data-bundle=") == 33
    assert html.count("<option") - 4 == count  # the other four are the speeds
    assert html.count("data-enlarge=") == sum(net.sizes)
    assert sorted(int(hit) for hit in re.findall(r'data-number="weights:(\d+):4"', html)) == list(range(count))
    assert len(weight_names(settings)) == len(set(weight_names(settings))) == count
    assert [len(names) for names in tile_names(settings)] == list(net.sizes)


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=NETWORKS)
def test_weights_are_counted_in_the_order_of_their_matrices(settings: Settings) -> None:
    places = [weight_place(settings, index) for index in range(settings.network().parameter_count)]
    shapes = settings.network().shapes
    assert places == [
        (layer, i, j) for layer, (rows, columns) in enumerate(shapes) for i in range(rows) for j in range(columns)
    ]
    with pytest.raises(ValueError, match="weight: expected a number below"):
        weight_place(settings, len(places))


def test_the_film_begins_at_the_frame_that_is_asked_for() -> None:
    html = shown(Settings(), frames=3, start=2)
    data = json.loads(re.search(r"data-film[^>]*>(.*?)</script>", html, flags=re.S)[1])  # type: ignore[index]
    assert data["labels"] == [["0", "5", "10"]]
    assert 'value="2"' in html
    recording = Recording(Settings())
    recording.extend(3)
    assert data["channels"]["train"]["values"] == [frame.texts["train"] for frame in recording.frames]
    assert recording.frames[2].texts["train"] in html


def test_more_frames_fit_the_film_that_is_there() -> None:
    recording = Recording(Settings())
    recording.extend(5)
    first, more = (film_of(recording.frames[a:b], recording.settings).data() for a, b in ((0, 3), (3, 5)))
    assert more["sizes"] == [2]
    assert more["channels"].keys() == first["channels"].keys()
    assert more["pictures"].keys() == first["pictures"].keys()


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=NETWORKS)
def test_the_values_of_all_neurons_are_read_at_the_cross(settings: Settings) -> None:
    html = shown(settings, start=2)
    recording = Recording(settings)
    recording.extend(3)
    trained = exported(replace(settings, iteration=2 * settings.step)).net
    layers = trained.forward(expand([POINT], settings.features)).layers
    expected = [theme.number(value, 4) for layer in layers for value in layer[0].tolist()]
    assert re.findall(r'data-value="\d+">([^<]*)<', html) == expected
    assert "translate(175 212.5)" in html


def test_targets_of_a_regression_have_the_colour_of_their_size() -> None:
    hills = Settings().changed(data="hills", points=400, noise=0.5)
    html, targets = shown(hills), hills.problem().split.train_classes
    assert np.abs(targets).max() > 1, "what is larger has the strongest colour too"
    drawn = re.findall(
        r'class="hl-dots hl-train hl-toned (hl-one|hl-zero) hl-fill hl-some" d="([^"]*)" style="([^"]*)"', html
    )
    assert sum(path.count("M") for _, path, _ in drawn) == len(targets)
    assert sum(path.count("M") for kind, path, _ in drawn if kind == "hl-one") == (targets >= 0).sum()
    strongest = sum(path.count("M") for _, path, style in drawn if "100%" in style)
    assert strongest == (np.abs(targets) > 0.75).sum()
    assert "off by" in html
    assert "target ≥ 0" in html


def test_ten_thousand_points_are_few_elements() -> None:
    own = tuple(OwnPoint(i / 5000, 1 - i / 5000, i % 2) for i in range(10_000))
    html = shown(Settings(data="own", own=own), frames=1, start=0)
    assert html.count("hl-dots") == 8  # rim and filling, two classes, for training and for testing
    assert html.count("h0M") > 19_000


def test_dots_stand_where_their_points_are() -> None:
    assert dots(Settings().problem().split.train_points[:0]) == ""
    parts = replace(Settings(), data="own", own=(OwnPoint(0, 0, 1), OwnPoint(-3, 3, 1))).problem().split
    assert {dots(points) for points in (parts.train_points, parts.test_points)} == {"M150.0 150.0h0", "M0.0 0.0h0"}


def test_losses_are_drawn_from_the_left_edge_to_the_right() -> None:
    recording = Recording(Settings())
    recording.extend(11)
    html = str(losses(recording.frames))
    test, train = re.findall(r'points="([^"]*)"', html)
    assert [float(point.split(",")[0]) for point in train.split()] == list(range(11))
    heights = [float(point.split(",")[1]) for point in train.split()]
    assert heights == sorted(heights), "the loss falls here, so the curve goes down the page"
    assert len(test.split()) == 11
    assert 'viewBox="0 0 10 100"' in html


def test_a_diverged_run_is_explained() -> None:
    recording = Recording(Settings(activation="relu", output="linear", loss="half_sse", learning_rate=10.0))
    assert note(recording) is None
    recording.extend(600)
    said = str(note(recording))
    assert "diverged at iteration" in said
    assert "learning rate" in said
    html = str(losses(recording.frames))
    assert "nan" not in html
    assert "inf" not in html


def test_a_loss_that_rises_is_explained() -> None:
    recording = Recording(Settings(learning_rate=1e6))
    recording.extend(20)
    assert "A smaller learning rate helps" in str(note(recording))


def test_a_weight_set_by_hand_is_no_step_that_was_too_long() -> None:
    recording = Recording(Settings(iteration=300).edited(2, 0, 0, -3500.0))
    recording.extend(300 // recording.settings.step + 1)
    assert recording.frames[-1].train_loss > 10 * recording.frames[0].train_loss
    assert note(recording) is None


def test_own_points_can_be_clicked_into_the_plane() -> None:
    assert 'data-plane="own"' in empty_plane(Settings(data="own"))
    assert 'data-plane="own"' in shown(Settings(data="own", own=(OwnPoint(1, 1, 1),)))
    assert 'data-plane="own"' not in shown(Settings())


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=NETWORKS)
def test_every_neurons_picture_is_large_and_clear_of_the_next(settings: Settings) -> None:
    """At 1280 pixels the network has 545 of them, which makes a picture 48; below, it scrolls."""
    html = shown(settings)
    width, height = map(float, re.search(r"aspect-ratio: (\d+) / (\d+)", html).groups())  # type: ignore[union-attr]
    tiles = re.findall(r'data-name="[^"]*" style="left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%', html)
    places = [(float(x) / 100 * width, float(y) / 100 * height, float(w) / 100 * width) for x, y, w in tiles]
    assert len(places) == sum(settings.sizes)
    assert min(w for *_, w in places) / width * 545 >= 48
    for one, (x, y, side) in enumerate(places):
        assert y + side <= height + 0.01
        assert all(max(abs(x - a), abs(y - b)) >= side for a, b, _ in places[one + 1 :])
