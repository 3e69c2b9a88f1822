"""Everything that comes from outside is data: bounded, checked, and shown as text only.

What may come in: addresses, progress files, files of points, handed-in entries, the reader's own names and code. The
threats are listed in docs/threat-model.md. The reader's code has its own tests in tests/widgets/code/runner, handed-in
entries in tests/teacher.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents
from site_builder.render.markdown import to_html
from studies.exercises.assignments import read_hand_in
from teacher import entries, inspection
from tests.conftest import open_page
from tests.entries import handed_in_by_ada
from tests.examples import examples
from widgets.kit import network_address
from widgets.kit.plain import plain
from widgets.playground import settings as playground
from widgets.playground.points import parse_points
from widgets.playground.reading import MOST_BYTES
from widgets.playground.settings import MOST_CLASSES, Settings
from widgets.progress import forms, json_file, panel
from widgets.progress.kept import Kinds, Progress

EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![x](//elsewhere.example/x.png)",
    "[press](javascript:alert(1))",
    "<a href='https://elsewhere.example'>x</a>",
    "$\\href{https://elsewhere.example}{x}$",
    ":red[x] :material/close: `x` **x** | x |",
    "\u202egnp.exe\u2066\x00\x1b[2J",
    "</script><!--",
    "https://elsewhere.example www.elsewhere.example",
]
HUGE = ["9" * 100_000, "-" * 100_000, "3-" * 50_000, "1e" + "9" * 50_000, "A" * 100_000]
ODD = [
    *("", " ", "nan", "NaN", "inf", "-inf", "1e999", "1e-999", "-1", "0", "+3", "0x10", "1_0", "٣", "３", "1.5", "1,5"),
    *("null", "[]", "{}", "../../etc/passwd", "%00", "true", "'; DROP TABLE"),
]


def tried(call: Callable[[], Any]) -> tuple[Any, str]:
    """What a call gives, and what it says if it refuses with a ValueError."""
    try:
        return call(), ""
    except ValueError as error:
        return None, str(error)


# --- addresses ---
@pytest.mark.parametrize("text", [*EVIL, *HUGE, *ODD], ids=lambda text: ascii(text)[:30])
def test_an_address_gives_a_network_that_can_be_drawn_or_a_short_message(text: str) -> None:
    for name, read in [*network_address.READERS.items(), *playground._READERS.items()]:
        value, refusal = tried(lambda read=read, name=name: read(name, text))  # type: ignore[misc]
        if refusal:
            assert len(refusal) < 400
            assert refusal.startswith(f"{name}:")
        else:
            assert not isinstance(value, float) or math.isfinite(value)
            assert len(text) <= 40


@pytest.mark.long
@pytest.mark.parametrize("slug", ["shapes", "playground"])
def test_a_message_about_an_address_is_text_only(slug: str) -> None:
    names = ["data", "sizes", "locked"] if slug == "shapes" else ["p_data", "p_own", "p_edits"]
    for name, evil in zip(names * 4, [*EVIL, *HUGE[:2]], strict=True):
        app = open_page(slug, {name: evil})
        assert not app.exception
        assert app.warning, (name, evil)
        said = app.warning[0].value
        assert len(said) < 900
        shown = to_html(said, _no_maths)
        assert "<a " not in shown
        assert "<img" not in shown
        assert "<script" not in shown


def _no_maths(formula: str, display: bool) -> str:
    raise AssertionError(f"a formula: {formula} {display}")


def test_a_very_long_address_is_answered() -> None:
    app = open_page("shapes", {"sizes": "3-" * 50_000, **{f"x{i}": "y" * 100 for i in range(500)}})
    assert not app.exception
    assert "expected 2 to 6 entries" in app.warning[0].value


@pytest.mark.parametrize("evil", EVIL)
def test_plain_text_stays_text(evil: str) -> None:
    shown = to_html(plain(f"got '{evil}'"), _no_maths)
    assert "<" not in shown.replace("<p>", "").replace("</p>", "")
    assert all(sign.isprintable() or sign in "\n\N{WORD JOINER}" for sign in shown)


# --- progress files ---
def progress_text(kinds: Any) -> str:
    return json.dumps({"format": json_file.FORMAT, "version": 1, "kinds": kinds})


NO_PROGRESS = {
    "100 MB": " " * 100_000_000,
    "a number that is none": progress_text({"code": {"a": math.nan}}),
    "infinite": progress_text({"code": {"a": -math.inf}}),
    "1e999": progress_text({"code": {"a": 1}}).replace(": 1}", ": 1e999}", 1),
    "half a letter": '{"format": "hidden-layers-progress", "version": 1, "kinds": {"code": {"a": "\udc80"}}}',
    "deep lists": progress_text({"code": {"a": 0}}).replace("0}", "[" * 900 + "]" * 900 + "}"),
    "deeper lists": "[" * 100_000,
    "deep tables": progress_text({"code": {"a": 0}}).replace("0}", '{"a":' * 400 + "1" + "}" * 400 + "}"),
    "a huge whole number": progress_text({"code": {"a": 7}}).replace("7", "7" * 10_000),
    "negative version": '{"format": "hidden-layers-progress", "version": -1, "kinds": {}}',
    "no version": '{"format": "hidden-layers-progress", "version": true, "kinds": []}',
}


@pytest.mark.parametrize("name", NO_PROGRESS)
def test_what_is_no_progress_file_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"the file"):
        json_file.read(NO_PROGRESS[name])


def test_a_huge_file_in_the_progress_files_place_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)  # takes no room on the disk
    done = json_file.exchange(path, Progress())
    assert (done.progress, done.aside) == (Progress(), "progress.unreadable.json")
    assert not path.exists()


def test_of_two_equal_names_the_last_counts() -> None:
    text = progress_text({"code": {}}).replace('"code": {}', '"code": {"a": 1, "a": 2}')
    assert json_file.read(text).kinds == {"code": {"a": 2}}


# A file whose form is right and whose values are not: each page must draw itself as if they were not there.
WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    10**300,
    "",
    EVIL[0],
    [],
    [None],
    {},
    {"given": 7},
    {"text": {}, "edition": 1},
    {"solved": "yes", "tries": 3},
    {"rate": -5, "iterations": 10**9, "conclusion": []},
    {"rate": "0.1", "iterations": 0.5, "conclusion": EVIL[1]},
    [{"activations": [EVIL[2]] * 3, "learning_rate": 1, "seed": 1, "loss": 1, "digits": [0] * 10, "stopped": ""}],
    [{"activations": ["tanh"] * 3, "learning_rate": -1, "seed": 1, "loss": 1, "digits": [0] * 10, "stopped": ""}],
    [{"activations": ["tanh"] * 3, "learning_rate": 1, "seed": 1, "loss": 1, "digits": [99] * 10, "stopped": ""}],
    [{"activations": "tanh", "learning_rate": [], "seed": {}, "loss": "1", "digits": 3, "stopped": 1}],
]
KEPT = [
    *(("assignments", "assignment-a"), ("assignments", "assignment-b"), ("code", "exercises/x"), ("answers", "x")),
    ("exercises", "x"),
]


@pytest.mark.parametrize(("kind", "name"), KEPT)
def test_values_of_a_wrong_form_are_as_if_they_were_not_there(kind: str, name: str) -> None:
    accepted = [value for value in WRONG if forms.fits(kind, name, value)]
    # Nothing filled in and no tries yet are both right.
    assert accepted == {"assignment-a": [{}, {"given": 7}, WRONG[12], WRONG[13]], "assignment-b": [[]]}.get(name, [])


def all_names(value: Any) -> dict[str, dict[str, Any]]:
    """The value under every name that a visit to these pages asks for."""
    asked = {
        "assignments": ["assignment-a", "assignment-b"],
        "code": [f"exercises/{n}" for n in ("tanh", "lab", "x")],
        "answers": ["x"],
    }
    return {kind: dict.fromkeys(names, value) for kind, names in asked.items()}


@pytest.mark.long
@pytest.mark.parametrize("value", WRONG, ids=lambda value: ascii(value)[:40])
def test_pages_live_with_a_progress_file_full_of_nonsense(value: Any) -> None:
    json_file.default_path().parent.mkdir(exist_ok=True)
    json_file.default_path().write_text(progress_text(all_names(value)), encoding="utf-8")
    app = open_page("assignments")
    assert not app.exception
    assert not app.error


class AnyName(dict[str, Any]):
    """Answers every name with the same value."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get("any", default)


