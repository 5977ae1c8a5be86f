"""git, as far as comparisons need it: revisions, the policies in them, and their text."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from generator.files.repository import repository_top
from generator.printable import echo
from generator.problem import MachineProblem, Place, Problem, UnknownNames

NAMES = "OLD and NEW are files, REV:path, git revisions, policy ids, or ID@EDITION"
_SECONDS = 10
_WITHOUT_GIT = "two files can be compared without git: policypress diff OLD.yaml NEW.yaml"
_SAYS_NOTHING = "fatal: Needed a single revision"  # git's message for any unknown name
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")


class Repository:
    """The repository around a root. Warnings from git are printed once. Raises MachineProblem if git fails."""

    def __init__(self, root: Path):
        self.root = root
        self._environment = _environment(root.resolve())
        self._commits: dict[str, str] = {}
        self._warned: set[str] = set()
        top = self._git("rev-parse", "--show-toplevel")
        self.top = Path(os.fsdecode(top.removesuffix(b"\n"))).resolve()

    def path(self, path: str) -> str:
        """Return a path relative to the root as git writes it: relative to the top of the repository."""
        full = Path(os.path.normpath(self.root.resolve() / path))
        return full.relative_to(self.top).as_posix() if full.is_relative_to(self.top) else path

    def files(self, revision: str, folder: str) -> list[str]:
        """Return the paths of everything directly in a folder of a revision. Raises UnknownNames."""
        listed = self._git("ls-tree", "-z", "--name-only", "--full-tree", self._commit(revision), f"{folder}/")
        return [os.fsdecode(line) for line in listed.split(b"\0") if line]

    def text(self, revision: str, path: str) -> bytes | None:
        """Return the content of a file in a revision; None if the file does not exist. Raises UnknownNames."""
        commit = self._commit(revision)
        if not path or b" blob " not in self._git("ls-tree", "--full-tree", commit, path):
            return None
        return self._git("cat-file", "blob", f"{commit}:{path}")

    def _commit(self, revision: str) -> str:
        """Return the hash of a revision now. No revision starts with `-`: git would read it as an option."""
        if revision not in self._commits:
            found = None
            if revision and not revision.startswith("-"):
                found = self._run("rev-parse", "--verify", f"{revision}^{{commit}}")
            if found is None or found.returncode:
                said = found.stderr.decode(errors="replace").strip() if found else ""
                raise UnknownNames([self._unknown(revision, said)])
            self._commits[revision] = found.stdout.decode().strip()
        return self._commits[revision]

    def _unknown(self, revision: str, said: str) -> Problem:
        hints = [NAMES, *(line for line in said.splitlines() if line != _SAYS_NOTHING)]
        if self._git("rev-parse", "--is-shallow-repository").strip() == b"true":
            hints.insert(
                0,
                "this clone is shallow: it holds only the latest commits; `git fetch --unshallow` gets the "
                'rest, and in CI fetch-depth: 0 (GitHub) or GIT_DEPTH: "0" (GitLab)',
            )
        return unknown(revision, *hints)

    def _git(self, *command: str) -> bytes:
        done = self._run(*command)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip() or f"git exited with code {done.returncode}"
            lines = [line.strip() for line in [*said.splitlines(), _WITHOUT_GIT] if line.strip()]
            raise MachineProblem("git: " + "\n    ".join(lines))
        return done.stdout

    def _run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        try:
            done = subprocess.run(
                ["git", "-C", str(self.root), *command],
                capture_output=True,
                check=False,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                timeout=_SECONDS,
            )
        except FileNotFoundError:
            raise MachineProblem(f"git is not installed; {_WITHOUT_GIT}") from None
        except subprocess.TimeoutExpired:
            raise MachineProblem(f"git did not answer within {_SECONDS} seconds; {_WITHOUT_GIT}") from None
        if not done.returncode:
            for line in done.stderr.decode(errors="replace").splitlines():
                if line.strip() and line not in self._warned:  # such as a name that is both a branch and a tag
                    self._warned.add(line)
                    echo(f"git: {line}", err=True)
        return done


def unknown(name: str, *hints: str) -> Problem:
    """Return the problem of a name on the command line that refers to nothing."""
    return Problem(
        Place(name, 1, 1), "DIFF-001", f"`{name}` is neither a file nor a git revision", "\n".join(hints or (NAMES,))
    )


def _environment(root: Path) -> dict[str, str]:
    """Return the environment for git.

    In a hook, GIT_DIR is set, relative to the current folder, which is then the work tree; with `-C`, git would take
    the root as the work tree. For a root in another repository, these variables are wrong.
    """
    # A partial clone asks its server for the rest of the history, and the server may ask for a password.
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    if "GIT_DIR" not in environment:
        return environment
    tree = Path(environment.get("GIT_WORK_TREE", ".")).resolve()
    around = repository_top(root)
    if not root.is_relative_to(tree) or (around and around != tree and around.is_relative_to(tree)):
        return {key: value for key, value in environment.items() if key not in _OF_A_HOOK}
    return environment | {"GIT_DIR": os.path.abspath(environment["GIT_DIR"]), "GIT_WORK_TREE": str(tree)}
