"""The set-up of a bare machine, with the machine's tools played by small scripts."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TOOLS = (
    "sh",
    "cat",
    "cksum",
    "chmod",
    "cp",
    "dirname",
    "env",
    "ls",
    "mkdir",
    "rm",
    "sed",
    "touch",
    "tr",
    "true",
    "uname",
)

PYTHON = """#!/bin/sh
echo "python $*" >>"$LOG"
case "$*" in
    *sys.version_info\\[*) echo "$VERSION" ;;
    *"sys.version_info <"*) case "$VERSION" in 3.1[1-9]) ;; *) exit 1 ;; esac ;;
    *"import ensurepip"*) [ -e "$MACHINE/python$VERSION-venv" ] ;;
    *"import ctypes"*libpangoft2*) [ -e "$MACHINE/libpangoft2-1.0-0" ] ;;
    *"import ctypes"*libharfbuzz-subset*) [ -e "$MACHINE/libharfbuzz-subset0" ] ;;
    *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"-m pip --version"*) ;;
    *"-m pip install"*--constraint*) [ -z "$NO_NETWORK$OTHER_VERSIONS" ] || { echo "no such version" >&2; exit 1; } ;;
    *"-m pip install"*) [ -z "$NO_NETWORK" ] ;;
esac
"""
APT_GET = """#!/bin/sh
echo "apt-get $*" >>"$LOG"
case "$*" in
    *install*) for word in "$@"; do touch "$MACHINE/$word"; done ;;
