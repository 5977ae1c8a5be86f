"""Publish: files are replaced whole or not at all, and the manifest says what stands in the output folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generator.problem import MachineProblem

MANIFEST = "manifest.json"


def read_manifest(out: Path) -> list[dict]:
    """Return the documents that the manifest lists; none where it is missing or damaged."""
    try:
        data = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return [entry for entry in data["documents"] if isinstance(entry["path"], str)] if data["format"] == 1 else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def is_whole(out: Path, entry: dict) -> bool:
    """Return whether a listed file stands there unchanged."""
    try:
        path = out / entry["path"]
        return path.stat().st_size == entry["bytes"] and file_sha256(path) == entry["sha256"]
    except (OSError, KeyError):
        return False


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file through a temporary one beside it: fsync, then rename. Raises MachineProblem."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".policypress-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise MachineProblem(f"{path} cannot be written: {error.strerror}") from None


def write_manifest(out: Path, entries: list[dict]) -> None:
    """Write the manifest, sorted by path."""
    documents = sorted(entries, key=lambda entry: entry["path"])
    text = json.dumps({"format": 1, "documents": documents}, indent=1, ensure_ascii=False) + "\n"
    write_whole(out / MANIFEST, text.encode())


def remove_published(out: Path, entry: dict) -> None:
    """Remove a document that is no longer produced, and folders that it leaves empty; nothing else."""
    path = (out / entry["path"]).resolve()
    if not path.is_relative_to(out.resolve()):
        return  # a manifest edited by hand does not reach outside its folder
    with contextlib.suppress(OSError):
        path.unlink()
    for folder in path.parents:
        if folder == out.resolve():
            break
        with contextlib.suppress(OSError):
            folder.rmdir()


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the output folder's lock, waiting for another build. Raises MachineProblem when it cannot be written."""
    import fcntl

    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / ".lock").open("a")
    except OSError as error:
        raise MachineProblem(f"{out} cannot be written: {error.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
