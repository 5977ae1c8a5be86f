"""Who owns a file in the output folder: we do if the manifest or a build's state lists its path, otherwise others.

A listed path stays ours even if its file was edited. A file that is not listed is never replaced, whatever it contains:
it may be another program's page, or a signed copy.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from generator.printable import one_line
from generator.problem import MachineProblem
from generator.publish.manifest import (
    CATALOGUE,
    MANIFEST,
    is_kept_path,
    is_manifest,
    is_safe_path,
    read_json,
    read_manifest,
)
from generator.publish.state import read_state


def owned_paths(out: Path) -> set[str]:
    """Return the paths in an output folder that are ours to replace and remove."""
    listed, state = read_manifest(out), read_state(str(out))
    owned = {*listed.documents, *listed.previous, *([CATALOGUE] if listed.catalogue else [])}
    if is_manifest(read_json(out / MANIFEST)) and not (out / MANIFEST).is_symlink():
        owned.add(MANIFEST)
    known = {*state.outputs, *state.previous} if state else set()
    return owned | {path for path in known if is_safe_path(path) or is_kept_path(path) or path in (CATALOGUE, MANIFEST)}


def require_free(out: Path, documents: Iterable[str]) -> None:
    """Check everything that a build will write. Raises MachineProblem, with a line for everything in its way."""
    owned, wrong = owned_paths(out), {}
    for name in [*documents, CATALOGUE, MANIFEST]:
        for folder in reversed(PurePosixPath(name).parents[:-1]):
            if said := _no_folder(out / folder):
                wrong[folder.as_posix()] = said
        if said := _no_place(out, name, owned):
            wrong[name] = said
    if wrong:
        lines = [f"    {one_line(out / name)}: {said}" for name, said in sorted(wrong.items())]
        raise MachineProblem(
            "\n".join(
                [
                    "files in the output folder are in the way; nothing was written",
                    *lines,
                    "    move them, or choose another folder with --out",
                ]
            )
        )


def _no_folder(path: Path) -> str:
    mode = _mode(path)
    if mode is None or stat.S_ISDIR(mode):
        return ""
    return f"a link to {one_line(os.path.realpath(path))}, not a folder" if stat.S_ISLNK(mode) else "not a folder"


def _no_place(out: Path, name: str, owned: set[str]) -> str:
    mode = _mode(out / name)
    if mode is not None and stat.S_ISDIR(mode):
        return "a folder, not a file"
    if mode is None or name in owned:
        return ""
    return "not a policypress manifest" if name == MANIFEST else f"no build made it ({MANIFEST} does not list it)"


def _mode(path: Path) -> int | None:
    try:
        return os.lstat(path).st_mode
    except OSError:
        return None
