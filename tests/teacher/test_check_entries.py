"""The teacher's command ranks what is valid, says of the rest why not, and runs nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from studies.exercises import assignments
from studies.exercises.assignments import Entry, Trained, hand_in
from teacher import check_entries, entries, process
from teacher.check_entries import main
from teacher.folder import MOST_BYTES, read_folder
from teacher.inspection import BUILTINS
from tests.entries import ADAS, handed_in_by_ada, trained

GOOD = handed_in_by_ada()


@pytest.fixture(autouse=True)
def no_training_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entry, "run", trained)


def claims(text: str, loss: str) -> str:
    head, _, rest = text.partition("# loss: ")
    return f"{head}# loss: {loss}\n{rest.partition(chr(10))[2]}"


BAD = {
    "claims.py": (claims(GOOD, "0.000001"), "it claims a loss of 1e-06, but its settings give"),
    "worse.py": (claims(GOOD, "3.5"), "it claims a loss of 3.5, but its settings give"),
    "rate.py": (GOOD.replace("learning_rate = 0.5", "learning_rate = 0.6"), "the book writes 'learning_rate = 0.5'"),
    "longer.py": (
        GOOD.replace("iterations = 1000", "iterations = 3000"),
        "line 115: its program has 'iterations = 3000'",
    ),
    "shorter.py": (GOOD.rstrip().rsplit("\n", 1)[0], "its program ends before the line 'print("),
    "more.py": (GOOD + "\nopen('x', 'w')\n", "where the book's has ended"),
    "weights.py": (GOOD.replace("weights = [", "weights = [  # mine", 1), "It was not run"),
    "curly.py": (GOOD.replace('"""A', '“”"A'), "an editor changed its quotation marks"),
    "wild.py": (GOOD.replace("# learning rate: 0.5", "# learning rate: 1e9"), "the book writes 'learning_rate = 10000"),
    "hidden.py": (GOOD.replace("# activations: tanh", "# activations: softmax"), "softmax"),
    "notes.txt": ("Dear teacher,", "first line"),
    "bytes.py": ("\udcff", "first line"),
}
RUN = {
    "liar.py": (
        GOOD.replace("print(f", 'print("final loss 0.000001")  # ('),
        "it prints a loss of 1e-06, but the settings in its first lines give",
    ),
    "longer.py": (GOOD.replace("iterations = 1000", "iterations = 3000"), "settings in its first lines give"),
    "silent.py": (GOOD.replace("print(f", "len(f"), "one line 'final loss"),
    "word.py": (GOOD.replace("print(f", 'print("final loss nan")  # ('), "final loss that it prints, nan, is no loss"),
    "broken.py": (GOOD.replace("iterations = 1000", "iterations = = 1000"), "no Python"),
    "fails.py": (GOOD.replace("iterations = 1000", "iterations = 1 / 0"), "ZeroDivisionError"),
    "endless.py": (GOOD + "\nwhile True:\n    pass\n", "still running after 3 seconds"),
    "deaf.py": (GOOD + "\n9**9**9\n", "still running after 3 seconds"),
    "flood.py": (GOOD + "\nwhile True:\n    print(1)\n", "it printed more than 20,000 characters"),
    # More than there are addresses: some systems promise any memory that has one, and take long to find out.
    "huge.py": (GOOD + "\nnp.ones(10**17)\n", "MemoryError"),
}


def verdict_on(file: str, text: str, folder: Path) -> entries.Verdict:
    (folder / file).write_text(text, encoding="utf-8", errors="surrogateescape")
    [verdict] = entries.check(read_folder(folder))
    assert file in entries.table([verdict])
    return verdict


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "may_run" not in request.fixturenames:
        monkeypatch.setattr(process, "run", lambda *_: pytest.fail("a handed-in program was run"))


@pytest.fixture
def may_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "LIMITS", process.Limits(seconds=3))


