"""The words of content/STYLE.md: no lesson, label, message or caption uses one of its banned phrases."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.catalogue import CONTENT, contents
from tests.sources import READS_SOURCES, tree

ROOT = Path(__file__).resolve().parent.parent
READ = [path for path in sorted([*CONTENT.glob("*.md"), CONTENT / "contents.toml"]) if path.name != "STYLE.md"]
SPOKEN = ("widgets", "studies", "lessons", "mlp_core", "teacher")
SCRIPTS = sorted((ROOT / "client").rglob("*.ts"))


def banned() -> list[str]:
    """The list at the end of the style sheet."""
    sheet = (CONTENT / "STYLE.md").read_text(encoding="utf-8")
    return re.findall(r"^- (.+)$", sheet.partition("## Phrases that are not used")[2], re.MULTILINE)


BANNED = re.compile(rf"\b(?:{'|'.join(map(re.escape, banned()))})\b", re.IGNORECASE)


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a Python file with its line; neighbours that are written apart come as one."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, re.sub(r"\s+", " ", node.value)


def test_the_sheet_has_a_list() -> None:
    assert {"in front of", "behind", "has your network"} <= set(banned())


def broken(path: Path, text: str, line: int = 1) -> Iterator[str]:
    """Where a text that begins in this line of a file has banned phrases."""
    for found in BANNED.finditer(re.sub(r"\n", " ", text)):
        yield f"{path.relative_to(ROOT)}:{line + text.count(chr(10), 0, found.start())}: {found[0]!r}"


def test_no_lesson_uses_a_banned_phrase() -> None:
    assert len(READ) > 20
    assert [found for path in READ for found in broken(path, path.read_text(encoding="utf-8"))] == []


@READS_SOURCES
@pytest.mark.parametrize("package", SPOKEN)
def test_no_label_or_message_uses_a_banned_phrase(package: str) -> None:
    paths = sorted((ROOT / package).rglob("*.py"))
    assert paths
    assert [found for path in paths for line, text in strings(path) for found in broken(path, text, line)] == []


def test_no_script_uses_a_banned_phrase() -> None:
    assert SCRIPTS
    assert [found for path in SCRIPTS for found in broken(path, path.read_text(encoding="utf-8"))] == []


def glossary() -> list[tuple[str, list[str]]]:
    """Each word of the notation page with the titles of the lessons that explain it, the first of them first."""
    page = (CONTENT / "notation.md").read_text(encoding="utf-8").partition("## Words")[2]
    entries = re.findall(r"^\*\*([^*\n]+)\.\*\*(.*?)(?=\n\n)", page, re.MULTILINE | re.DOTALL)
    named = [(term, re.search(r"\((\*[^()]+\*)\)$", " ".join(words.split()))) for term, words in entries]
    return [(term, re.findall(r"\*([^*]+)\*", found[1]) if found else []) for term, found in named]


def prose(slug: str) -> str:
    """A lesson without its code, formulas, options and facts."""
    text = (CONTENT / f"{slug}.md").read_text(encoding="utf-8")
    for pattern in (r"```.*?```", r"\$\$.*?\$\$", r"\$[^$]*?\$", r"^:[a-z_]+:[^\n]*$", r"`[^`]*`", r"\[\[.*?\]\]"):
        text = re.sub(pattern, "", text, flags=re.DOTALL | re.MULTILINE)
    return text


def test_the_glossary_names_lessons_that_exist() -> None:
    titles = {lesson.title for lesson in contents().pages}
    assert len(glossary()) >= 40
    for term, named in glossary():
        assert set(named) <= titles, term
    elsewhere = {term for term, named in glossary() if not named}
    assert elsewhere == {"Logit", "Pre-activation"}, "only the words of other books need no lesson"


def test_no_lesson_uses_a_term_before_the_lesson_that_explains_it() -> None:
    slugs = {lesson.title: lesson.slug for lesson in contents().pages}
    order = [lesson.slug for lesson in contents().pages]
    early = []
    for term, named in glossary():
        if not named:
            continue
        explained = order.index(slugs[named[0]])
        spoken = re.compile("|".join(rf"\b{re.escape(word)}(?:e?s)?\b" for word in term.split(", ")), re.IGNORECASE)
        # The cover (order[0]) speaks of everything.
        early += [f"{slug}: {term}, see {named[0]}" for slug in order[1:explained] if spoken.search(prose(slug))]
    assert early == []