@pytest.mark.long
@pytest.mark.parametrize("slug", [lesson.slug for lesson in contents().lessons])
def test_every_lesson_lives_with_nonsense_under_every_name(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: Kinds = {kind: AnyName(any=WRONG[4]) for kind in ("code", "exercises", "answers", "assignments")}
    done = json_file.Exchanged(Progress(kinds))
    monkeypatch.setattr(json_file, "exchange", lambda *_: done)
    assert not open_page(slug).exception


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, some.sampled_from(KEPT))
@examples(300)
def test_any_json_value_fits_or_does_not(value: Any, place: tuple[str, str]) -> None:
    assert forms.fits(*place, value) in (True, False)


@given(some.text(max_size=200) | json_values.map(lambda value: json.dumps({"kinds": value})))
@examples(300)
def test_any_text_is_a_progress_file_or_refused(text: str) -> None:
    try:
        progress = json_file.read(text)
    except ValueError:
        return
    assert json_file.read(json_file.write(progress)) == progress


@pytest.fixture
def restore() -> Callable[[bytes], AppTest]:
    """Bring a file back through the page's own sidebar."""

    def bring(content: bytes) -> AppTest:
        app = open_page("assignments")
        app.sidebar.file_uploader[0].upload("file.json", content, "application/json").run()
        button = next(b for b in app.sidebar.button if b.key == "progress-restore")
        return button.click().run()

    return bring


