"""The assignments' widgets: tables and pictures from results, and the page at work."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from streamlit.testing.v1 import AppTest

from studies.exercises.assignments import Entry, Trained, compare_widths, hand_in, read_hand_in
from widgets.code import assignment_a, assignment_b
from widgets.drawing import charts, seven_segment
from widgets.progress import store

OPEN = Callable[..., AppTest]
GOOD = Entry(("tanh", "tanh", "sigmoid"), 0.5, 1)
BAD = Entry(("sigmoid", "sigmoid", "sigmoid"), 0.1, 1)
STOPPED = Entry(("relu", "relu", "linear"), 5.0, 1)
tried = cache(assignment_b.attempt)


def test_the_six_runs_are_drawn_and_listed() -> None:
    results = list(compare_widths(0.1, 50))
    assert len(assignment_a.table(results).splitlines()) == 2 + 6
    assert assignment_a.table(results).count(" ms ") == 6
    repeated = assignment_a.history([(0.1, 50, 1, results), (0.1, 50, 2, results)]).splitlines()
    assert repeated[0].count("|") == repeated[1].count("|") == 1 + 3 + 6
    assert repeated[3].startswith("| 0.1 | 50 | 2 | ")
    spec = charts.inline(assignment_a.chart(results))
    values = spec["layer"][0]["data"]["values"]
    assert {(v["width"], v["f"]) for v in values} == {
        (f"{w} neurons", f) for w in (20, 100) for f in ("sigmoid", "relu", "tanh")
    }


def test_the_leaderboard_ranks_different_tries_that_came_to_the_end() -> None:
    assert tried(STOPPED)["stopped"]
    good, bad = tried(GOOD), tried(BAD)
    assert assignment_b.ranked([bad, good, good, tried(STOPPED)]) == [good, bad]
    rows = assignment_b.leaderboard([bad, good]).splitlines()[2:]
    assert "tanh, tanh, sigmoid" in rows[0]
    assert "10 of 10" in rows[0]


def test_wrong_digits_are_marked_by_a_sign() -> None:
    html = str(seven_segment.answers([[True] * 7] * 10, [0, 1, 2, 8, 4, 5, 6, 7, 8, 9]))
    assert html.count("hl-sign-wrong") == 1
    assert "3 → 8" in html
    assert "3 was taken for 8" in html
    assert html.count("hl-sign-right") == 9


def test_the_page_trains_keeps_the_try_and_offers_the_best(open_page: OPEN) -> None:
    app = open_page("assignments")
    assert not app.exception
    board = [markdown.value for markdown in app.markdown if "| place |" in markdown.value]
    assert board == []
    button = next(button for button in app.button if "1000 iterations" in button.label)
    app = button.click().run()
    assert not app.exception
    assert any("| 1 | sigmoid, sigmoid, sigmoid |" in markdown.value for markdown in app.markdown)


def test_a_try_and_its_file_say_the_same_loss() -> None:
    handed = read_hand_in(hand_in(assignment_b.entry_of(tried(GOOD)), "Ada"))
    assert handed.loss == float(f"{tried(GOOD)['loss']:.12g}")
    assert assignment_b.other_here(tried(GOOD), assignment_b.entry_of(tried(GOOD)).run()) == ""


def test_a_try_that_ends_elsewhere_on_this_machine_is_told() -> None:
    kept = tried(GOOD) | {"loss": 1.25 * tried(GOOD)["loss"]}
    said = assignment_b.other_here(kept, assignment_b.entry_of(tried(GOOD)).run())
    assert "multiplies such differences" in said
    stopped = assignment_b.other_here(kept, Trained(1.0, (0,) * 10, "diverged at iteration 3"))
    assert "there is no file of it: it diverged at iteration 3." in stopped


def test_editions_tell_texts_apart() -> None:
    assert store.edition("a") == store.edition("a") != store.edition("b")


def test_assignment_a_shows_nothing_before_the_press_and_repeats_with_other_seeds(open_page: OPEN) -> None:
    app = open_page("assignments")
    tables = [shown.value for shown in app.markdown if "digits right | time" in shown.value]
    assert tables == []
    assert any("Write down first" in info.value for info in app.info)
    for seed in (1, 2):
        next(box for box in app.number_input if box.label == "Iterations").set_value(20)
        next(box for box in app.number_input if box.label == "Seed").set_value(seed)  # the first of two on the page
        next(button for button in app.button if button.label == "Train the six networks").click()
        app = app.run()
        assert not app.exception
    assert sum("digits right | time" in shown.value for shown in app.markdown) == 1
    assert any("| 0.05 | 20 | 2 | " in shown.value for shown in app.markdown)
