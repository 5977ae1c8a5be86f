"""The manifest: the documents in the output folder, the earlier versions that are kept, and their hashes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from generator.files.reading import open_file, read_file

MANIFEST = "manifest.json"
CATALOGUE = "index.html"
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_PART}/{_PART}/{_PART}\.pdf")
_KEPT_PATH = re.compile(rf"{_PART}/{_PART}/versions/{_PART}/{_PART}\.pdf")
_SHA256 = re.compile(r"[0-9a-f]{64}")

Entry = dict[str, Any]
"""What the manifest says about one file: its `path`, `bytes` and `sha256`; the rest may have been edited by hand."""


@dataclass(frozen=True)
class Manifest:
    """The contents of an output folder: the entries of documents and earlier versions by path, and the catalogue's."""

    documents: dict[str, Entry] = field(default_factory=dict)
    previous: dict[str, Entry] = field(default_factory=dict)
    catalogue: Entry | None = None

    def data(self) -> bytes:
        """Return the file's content: one line per entry, sorted by path, in whatever order the files were made."""
        parts = ['"format": 1', _list("documents", self.documents), _list("previous", self.previous)]
        if self.catalogue:
            parts.append(f'"catalogue": {_json(self.catalogue)}')
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def read_manifest(out: Path) -> Manifest:
    """Return what the manifest of a folder lists; nothing if it is missing or damaged.

    An entry that is unusable after an edit by hand (a path that leads elsewhere, no hash) is left out.
    """
    data = read_json(out / MANIFEST)
    if not is_manifest(data):
        return Manifest()
    catalogue = data.get("catalogue")
    return Manifest(
        _entries(data.get("documents"), is_safe_path),
        _entries(data.get("previous"), is_kept_path),
        catalogue if _is_entry(catalogue) and catalogue["path"] == CATALOGUE else None,
    )


def is_manifest(data: object) -> TypeGuard[dict[str, Any]]:
    """Return whether JSON data is a policypress manifest; other programs have a `manifest.json` too."""
    return isinstance(data, dict) and data.get("format") == 1 and isinstance(data.get("documents"), list)


def is_safe_path(path: object) -> bool:
    """Return whether a path has the form that documents have: POLICY/EDITION/ARTIFACT.pdf, inside the folder."""
    return isinstance(path, str) and _PATH.fullmatch(path) is not None and ".." not in path


def is_kept_path(path: object) -> bool:
    """Return whether a path has the form that earlier versions have: POLICY/EDITION/versions/VERSION/ARTIFACT.pdf."""
    return isinstance(path, str) and _KEPT_PATH.fullmatch(path) is not None and ".." not in path


def document_key(entry: Entry) -> tuple[str, str, str]:
    """Return policy, edition and artifact of an entry, from its path; the rest may have been edited by hand."""
    policy, edition, *_, name = entry["path"].split("/")
    return policy, edition, name.removesuffix(".pdf")


def is_sha256(text: object) -> bool:
    """Return whether something is a SHA-256 as the manifest writes it."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None


def is_intact(out: Path, entry: Entry) -> bool:
    """Return whether a listed file is present and unchanged."""
    try:
        path = out / entry["path"]
        return (
            not _is_linked(out, path) and path.stat().st_size == entry["bytes"] and file_sha256(path) == entry["sha256"]
        )
    except OSError:
        return False


def _is_linked(out: Path, path: Path) -> bool:
    """Return whether a file is a link, or is reached through one below the folder."""
    return any(part.is_symlink() for part in (path, *path.parents) if part != out and out in part.parents)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_json(path: Path) -> object:
    """Return the content of a JSON file; None if it cannot be read."""
    try:
        return json.loads(read_file(path))
    except (OSError, ValueError, RecursionError):
        return None


def _list(name: str, entries: dict[str, Entry]) -> str:
    lines = ",\n".join(_json(entries[path]) for path in sorted(entries))
    return f'"{name}": [\n{lines}\n]' if lines else f'"{name}": []'


def _json(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False)  # without indent, which only the slow Python encoder supports


def _entries(listed: object, is_path: Callable[[object], bool]) -> dict[str, Entry]:
    if not isinstance(listed, list):
        return {}
    return {entry["path"]: entry for entry in listed if _is_entry(entry) and is_path(entry["path"])}


def _is_entry(entry: object) -> TypeGuard[Entry]:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("path"), str)
        and type(entry.get("bytes")) is int
        and is_sha256(entry.get("sha256"))
    )
