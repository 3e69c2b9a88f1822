"""The teacher's command ranks what is valid, says of the rest why not, and runs nothing that does more than compute."""

from __future__ import annotations

from pathlib import Path

import pytest

from studies.exercises.assignments import Entry, hand_in
from teacher import entries
from teacher.check_entries import main
from widgets.code.runner.limits import Limits

GOOD = hand_in(Entry(("tanh", "tanh", "sigmoid"), 0.5, 1), "Ada")
OTHER = hand_in(Entry(("sigmoid", "sigmoid", "sigmoid"), 0.1, 2), "Grace")


def claims_more(text: str) -> str:
    head, _, rest = text.partition("# loss: ")
    return f"{head}# loss: 0.000001\n{rest.partition(chr(10))[2]}"


BAD = {
    "claims.py": (claims_more(GOOD), "it claims a loss of 1e-06"),
    "longer.py": (GOOD.replace("iterations = 1000", "iterations = 3000"), "settings in its first lines give"),
    "liar.py": (
        claims_more(GOOD).replace("print(", "print('final loss 0.000001')  # ("),
        "settings in its first lines",
    ),
    "silent.py": (GOOD.replace("print(", "str("), "one line 'final loss"),
    "broken.py": (GOOD.replace("iterations = 1000", "iterations = = 1000"), "no Python"),
    "fails.py": (GOOD.replace("iterations = 1000", "iterations = 1 / 0"), "ZeroDivisionError"),
    "endless.py": (GOOD + "\nwhile True: pass\n", "still running"),
    # More than there are addresses: some systems promise any memory that has one, and take long to find out.
    "huge.py": (GOOD + "\nnp.ones(10**17)\n", "MemoryError"),
    "files.py": (GOOD + "\nopen('x', 'w')\n", "uses open"),
    "system.py": (GOOD + "\nimport os\n", "imports os"),
    "other.py": (GOOD + "\nfrom numpy import load\n", "imports numpy; an entry"),
    "saves.py": (GOOD + "\nnp.save('x', X)\n", "uses .save"),
    "insides.py": (GOOD + "\nX.__class__\n", "uses .__class__"),
    "notes.txt": ("Dear teacher,", "first line"),
    "bytes.py": ("\udcff", "codec"),
}


@pytest.fixture(autouse=True)
def short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "LIMITS", Limits(seconds=20.0))


def test_valid_files_are_ranked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "two.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "ignored.pdf").write_text("", encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["1.", "2."]
    assert "Ada  (two.py)" in lines[0]
    assert "Grace  (one.txt)" in lines[1]


@pytest.mark.parametrize("file", BAD)
def test_files_that_fail_are_told_why(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, say = BAD[file]
    if file == "endless.py":
        monkeypatch.setattr(entries, "LIMITS", Limits(seconds=3.0))
    (tmp_path / file).write_text(text, encoding="utf-8", errors="surrogateescape")
    [verdict] = entries.check_folder(tmp_path)
    assert say in verdict.problem
    assert file in entries.table([verdict])


def test_failures_stand_below_the_ranking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text(BAD["system.py"][0], encoding="utf-8")
    (tmp_path / "b.py").write_text(GOOD, encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out.index("Ada") < out.index("Not valid:") < out.index("a.py: line")


def test_a_folder_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["no/such/folder"]) == 2
    assert "Usage" in capsys.readouterr().err


def test_an_empty_folder_is_no_mistake(tmp_path: Path) -> None:
    assert "no .py or .txt" in entries.table(entries.check_folder(tmp_path))
