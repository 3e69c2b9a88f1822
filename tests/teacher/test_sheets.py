"""`python -m teacher.sheets` as a teacher runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studies.problems.files import KINDS
from teacher import sheets


def run(*arguments: str) -> tuple[int, list[str]]:
    said: list[str] = []
    return sheets.main(arguments, said.append), said


def test_it_writes_every_file_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teacher.sheets.shutil.which", lambda _: None)
    out = tmp_path / "new" / "folder"
    code, said = run("--topic", "deltas", "--variants", "2", "--seed", "7", "--sizes", "3-2-1", "--out", str(out))
    assert code == 0
    assert {path.name for path in out.iterdir()} == set(KINDS)
    assert [line for line in said if line.endswith(".html")] == [str(out / "sheet.html")]
    assert "print it into a file" in said[-1], "without a Chromium it says how to print"


def test_a_browser_that_fails_is_said_and_the_rest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teacher.sheets.shutil.which", lambda _: "/bin/false")
    code, said = run("--variants", "1", "--topic", "shapes", "--out", str(tmp_path))
    assert code == 0
    assert "did not print" in said[-1]
    assert (tmp_path / "sheet.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sizes", "2-x-1"), "--sizes: expected whole numbers"),
        (("--sizes", "2-2-2-2-2-2"), "sizes: expected"),
        (("--variants", "0"), "variants: expected"),
        (("--variants", "100000"), "variants: expected"),
        (("--seed", "-1"), "seed: expected"),
        (("--activations", "relu-magic"), "activations: expected some of"),
    ],
)
def test_what_cannot_be_chosen_is_named(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, "--out", str(tmp_path))[0] == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run("--variants", "1", "--topic", "shapes", "--out", str(tmp_path / "file" / "below"))[0] == 2
    assert "cannot be written" in capsys.readouterr().err
