"""What runs on the repository's host: what the Makefile has, with few rights, by actions that cannot change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS: dict[str, dict[Any, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))
}
SETUP = ROOT / ".github" / "actions" / "setup" / "action.yml"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def steps(workflow: str) -> list[dict[str, Any]]:
    return [step for job in WORKFLOWS[workflow]["jobs"].values() for step in job.get("steps", [])]


def events(workflow: str) -> dict[str, Any]:
    return WORKFLOWS[workflow][True]  # YAML reads the word "on" as a truth value


@pytest.mark.parametrize("file", [*FOLDER.glob("*.yml"), SETUP], ids=lambda path: path.stem)
def test_actions_are_pinned_by_their_hash_and_say_their_version(file: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", file.read_text(encoding="utf-8"))
    assert used
    for action, remark in used:
        if not action.startswith("./"):
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", remark), action
        else:
            assert (ROOT / action).exists(), action


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_has_more_rights_than_it_needs_or_runs_for_ever(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in events(name)  # foreign code would run with this repository's rights
    for title, job in WORKFLOWS[name]["jobs"].items():
        rights = {"build": {"contents": "read", "pages": "read"}, "deploy": {"pages": "write", "id-token": "write"}}
        assert job.get("permissions") == (rights.get(title) if name == "pages" else None)
        assert "uses" in job or job["timeout-minutes"] <= 120
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", WORKFLOWS)
def test_commands_are_those_of_the_makefile(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    for step in steps(name):
        for target, options in re.findall(r"^make ([a-z-]+)(.*)$", step.get("run", ""), re.MULTILINE):
            assert target in targets
            for option in re.findall(r"(\w+)=", options):
                assert re.search(rf"\$\(({option})\)|^{option} \?=", MAKEFILE, re.MULTILINE), option


def test_a_change_is_checked_on_the_oldest_python_and_on_the_browsers() -> None:
    assert {"pull_request", "workflow_call"} <= set(events("checks"))
    assert {step["run"] for step in steps("checks") if "run" in step} == {
        "make check",
        "make quick LONG=1 PYTHON=python",
    }
    assert WORKFLOWS["checks"]["jobs"]["quick"]["strategy"]["matrix"]["python"] == ["3.11", "3.13"]


def test_nothing_is_put_up_that_has_not_passed_all_tests() -> None:
    jobs = WORKFLOWS["pages"]["jobs"]
    assert jobs["deploy"]["needs"] == "build"
    assert set(jobs["build"]["needs"]) == {"checks", "test"}
    assert jobs["checks"]["uses"] == "./.github/workflows/checks.yml"
    assert "make test PYTHON=python" in [step.get("run") for step in jobs["test"]["steps"]]
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ['make site SITE_URL="$SITE_URL"']
    assert "--url $(SITE_URL)" in MAKEFILE


def test_long_walks_are_taken_every_night() -> None:
    assert "schedule" in events("nightly")
    commands = " ".join(step.get("run", "") for step in steps("nightly"))
    assert "make random-readers STEPS=" in commands
    assert "make random-browsers ACTS=" in commands
