"""Comparing with git in real repositories: what is found, and what is said, with which exit code, where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from engine.tiny import call, current_dates, edit, make_root

SEVERE, MODERATE = "Pain is severe.", "Pain is moderate."
SUB = "payer a/p\u00f6licies"
OTHER_USER = 54321


def git(folder: Path, *words: object) -> str:
    done = subprocess.run(
        [
            "git",
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "protocol.file.allow=always",
            *map(str, words),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "SUDO_UID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.fixture
def mono(tmp_path) -> Path:
    """A repository with a policy in a subfolder, edited after the last commit; `new` came in that commit."""
    top = tmp_path / "mono repo"
    root = make_root(top / SUB, **current_dates())
    git(top, "init", "-q", "-b", "main")
    commit(top, "A policy")
    make_root(root, ("new",), **current_dates())
    commit(top, "Another")
    edit(root / "policy/tiny.yaml", SEVERE, MODERATE)
    return top


def ways(top: Path) -> list[tuple[Path, tuple[object, ...]]]:
    """Return (current folder, options) of each way to name the root."""
    root = top / SUB
    return [(top, ("--root", SUB)), (root, ()), (root / "policy", ("--root", "..")), (top.parent, ("--root", root))]


def said(folder: Path, *words: object, code: int = 0, **environment: str) -> str:
    done = call(*words, cwd=folder, **environment)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr and "internal error" not in done.stderr
    return done.stdout + done.stderr


def test_from_the_top_from_inside_and_from_outside(mono):
    for folder, words in ways(mono):
        assert f"- {SEVERE}" in said(folder, "diff", "HEAD", *words)
        output = said(folder, "revise", "--check", *words, code=1)
        assert output.count("error HISTORY-001") == 1 and "policy/tiny.yaml:8:1:" in output
    assert f"\n{SUB}/policy/tiny.yaml:" in said(mono, "diff", "HEAD", "--root", SUB)


def test_a_file_of_a_revision_is_named_from_the_root_or_from_the_top(mono):
    for name in ("HEAD:policy/tiny.yaml", f"HEAD:{SUB}/policy/tiny.yaml"):
        for folder, words in ways(mono):
            output = said(folder, "diff", name, *words)
            assert f"- {SEVERE}" in output and f"+ {MODERATE}" in output


def test_a_linked_work_tree(mono, tmp_path):
    linked = tmp_path / "linked tree"
    git(mono, "worktree", "add", "-q", linked, "-b", "other")
    edit(linked / SUB / "policy/tiny.yaml", SEVERE, "Pain is mild.")
    for folder, words in ways(linked):
        assert "+ Pain is mild." in said(folder, "diff", "HEAD", *words)
        assert "error HISTORY-001" in said(folder, "revise", "--check", *words, code=1)


def test_in_a_hook_the_current_folder_is_the_work_tree(mono, tmp_path):
    """git gives hooks GIT_DIR; with it, a root in a subfolder is still below the top."""
    linked = tmp_path / "linked tree"
    git(mono, "worktree", "add", "-q", linked, "-b", "other")
    edit(linked / SUB / "policy/tiny.yaml", SEVERE, "Pain is mild.")
    for top, place in ((mono, ".git"), (linked, git(linked, "rev-parse", "--absolute-git-dir"))):
        assert "error HISTORY-001" in said(top, "revise", "--check", "--root", SUB, code=1, GIT_DIR=place)
    inner = make_root(mono / "inner", **current_dates())  # and for another repository GIT_DIR does not hold
    git(inner, "init", "-q")
    commit(inner, "Inner")
    edit(inner / "policy/tiny.yaml", SEVERE, "Pain is inner.")
    for folder in (mono, tmp_path):
        assert "+ Pain is inner." in said(folder, "diff", "HEAD", "--root", inner, GIT_DIR=str(mono / ".git"))


def test_a_policy_that_was_not_there_before_or_is_no_longer(mono):
    output = said(mono, "diff", "HEAD~1", "--root", SUB)
    assert "\nnew: new policy\n" in output and f"+ {MODERATE}" in output
    (mono / SUB / "policy/new.yaml").unlink()
    assert "\nnew: the policy was removed\n" in said(mono, "diff", "HEAD", "--root", SUB)
    assert f"there is no `{SUB}/policy/new.yaml` in HEAD~1" in said(
        mono, "diff", "HEAD~1:policy/new.yaml", "--root", SUB, code=2
    )


@pytest.mark.parametrize("revision", ["HAED", "v9", "HEAD~99", "0" * 40, "HEAD^{tree}", "a..b", "HEAD@{99}"])
def test_a_bad_revision_is_a_wrong_command_line(mono, revision):
    for words in (("diff", revision), ("diff", "HEAD", revision), ("revise", "--check", "--against", revision)):
        output = said(mono, *words, "--root", SUB, code=2)
        assert ": error DIFF-001: " in output and output.startswith(f"{revision}:1:1: "), output


def test_the_message_of_a_bad_revision(mono):
    assert said(mono, "diff", "HAED", "--root", SUB, code=2) == (
        "HAED:1:1: error DIFF-001: `HAED` is neither a file nor a git revision\n"
        "    OLD and NEW are files, REV:path, git revisions, policy ids, or ID@EDITION\n"
    )
    assert "log for 'HEAD' only has" in said(mono, "diff", "HEAD@{99}", "--root", SUB, code=2)  # git's own words


@pytest.mark.parametrize("revision", ["--help", "-x", "--output=x", "-"])
def test_a_revision_that_looks_like_an_option_does_not_reach_git(mono, revision):
    output = said(mono, "diff", "--root", SUB, "--", revision, code=2)
    assert output.startswith(f"{revision}:1:1: error DIFF-001: `{revision}` is neither a file nor a git revision")
    assert said(mono, "revise", "--check", "--root", SUB, f"--against={revision}", code=2) == output
    assert not (mono / "x").exists()


def test_an_empty_revision(mono):
    """What a script passes when its own command failed: "$(git merge-base ...)"."""
    for words in (("diff", ""), ("revise", "--check", "--against", "")):
        assert "is empty" in said(mono, *words, "--root", SUB, code=2)


def test_a_shallow_clone_says_how_to_get_the_revision(mono, tmp_path):
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{mono}", shallow)
    assert "no change" in said(shallow, "diff", "HEAD", "--root", SUB)
    old = git(mono, "rev-parse", "HEAD~1")
    for words in (("diff", "HEAD~1"), ("diff", old), ("revise", "--check", "--against", old)):
        output = said(shallow, *words, "--root", SUB, code=2)
        assert "error DIFF-001" in output and "    this clone is shallow" in output
        assert "git fetch --unshallow" in output and "fetch-depth: 0" in output
    git(shallow, "fetch", "-q", "--unshallow")
    assert "new: new policy" in said(shallow, "diff", "HEAD~1", "--root", SUB)
    assert "shallow" not in said(shallow, "diff", "HAED", "--root", SUB, code=2)


DUBIOUS = "detected dubious ownership in repository at"


def assert_dubious(folder: Path) -> None:
    for words in (("diff", "HEAD"), ("diff", "HAED"), ("diff", "HEAD:policy/tiny.yaml"), ("revise", "--check")):
        output = said(folder, *words, "--root", SUB, code=3)
        assert output.startswith(f"policypress: git: fatal: {DUBIOUS} '{folder}'\n    "), output
        assert "\n    git config --global --add safe.directory '" in output or (
            "\n    git config --global --add safe.directory " in output
        )
    assert said(folder, "check", "--root", SUB).startswith("2 policies checked: 0 errors")  # which needs no git


def test_dubious_ownership_keeps_the_whole_message(mono, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # a switch of git itself
    assert_dubious(mono)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_repository_of_somebody_else(mono):
    for path in (mono, *mono.rglob("*")):
        os.chown(path, OTHER_USER, OTHER_USER, follow_symlinks=False)
    assert_dubious(mono)


def test_without_git(mono, tmp_path):
    (tmp_path / "bin").mkdir()
    for words in (("diff", "HEAD"), ("revise", "--check")):
        assert said(mono, *words, "--root", SUB, code=3, PATH=str(tmp_path / "bin")) == (
            "policypress: git is not installed; two files can be compared without git: "
            "policypress diff OLD.yaml NEW.yaml\n"
        )
    policy, copy = mono / SUB / "policy/tiny.yaml", tmp_path / "copy.yaml"
    shutil.copy(policy, copy)
    edit(copy, MODERATE, SEVERE)
    assert f"+ {MODERATE}" in said(mono, "diff", copy, policy, "--root", SUB, PATH=str(tmp_path / "bin"))


def test_outside_of_a_repository(tmp_path):
    root = make_root(tmp_path / "root", **current_dates())
    output = said(root, "diff", "HEAD", code=3, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert output.startswith("policypress: git: fatal: not a git repository")


def test_what_git_warns_of_is_said_once_and_spoils_nothing(mono):
    git(mono, "tag", "twice", "HEAD~1")
    git(mono, "branch", "twice", "HEAD")
    done = call("diff", "twice", "--root", SUB, "--format", "json", cwd=mono)
    assert done.returncode == 0 and done.stdout.startswith("{")
    assert done.stderr.count("git: warning: refname 'twice' is ambiguous.") == 1


def test_a_git_that_chats_on_standard_error(mono, tmp_path):
    (tmp_path / "bin").mkdir()
    wrapper = tmp_path / "bin/git"
    wrapper.write_text(f'#!/bin/sh\necho "warning: \u001b[31mlook" >&2\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    path = f"{wrapper.parent}:{os.environ['PATH']}"
    assert f"+ {MODERATE}" in said(mono, "diff", "HEAD", "--root", SUB, PATH=path)
    output = said(mono, "diff", "HAED", "--root", SUB, code=2, PATH=path)
    assert "error DIFF-001: `HAED` is neither" in output and "\u001b" not in output


def test_settings_of_the_user_change_nothing(mono, tmp_path):
    """A converter for `git show`, colors, and quoted names are for people."""
    (mono / ".gitattributes").write_text("*.yaml diff=upper\n")
    for key, value in (("diff.upper.textconv", "tr a-z A-Z <"), ("color.ui", "always"), ("core.quotePath", "true")):
        git(mono, "config", key, value)
    assert f"- {SEVERE}" in said(mono, "diff", "HEAD:policy/tiny.yaml", "--root", SUB)
    (mono / SUB / "policy/new.yaml").unlink()
    assert "new: the policy was removed" in said(mono, "diff", "HEAD", "--root", SUB)
