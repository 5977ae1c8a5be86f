"""Signatures of files: whether a file was written since, without reading it.

Imported by the no-change build, so this module imports next to nothing.
"""

from __future__ import annotations

import os

from generator.files.reading import open_file

# Size, modification time, change time, inode: a file that keeps all four was not written (nobody can set the third).
Signature = list[int]


def signature(path: str) -> Signature | None:
    """Return a file's signature, or None when it is not there."""
    try:
        return _signature(os.stat(path))
    except (OSError, ValueError):  # the second for a zero byte in a name that a damaged state gives
        return None


def _signature(stat: os.stat_result) -> Signature:
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def sha256(path: str) -> str:
    """Return the SHA-256 of a file, or an empty text when it cannot be read."""
    import hashlib

    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
