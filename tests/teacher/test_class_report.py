"""`python -m teacher.class` on folders as platforms pack them, with honest, edited and impossible files."""

from __future__ import annotations

import csv
import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from lessons.catalogue import contents, read_blocks, widget_markers
from teacher import class_report
from teacher.book_questions import questions
from teacher.class_results import asked as asked_of
from teacher.class_results import gathered, to_talk_about
from teacher.folder import read_folder
from teacher.progress_files import WANTED, name_of
from widgets.kit.reader import ReaderNetwork
from widgets.progress import json_file, store
from widgets.progress.kept import Progress
from widgets.questions.questions import parse_question


def chosen() -> Any:
    """A question with choices, and one of its wrong choices that the book comments on."""
    question = next(q for q in questions().values() if q.choices and q.wrong)
    return question, question.wrong[0][0]


def written(
    answers: dict[str, tuple[str, bool]], exercises: dict[str, Any] | None = None, now: int = 1_700_000_000_000
) -> str:
    """A progress file as the book writes it."""
    progress = Progress()
    for place, (name, (given, right)) in enumerate(answers.items()):
        value = {"given": given, "network": ReaderNetwork().query(), "right": right}
        progress = progress.put("answers", name, value, now + 1000 * place)
    for name, value in (exercises or {}).items():
        progress = progress.put("exercises", name, value, now)
    return json_file.write(progress.only_values())


def put(folder: Path, place: str, text: str | bytes) -> None:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_the_questions_and_their_editions_are_those_of_the_lessons() -> None:
    wanted = {}
    for lesson in contents().lessons:
        for marker in widget_markers(read_blocks(lesson)):
            if marker.name == "check_yourself":
                wanted[lesson.slug, store.edition(marker.caption)] = parse_question(marker.caption)
    assert set(questions()) == set(wanted)
    for key, question in wanted.items():
        ours = questions()[key]
        assert (ours.answer, ours.choices, ours.wrong) == (question.answer, question.choices, question.mistakes)
        if not ours.about_network:
            assert ours.judge(question.answer) is True
            for value, say in question.mistakes:
                assert ours.judge(value) is False
                assert ours.slip(value) == say


