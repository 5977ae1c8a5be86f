"""Earlier versions: a final document that is replaced or no longer produced is kept permanently."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

from generator.publish.manifest import MANIFEST, Entry, Manifest, document_key, is_intact


def keep_previous(
    out: Path, old: Manifest, documents: dict[str, Entry]
) -> tuple[dict[str, Entry], dict[str, str], list[str]]:
    """Return the earlier versions to list from now on, the files to copy for them (path to path), and notes.

    `documents` are those of the new state. A final document replaces one of the same version without a copy; drafts are
    not kept. Anything kept before keeps its path and bytes.
    """
    previous, copies, notes = dict(old.previous), dict[str, str](), list[str]()
    for path, entry in old.documents.items():
        if entry.get("final") is not True or _is_replaced_by_itself(entry, documents.get(path)):
            continue
        if any(
            document_key(kept) == document_key(entry) and kept["sha256"] == entry["sha256"]
            for kept in previous.values()
        ):
            continue
        if not is_intact(out, entry):
            notes.append(
                f"{path}: version {entry.get('version')} was not kept, because the file is not the one that was built"
            )
            continue
        kept_path = _free_path(out, entry, previous)
        previous[kept_path] = entry | {"path": kept_path}
        copies[kept_path] = path
    return previous, copies, notes


def previous_problems(out: Path, manifest: Manifest) -> list[str]:
    """Return what is wrong with the earlier versions in a folder: files that are damaged, lost, or not listed.

    They cannot be rendered again, so a build leaves all of them unchanged.
    """
    damaged = [
        f"{path}: not the file that was published; restore it"
        for path, entry in manifest.previous.items()
        if not is_intact(out, entry)
    ]
    found = (path.relative_to(out).as_posix() for path in out.glob("[!.]*/*/versions/*/*.pdf"))
    return sorted(
        damaged
        + [
            f"{path}: an earlier version that {MANIFEST} does not list; restore the manifest"
            for path in found
            if path not in manifest.previous
        ]
    )


def _is_replaced_by_itself(entry: Entry, new: Entry | None) -> bool:
    return new is not None and new.get("final") is True and new.get("version") == entry.get("version")


def _free_path(out: Path, entry: Entry, previous: dict[str, Entry]) -> str:
    """Return a path that is not in use; another file of the same version gets a number after the version."""
    folder, _, name = entry["path"].rpartition("/")
    version = re.sub(r"[^A-Za-z0-9_]+", ".", str(entry.get("version"))).strip("._") or "unnamed"
    for count in itertools.count(1):
        path = f"{folder}/versions/{version}{f'-{count}' if count > 1 else ''}/{name}"
        there = out / path
        if path not in previous and (not os.path.lexists(there) or is_intact(out, entry | {"path": path})):
            return path
    raise AssertionError("unreachable")
