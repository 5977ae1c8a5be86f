"""Signatures of files: they tell whether a file has been written since, without reading it.

The no-change build imports this module, so it imports almost nothing.
"""

from __future__ import annotations

import os

from generator.files.reading import open_file

# Size, modification time, change time, inode: if all four match, the file was not written (the third cannot be set).
Signature = list[int]


def signature(path: str) -> Signature | None:
    """Return a file's signature, or None when it does not exist."""
    try:
        return _signature(os.stat(path))
    except (OSError, ValueError):  # the second for a null byte in a name from a damaged state
        return None


def _signature(stat: os.stat_result) -> Signature:
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def sha256(path: str) -> str:
    """Return the SHA-256 of a file, or an empty string when it cannot be read."""
    import hashlib

    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