esac
"""


class Machine:
    """A bare machine: a folder with the project's set-up in it, and a PATH of its own."""

    def __init__(self, folder):
        self.folder, self.bin, self.log = folder / "project", folder / "bin", folder / "log"
        self.system = folder / "system"
        for path in (self.folder / "setup", self.bin, self.system):
            path.mkdir(parents=True)
        for script in ("prepare", "browser"):
            shutil.copy(ROOT / "setup" / script, self.folder / "setup")
        for name in ("pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.folder)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.tool("python3", PYTHON)
        self.tool("apt-get", APT_GET)
        self.tool("apt-cache", "#!/bin/sh\n")
        self.user(0)

    def tool(self, name, text):
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def user(self, number):
        self.tool("id", f"#!/bin/sh\necho {number}\n")

    def browser(self):
        self.log.write_text("")
        return subprocess.run(
            [self.folder / "setup" / "browser"],
            env={"PATH": str(self.bin), "LOG": str(self.log), "MACHINE": str(self.system)},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def prepare(self, version="3.11", **more):
        self.log.write_text("")
        environment = {
            "PATH": str(self.bin),
            "LOG": str(self.log),
            "MACHINE": str(self.system),
            "VERSION": version,
            "NO_NETWORK": "",
            "OTHER_VERSIONS": "",
        }
        return subprocess.run(
            [self.folder / "setup" / "prepare"],
            env=environment | more,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def calls(self, words):
        return [line for line in self.log.read_text().splitlines() if words in line]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_bare_machine_gets_what_is_missing(machine):
    done = machine.prepare()
    assert done.returncode == 0, done.stderr
    assert machine.calls("apt-get")[1].endswith("python3.11-venv libpangoft2-1.0-0 libharfbuzz-subset0")
    assert machine.calls("-m venv") and machine.calls("-m pip install")


def test_the_second_time_nothing_is_done(machine):
    machine.prepare()
    done = machine.prepare()
    assert done.returncode == 0 and done.stderr == ""
    assert not machine.calls("apt-get") and not machine.calls("-m pip") and not machine.calls("-m venv")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_installs_again_into_the_same_environment(machine, name):
    machine.prepare()
    with (machine.folder / name).open("a") as file:
        file.write("# a change\n")
    assert machine.prepare().returncode == 0
    assert machine.calls("-m pip install") and not machine.calls("-m venv") and not machine.calls("apt-get")


def test_the_versions_in_constraints_are_installed(machine):
    assert machine.prepare().returncode == 0
    (call,) = machine.calls("-m pip install")
    assert call.endswith("--editable .[dev] --constraint constraints.txt")


def test_if_those_versions_cannot_be_installed_allowed_ones_are_and_setup_says_so(machine):
    done = machine.prepare(OTHER_VERSIONS="1")
    assert done.returncode == 0 and "trying the versions that pyproject.toml allows" in done.stderr
    assert [call.endswith(".[dev]") for call in machine.calls("-m pip install")] == [False, True]
    assert "no such version" not in done.stderr


def test_a_package_that_went_away_comes_back(machine):
    packages = machine.folder / ".venv" / "lib" / "python3.11" / "site-packages"
    (packages / "lxml").mkdir(parents=True)
    machine.prepare()
    assert not machine.prepare().stderr
    (packages / "lxml").rmdir()
    machine.prepare()
    assert machine.calls("-m pip install") and not machine.calls("-m venv")
    assert not machine.prepare().stderr


def test_an_environment_whose_python_is_gone_is_made_again(machine):
    machine.prepare()
    (machine.folder / ".venv" / "bin" / "python").unlink()
    assert machine.prepare().returncode == 0
    assert machine.calls("-m venv") and machine.calls("-m pip install")


def test_every_package_that_is_asked_for_has_one_version_that_fits():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    lines = (ROOT / "constraints.txt").read_text().splitlines()[1:]
    pins = dict(line.split("==") for line in lines)
    assert len(pins) == len(lines)
    for wanted in map(Requirement, asked):
        assert wanted.specifier.contains(pins[canonicalize_name(wanted.name)]), wanted


def test_a_library_that_went_away_comes_back(machine):
    machine.prepare()
    (machine.system / "libpangoft2-1.0-0").unlink()
    assert machine.prepare().returncode == 0
    assert machine.calls("apt-get")[1].endswith("-recommends libpangoft2-1.0-0")


def test_older_releases_hold_the_subsetter_in_harfbuzz_itself(machine):
    for name in ("libpangoft2-1.0-0", "python3.11-venv"):
        (machine.system / name).touch()
    machine.tool("apt-cache", "#!/bin/sh\nexit 100\n")
    done = machine.prepare()
    assert machine.calls("apt-get")[1].endswith("-recommends libharfbuzz0b")
    assert done.returncode == 3 and "still missing after the installation: libharfbuzz-subset0" in done.stderr


def test_without_root_and_sudo_one_line_says_what_to_install(machine):
    machine.user(1000)
    done = machine.prepare()
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "needs root or sudo" in done.stderr
    assert "apt-get install python3.11-venv libpangoft2-1.0-0 libharfbuzz-subset0" in done.stderr


def test_with_sudo_it_is_used(machine):
    machine.user(1000)
    machine.tool(
        "sudo",
        '#!/bin/sh\necho "sudo $*" >>"$LOG"\n[ "$1" = -n ] && shift\nexec "$@"\n'.replace(
            "exec", '[ "$1" = true ] || exec'
        ),
    )
    assert machine.prepare().returncode == 0
    assert any("install" in call for call in machine.calls("sudo"))
    assert not [call for call in machine.calls("sudo") if "pip" in call or "venv .venv" in call]


def test_without_root_but_with_everything_there_no_root_is_needed(machine):
    for name in ("libpangoft2-1.0-0", "libharfbuzz-subset0", "python3.11-venv"):
        (machine.system / name).touch()
    machine.user(1000)
    assert machine.prepare().returncode == 0


def test_an_old_python_is_named(machine):
    done = machine.prepare(version="3.9")
    assert done.returncode == 3 and "needs 3.11 or later" in done.stderr


def test_a_machine_without_python_is_told(machine):
    (machine.bin / "python3").unlink()
    done = machine.prepare()
    assert done.returncode == 3 and "python3 is not installed" in done.stderr


def test_a_failed_installation_is_tried_again(machine):
    done = machine.prepare(NO_NETWORK="1")
    assert done.returncode == 3 and "no such version" in done.stderr
    assert machine.prepare().returncode == 0
    assert machine.calls("-m pip install")


def test_the_tests_get_a_browser_once(machine):
    done = machine.browser()
    assert done.returncode == 0 and machine.calls("install")[0].endswith("--no-install-recommends chromium")
    machine.tool("chromium", "#!/bin/sh\n")
    done = machine.browser()
    assert (done.returncode, done.stderr, machine.calls("apt-get")) == (0, "", [])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda machine: machine.user(1000),
        lambda machine: (machine.bin / "apt-get").unlink(),
        lambda machine: machine.tool("apt-get", "#!/bin/sh\nexit 100\n"),
    ],
    ids=["no root", "no apt", "no package"],
)
def test_without_a_browser_the_tests_go_on(machine, spoil):
    spoil(machine)
    done = machine.browser()
    assert done.returncode == 0 and "browser tests are skipped" in done.stderr


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)", makefile, re.M).group(1).split()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    shown = subprocess.run(["make", "help"], cwd=ROOT, env=environment, capture_output=True, text=True).stdout
    assert re.findall(r"^  make (\w+) +\w", shown, re.M) == phony


def test_ci_runs_what_the_readme_says():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1].endswith("exec make test")
    assert "make test" in (ROOT / "README.md").read_text()
