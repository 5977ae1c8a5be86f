"""Stages between git revisions: each status follows from the one before, or votes approve the text."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.lifecycle.test_lifecycle import change, run, vote

NAME = ["-c", "user.name=n", "-c", "user.email=n@example.com"]
LCD = """editions:
  - id: lcd
    artifacts: [lcd-draft]
    status: draft
    dates: {published: 2026-01-02, comment_start: 2026-01-02, comment_end: 2026-03-01, notice_start: 2026-04-01,
      notice_end: 2026-06-01, effective: 2026-07-01, retired: none}

references:   """


def commit(root: Path) -> None:
    for words in (["add", "-A"], [*NAME, "commit", "-qm", "next"]):
        subprocess.run(["git", "-C", str(root), *words], check=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "policy").mkdir()
    run(tmp_path, "new", "knee-arthroscopy")
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    commit(tmp_path)
    return tmp_path


def move(root: Path, was: str, status: str, code: int = 0, after: str = "status: ") -> str:
    change(root, f"{after}{was}", f"{after}{status}")
    output = run(root, "revise", "--check", code=code)
    if code == 0:
        commit(root)
    return output


def test_step_by_step(root):
    for was, status in (
        ("draft", "in-review"),
        ("in-review", "approved"),
        ("approved", "active"),
        ("active", "superseded"),
        ("superseded", "retired"),
    ):
        move(root, was, status)


@pytest.mark.parametrize(
    "chain",
    [
        ["in-review", "proposed", "comment", "in-review", "notice", "active", "retired"],
        ["in-review", "proposed", "comment", "notice", "approved", "active"],
    ],
)
def test_an_lcd_goes_through_comment_and_notice(root, chain):
    change(root, "references:   ", LCD)
    commit(root)
    for was, status in zip(["draft", *chain], chain, strict=False):
        move(root, was, status, after="    status: ")


def test_a_skipped_approval_is_reported_at_the_status(root):
    output = move(root, "draft", "active", code=1)
    found = re.search(r"policy/knee-arthroscopy\.yaml:(\d+):9: error STATUS-006: (.*)\n    (.*)", output)
    lines = (root / "policy/knee-arthroscopy.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[int(found[1]) - 1].startswith("status: active")
    assert found[2] == "edition model goes from draft to active over in-review, approved, and no votes approve its text"
    assert "policypress approve knee-arthroscopy" in found[3]
    vote(root)
    run(root, "revise", "--check")


def test_nothing_comes_back_from_retirement(root):
    for was, status in (("draft", "in-review"), ("in-review", "approved"), ("approved", "retired")):
        move(root, was, status)
    assert "edition model goes from retired to draft" in move(root, "retired", "draft", code=1)


def test_what_is_in_force_is_not_proposed(root):
    change(root, "references:   ", LCD.replace("status: draft", "status: notice"))
    commit(root)
    move(root, "notice", "active", after="    status: ")
    output = move(root, "active", "proposed", code=1, after="    status: ")
    assert "edition lcd goes from active to proposed" in output
    assert "create a separate edition for the proposal" in output


def test_a_revision_of_an_active_policy_has_a_new_version(root):
    for was, status in (("draft", "in-review"), ("in-review", "approved"), ("approved", "active")):
        move(root, was, status)
    assert "a revision needs a new version" in move(root, "active", "draft", code=1)
    change(root, "An active infection is present.", "An infection is present.")
    run(root, "revise", "--write")
    run(root, "revise", "--check")
