"""Try the newest versions of everything in a copy of the project, and print what breaks.

    python tools/upgrade.py [--only local|site] [--just streamlit …] [--keep FOLDER]

Nothing of the project itself is changed. `local` is the edition that runs on a reader's machine: a new environment with
the newest packages of requirements.in and requirements-dev.in, and all tests that need no browser. `site` is the static
site: the newest npm packages, what of upstream's insides is another now, and a build. docs/upgrading.md says what to do
then. --just names the packages that are to be new; the others stay as they are pinned.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?P<rest>.*)$", re.MULTILINE)
# These compare what is installed with what is pinned, which is another thing here on purpose, or with the static site,
# whose patches are for the pinned Streamlit alone.
ABOUT_PINS = (
    "tests/test_requirements.py",
    "tests/site_builder/test_pins.py",
    "tests/site_builder/upstream",
    "tests/hosting",
    "tests/browser",
)
SHOWN = 25  # lines of what a step that failed said at last


def unpinned(text: str, just: Collection[str]) -> str:
    """Requirements without their versions; just: only these, if any are named."""

    def without_version(hit: re.Match[str]) -> str:
        return f"{hit['name']}{hit['rest']}" if not just or hit["name"] in just else hit[0]

    return PIN.sub(without_version, text)


def copy_project(root: Path, target: Path) -> None:
    """All files that git knows or would take, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)


def table(before: dict[str, str], after: dict[str, str]) -> str:
    """What would be new; a package whose pin is the newest version is said to be."""
    rows = [
        f"  {name}: {version} -> {after[name]}" if after[name] != version else f"  {name}: {version} is the newest"
        for name, version in before.items()
        if name in after
    ]
    return "\n".join(rows)


class Trial:
    """A copy of the project with newest versions. say: takes a line for the reader."""

    def __init__(self, folder: Path, just: Collection[str] = (), say: Callable[[str], None] = print) -> None:
        self.folder = folder
        self.just = just
        self.say = say
        self.broken: list[str] = []

    def step(self, name: str, command: Sequence[str | Path]) -> bool:
        """Run one command in the copy; what it says is shown where it fails."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            self.say(f"fine: {name}")
            return True
        self.broken.append(name)
        last = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-SHOWN:])
        self.say(f"BREAKS: {name}\n{last}")
        return False

    @property
    def python(self) -> Path:
        """That of the copy's own environment."""
        return self.folder / ".venv" / "bin" / "python"

    def install(self, names: Sequence[str], *, newest: bool) -> bool:
        """An environment of the copy's own, with what these files of requirements ask for."""
        uv = Path(sys.executable).with_name("uv")
        before: dict[str, str] = {}
        for name in names:
            file = self.folder / name
            text = file.read_text(encoding="utf-8")
            before |= {hit["name"]: hit["version"] for hit in PIN.finditer(text)}
            if newest:
                file.write_text(unpinned(text, self.just), encoding="utf-8")
        made = self.step("an environment", [uv, "venv", "--quiet", "--python", sys.executable, ".venv"])
        command = [uv, "pip", "install", "--quiet", "--python", self.python, "--requirement", names[-1]]
        if not made or not self.step("the packages fit together", command):
            return False
        if not newest:
            return True  # nothing was looked for, so there is nothing to say of it
        listed = subprocess.run(
            [uv, "pip", "list", "--python", self.python, "--format", "json"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        self.say(table(before, {one["name"]: one["version"] for one in json.loads(listed.stdout)}))
        return True

    def local(self) -> None:
        """The edition on a reader's machine, with the newest packages of PyPI."""
        self.say("\nThe local edition:")
        (self.folder / "node_modules").symlink_to(ROOT / "node_modules")  # the pinned ones, which tests of scripts use
        if self.install(["requirements.in", "requirements-dev.in"], newest=True):
            ignored = [f"--ignore={path}" for path in ABOUT_PINS]
            marked = ["-m", "not long and not browser"]
            self.step(
                "its tests", [self.python, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadgroup", *ignored, *marked]
            )

    def site(self) -> None:
        """The static site, with the newest packages of npm and the pinned ones of PyPI."""
        self.say("\nThe static site:")
        shutil.rmtree(self.folder / ".venv", ignore_errors=True)
        (self.folder / "node_modules").unlink(missing_ok=True)
        for name in ("requirements.in", "requirements-dev.in"):
            shutil.copy2(ROOT / name, self.folder / name)
        if not self.install(["requirements-dev.in"], newest=False):
            return
        pinned = json.loads((self.folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
        wanted = [f"{name}@latest" for name in pinned if not self.just or name in self.just]
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        if not self.step("npm's packages", ["npm", "install", "--save-exact", *quiet, *wanted]):
            return
        self.say(table(pinned, json.loads((self.folder / "package.json").read_text(encoding="utf-8"))["dependencies"]))
        self.step(
            "what patches reach into is as it was", [self.python, "-m", "site_builder.upstream.fingerprints", "--look"]
        )
        self.step("the build", [self.python, "-m", "site_builder", "--out", "dist"])
        self.step(
            "the build without patches", [self.python, "-m", "site_builder", "--out", "dist", "--patches", "none"]
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Try; returns 1 if anything breaks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("local", "site"), help="one half of the project")
    parser.add_argument("--just", nargs="+", default=(), metavar="PACKAGE", help="what is to be new (default: all)")
    parser.add_argument("--keep", type=Path, help="a new folder for the copy, which then stays")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="upgrade-") as scratch:
        folder = options.keep or Path(scratch)
        if options.keep:
            folder.mkdir(parents=True)
        copy_project(ROOT, folder)
        trial = Trial(folder, options.just)
        for half in ("local", "site"):
            if options.only in (None, half):
                getattr(trial, half)()
    print(f"\nBroken: {', '.join(trial.broken)}. See docs/upgrading.md." if trial.broken else "\nNothing breaks.")
    return int(bool(trial.broken))


if __name__ == "__main__":
    raise SystemExit(main())
