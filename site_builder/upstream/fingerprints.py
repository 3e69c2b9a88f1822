"""Whether the code that patches replace is what they were written for.

`python -m site_builder.upstream.fingerprints --look` lists every patch that does not fit what is installed. Without
--look, it writes fingerprints.json anew: to be run by whoever has read the new code and found that the patches fit it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from site_builder import node
from site_builder.archive import read_zip
from site_builder.collect import fetch
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.upstream import front_end
from site_builder.upstream.patches import PATCHES, Patch
from site_builder.upstream.stlite_worker import stlite_worker

KNOWN = Path(__file__).with_name("fingerprints.json")
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = node.SCRIPTS / "fingerprint.mjs"
PYODIDE = ROOT / "node_modules" / "pyodide"
STLITE = ROOT / "node_modules" / "@stlite" / "browser" / "build"


def check(
    stlite: Mapping[str, bytes], archives: Iterable[bytes], names: Iterable[str], pyodide: Path, cache: fetch.Cache
) -> None:
    """Refuse the first patch that was written for other code, in one sentence.

    stlite: its npm package's files; archives: wheels, and the zip of the standard library; names: of the patches.
    """
    wanted = set(names)
    patches = [patch for patch in PATCHES if patch.name in wanted]
    check_words(patches, stlite)
    got = of(patches, archives, pyodide, cache)
    refuse_others(patches, got, json.loads(KNOWN.read_text(encoding="utf-8")))


def check_words(patches: Iterable[Patch], stlite: Mapping[str, bytes]) -> None:
    """stlite's scripts, and the worker that one of them carries, must have the names that are relied on."""
    for problem in missing_words(patches, stlite):
        raise BuildError(problem)


def missing_words(patches: Iterable[Patch], stlite: Mapping[str, bytes]) -> Iterator[str]:
    """One sentence for each name that is relied on and not there."""
    text = b"\n".join([*(content for path, content in stlite.items() if path.endswith(".js")), stlite_worker(stlite)])
    for patch in patches:
        for name in patch.names:
            if name.encode() not in text:
                yield f"patch {patch.name} ({patch.where}) relies on '{name}', which no script of this stlite has"


def refuse_others(patches: Iterable[Patch], got: Mapping[str, str | None], known: Mapping[str, str]) -> None:
    """got: name of the code -> its fingerprint here; known: that of the code for which the patch was written."""
    for problem in others(patches, got, known):
        raise BuildError(problem)


def others(patches: Iterable[Patch], got: Mapping[str, str | None], known: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each code that is not what it was."""
    for patch in patches:
        for target in patch.replaces:
            if got[target] is None or got[target] != known.get(target):
                is_there = "is not what it was" if got[target] else "is not there any more"
                yield (
                    f"patch {patch.name} ({patch.where}) was written for another {patch.whose}: {target} {is_there}; "
                    "docs/upgrading.md says what to do"
                )


def of(patches: Iterable[Patch], archives: Iterable[bytes], pyodide: Path, cache: fetch.Cache) -> dict[str, str | None]:
    """The fingerprints of all code that these patches replace, by its name; None where it is not there."""
    targets = sorted({target for patch in patches for target in patch.replaces})
    files = {path: content for archive in archives for path, content in read_zip(archive).items()}
    found = {target: _file_of(target.partition(":")[0], files) for target in targets}
    there = [target for target in targets if found[target] is not None]
    contents = [files[found[target] or ""] for target in there]
    tool = (pyodide / "pyodide.asm.wasm").read_bytes() + SCRIPT.read_bytes()
    described = json.dumps([sha256(tool), there, [sha256(content) for content in contents]])
    name = "fingerprints-" + sha256(described.encode())
    kept = cache.get_named(name)
    if kept is None:
        kept = _taken(there, contents, pyodide)
        cache.put_named(name, kept)
    return dict.fromkeys(targets) | dict(zip(there, json.loads(kept), strict=True))


def _file_of(module: str, files: Mapping[str, bytes]) -> str | None:
    stem = module.replace(".", "/")
    places = (f"{stem}{middle}{ending}" for middle in ("", "/__init__") for ending in (".py", ".pyc"))
    return next((path for path in places if path in files), None)


def _taken(targets: Sequence[str], contents: Sequence[bytes], pyodide: Path) -> bytes:
    """Under node, by the browser's own Python: no other reads its byte code."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for number, content in enumerate(contents):
            (work / str(number)).write_bytes(content)
        jobs = [[str(number), target.partition(":")[2]] for number, target in enumerate(targets)]
        (work / "jobs.json").write_text(json.dumps(jobs))
        done = node.run(SCRIPT, pyodide, folder, work="the code that patches replace is looked at by Pyodide")
        if done.returncode != 0:
            raise BuildError(f"looking at the code that patches replace failed:\n{done.stderr.strip()[-2000:]}")
        result = (work / "fingerprints.json").read_bytes()
        if isinstance(problem := json.loads(result), str):
            raise BuildError(f"{problem}: the two move together, see docs/upgrading.md")
        return result


def installed() -> list[bytes]:
    """The wheels that the site is made of, and the standard library."""
    pins = fetch.read_pins((ROOT / "requirements-site.txt").read_text(encoding="utf-8"))
    wheels = [path.read_bytes() for path in sorted(STLITE.rglob("*.whl"))]
    return [*fetch.wheels(pins, fetch.Cache()).values(), *wheels, (PYODIDE / "python_stdlib.zip").read_bytes()]


def look(got: Mapping[str, str | None], before: Mapping[str, str]) -> list[str]:
    """All that does not fit what is installed, in one sentence each."""
    stlite = {path.name: path.read_bytes() for path in STLITE.glob("*.js")}
    return [*others(PATCHES, got, before), *missing_words(PATCHES, stlite), *front_end.misfits(stlite)]


def main() -> int:
    """Look, or write what the installed code has; returns the exit code."""
    try:
        got = of(PATCHES, installed(), PYODIDE, fetch.Cache())
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    before = json.loads(KNOWN.read_text(encoding="utf-8"))
    if "--look" in sys.argv[1:]:
        problems = look(got, before)
        print("\n".join(problems) or "every patch fits what is installed")
        return int(bool(problems))
    for target, fingerprint in got.items():
        if fingerprint is None:
            print(f"{target}: not there; its patch must be written anew or taken away", file=sys.stderr)
        elif fingerprint != before.get(target):
            print(f"accepted: {target}")
    KNOWN.write_text(json.dumps(got, indent=1) + "\n", encoding="utf-8")
    return int(None in got.values())


if __name__ == "__main__":
    raise SystemExit(main())