def test_valid_files_are_ranked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = hand_in(Entry(("sigmoid", "sigmoid", "sigmoid"), 0.1, 2), "Grace")
    (tmp_path / "one.txt").write_text(other, encoding="utf-8")
    (tmp_path / "two.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "ignored.pdf").write_text("", encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["1.", "2."]
    assert "Ada  (two.py)" in lines[0]
    assert "Grace  (one.txt)" in lines[1]
    assert "Not read:\n  ignored.pdf: a .pdf file" in out


@pytest.mark.long
@pytest.mark.parametrize("file", BAD)
def test_files_that_fail_are_told_why(file: str, tmp_path: Path) -> None:
    text, say = BAD[file]
    assert say in verdict_on(file, text, tmp_path).problem


@pytest.mark.long
@pytest.mark.parametrize("file", RUN)
def test_a_changed_program_is_run_on_request_and_judged_by_its_settings(
    file: str, tmp_path: Path, may_run: None
) -> None:
    text, say = RUN[file]
    verdict = verdict_on(file, text, tmp_path)
    assert "It was not run" in verdict.problem
    [run] = entries.run_changed([verdict], lambda line: None)
    assert say in run.problem


def test_a_changed_program_with_the_same_loss_is_valid_once_it_was_run(
    tmp_path: Path, may_run: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.py").write_text(GOOD.replace("iterations = 1000", "iterations = 10**3"), encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "--run does that" in capsys.readouterr().out
    assert main([str(tmp_path), "--run"]) == 0
    out = capsys.readouterr().out
    assert out.index("--run: programs that are not the book's own: 1") < out.index("  mine.py\n") < out.index("1.  ")
    assert "mine.py: its program is not the book's, and gives the same loss" in out


def test_a_loss_of_a_machine_that_rounds_differently_is_explained(tmp_path: Path) -> None:
    # What fit gives for these settings, which adds in another order.
    text = claims(hand_in(Entry(("tanh", "tanh", "sigmoid"), 0.5, 7), "Ada"), "0.00747525358415")
    verdict = verdict_on("entry.py", text, tmp_path)
    assert not verdict.problem
    assert "another machine rounds differently" in verdict.remark
    assert "Remarks:\n  entry.py: its first lines say 0.00747525" in entries.table([verdict])


def test_settings_that_come_to_their_end_nowhere_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entry, "run", lambda *_: Trained(1.0, (0,) * 10, "diverged at iteration 7"))
    assert "do not train to the end: diverged at iteration 7" in verdict_on("entry.py", GOOD, tmp_path).problem


def test_failures_stand_below_the_ranking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text(BAD["more.py"][0], encoding="utf-8")
    (tmp_path / "b.py").write_text(GOOD, encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out.index("Ada") < out.index("Not valid:") < out.index("a.py: line")


def test_a_folder_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["no/such/folder"]) == 2
    assert main([".", "--runs"]) == 2
    assert "Usage" in capsys.readouterr().err


def test_a_folder_without_an_entry_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    (tmp_path / "Student One").mkdir()
    (tmp_path / "entry.zip").write_bytes(b"PK")
    assert main([str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert "There is no entry in this folder" in said.err
    assert "entry.zip: an archive: unpack it first" in said.out
    assert "Student One: an empty folder" in said.out


def test_equal_losses_share_a_place_and_only_equal_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Entry(("relu", "relu", "relu"), 0.5, 1)
    verdicts = entries.ranked(
        entries.Verdict(file, "X", loss, entry=entry)
        for file, loss, entry in [("a", 0.5, ADAS), ("b", 0.5, ADAS), ("c", 0.5, other), ("d", 0.7, other)]
    )
    shown = entries.table(verdicts)
    assert [line.split()[0] for line in shown.splitlines()[:4]] == ["1.", "1.", "1.", "4."]
    assert "more than once:\n  place 1: a, b" in shown
    assert "a, b, c" not in shown


# --- the promise of the lesson: an unchanged download is valid ---
RATES = (0.05, 0.1, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0)
LAYERS = [(first, second) for first in ("linear", "sigmoid", "tanh", "relu") for second in ("sigmoid", "tanh")] + [
    ("relu", "relu"),
    ("linear", "relu"),
]
LAST = ("linear", "sigmoid", "tanh", "relu", "softmax")
GRID = [
    Entry((*hidden, last), rate, 17 * i + j)
    for i, hidden in enumerate(LAYERS)
    for j, rate in enumerate(RATES)
    for last in LAST
]


def test_the_grid_has_500_settings() -> None:
    assert len(set(GRID)) == 500


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_no_unchanged_download_is_refused_and_no_forged_loss_is_believed(part: int, tmp_path: Path) -> None:
    handed = 0
    for number, entry in enumerate(GRID[50 * part : 50 * part + 50]):
        trained = entry.run(None)  # as it is asked for when a file is judged
        if trained.stopped:
            continue  # the page offers no file of it
        text = hand_in(entry, f"Student {number}", trained)
        handed += 1
        (tmp_path / f"{number:03}.py").write_text(text, encoding="utf-8")
        if number in (3, 14):
            (tmp_path / f"{number:03} forged.py").write_text(claims(text, "0.0000001"), encoding="utf-8")
    verdicts = entries.check(read_folder(tmp_path))
    refused = {verdict.file for verdict in verdicts if verdict.problem}
    assert refused == {file.name for file in tmp_path.glob("* forged.py")} != set()
    assert not any(verdict.remark for verdict in verdicts)
    assert handed > 25


def test_the_command_needs_nothing_of_the_page() -> None:
    assert "widgets" not in Path(check_entries.__file__).read_text(encoding="utf-8")


def test_the_threat_model_has_the_numbers_of_the_code() -> None:
    told = " ".join((Path(__file__).parents[2] / "docs/threat-model.md").read_text(encoding="utf-8").split())
    functions = len(BUILTINS - {"True", "False", "None"})
    limits = process.Limits()
    for said in (
        f"four, and up to {assignments._MOST_NUDGES} before a claim is refused",
        f"Python's syntax, {functions} of its functions",
        f"for {limits.seconds} seconds at most, with {limits.characters:,} characters of output",
        f"with {limits.memory >> 30} GB of memory",
        f"{MOST_BYTES // 1_000_000} MB; run only on request, {limits.seconds} s",
    ):
        assert said in told
    assert assignments._NUDGES == 4
