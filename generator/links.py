"""Links below a root: followed where they stay inside it, never where they lead out."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from generator.files.reading import is_left_behind
from generator.problem import Place, Problem

_NAMES = 100  # under which a folder is listed at most, as links may lead to it in ever new ways


class Walk(NamedTuple):
    """The files below a folder, and the links that lead out of the root (of which no file is listed)."""

    files: list[Path]
    leading_out: list[Path]


def walk(folder: Path, root: Path) -> Walk:
    """Return what is below a folder of a root, sorted; a link to a folder that it is in is not followed."""
    top, files, out, names = os.path.realpath(root), [], [], Counter()
    waiting: list[tuple[str, str, tuple[str, ...]]] = [(str(folder), os.path.realpath(folder), ())]
    while waiting:
        path, real, inside = waiting.pop()
        if real != top and not real.startswith(top.rstrip(os.sep) + os.sep):
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
    return [Problem(Place(path.relative_to(root).as_posix(), 1, 1), "PUB-004", "this leads out of the root, to "
                    f"{os.path.realpath(path)}", "documents are made of what is below the root: copy it here")
            for folder in folders for path in walk(folder, root).leading_out]