def test_a_class_is_read_judged_and_told(tmp_path: Path) -> None:
    question, wrong = chosen()
    key = f"{question.lesson}/{question.edition}"
    exercise = {"solved": True, "tries": ["a", "b", "c"]}
    for number in range(3):
        text = written({key: (wrong, False)}, {"tanh": exercise}, 1_700_000_000_000 + number)
        put(tmp_path / "in", f"Student {number}_12{number}_assignsubmission_file_/hidden-layers-progress.json", text)
    put(tmp_path / "in", "ada-hidden-layers-progress (1).json", written({key: (question.answer, True)}))
    assert class_report.main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "class.html").read_text(encoding="utf-8")
    assert "1 of 4 right" in page
    assert "3 answered" in page
    rows = list(csv.DictReader((tmp_path / "out" / "class.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["student"] for row in rows] == ["ada", "Student 0", "Student 1", "Student 2"]
    assert rows[1]["exercise tanh"] == "solved after 3 tries"
    assert [row["right"] for row in rows] == ["1", "0", "0", "0"]
    students = gathered(read_folder(tmp_path / "in", WANTED))
    topic = to_talk_about(asked_of(students))[0]
    assert (topic.right, topic.answered) == (1, 4)
    assert topic.slips[0][1:] == (question.slip(wrong), 3)


def test_an_edited_verdict_is_said_and_not_believed(tmp_path: Path) -> None:
    question, wrong = chosen()
    put(tmp_path, "eve.json", written({f"{question.lesson}/{question.edition}": (wrong, True)}))
    (one,) = gathered(read_folder(tmp_path, WANTED))
    assert not one.answers[0].right
    assert "was edited" in one.oddities


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exercises": {"tanh": {"solved": True, "tries": []}}}, "solved without a try"),
        ({"exercises": {"tanh": {"solved": "yes", "tries": []}}}, "do not have the form"),
        ({"exercises": {"tanh": 7}, "answers": {"x": None, "y/z": {"given": 3}}}, "3 of its parts"),
        ({"assignments": {"assignment-b": {"a": 1}, "assignment-a": 5}}, ""),
        ({"answers": []}, "'kinds' is not as expected"),
    ],
)
def test_what_was_edited_is_said_and_stops_nothing(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    table = json.loads(written({}))
    table["kinds"] |= change
    put(tmp_path, "mallory.json", json.dumps(table))
    (one,) = gathered(read_folder(tmp_path, WANTED))
    assert said in one.oddities
    assert bool(one.oddities) == bool(said)


def test_two_files_with_the_same_times_are_said(tmp_path: Path) -> None:
    keys = [f"{q.lesson}/{q.edition}" for q in list(questions().values())[:3]]
    text = written(dict.fromkeys(keys, ("1", False)))
    put(tmp_path, "ann/hidden-layers-progress.json", text)
    put(tmp_path, "bob/hidden-layers-progress.json", text)
    ann, bob = gathered(read_folder(tmp_path, WANTED))
    assert "those of" not in ann.oddities
    assert "those of ann" in bob.oddities


def test_anything_may_lie_in_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    put(folder, "good/hidden-layers-progress.json", written({}))
    put(folder, "a/broken.json", b"{" * 5000)
    put(folder, "b/deep.json", b"[" * 100_000 + b"]" * 100_000)
    put(folder, "c/other.json", b'{"format": "something else"}')
    put(folder, "d/newer.json", b'{"format": "hidden-layers-progress", "version": 99, "kinds": {}}')
    put(folder, "e/wide.json", "{}".encode("utf-16"))
    put(
        folder,
        "f/infinite.json",
        b'{"format": "hidden-layers-progress", "version": 1, "kinds": {"answers": {"a/b": NaN}}}',
    )
    put(folder, "g/all.zip", b"PK\x03\x04")
    put(folder, "h/notes.docx", b"\x00\x01")
    put(folder, "i/empty.json", b"")
    put(folder, "__MACOSX/._x.json", b"x")
    put(folder, "=cmd|' /C calc'!A0/hidden-layers-progress.json", written({}))
    put(folder, "<script>alert(1)<script>/hidden-layers-progress.json", written({}))
    put(folder, "\x1b[31mred/broken.json", b"{")
    (folder / "link.json").symlink_to("/etc/passwd")
    assert class_report.main([str(folder), "--out", str(tmp_path / "out")]) == 1
    page = (tmp_path / "out" / "class.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    rows = list(csv.reader((tmp_path / "out" / "class.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    said = capsys.readouterr().out
    assert "\x1b" not in said
    for reason in ("no JSON", "no progress file", "newer edition", "UTF-16"):
        assert reason in said
    assert "an archive: unpack it first" in page


def test_a_folder_without_a_progress_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert class_report.main([str(tmp_path)]) == 2
    assert "no progress file" in capsys.readouterr().err
    assert class_report.main([str(tmp_path / "nowhere")]) == 2
    assert "Usage" in capsys.readouterr().err


def test_it_is_called_by_the_short_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["class", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("teacher.class", run_name="__main__")
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Ada Lovelace_12345_assignsubmission_file_/hidden-layers-progress.json", "Ada Lovelace"),
        ("lovelaceada_123_456_hidden-layers-progress.json", "lovelaceada"),
        ("lovelaceada_late_123_456_hidden-layers-progress-1.json", "lovelaceada"),
        ("Ada Lovelace/hidden-layers-progress (2).json", "Ada Lovelace"),
        ("ada.json", "ada"),
        ("hidden-layers-progress.json", "?"),
    ],
)
def test_names_come_from_the_platforms_folders(place: str, name: str) -> None:
    assert name_of(place) == name
