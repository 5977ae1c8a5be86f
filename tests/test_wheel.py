"""The wheel and the sdist, for real and offline.

hatchling builds both from this checkout. The wheel goes into a new virtual environment, which sees the dependencies of
the environment that runs the tests through a `.pth` file; a path added in that way does not bring the other
environment's own `.pth` files along, so the editable policypress stays out of sight.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "policy" / "restorative-neurostimulation.yaml"


def run(*command, cwd, **environment):
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "POLICYPRESS"))}
    return subprocess.run([*map(str, command)], cwd=cwd, env=plain | environment, capture_output=True, text=True)


def built(folder, target, out):
    done = run(sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", out, cwd=folder)
    assert done.returncode == 0, done.stderr
    return next(out.iterdir())


def names_in(wheel):
    return {name for name in zipfile.ZipFile(wheel).namelist() if "dist-info" not in name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment of its own with the wheel in it; returns its bin folder."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    done = run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        home / "bin" / "python",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    site = next(home.glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


@pytest.fixture
def office(tmp_path):
    """A folder with nothing but a policy in it."""
    (tmp_path / "policy").mkdir()
    shutil.copy(POLICY, tmp_path / "policy")
    return tmp_path


def test_the_wheel_holds_every_template_and_font(wheel):
    here = {
        path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()
    }
    # the example publishers are next to the policies in a checkout and among the shipped ones in a wheel
    examples = ROOT / "policy" / "publishers"
    here |= {f"publishers/{path.relative_to(examples).as_posix()}" for path in examples.rglob("*") if path.is_file()}
    shipped = {name.removeprefix("generator/_templates/") for name in names_in(wheel) if "/_templates/" in name}
    assert shipped == here
    assert any(name.endswith(".ttf") for name in shipped)


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    assert {name.split("/")[0] for name in names_in(wheel)} == {"generator"}
    assert not [name for name in names_in(wheel) if "__pycache__" in name]


def test_the_sdist_makes_the_same_wheel(wheel, tmp_path):
    archive = built(ROOT, "sdist", tmp_path / "sdist")
    shutil.unpack_archive(archive, tmp_path / "source")
    source = next((tmp_path / "source").iterdir())
    assert (source / "Makefile").is_file() and (source / "setup" / "prepare").is_file()
    assert names_in(built(source, "wheel", tmp_path / "again")) == names_in(wheel)


@pytest.mark.slow
def test_the_wheel_builds_in_an_empty_folder(installed, office):
    done = run(installed / "policypress", "build", "--edition", "model", cwd=office)
    assert done.returncode == 0, done.stderr
    documents = json.loads((office / "build" / "manifest.json").read_text())["documents"]
    assert {"coverage-policy", "lcd-draft", "billing-article", "checklist-prior-authorization"} <= {
        document["artifact"] for document in documents
    }
    assert all((office / "build" / document["path"]).read_bytes().startswith(b"%PDF-") for document in documents)


def test_it_was_the_wheel_that_ran(installed, tmp_path):
    done = run(installed / "python", "-c", "import generator; print(generator.__file__)", cwd=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)
    assert run(installed / "policypress", "--version", cwd=tmp_path).stdout.startswith("policypress, version ")


def test_a_folder_without_a_policy_is_a_source_error(installed, tmp_path):
    done = run(installed / "policypress", "build", cwd=tmp_path)
    assert done.returncode == 1
    assert "FILE-001" in done.stderr and "Traceback" not in done.stderr
