"""A build that is killed, stopped or run twice at once; the same bytes wherever it runs."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.tiny import call, edit, make_root, published, run
from generator.publish.manifest import is_intact, read_manifest


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, dict[str, bytes], float]:
    """A built root, what a clean build of it gives, and how long that took."""
    root = make_root(tmp_path_factory.mktemp("safety"), ("tiny", "other"))
    started = time.monotonic()
    done = run("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root, published(root / "build"), time.monotonic() - started


def start(root: Path, *words: str) -> subprocess.Popen:
    """Start a build in a session of its own, so that a signal reaches it and nothing else."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", *words],
        cwd=root,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_killed_at_any_moment(built, tmp_path):
    """Fifteen builds, each killed at a random moment; benchmarks/kills.py does it two hundred times."""
    original, clean, took = built
    root = Path(shutil.copytree(original, tmp_path / "root", ignore=shutil.ignore_patterns("build")))
    chance = random.Random(5)
    for turn in range(15):
        if turn % 3 == 0 and (root / "build").exists():  # make some work: an output is damaged
            for path in (root / "build").rglob("*.pdf"):
                if ".policypress" not in path.parts:
                    path.write_bytes(b"damaged")
        build = start(root)
        time.sleep(chance.uniform(0, took * 1.1))
        os.killpg(build.pid, signal.SIGKILL)
        build.communicate()
    done = run("build", cwd=root)
    assert done.returncode == 0, done.stderr
    assert published(root / "build") == clean
    assert {path.name for path in (root / "build/.policypress").iterdir()} == {"lock", "state.json"}


def test_ctrl_c_stops_at_once_and_leaves_what_stands(built, tmp_path):
    original, clean, _ = built
    root = Path(shutil.copytree(original, tmp_path / "root"))
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    build = start(root, "--force")
    time.sleep(2)
    os.killpg(build.pid, signal.SIGINT)
    _, errors = build.communicate(timeout=20)
    assert "Traceback" not in errors
    if build.returncode == 130:  # else it was quicker than the signal
        assert "stopped; existing documents are unchanged" in errors
        assert published(root / "build") == clean
        assert all(is_intact(root / "build", entry) for entry in read_manifest(root / "build").documents.values())


def test_two_builds_at_once(built, tmp_path):
    original, clean, _ = built
    root = Path(shutil.copytree(original, tmp_path / "root", ignore=shutil.ignore_patterns("build")))
    builds = [start(root), start(root)]
    said = [build.communicate(timeout=120) for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    assert sorted(output.splitlines()[-1] for output, _ in said) == ["4 built", "4 unchanged"]
    assert sum("waiting for another build" in errors for _, errors in said) == 1
    assert published(root / "build") == clean


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_output_folder_is_reported(built, tmp_path):
    root = Path(shutil.copytree(built[0], tmp_path / "root"))
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    (root / "build/tiny/north").chmod(0o555)
    done = run("build", cwd=root)
    (root / "build/tiny/north").chmod(0o755)
    assert done.returncode == 3 and "cannot be written" in done.stderr
    assert published(root / "build") == built[1]


def test_a_state_that_cannot_be_written_fails_no_build(built, tmp_path):
    root = Path(shutil.copytree(built[0], tmp_path / "root"))
    state = root / "build/.policypress/state.json"
    state.unlink()
    state.mkdir()
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    done = run("build", cwd=root)
    assert done.returncode == 0 and "the next build reads everything" in done.stderr
    assert "2 built, 2 unchanged" in done.stdout


def test_same_bytes_in_other_surroundings(built, tmp_path):
    original, clean, _ = built
    root = Path(shutil.copytree(original, tmp_path / "another place é", ignore=shutil.ignore_patterns("build")))
    surroundings = [
        ("1", {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"}),
        (
            "3",
            {
                "TZ": "America/Los_Angeles",
                "PYTHONHASHSEED": "77",
                "HOME": str(tmp_path),
                "SOURCE_DATE_EPOCH": "1",
                "USER": "nobody",
            },
        ),
    ]
    for jobs, environment in surroundings:
        out = tmp_path / f"out {jobs}"
        done = run("build", "--root", root, "--out", out, "--jobs", jobs, cwd=tmp_path, **environment)
        assert done.returncode == 0, done.stderr
        assert published(out) == clean


def test_ctrl_c_while_modules_are_imported(tmp_path, monkeypatch):
    monkeypatch.setattr("generator.engine.no_change.report_if_unchanged", lambda _: signal.raise_signal(signal.SIGINT))
    stopped = call("build", cwd=tmp_path)
    assert stopped.returncode == 130
    assert stopped.stderr == "\npolicypress: stopped; existing documents are unchanged\n"
