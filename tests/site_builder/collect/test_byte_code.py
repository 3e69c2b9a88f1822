"""Byte code without line tables does what it did, and Python never looks for its source."""

from __future__ import annotations

import importlib.util
import marshal
import types
from pathlib import Path

from site_builder.archive import read_zip, zip_of
from site_builder.collect.byte_code import main, rewritten, without_lines

SOURCE = '''
def add(values):
    """Add them up."""
    total = 0
    for value in values:
        if value is None:
            continue
        total += value
    return [total for _ in range(2)]


class Holder:
    def held(self):
        return {key: key * 2 for key in "ab"}
'''


def codes(code: types.CodeType) -> list[types.CodeType]:
    inner = [one for one in code.co_consts if isinstance(one, types.CodeType)]
    return [code, *(deeper for one in inner for deeper in codes(one))]


def compiled() -> types.CodeType:
    return compile(SOURCE, "/lib/module.py", "exec", dont_inherit=True)


def test_the_program_is_the_same_and_every_line_is_the_first_of_its_function() -> None:
    bare = without_lines(compiled())
    names: dict[str, object] = {"__name__": "module"}
    exec(bare, names)
    assert names["add"]([1, None, 2]) == [3, 3]  # type: ignore[operator]
    assert names["Holder"]().held() == {"a": "aa", "b": "bb"}  # type: ignore[operator]
    assert len(codes(bare)) == len(codes(compiled())) > 3
    for code in codes(bare):
        assert {line for _, _, line in code.co_lines()} == {code.co_firstlineno}
        assert code.co_filename == "/lib/module.py"


def pyc(code: types.CodeType) -> bytes:
    checked = (0b11).to_bytes(4, "little")  # as py_compile writes them for SOURCE_DATE_EPOCH
    source_hash = importlib.util.source_hash(SOURCE.encode())
    return importlib.util.MAGIC_NUMBER + checked + source_hash + marshal.dumps(code)


def test_python_runs_a_rewritten_file_without_looking_at_its_source(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("raise RuntimeError('this source was compiled anew')")
    cached = Path(importlib.util.cache_from_source(str(source)))
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.write_bytes(rewritten(pyc(compiled()), lines=True))
    specification = importlib.util.spec_from_file_location("module", source)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert module.add([1, 2]) == [3, 3]


def test_those_that_are_listed_lose_their_lines_and_no_others(tmp_path: Path) -> None:
    files = {"/lib/a.pyc": pyc(compiled()), "/home/b.pyc": pyc(compiled()), "listed": b"/lib/a.pyc"}
    (tmp_path / "in.zip").write_bytes(zip_of(files))
    main(str(tmp_path / "in.zip"), str(tmp_path / "out.zip"), "listed")
    made = read_zip((tmp_path / "out.zip").read_bytes())
    assert made.keys() == {"/lib/a.pyc", "/home/b.pyc"}
    assert made["/lib/a.pyc"] == rewritten(files["/lib/a.pyc"], lines=False)
    assert marshal.loads(made["/home/b.pyc"][16:]) == compiled()
    assert len(made["/lib/a.pyc"]) < len(made["/home/b.pyc"])
