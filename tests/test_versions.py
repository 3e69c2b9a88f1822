"""One version, wherever it is written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import mlp_core

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    citation = dict(re.findall(r"^(version|date-released): *(\S+)$", read("CITATION.cff"), re.MULTILINE))
    newest = re.search(r"^## \[(?P<version>[^\]]+)\] - (?P<date>\S+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert (citation["version"], newest["version"], mlp_core.__version__) == (version, version, version)
    assert citation["date-released"] == newest["date"]


def test_the_changelog_has_its_form() -> None:
    kinds = re.findall(r"^### (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert kinds
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_every_file_that_the_threat_model_names_is_there() -> None:
    named = re.findall(r"`([\w./]+/[\w./]*)`", read("docs/threat-model.md"))
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
