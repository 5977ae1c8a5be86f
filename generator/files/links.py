"""Links below a root: followed if they stay inside it, never if they lead outside."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from generator.files.reading import is_left_behind
from generator.problem import Place, Problem, SourceProblems

_NAMES = 100  # maximum for one folder, because links may lead to it by ever more paths


class Walk(NamedTuple):
    """The files below a folder, and the links that lead outside the root (whose files are not listed)."""

    files: list[Path]
    leading_out: list[Path]


def walk(folder: Path, root: Path) -> Walk:
    """Return the contents of a folder in a root, sorted; a link to a folder that contains it is not followed."""
    top = os.path.realpath(root)
    files: list[str] = []
    out: list[str] = []
    names: Counter[str] = Counter()
    waiting: list[tuple[str, str, tuple[str, ...]]] = [(str(folder), os.path.realpath(folder), ())]
    while waiting:
        path, real, inside = waiting.pop()
        if not _is_below(real, top):
            out.append(path)
        elif os.path.isfile(real):
            files.append(path)
        elif os.path.isdir(real) and real not in inside and names[real] < _NAMES:
            names[real] += 1
            with contextlib.suppress(OSError), os.scandir(path) as entries:
                for entry in entries:
                    if is_left_behind(entry.name):
                        continue
                    if entry.is_file(follow_symlinks=False):
                        files.append(entry.path)
                    else:
                        goes = os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(real, entry.name)
                        waiting.append((entry.path, goes, (*inside, real)))
    return Walk(_paths(files), _paths(out))


def _paths(names: list[str]) -> list[Path]:
    return [Path(name) for name in sorted(names, key=lambda name: name.split(os.sep))]


def leading_out(root: Path, *folders: Path) -> list[Problem]:
    """Return a problem for each link in folders of a root that leads outside the root."""
    return [_problem(path, root) for folder in folders for path in walk(folder, root).leading_out]


def leads_out(path: Path, root: Path) -> Problem | None:
    """Return a problem if a file or folder named below a root is really elsewhere.

    A path outside the root that is named on the command line is intentional.
    """
    top, named = os.path.realpath(root), os.path.abspath(path)
    if not any(_is_below(named, place) for place in (top, os.path.abspath(root))):
        return None
    return None if _is_below(os.path.realpath(path), top) else _problem(path, root)


def place_to_write(path: Path, root: Path) -> Path:
    """Return where to write a file of a root: under its own name in the real folder, which is below the real root.

    Raises SourceProblems if the folder is elsewhere.
    """
    if problem := leads_out(path.parent, root):
        raise SourceProblems([problem])
    return Path(os.path.realpath(path.parent), path.name)


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)


def _problem(path: Path, root: Path) -> Problem:
    named, top = os.path.abspath(path), os.path.realpath(root)
    shown = os.path.relpath(named, top if _is_below(named, top) else os.path.abspath(root))
    return Problem(
        Place(Path(shown).as_posix(), 1, 1),
        "FILE-006",
        f"this leads outside the root, to {os.path.realpath(path)}",
        "documents may use only files inside the root: copy the file there",
    )
