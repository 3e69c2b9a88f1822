"""Sheets of problems with their key: `python -m teacher.sheets --topic backpropagation --variants 30 --seed 7 --out F`.

Writes into the folder F: sheet.html (to print; sheet.pdf as well where a Chromium is found), questions.xml (Moodle
XML), questions.gift, questions-qti21.zip and questions.csv. The same arguments write the same files. Ends with 0, or
with 2 if something cannot be chosen or written.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from studies.problems import TOPICS, Choice, problems
from studies.problems.choice import ACTIVATIONS, LOSSES_BY_HAND, MOST_VARIANTS
from studies.problems.files import files

_BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_PRINTING = 120  # seconds


def main(arguments: Sequence[str], say: Callable[[str], None] = print) -> int:
    """Do it; the process's exit code."""
    given = _parser().parse_args(arguments)
    try:
        choice = Choice(
            given.topic,
            tuple(_whole("--sizes", size) for size in given.sizes.split("-")),
            tuple(given.activations.split("-")),
            given.loss,
            given.points,
            given.bias,
            given.learning_rate,
        )
        drawn = list(problems(choice, given.variants, given.seed))
        folder = Path(given.out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files(drawn).items():
            (folder / name).write_bytes(content)
            say(f"{folder / name}")
    except ValueError as error:
        print(f"This cannot be chosen: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{given.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    say(print_pdf(folder / "sheet.html", folder / "sheet.pdf"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m teacher.sheets", description="Problems for paper, with their key.")
    parser.add_argument("--topic", choices=list(TOPICS), default="backpropagation")
    parser.add_argument("--variants", type=int, default=30, help=f"how many, at most {MOST_VARIANTS}")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other numbers")
    parser.add_argument("--sizes", default="2-2-2", help="neurons a layer, inputs first, such as 3-2-1")
    parser.add_argument("--activations", default="relu-sigmoid", help=f"one a weight matrix: {', '.join(ACTIVATIONS)}")
    parser.add_argument("--loss", choices=LOSSES_BY_HAND, default="half_sse")
    parser.add_argument("--points", type=int, default=2, help="data points")
    parser.add_argument("--bias", action="store_true", help="with biases")
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--out", required=True, help="the folder to write into")
    return parser


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise ValueError(f"{name}: expected whole numbers joined by '-', got '{text[:40]}'")
    return int(text)


def print_pdf(page: Path, pdf: Path) -> str:
    """Print the page into a PDF if this machine has a Chromium; says what came of it."""
    by_hand = f"For a PDF open {page} in a browser and print it into a file."
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return f"No Chromium, Chrome or Edge was found. {by_hand}"
    with TemporaryDirectory(prefix="sheets-", ignore_cleanup_errors=True) as profile:
        command = [browser, "--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # a Chromium of root's starts in no other way
            command.append("--no-sandbox")
        command += [f"--print-to-pdf={pdf.resolve()}", page.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PRINTING, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return f"{browser} did not print. {by_hand}"
    if done.returncode or not pdf.is_file():
        return f"{browser} did not print. {by_hand}"
    return str(pdf)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
