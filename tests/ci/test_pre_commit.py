"""The pre-commit hook in real repositories: what is staged counts, wherever the policies and the command are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from engine.tiny import call, current_dates, edit, make_root

from ci.machine import CI

COMMAND = Path(sys.executable).parent / "policypress"
NAMES = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
SEVERE, MODERATE = "statement: Pain is severe.", "statement: Pain is moderate."


class Repository:
    """A repository with a policy, committed, and the hook; each commit leaves nothing in the temporary folder."""

    def __init__(self, top: Path, root: str = ".", venv: bool = True):
        self.top, self.root, self.temporary = top, top / root, top.parent / "temporary"
        self.temporary.mkdir(exist_ok=True)
        make_root(self.root, **current_dates())
        (top / ".gitignore").write_text(".venv\n")
        git(top, "init", "-q", "-b", "main")
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", "A policy")
        if venv:
            (top / ".venv/bin").mkdir(parents=True)
            (top / ".venv/bin/policypress").symlink_to(COMMAND)
        self.install(root)

    def install(self, root: str) -> None:
        hook = self.top / git(self.top, "rev-parse", "--git-path", "hooks") / "pre-commit"
        hook.write_text((CI / "pre-commit").read_text().replace("\nroot=.  ", f"\nroot='{root}'  "))
        hook.chmod(0o755)

    def commit(self, *words: str, top: Path | None = None, path: str | None = None) -> str | None:
        """Commit; None when it succeeded, else what was said."""
        more = NAMES | {"TMPDIR": str(self.temporary)} | ({"PATH": path} if path else {})
        done = subprocess.run(
            ["git", "commit", "-q", "-m", "Change", *words],
            cwd=top or self.top,
            capture_output=True,
            text=True,
            env=os.environ | more,
            check=False,
        )
        assert list(self.temporary.iterdir()) == []
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr if done.returncode else None

    @property
    def policy(self) -> Path:
        return self.root / "policy/tiny.yaml"

    def revise(self) -> None:
        done = call("revise", "tiny", "--write", cwd=self.root)
        assert done.returncode == 0, done.stderr


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | NAMES,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path) -> Repository:
    return Repository(tmp_path / "a repository")


def without_command(folder: Path) -> str:
    """Return a PATH that has the tools of the hook and no policypress."""
    folder.mkdir()
    for tool in ("git", "sh", "rm", "mkdir", "mktemp", "dirname"):
        (folder / tool).symlink_to(shutil.which(tool))
    return str(folder)


def test_a_change_needs_its_row(repository):
    edit(repository.policy, SEVERE, MODERATE)
    assert "error HISTORY-001" in (repository.commit("-a") or "")
    repository.revise()
    assert repository.commit("-a") is None


def test_what_is_no_policy_is_not_checked(repository):
    (repository.top / "notes.txt").write_text("no policy\n")
    (repository.top / ".venv/bin/policypress").unlink()
    git(repository.top, "add", "-A")
    assert repository.commit(path=without_command(repository.top.parent / "bin")) is None


def test_staged_and_wrong_is_refused_though_the_work_tree_is_right(repository):
    right = repository.policy.read_text()
    edit(repository.policy, "status: approved", "status: aproved")
    git(repository.top, "add", "-A")
    repository.policy.write_text(right)
    said = repository.commit()
    assert said and said.startswith("policy/tiny.yaml:6:9: error SCHEMA-"), said
    assert repository.policy.read_text() == right and git(repository.top, "diff", "--name-only") == "policy/tiny.yaml"


def test_staged_and_right_is_taken_though_the_work_tree_is_wrong(repository):
    edit(repository.policy, SEVERE, MODERATE)
    repository.revise()
    git(repository.top, "add", "-A")
    edit(repository.policy, "status: approved", "status: aproved")
    assert repository.commit() is None
    assert "aproved" in repository.policy.read_text()
    assert "aproved" not in git(repository.top, "show", "HEAD:policy/tiny.yaml")


def test_commit_of_a_file_checks_that_file_and_not_what_is_staged_beside_it(repository):
    shutil.copy(repository.policy, repository.root / "policy/other.yaml")
    edit(repository.root / "policy/other.yaml", "id: tiny", "id: other")
    git(repository.top, "add", "-A")
    assert repository.commit() is None
    edit(repository.root / "policy/other.yaml", "status: approved", "status: aproved")
    git(repository.top, "add", "-A")
    edit(repository.policy, SEVERE, MODERATE)
    repository.revise()
    assert repository.commit("policy/tiny.yaml") is None
    assert git(repository.top, "diff", "--cached", "--name-only") == "policy/other.yaml"
    said = repository.commit("policy/other.yaml")
    assert said and said.startswith("policy/other.yaml:6:9: error SCHEMA-")


def test_a_file_that_is_deleted_only_in_the_commit(repository):
    git(repository.top, "rm", "-q", "--cached", "policy/publishers/north.yaml")
    assert (repository.root / "policy/publishers/north.yaml").is_file()
    said = repository.commit()
    assert said and said.startswith("policy/tiny.yaml:31:28: error FILE-004: there is no publisher `north`"), said


def test_a_renamed_policy(repository):
    git(repository.top, "mv", "policy/tiny.yaml", "policy/small.yaml")
    said = repository.commit()
    assert said and said.startswith("policy/small.yaml:2:5: error FILE-003"), said
    edit(repository.root / "policy/small.yaml", "id: tiny", "id: small")
    assert repository.commit("-a") is None


def test_a_file_that_is_only_announced_is_not_in_the_commit(repository):
    (repository.root / "policy/later.yaml").write_text("id: [\n")
    git(repository.top, "add", "-N", "policy/later.yaml")
    edit(repository.policy, SEVERE, MODERATE)
    repository.revise()
    git(repository.top, "add", "policy/tiny.yaml")
    assert repository.commit() is None
    assert git(repository.top, "status", "--porcelain") == "A policy/later.yaml"  # the hook left the index as it was


@pytest.mark.parametrize("root", ["payer/policies", "a b/p\u00f6l[x]"])
def test_policies_in_a_subfolder(tmp_path, root):
    repository = Repository(tmp_path / "mono", root)
    edit(repository.policy, "status: approved", "status: aproved")
    for folder in (repository.top, repository.root):
        said = repository.commit("-a", top=folder)
        assert said and said.startswith(f"{root}/policy/tiny.yaml:6:9: error SCHEMA-"), said
    edit(repository.policy, "status: aproved", "status: approved")
    edit(repository.policy, SEVERE, MODERATE)
    said = repository.commit("-a")
    assert said and f"\n{root}/policy/tiny.yaml:8:1: error HISTORY-001" in said, said
    repository.revise()
    assert repository.commit("-a") is None


@pytest.mark.parametrize("root", [".", "payer/policies"])
def test_a_linked_work_tree_uses_the_command_of_the_main_one(tmp_path, root):
    repository = Repository(tmp_path / "main tree", root)
    linked = tmp_path / "linked tree"
    git(repository.top, "worktree", "add", "-q", str(linked), "-b", "other")
    edit(linked / root / "policy/tiny.yaml", SEVERE, MODERATE)
    path = without_command(tmp_path / "bin")
    assert "error HISTORY-001" in (repository.commit("-a", top=linked, path=path) or "")
    assert call("revise", "tiny", "--write", cwd=linked / root).returncode == 0
    assert repository.commit("-a", top=linked, path=path) is None
    assert git(repository.top, "status", "--porcelain") == ""


def test_a_submodule(tmp_path):
    origin = Repository(tmp_path / "origin")
    outer = tmp_path / "outer tree"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "add", "-q", str(origin.top), "policies")
    inner = Repository.__new__(Repository)
    inner.top = inner.root = outer / "policies"
    inner.temporary = origin.temporary
    inner.install(".")
    edit(inner.policy, SEVERE, MODERATE)
    path = f"{COMMAND.parent}:{os.environ['PATH']}"
    assert "error HISTORY-001" in (inner.commit("-a", path=path) or "")
    inner.revise()
    assert inner.commit("-a", path=path) is None


def test_the_first_commit(repository):
    shutil.rmtree(repository.top / ".git")
    git(repository.top, "init", "-q")
    repository.install(".")
    git(repository.top, "add", "-A")
    edit(repository.policy, "status: approved", "status: aproved")
    said = repository.commit("-a")
    assert said and said.startswith("policy/tiny.yaml:6:9: error SCHEMA-")
    edit(repository.policy, "status: aproved", "status: approved")
    assert repository.commit("-a") is None


def test_a_sparse_checkout_checks_the_whole_of_the_policies(repository):
    git(repository.top, "sparse-checkout", "set", "--no-cone", "/policy/*", "!/policy/publishers/")
    assert not (repository.root / "policy/publishers").exists()
    edit(repository.policy, SEVERE, MODERATE)
    said = repository.commit("-a")
    assert said and "error HISTORY-001" in said and "FILE-004" not in said


def test_without_the_command_the_commit_is_refused_and_told_why(tmp_path):
    repository = Repository(tmp_path / "repository", venv=False)
    edit(repository.policy, SEVERE, MODERATE)
    said = repository.commit("-a", path=without_command(tmp_path / "bin"))
    assert said and said.startswith("pre-commit: policypress is not installed: it is not in .venv/bin at the top")
    assert "make setup" in said and "--no-verify" in said
