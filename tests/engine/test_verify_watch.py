"""Verify compares and writes nothing; watch builds again on a save and keeps what is good."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pytest

from engine.tiny import TEMPLATES, edit, make_root, published, run
from generator.problem import MachineProblem

COVERAGE = "tiny/north/coverage-policy.pdf"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    root = make_root(tmp_path_factory.mktemp("verify"))
    assert run("build", cwd=root).returncode == 0
    return root


def test_verify(built, tmp_path):
    root = Path(shutil.copytree(built, tmp_path / "root"))
    done = run("verify", cwd=root)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    path = root / "build" / COVERAGE
    path.write_bytes(path.read_bytes() + b"\n")
    edit(root / "templates/billing-article/document.html.j2", "<p>", "<p>Short: ")
    before = published(root / "build")
    done = run("verify", cwd=root)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "tiny/north/billing-article.pdf: its bytes differ from the manifest, from a different input",
        f"{COVERAGE}: the file is not the one in the manifest",
    ]
    assert published(root / "build") == before


def wait_for(lines: Path, text: str, count: int = 1) -> None:
    """Wait until a text was said so many times."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if lines.read_text().count(text) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{text!r} was not said {count} times:\n{lines.read_text()}")


def test_watch(built, tmp_path):
    root = Path(shutil.copytree(built, tmp_path / "root"))
    said = tmp_path / "said"
    with said.open("w") as file:
        watching = subprocess.Popen(
            [sys.executable, "-m", "generator", "watch"],
            cwd=root,
            stderr=file,
            start_new_session=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
    try:
        wait_for(said, "2 unchanged in")
        good = published(root / "build")
        edit(root / "policy/tiny.yaml", "for some patients", "for some patients [@nobody]")
        wait_for(said, "not built, the existing documents are unchanged")
        assert "policy/tiny.yaml:" in said.read_text() and published(root / "build") == good
        edit(root / "policy/tiny.yaml", " [@nobody]", "")
        wait_for(said, "2 unchanged in", 2)
        edit(root / "templates/coverage-policy/document.html.j2", "<p>", "<p>Here: ")
        wait_for(said, "1 built, 1 unchanged in")
        assert published(root / "build")[COVERAGE] != good[COVERAGE]
        os.killpg(watching.pid, signal.SIGINT)
        assert watching.wait(20) == 130
        assert "Traceback" not in said.read_text()
    finally:
        if watching.poll() is None:
            os.killpg(watching.pid, signal.SIGKILL)


def test_a_watch_names_each_file_once_and_no_temporary_ones(tmp_path):
    from watchfiles import Change

    from generator.engine import watch

    kept, new, gone = (str(tmp_path / "policy" / name) for name in ("kept.yaml", "new.yaml", "gone.yaml"))
    (tmp_path / "policy").mkdir()
    Path(kept).touch()
    Path(new).touch()
    passing = str(tmp_path / "policy" / "sedzoVwcL")
    changes = {
        (Change.modified, kept),
        (Change.added, new),
        (Change.modified, new),
        (Change.deleted, gone),
        (Change.added, passing),
        (Change.deleted, passing),
    }
    assert watch._told(changes, tmp_path) == ["policy/gone.yaml", "policy/kept.yaml", "policy/new.yaml"]
    assert watch._told({(Change.added, passing)}, tmp_path) == ["policy/sedzoVwcL"]


def test_a_watch_goes_on_whatever_fails(built, monkeypatch):
    from generator.engine import watch
    from generator.engine.build import Request

    lines: list[str] = []
    for error, said in (
        (PermissionError(13, "Permission denied", "x.css"), "x.css: Permission denied"),
        (OSError(28, "No space left"), "No space left; temporary files are in "),
        (KeyError("x"), "internal error: KeyError: 'x'"),
        (MachineProblem("no Pango"), "no Pango"),
    ):
        monkeypatch.setattr("generator.engine.build.build", Mock(side_effect=error))
        watch.build_once(Request(built, built / "build"), lines.append, None)
        assert said in lines[-1]


def test_a_watch_sees_a_template_that_comes_before_another_in_workers_too(tmp_path):
    from generator.engine import watch
    from generator.engine.build import Request
    from generator.engine.pool import WorkerPool

    root, lines = make_root(tmp_path, ("one", "two", "three")), []
    with WorkerPool(1) as pool:
        watch.build_once(Request(root, root / "build"), lines.append, pool)
        own = root / "policy/publishers/north/templates/billing-article"
        own.mkdir(parents=True)
        (own / "document.html.j2").write_text(TEMPLATES["billing-article"].replace("<p>", "<p>Own: "))
        watch.build_once(Request(root, root / "build"), lines.append, pool)
    assert "6 built, 0 unchanged" in lines[6] and "3 built, 3 unchanged" in lines[-1]


def test_what_is_saved_during_the_first_build_is_noticed(built, tmp_path, monkeypatch):
    from generator.engine import watch
    from generator.engine.build import Request

    root = Path(shutil.copytree(built, tmp_path / "root"))
    plain, lines = watch.build_once, []

    def build_and_save(request, say, pool):
        plain(request, say, pool)
        if len(lines) == 1:
            edit(root / "policy/tiny.yaml", "for some patients", "for few patients")

    monkeypatch.setattr(watch, "build_once", build_and_save)
    watch.watch(Request(root, root / "build"), lines.append, rounds=2)
    assert "2 unchanged" in lines[0] and lines[1] == "changed: policy/tiny.yaml" and "2 built" in lines[-1]
