"""The build with nothing to do: what it imports, what it notices, what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from engine.tiny import edit, make_root, published, run
from generator.engine.build import Request, build
from generator.engine.no_change import report_if_unchanged

HEAVY = {"weasyprint", "pydantic", "jinja2", "click", "yaml", "pikepdf", "simple_icd_10_cm", "pathlib", "asyncio"}
_SAY_IMPORTS = (
    "import sys; from generator.cli.entry import main; sys.argv[0] = 'policypress'; main(); "
    "print(*sys.modules, file=sys.stderr)"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    root = make_root(tmp_path_factory.mktemp("fast"))
    edit(root / "policy/tiny.yaml", "2027-06-30", "2026-07-02")  # a warning: overdue
    done = run("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def root(built, tmp_path, monkeypatch) -> Path:
    """A built root at a new place: the state is made again once, nothing is rendered."""
    root = Path(shutil.copytree(built, tmp_path / "root"))
    monkeypatch.chdir(root)
    assert not is_fast()
    outcome = build(Request(root, root / "build"), date.today())
    assert len(outcome.unchanged) == 2 and not outcome.rendered
    assert is_fast()
    return root


def is_fast(*words: str) -> bool:
    return report_if_unchanged(list(words))


@pytest.mark.slow
def test_nothing_heavy_is_imported_and_the_same_is_said(root):
    done = subprocess.run(
        [sys.executable, "-S", "-c", _SAY_IMPORTS, "build"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "generator.engine.no_change" in done.stderr and not HEAVY & set(done.stderr.splitlines()[-1].split())
    done, slow = run("build", cwd=root), run("build", "--explain", cwd=root)
    assert (done.returncode, done.stdout) == (0, "2 unchanged\n") == (slow.returncode, slow.stdout)
    assert "DATE-003" in done.stderr and done.stderr == slow.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda root: edit(root / "policy/tiny.yaml", "A tiny policy", "A tidy policy"),
        lambda root: edit(root / "templates/coverage-policy/document.html.j2", "<h1>", "<h1> "),
        lambda root: edit(root / "policy/publishers/north.yaml", "tagline: Tiny", "tagline: Tidy"),
        lambda root: (root / "templates/new.css").write_text(""),
        lambda root: (root / "policy/publishers/south.yaml").write_text(""),
        lambda root: (root / "policy/new.yaml").write_text(""),
        lambda root: (root / "policy/publishers/north.yaml").unlink(),
        lambda root: (root / "build/manifest.json").unlink(),
        lambda root: (root / "build/tiny/north/coverage-policy.pdf").unlink(),
        lambda root: (root / "build/.policypress/state.json").write_text("{"),
        lambda root: (root / "build/.policypress/state.json").write_text('{"format": 1}'),
        lambda root: (root / "build/.policypress/journal.json").write_text("{}"),
    ],
    ids=[
        "policy",
        "template",
        "publisher",
        "new style",
        "new publisher",
        "new policy",
        "lost publisher",
        "manifest",
        "output",
        "damaged state",
        "empty state",
        "journal",
    ],
)
def test_every_change_is_left_to_the_real_build(root, change):
    change(root)
    assert not is_fast()


@pytest.mark.parametrize(
    "words",
    [
        ("--force",),
        ("--explain",),
        ("--final",),
        ("--strict",),
        ("--edition", "north"),
        ("--artifact", "billing-article"),
        ("--jobs", "0"),
        ("--jobs", "x"),
        ("--jobs",),
        ("nobody",),
        ("--root", "nowhere"),
        ("--out", "other"),
        ("--unknown",),
        ("--help",),
    ],
)
def test_what_it_does_not_know_is_left_to_the_real_build(root, words):
    assert not is_fast(*words)


@pytest.mark.parametrize(
    "words", [("--jobs", "2"), ("tiny",), ("policy/tiny.yaml",), ("--root", "."), ("--out", "build")]
)
def test_what_it_knows(root, words):
    assert is_fast(*words)


def test_an_edit_that_keeps_size_and_time_is_noticed(root):
    path = root / "build/tiny/north/coverage-policy.pdf"
    stat, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-10] + b"0" + data[-9:])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not is_fast()


def test_a_link_to_the_same_bytes_is_noticed(root):
    path = root / "build/tiny/north/coverage-policy.pdf"
    path.rename(root / "elsewhere.pdf")
    path.symlink_to(root / "elsewhere.pdf")
    assert not is_fast()


def test_a_touched_file_is_read_and_found_the_same(root):
    os.utime(root / "policy/tiny.yaml")
    os.utime(root / "build/tiny/north/coverage-policy.pdf")
    assert is_fast()


def test_code_that_changed_while_the_build_ran_is_not_what_ran(root, monkeypatch):
    monkeypatch.setattr("generator.engine.build._STARTED", 2**63)
    build(Request(root, root / "build"), date.today())
    assert is_fast()
    monkeypatch.setattr("generator.engine.build._STARTED", 0)
    build(Request(root, root / "build"), date.today())
    assert not is_fast()


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_state_that_was_cut_short_says_nothing(root, share):
    state = root / "build/.policypress/state.json"
    data = state.read_bytes()
    state.write_bytes(data[: int(share * len(data))])
    script = (
        "import sys; from generator.publish.state import read_state; print(read_state('build'), 'json' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.stdout, done.stderr) == ("None False\n", "")


def test_another_day_is_another_answer(root):
    state = root / "build/.policypress/state.json"
    text = state.read_text()
    start = text.index('"day":"') + 7
    state.write_text(text[:start] + "2020-01-01" + text[start + 10 :])
    assert not is_fast()


def test_the_outputs_are_not_touched(root):
    before = published(root / "build")
    times = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
    run("build", cwd=root)
    assert published(root / "build") == before
    assert times == {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
