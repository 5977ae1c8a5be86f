"""Links below a root: followed where they stay inside it, never where they lead out."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from generator.files.reading import is_left_behind
from generator.problem import Place, Problem, SourceProblems

_NAMES = 100  # under which a folder is listed at most, as links may lead to it in ever new ways


class Walk(NamedTuple):
    """The files below a folder, and the links that lead out of the root (of which no file is listed)."""

    files: list[Path]
    leading_out: list[Path]


def walk(folder: Path, root: Path) -> Walk:
    """Return what is below a folder of a root, sorted; a link to a folder that it is in is not followed."""
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
    """Return a problem for each link in folders of a root that leads out of it."""
    return [_problem(path, root) for folder in folders for path in walk(folder, root).leading_out]


def leads_out(path: Path, root: Path) -> Problem | None:
    """Return a problem where a file or folder that is named below a root is really elsewhere.

    What is named elsewhere, on the command line, is what somebody wanted.
    """
    top, named = os.path.realpath(root), os.path.abspath(path)
    if not any(_is_below(named, place) for place in (top, os.path.abspath(root))):
        return None
    return None if _is_below(os.path.realpath(path), top) else _problem(path, root)


def place_to_write(path: Path, root: Path) -> Path:
    """Return where a file of a root is written: in the real folder, which is below the real root, by its own name.

    Raises SourceProblems where the folder is elsewhere.
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
        "documents may use only files inside the root: copy it there",
    )
