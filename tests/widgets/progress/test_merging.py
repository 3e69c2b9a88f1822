"""Two copies of a reader's progress: nothing that only one has is lost, and what is written can be read back."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlp_core import ACTIVATIONS
from tests.examples import examples
from widgets.progress import forms, json_file
from widgets.progress.kept import CannotBeKept, Progress

ROOT = Path(__file__).resolve().parents[3]


def cell(text: str) -> dict[str, str]:
    return {"edition": "e", "text": text}


def kept(path: Path) -> Progress:
    return json_file.read(path.read_text(encoding="utf-8"))


# --- whatever the book can store --------------------------------------------------------------------------------------
any_text = some.text(some.characters(exclude_categories=()), max_size=12)  # halves of letters too
any_number = some.floats(allow_nan=True) | some.integers()
tries = some.fixed_dictionaries(
    {
        "activations": some.lists(some.sampled_from(sorted(ACTIVATIONS)), min_size=3, max_size=3),
        "learning_rate": some.floats(0.0001, 10),
        "seed": some.integers(0, 9999),
        "loss": some.floats(0, 10) | any_number,
        "digits": some.lists(some.integers(0, 9), min_size=10, max_size=10),
        "stopped": any_text,
    }
)
puts = some.one_of(
    some.tuples(some.just("code"), any_text, some.fixed_dictionaries({"edition": any_text, "text": any_text})),
    some.tuples(
        some.just("exercises"),
        any_text,
        some.fixed_dictionaries({"solved": some.booleans(), "tries": some.lists(any_text, max_size=3)}),
    ),
    some.tuples(
        some.just("answers"),
        any_text,
        some.fixed_dictionaries(
            {
                "given": any_text,
                "right": some.booleans(),
                "network": some.dictionaries(any_text, any_text, max_size=2),
            },
            optional={"more": any_number},
        ),
    ),
    some.tuples(
        some.just("assignments"),
        some.just("assignment-a"),
        some.fixed_dictionaries(
            {}, optional={"rate": any_number, "iterations": some.integers(10, 5000), "conclusion": any_text}
        ),
    ),
    some.tuples(some.just("assignments"), some.just("assignment-b"), some.lists(tries, max_size=2)),
    some.tuples(some.sampled_from(["code", "answers"]), any_text, some.none()),
)


def made(changes: list[tuple[str, str, Any]]) -> Progress:
    progress = Progress()
    for time, (kind, name, value) in enumerate(changes, start=1):
        name = name.encode("utf-8", "replace").decode()
        try:
            progress = progress.put(kind, name, value, time)
        except CannotBeKept:
            continue
        if value is not None:
            assert progress.get(kind, name) is not None
    return progress


@pytest.mark.long
@given(some.lists(puts, min_size=4, max_size=12), some.randoms(use_true_random=False))
@examples(300)
def test_ten_thousand_progress_stores_are_read_back_as_they_were(
    pool: list[tuple[str, str, Any]], chance: Random
) -> None:
    for _ in range(34):
        progress = made(chance.choices(pool, k=chance.randrange(8)))
        assert json_file.read(json_file.write(progress)) == progress


@pytest.mark.long
@given(some.lists(puts, max_size=3), some.lists(puts, max_size=3))
@examples(500)
def test_the_order_of_merging_does_not_matter(one: list[tuple[str, str, Any]], two: list[tuple[str, str, Any]]) -> None:
    here, there = made(one), made(two)
    together = here.merged(there)
    assert there.merged(here) == together
    assert together.merged(here) == together.merged(there) == together
    assert json_file.write(there.merged(here)) == json_file.write(together)


# --- merging ----------------------------------------------------------------------------------------------------------
def test_the_later_answer_counts_for_the_same_question_only() -> None:
    here = Progress().put("code", "a", cell("1"), 10).put("code", "b", cell("old"), 10)
    there = Progress().put("code", "c", cell("3"), 20).put("code", "b", cell("new"), 20)
    texts = {name: value["text"] for name, value in here.merged(there).kinds["code"].items()}
    assert texts == {"a": "1", "b": "new", "c": "3"}


def test_what_was_taken_away_does_not_come_back_from_another_window() -> None:
    before = Progress().put("code", "a", cell("1"), 10)
    assert before.put("code", "a", None, 20).merged(before).get("code", "a") is None
    assert before.put("code", "a", None, 20).merged(before.put("code", "a", cell("2"), 30)).get("code", "a")


def test_tries_and_solved_exercises_add_up() -> None:
    here = Progress().put("exercises", "a", {"solved": True, "tries": ["x"]}, 10)
    there = Progress().put("exercises", "a", {"solved": False, "tries": ["y"]}, 20)
    assert here.merged(there).get("exercises", "a") == {"solved": True, "tries": ["x", "y"]}


def test_another_windows_conclusion_survives_a_training() -> None:
    here = Progress().put("assignments", "assignment-a", {"conclusion": "mine"}, 10)
    there = Progress().put("assignments", "assignment-a", {"rate": 0.1, "iterations": 50}, 20)
    assert here.merged(there).get("assignments", "assignment-a") == {
        "conclusion": "mine",
        "rate": 0.1,
        "iterations": 50,
    }


def test_a_clock_that_was_set_back_loses_nothing() -> None:
    late = Progress().put("code", "a", cell("1"), 1000)
    assert late.merged(late.put("code", "a", cell("2"), 5)).get("code", "a")["text"] == "2"


def test_forty_tries_of_150_kilobytes_stay_small() -> None:
    progress = Progress()
    for number in range(40):
        before = (progress.get("exercises", "a") or {"tries": []})["tries"]
        progress = progress.put("exercises", "a", {"solved": False, "tries": [*before, f"{number}" * 75_000]}, number)
    assert len(progress.get("exercises", "a")["tries"]) == 40
    assert len(json_file.write(progress)) < 100_000


@pytest.mark.parametrize("value", [cell("x" * (forms.LONG + 1)), cell("x") | {"more": float("inf")}, {"text": 1}])
def test_what_could_not_be_read_back_is_refused(value: Any) -> None:
    with pytest.raises(CannotBeKept):
        Progress().put("code", "a", value, 1)


def test_begun_anew_elsewhere_takes_away_what_is_older_and_a_file_brings_it_back() -> None:
    pupil = Progress().put("code", "a", cell("1"), 10)
    anew = pupil.anew(20)
    assert anew.merged(pupil) == pupil.merged(anew) == anew
    after = anew.put("code", "b", cell("2"), 30)
    assert set(after.merged(pupil).kinds["code"]) == {"b"}
    again = after.with_file(json_file.read(json_file.write(pupil.only_values())), 40)
    assert set(again.merged(pupil).merged(anew).kinds["code"]) == {"a", "b"}


def test_a_file_of_an_earlier_edition_is_read_and_yields_to_what_is_here() -> None:
    text = json.dumps({"format": json_file.FORMAT, "version": 1, "kinds": {"code": {"a": cell("0"), "b": cell("0")}}})
    together = Progress().put("code", "a", cell("1"), 10).with_file(json_file.read(text), 20)
    assert {name: value["text"] for name, value in together.kinds["code"].items()} == {"a": "1", "b": "0"}


# --- the file on this machine -----------------------------------------------------------------------------------------
def test_two_windows_keep_what_the_other_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "progress.json"
    one = json_file.exchange(path, Progress(), lambda p: p.put("code", "a", cell("1"), 1)).progress
    two = json_file.exchange(path, Progress(), lambda p: p.put("code", "b", cell("2"), 2)).progress
    assert set(two.kinds["code"]) == {"a", "b"}
    json_file.exchange(path, one, lambda p: p.put("code", "a", None, 3))
    assert kept(path).kinds == {"code": {"b": cell("2")}}
    assert sorted(file.name for file in path.parent.iterdir()) == ["progress.json", "progress.lock"]


WRITER = """
import sys
from pathlib import Path
from widgets.progress import json_file
from widgets.progress.kept import Progress
mine = Progress()
for i in range(40):
    change = lambda p: p.put("code", f"{sys.argv[1]}-{i}", {"edition": "e", "text": "x" * 500}, i + 1)
    mine = json_file.exchange(Path(sys.argv[2]), mine, change).progress