@pytest.mark.long
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"{", progress_text({"code": {"a": math.nan}}).encode(), EVIL[0].encode()]
)
def test_the_sidebar_refuses_a_file_that_is_none_and_keeps_what_is_there(
    content: bytes, restore: Callable[[bytes], AppTest]
) -> None:
    before = progress_text({"assignments": {"assignment-a": {"conclusion": "mine"}}})
    json_file.default_path().parent.mkdir(exist_ok=True)
    json_file.default_path().write_text(before, encoding="utf-8")
    app = restore(content)
    assert not app.exception
    assert "not taken over" in app.sidebar.error[0].value
    assert app.text_area[0].value == "mine"


def test_the_sidebar_takes_a_file_over_and_what_it_says_is_text(restore: Callable[[bytes], AppTest]) -> None:
    conclusion = " ".join(EVIL[:-3])
    app = restore(progress_text({"assignments": {"assignment-a": {"conclusion": conclusion}}}).encode())
    assert not app.exception
    assert app.text_area[0].value == conclusion
    assert not any("<script>" in shown.value for shown in app.markdown)


def test_the_sidebar_takes_no_larger_file_than_it_can_read() -> None:
    app = open_page("notation")
    assert app.sidebar.file_uploader[0].proto.max_upload_size_mb == panel.MOST_MEGABYTES
    assert panel.MOST_MEGABYTES * 1_000_000 >= json_file.MOST_CHARACTERS


# --- files of points ---
@pytest.mark.parametrize("text", [*EVIL, *HUGE, *ODD], ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize("form", ["{}", "{}\n0.5, 1, 1", "x1,x2,{}\n0.5,1,1", "{}, 1, 1", "0.5, 1, {}"])
def test_a_file_of_points_gives_finite_points_or_a_short_message(text: str, form: str) -> None:
    value, refusal = tried(lambda: parse_points(form.format(text)))
    assert len(refusal) < 300
    points = value.own if value else ()
    assert bool(points) != bool(refusal)
    assert value is None or len(value.remark) < 300
    assert value is None or (abs(Settings(**value.changes()).own_positions) <= 3).all()
    assert all(0 <= point.label < MOST_CLASSES for point in points)


def test_too_many_and_too_large_files_of_points_are_refused() -> None:
    for text in ("0,0,1\n" * 20_000, "x" * (MOST_BYTES + 1)):
        with pytest.raises(ValueError, match="at most"):
            parse_points(text)


# --- handed-in entries ---
GOOD = handed_in_by_ada()
ESCAPES = [
    "np.ma.core.builtins.eval('1')",
    "np.ma.core.inspect.os.system('true')",
    "X.dump('x')",
    "np.DataSource().abspath('x')",
    "np.rec.fromfile('x')",
    "breakpoint()",
    "help()",
    "type(X)",
    "object()",
    "[].__class__",
    "__import__('os')",
    "__builtins__",
    "(lambda: 0).func_globals",
    "match X:\n    case object(__class__=c): print(c)",
    "import importlib",
    "import numpy.ctypeslib",
    "from base64 import main",
    "base64.main()",
    "zlib.sys",
]


@pytest.mark.parametrize("line", ESCAPES)
def test_an_entry_that_does_more_than_compute_does_not_pass(line: str) -> None:
    with pytest.raises(ValueError, match="which an entry does not need"):
        inspection.inspect(f"{GOOD}\n{line}\n")


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "-1", "9" * 5000, "٣e٣", "1_0", ""])
@pytest.mark.parametrize("fact", ["learning rate", "seed", "loss"])
def test_numbers_of_an_entry_are_finite_and_bounded_or_refused(fact: str, value: str) -> None:
    lines = GOOD.splitlines()
    changed = [f"# {fact}: {value}" if line.startswith(f"# {fact}: ") else line for line in lines]
    try:
        handed = read_hand_in("\n".join(changed))
    except ValueError:
        return
    assert math.isfinite(handed.loss)
    assert 0 < handed.entry.learning_rate < math.inf
    assert 0 <= handed.entry.seed <= 10**9


@pytest.mark.parametrize(
    "evil", [*EVIL, "x" * 100_000, "\n# loss: 0", "\u2028# loss: 0"], ids=lambda text: ascii(text)[:30]
)
def test_a_name_is_one_line_of_printable_text(evil: str) -> None:
    written = handed_in_by_ada(evil)
    handed = read_hand_in(written)
    assert handed.name.isprintable()
    assert len(handed.name) <= 60
    assert written.splitlines()[2:6] == GOOD.splitlines()[2:6]
    # Whoever writes the file by hand can put any name there; the teacher's terminal still gets printable text.
    forged = entries.Verdict(f"{evil[:50]}.py", evil[:50], 0.5)
    assert all(line.isprintable() for line in entries.table([forged]).splitlines())
    problem = entries.Verdict("x.py", problem=evil)
    assert all(len(line) <= 400 for line in entries.table([problem]).splitlines())
