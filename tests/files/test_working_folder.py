"""No module of the working folder is imported, whatever it is called and whatever the command."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine.tiny import make_root

SCRIPT = Path(sys.executable).with_name("policypress")
# `python -m` imports these before it looks for what it was told to run; only -P or -I keeps it from doing so.
_OF_PYTHON = "import runpy, pkgutil, sys; print(*{name.partition('.')[0] for name in sys.modules})"
# Modules that libraries try to import and do without.
_OPTIONAL = {
    "brotli",
    "_brotli",
    "zopfli",
    "lxml",
    "cchardet",
    "chardet",
    "orjson",
    "uvloop",
    "rich",
    "reportlab",
    "unicodedata2",
    "numpy",
    "munkres",
    "email_validator",
    "sitecustomize",
    "usercustomize",
    "mypy",
    "re2",
}


def module_names() -> set[str]:
    """Return the names of Python's own modules, of those installed, and of some that do not exist."""
    files = (file for item in importlib.metadata.distributions() for file in item.files or ())
    installed = {file.parts[0].removesuffix(".py") for file in files}
    return {name for name in installed | sys.stdlib_module_names | _OPTIONAL if name.isidentifier()}


def set_traps(folder: Path, names: set[str]) -> Path:
    """Write a module of each name that says it was imported, and return the file where it does."""
    said = folder.parent / "imported.txt"
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(said)!r}, 'a').write('{name} ')\nraise SystemExit(77)\n")
    return said


def start(*words: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | environment
    (cwd.parent / "imported.txt").unlink(missing_ok=True)
    return subprocess.run(
        [*map(str, words)], cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def trapped(tmp_path_factory) -> tuple[Path, Path]:
    """A root with enough policies to be read by workers, full of traps, and where these say what was imported."""
    root = make_root(tmp_path_factory.mktemp("trapped") / "root", ("tiny", "other", "third"))
    return root, set_traps(root, module_names())


@pytest.mark.parametrize(
    "words",
    [
        "build --force",
        "verify",
        "check",
        "inspect build/tiny/north/coverage-policy.pdf",
        "eject",
        "approve tiny",
        "diff policy/tiny.yaml policy/other.yaml --pdf redline.pdf",
        "new next",
        "explain FILE-001",
    ],
)
def test_no_command_imports_a_module_of_the_working_folder(trapped, words):
    root, said = trapped
    done = start(SCRIPT, *words.split(), cwd=root)
    assert not said.exists(), said.read_text()
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def half_trapped(tmp_path_factory) -> tuple[Path, Path]:
    """The same without traps for what `python -m` itself imports."""
    root = make_root(tmp_path_factory.mktemp("half trapped") / "root", ("tiny", "other", "third"))
    own = subprocess.run([sys.executable, "-P", "-c", _OF_PYTHON], capture_output=True, text=True, check=True).stdout
    names = module_names() - set(own.split()) - {"generator", "sitecustomize", "usercustomize"}
    assert {"socket", "multiprocessing", "selectors", "json"} < names
    return root, set_traps(root, names)


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "generator"],
        [sys.executable, "-E", "-m", "generator"],
        [sys.executable, "-O", "-m", "generator"],
        [sys.executable, "-E", SCRIPT],
        ["env", "PYTHONPATH=:", SCRIPT],
        ["env", "PYTHONPATH=.", sys.executable, "-m", "generator"],
    ],
    ids=["-m", "-E -m", "-O -m", "-E", "PYTHONPATH=:", "PYTHONPATH=."],
)
def test_however_python_is_started(half_trapped, command):
    root, said = half_trapped
    done = start(*command, "build", "--force", cwd=root)
    assert not said.exists(), said.read_text()
    assert done.returncode == 0 and "6 built" in done.stdout, done


def test_a_pool_of_another_program_starts_its_servers_elsewhere(half_trapped, tmp_path):
    root, said = half_trapped
    program = tmp_path / "program.py"
    program.write_text(
        "import os\nfrom generator.engine.pool import WorkerPool\nif __name__ == '__main__':\n"
        "    with WorkerPool(1) as pool:\n        print(pool.submit(os.getcwd).result())\n"
    )
    done = start(sys.executable, program, cwd=root)
    assert not said.exists(), said.read_text()
    assert done.stdout.strip() == str(root), done


def test_other_places_stay(tmp_path):
    (tmp_path / "mine.py").write_text("")
    (tmp_path / "here").mkdir()
    places = os.pathsep.join(["", str(tmp_path), "."])
    shown = (
        "import os; from generator.files.working_folder import leave_out; leave_out(); import mine; "
        "print(os.environ['PYTHONPATH'])"
    )
    done = start(sys.executable, "-c", shown, cwd=tmp_path / "here", PYTHONPATH=places)
    assert done.stdout.strip() == str(tmp_path), done
