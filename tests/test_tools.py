"""What `make test` sets up on a machine that has nothing: asked, never taken."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDINARY = ("bash", "env")


class Machine:
    """Programs that only note that they were called, and what they are told to answer."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder, folder / "calls"
        self.calls.touch()
        for name in ORDINARY:
            found = shutil.which(name)
            assert found
            (folder / name).symlink_to(found)

    def has(self, name: str, script: str = "") -> None:
        (self.folder / name).write_text(f'#!{self.folder}/bash\necho "{name} $*" >> {self.calls}\n{script}\n')
        (self.folder / name).chmod(0o755)

    def runs(self, tool: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.folder), "HOME": str(self.folder)}
        script = (ROOT / "tools" / tool).read_text(encoding="utf-8").replace("/usr/sbin", f"{self.folder}/sbin")
        command = [str(self.folder / "bash"), "-c", script, tool, str(self.folder)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=self.folder)

    def called(self, name: str) -> list[str]:
        return re.findall(rf"^{name} ?(.*)$", self.calls.read_text(), re.MULTILINE)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Without a browser and without a network; it has apt-get and sudo."""
    bare = Machine(tmp_path)
    bare.has("apt-get")
    bare.has("sudo")
    bare.has("python", "exit 1")
    return bare


def test_a_browser_that_is_there_is_taken(machine: Machine) -> None:
    machine.has("google-chrome")
    for name in ("firefox", "WebKitWebDriver", "Xvfb"):
        machine.has(name)
    done = machine.runs("browser.sh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not machine.called("python")


def test_without_rights_nothing_is_installed_and_the_command_is_said(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    done = machine.runs("browser.sh")
    assert done.returncode == 1
    assert "-m playwright install --with-deps chromium" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not machine.called("sudo")
    assert not machine.called("apt-get")
    assert "-m playwright install chromium" in machine.called("python")


def test_root_gets_the_systems_packages_where_playwright_has_none(machine: Machine) -> None:
    machine.has("id", "echo 0")
    assert machine.runs("browser.sh").returncode == 0
    assert machine.called("apt-get") == [
        "update -qq",
        "install -y -qq chromium",
        "update -qq",
        "install -y -qq firefox-esr",
        "update -qq",
        "install -y -qq webkit2gtk-driver",
        "update -qq",
        "install -y -qq xvfb",
    ]
    assert not machine.called("sudo")


def test_where_other_engines_cannot_be_had_the_tests_run_with_chromium(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("chromium")
    machine.has("apt-get", "exit 1")
    done = machine.runs("browser.sh")
    assert done.returncode == 0
    assert "No Firefox found" in done.stderr
    assert "No WebKit found" in done.stderr


@pytest.mark.parametrize("account", [0, 1000])
def test_debians_chromium_gets_its_shell_of_the_same_version(machine: Machine, account: int) -> None:
    for name in ("chromium", "firefox", "WebKitWebDriver", "Xvfb"):
        machine.has(name)
    machine.has("id", f"echo {account}")
    machine.has("dpkg-query", "echo 156.0-1")
    done = machine.runs("browser.sh")
    assert (done.returncode, done.stderr) == (0, "")
    wanted = ["update -qq", "install -y -qq chromium-headless-shell=156.0-1"]
    assert machine.called("apt-get") == (wanted if account == 0 else [])


def test_playwrights_own_is_fetched_where_it_can_be_had(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("chrome")
    # What a Python with Playwright does: its Chromium is there once it has been installed.
    there = machine.folder / "there"
    machine.has("python", f'if [ "$2" = playwright ]; then : > {there}; else [ -e {there} ] && echo {there}-chrome; fi')
    machine.has("there-chrome")
    done = machine.runs("browser.sh")
    assert done.returncode == 0
    assert machine.called("there-chrome") == ["--version"]
    assert "No Firefox found" in done.stderr
    assert not machine.called("apt-get")


@pytest.mark.parametrize("account", [0, 1000])
def test_nginx_is_installed_by_root_only(machine: Machine, account: int) -> None:
    machine.has("id", f"echo {account}")
    done = machine.runs("nginx.sh")
    assert done.returncode == 0
    assert bool(machine.called("apt-get")) is (account == 0)
    assert ("sudo apt-get install nginx-light" in done.stderr) is (account != 0)
    assert not machine.called("sudo")


def test_no_recipe_calls_sudo() -> None:
    scripts = [ROOT / "Makefile", ROOT / ".ci" / "run", *(ROOT / "tools").glob("*.sh")]
    for script in scripts:
        for line in script.read_text(encoding="utf-8").splitlines():
            said = re.sub(r"#.*|\"[^\"]*\"", "", line)  # comments, and what is only said
            assert not re.search(r"\bsudo\b", said), f"{script.name}: {line}"


def test_a_python_as_new_as_the_browsers_needs_no_other(machine: Machine) -> None:
    machine.has("python", "exit 0")
    done = machine.runs("browsers_python.sh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(machine.called("python")) == 1


def test_where_there_is_no_python_of_the_browsers_it_is_said_once(machine: Machine) -> None:
    machine.has("python3.13", "exit 127")  # pyenv's stand-in for one that is not there
    done = machine.runs("browsers_python.sh")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert "uv python install 3.13" in done.stderr


def test_the_python_of_the_browsers_gets_the_locked_packages_and_runs_the_cells_tests(machine: Machine) -> None:
    machine.has("python3.13")
    machine.has("uv", f"{machine.folder}/bash -c 'mkdir -p .venv-3.13/bin; cp python3.13 .venv-3.13/bin/python'")
    for name in ("mkdir", "cp", "touch"):
        (machine.folder / name).symlink_to(str(shutil.which(name)))
    (machine.folder / "requirements-dev.txt").touch()
    for _ in range(2):
        done = machine.runs("browsers_python.sh")
        assert done.returncode == 0, done.stderr
    installed = [call for call in machine.called("uv") if "--require-hashes -r requirements-dev.txt" in call]
    assert len(installed) == 1  # the second time it is ready
    assert [call for call in machine.called("python3.13") if call.startswith("-m pytest")] == [
        "-m pytest -q tests/widgets/code/runner"
    ] * 2


def test_all_tests_end_with_the_summary_of_pytest_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = re.findall(r"^test:(.*)\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    ((needs, recipe),) = rule
    assert "browsers-python" in needs.split("##")[0]
    assert len(recipe.splitlines()) == 1
    assert "-m pytest" in recipe
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1].startswith("make test")


@pytest.mark.xdist_group("of this name")
def test_a_test_is_known_by_its_group(request: pytest.FixtureRequest) -> None:
    """Groups that are lost cost a start of Python for each process, and no test fails."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("groups are for several processes: -n 2 --dist loadgroup")
    assert request.node.nodeid.endswith("@of this name")
