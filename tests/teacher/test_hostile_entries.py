"""Entries that do more than compute: none runs a line, with --run neither; and who gets past the list is shut in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studies.exercises.assignments import Entry
from teacher import process
from teacher.check_entries import main
from teacher.inspection import inspect
from tests.entries import handed_in_by_ada

GOOD = handed_in_by_ada()
# Each writes the file CANARY, by another way out.
WAYS_OUT = {
    "open": "open(CANARY, 'w')",
    "import": "import os\nos.mkdir(CANARY)",
    "import from": "from pathlib import Path\nPath(CANARY).touch()",
    "import under another name": "import numpy as print\nprint.save(CANARY, 1)",
    "import of a part": "import numpy.lib._datasource as d\nd.os.mkdir(CANARY)",
    "name by parts": "vars()['__buil' + 'tins__']['op' + 'en'](CANARY, 'w')",
    "__import__": "__import__('os').mkdir(CANARY)",
    "exec": "exec('open(CANARY, \"w\")')",
    "getattr": "getattr(np, 'sa' + 've')(CANARY, X)",
    "attribute chain": "().__class__.__base__.__subclasses__()[0].__init__.__globals__['open'](CANARY, 'w')",
    "NumPy saves": "np.save(CANARY, X)",
    "an array saves": "X.tofile(CANARY)",
    "NumPy's modules": "np.lib._datasource.os.mkdir(CANARY)",
    "NumPy by another name": "mine = np\nmine.savetxt(CANARY, X)",
    "NumPy's random module": "r = np.random\nr.mtrand.os.mkdir(CANARY)",
    "NumPy as an argument": "(lambda np: np.random.save(CANARY, X))(np)",
    "NumPy as a loop's variable": "for np in [np]:\n    np.save(CANARY, X)",
    "NumPy in a comprehension": "[np.save(CANARY, X) for np in [np]]",
    "an attribute as a loop's variable": "for np.exp in [print]:\n    np.exp(open)",
    "an attribute is set": "X.dtype = 'O'",
    "format": "'{0.lib._datasource.os}'.format(np)",
    "format by name": "str.format('{0.__class__}', np)",
    "format_map": "'{a.__class__}'.format_map({'a': np})",
    "percent": "'%r' % forward",
    "f-string with a conversion": "f'{forward!r}'",
    "f-string with a format of its own": "spec = '>9'\nf'{1.0:{spec}}'",
    "object from an address": "print(np.ndarray((1,), 'O', b'A' * 8))",
    "memory as objects": "np.frombuffer(b'A' * 8, 'O')",
    "a view as objects": "X.view('O')",
    "pickle": "np.load(CANARY, allow_pickle=True)",
    "decorator": "@print\ndef f():\n    pass",
    "class": "class Mine:\n    __array_interface__ = {}",
    "default": "def f(a=open(CANARY, 'w')):\n    pass",
    "lambda's default": "(lambda a=open(CANARY, 'w'): a)()",
    "annotation": "x: open(CANARY, 'w') = 1",
    "argument's annotation": "def f(a: open(CANARY, 'w')):\n    pass",
    "generator's frame": "(i for i in [1]).gi_frame.f_back.f_builtins['open'](CANARY, 'w')",
    "comprehension's condition": "[1 for i in [1] if [].append.__self__]",
    "walrus": "(mine := np).save(CANARY, X)",
    "match": "match X:\n    case object(__class__=c):\n        print(c)",
    "try": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    e.__traceback__.tb_frame",
    "with": "with np.errstate(call=print):\n    pass",
    "print into a file": "print('x', file=open(CANARY, 'w'))",
    "keywords from a table": "print(*[1], **dict(file=1))",
    "another meaning for print": "print = open\nprint(CANARY, 'w')",
    "a function named as Python's": "def len(x):\n    pass",
    "full-width letters": "ｏｐｅｎ(CANARY, 'w')",
    "global": "def f():\n    global np\n    np = 1",
    "async": "async def f():\n    pass",
    "yield": "def f():\n    yield 1",
    "delete": "del X",
    "assert": "assert open(CANARY, 'w')",
    "breakpoint": "breakpoint()",
    "input": "input()",
    "type": "type(X)",
    "bytes": "b'x'",
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_out_is_run_even_on_request(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    canary, folder = tmp_path / "canary", tmp_path / "handed in"
    folder.mkdir()
    (folder / "entry.py").write_text(f"{GOOD}\nCANARY = {str(canary)!r}\n{WAYS_OUT[way]}\n", encoding="utf-8")
    monkeypatch.setattr(process, "run", lambda *_: pytest.fail("it was run"))
    assert main([str(folder)]) == 1
    assert main([str(folder), "--run"]) == 1
    assert not canary.exists()
    assert "which an entry does not need" in capsys.readouterr().out


@pytest.mark.parametrize("first", ["linear", "sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("last", ["linear", "sigmoid", "tanh", "relu", "softmax"])
def test_every_program_that_the_book_writes_passes_the_inspection(first: str, last: str) -> None:
    inspect(Entry((first, "tanh", last), 1e-4, 7).program())


# Prints, draws and overflows in many ways, as a changed program may.
COMPUTES = """import numpy as np
rng = np.random.default_rng()
a = rng.normal(size=(3, 4))
print(a, np.random.rand(2), np.random.permutation(4), np.random.uniform(), np.linspace(0, 1, 3), np.eye(2))
print(np.outer(a[0], a[1]).shape, np.std(a), np.mean(a, axis=0), np.insert(a, 0, 1, axis=1).shape, np.tile(a, 2).shape)
print(1e400 * np.ones(2), np.log(np.zeros(2)), np.exp(np.ones(2) * 1000), 1 / np.zeros(1), np.arange(3) / 0)
x = [round(v, 2) for v in [1.234]]
x.append(2)
print(f"{a.sum():.3f}", sorted(x), np.float32(3), a.std(), a.argmax(), np.clip(a, 0, 1).min())
"""


def test_what_computes_runs_shut_in_as_it_does_elsewhere() -> None:
    inspect(COMPUTES)
    outcome = process.run(COMPUTES, LIMITS)
    assert outcome.problem == ""
    assert "[1.23, 2]" in outcome.printed


@pytest.mark.parametrize(
    "line", ["print(f'{X.sum():.3f}')", "Z = [x + 1 for x in range(3)]", "np.random.default_rng(1).random((2, 3))"]
)
def test_what_computes_passes(line: str) -> None:
    inspect(f"{GOOD}\n{line}\n")


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "-" * 200_000 + "1", "\x00", "x = " + "[" * 500 + "]" * 500, "a" + ".T" * 100_000],
    ids=["brackets", "signs", "zero", "lists", "dots"],
)
def test_text_that_python_cannot_read_is_a_verdict(text: str, tmp_path: Path) -> None:
    (tmp_path / "entry.py").write_text(f"{GOOD}\n{text}\n", encoding="utf-8")
    assert main([str(tmp_path), "--run"]) == 1


# --- the process, for a program that the list would have let pass ---
LIMITS = process.Limits(seconds=3)
PASSED = {
    "open": "open(CANARY, 'w')",
    "NumPy": "np.save(CANARY, np.ones(2))",
    "insides": "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'FileIO'][0](CANARY, 'w')",
    "posix": "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'BuiltinImporter'][0]"
    ".load_module('posix').mkdir(CANARY)",
    "a function's builtins": "np.linspace._implementation.__globals__['__builtins__']['open'](CANARY, 'w')",
    "a process": "np.linspace._implementation.__globals__['__builtins__']['__import__']('subprocess')",
    "a fork": "np.linspace._implementation.__globals__['__builtins__']['__import__']('os').fork()",
}


@pytest.mark.parametrize("way", PASSED)
def test_a_program_that_got_past_the_list_still_writes_nothing(way: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    outcome = process.run(f"import numpy as np\nCANARY = {str(canary)!r}\n{PASSED[way]}\n", LIMITS)
    assert outcome.problem
    assert not canary.exists()


def test_a_program_runs_isolated_in_an_empty_folder_with_nothing_of_the_teachers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "numpy.py"))
    monkeypatch.setenv("SECRET", "1")
    monkeypatch.chdir(tmp_path)
    outcome = process.run("import numpy as np\nprint(np.ones(2).sum())\n", LIMITS)
    assert (outcome.printed.strip(), outcome.problem) == ("2.0", "")
    assert "SECRET" not in process._environment(tmp_path)


def test_a_program_that_ends_early_or_prints_half_a_letter_is_answered() -> None:
    assert process.run("print('\\ud800')", LIMITS).problem
    assert process.run("", LIMITS) == process.Outcome("", "")
    assert "SyntaxError" in process.run("1 +", LIMITS).problem


@pytest.mark.skipif(sys.platform != "linux", reason="other systems set no such limit")
def test_memory_is_limited_by_the_system() -> None:
    assert "MemoryError" in process.run("x = [0] * 10**9", process.Limits(seconds=20, memory=1 << 30)).problem