"""


def test_windows_and_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    programs = [subprocess.Popen([sys.executable, "-c", WRITER, name, str(path)], cwd=ROOT) for name in ("one", "two")]

    def window(name: str) -> None:
        mine = Progress()
        for number in range(40):
            full = f"{name}-{number}"
            mine = json_file.exchange(path, mine, lambda p, n=full: p.put("code", n, cell("x"), 1)).progress  # type: ignore[misc]

    threads = [threading.Thread(target=window, args=(name,)) for name in ("three", "four")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [program.wait() for program in programs] == [0, 0]
    assert len(kept(path).kinds["code"]) == 160
    assert sorted(file.name for file in tmp_path.iterdir()) == ["progress.json", "progress.lock"]


def test_unreadable_files_are_put_aside_and_none_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    for text, name in (("{", "progress.unreadable.json"), ("[", "progress.unreadable-2.json")):
        path.write_text(text, encoding="utf-8")
        done = json_file.exchange(path, Progress(), lambda p: p.put("code", "a", cell("1"), 1))
        assert (done.aside, done.trouble) == (name, "")
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert (tmp_path / "progress.unreadable.json").read_text(encoding="utf-8") == "{"
    assert kept(path).get("code", "a")


def test_a_newer_editions_file_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    text = '{"format": "hidden-layers-progress", "version": 99, "kinds": {}}'
    path.write_text(text, encoding="utf-8")
    done = json_file.exchange(path, Progress(), lambda p: p.put("code", "a", cell("1"), 1))
    assert "newer edition" in done.trouble
    assert done.progress.get("code", "a")  # for this session, and for a file to take away
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = json_file.exchange(tmp_path / "file" / "progress.json", Progress())
    assert "cannot be written" in done.trouble


def test_too_much_together_is_said_and_what_is_in_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"

    def full(name: str) -> Progress:
        progress = Progress()
        for number in range(16):
            progress = progress.put("code", f"{name}{number}", cell("x" * 190_000), 1)
        return progress

    assert json_file.exchange(path, full("a")).trouble == ""
    done = json_file.exchange(path, full("b"))
    assert "longer than" in done.trouble
    assert kept(path) == full("a")
    assert done.progress == full("b")


@pytest.mark.parametrize(
    ("content", "say"), [("{}".encode("utf-16"), "UTF-16"), (b"\xc3", "no text in UTF-8"), (b"\xe9t\xe9", "UTF-8")]
)
def test_another_encoding_is_named(content: bytes, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        json_file.text_of(content)


def test_notepads_mark_at_the_beginning_is_no_hindrance() -> None:
    progress = Progress().put("code", "a", cell("é"), 1)
    assert json_file.read(json_file.text_of(json_file.write(progress).encode("utf-8-sig"))) == progress
    assert json_file.read("\ufeff" + json_file.write(progress)) == progress
