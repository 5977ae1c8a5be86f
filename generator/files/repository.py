"""What paths are relative to: the top of the repository for a service, the current folder for a person."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from generator.problem import Place, Problem


def repository_top(folder: Path) -> Path | None:
    """Return the top of the git work tree around a folder; None outside any. git itself is not run.

    In a linked work tree and in a submodule, `.git` is a file that states where the data is.
    """
    folder = folder.resolve()
    return next((top for top in (folder, *folder.parents) if _is_top(top)), None)


def _is_top(folder: Path) -> bool:
    git = folder / ".git"
    try:
        return (git / "HEAD").is_file() or (git.is_file() and git.read_bytes()[:7] == b"gitdir:")
    except OSError:
        return False


def service_top(root: Path) -> Path:
    """Return the folder to which a service (GitHub, a SARIF viewer) expects paths of a root's files to be relative.

    That is the repository of the workflow: the one that fills GITHUB_WORKSPACE, or else the one around the root. If
    there is none (actions/checkout creates no `.git` in a container without git), it is the workspace or the root.
    """
    root = root.resolve()
    around = repository_top(root)
    named = os.environ.get("GITHUB_WORKSPACE")
    workspace = Path(named).resolve() if named else None
    if workspace and root.is_relative_to(workspace) and (around is None or _is_top(workspace)):
        return workspace
    return around or root


def for_service(problem: Problem, root: Path) -> Problem:
    """Return a problem with its file relative to the top of the repository; a file outside it has its full path."""
    full, top = _full_path(problem.place.file, root), service_top(root)
    return _at(problem, (full.relative_to(top) if full.is_relative_to(top) else full).as_posix())


def for_person(problem: Problem, root: Path) -> Problem:
    """Return a problem with its file relative to the current folder; see from_here."""
    return _at(problem, from_here(problem.place, root).file)


def from_here(place: Place, root: Path) -> Place:
    """Return a place with its file relative to the current folder.

    Anything that is not a file of the root stays unchanged, such as the name of a revision. So do the files of a root
    that is given as a full path and is elsewhere: they are relative to that root.
    """
    if root.is_absolute():
        here = Path.cwd()
        if not root.is_relative_to(here):
            return place
        root = root.relative_to(here)
    below = root / place.file
    return replace(place, file=below.as_posix()) if os.path.exists(below) else place


def _full_path(file: str, root: Path) -> Path:
    """Return where a file is: relative to the root or, outside it, as named on the command line."""
    below = root.resolve() / file
    return below if os.path.exists(below) or not os.path.exists(file) else Path(file).resolve()


def _at(problem: Problem, file: str) -> Problem:
    """Return a problem with its file renamed, including in references to other lines of that file."""
    old = problem.place.file
    if file == old:
        return problem
    mention = re.compile(rf"(?<![\w/.:-]){re.escape(old)}(?=:\d)")
    message, hint = (mention.sub(lambda _: file, text) for text in (problem.message, problem.hint))
    return replace(problem, place=replace(problem.place, file=file), message=message, hint=hint)
