"""The only way to write a file: completely or not at all, and not through links.

A folder is opened one path component at a time, each relative to the one before and none of them a link, and files are
created and moved by their names in the opened folder. So a link created in the meantime cannot redirect anything.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from generator.problem import MachineProblem

TEMPORARY = ".policypress-"  # prefix of the files that a killed command may leave behind
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def write_whole(path: Path, data: bytes, mode: int = 0o644, below: Path | None = None) -> None:
    """Write a file, keeping its permissions, through a temporary file next to it: fsync, then rename.

    `below` is a resolved folder that contains the file: between the two there must be no link. Without it, the file's
    folder may be anywhere. A link with the file's own name is replaced, not followed. Raises MachineProblem.
    """
    try:
        with open_folder(path.parent, below or path.parent, make=True) as folder:
            temporary = TEMPORARY + secrets.token_hex(8)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(temporary, mode, dir_fd=folder)
                os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=folder)
                raise
    except OSError as error:
        raise unwritable(path, error) from None


@contextlib.contextmanager
def open_folder(folder: Path, below: Path, make: bool = False) -> Iterator[int]:
    """Open a folder that is `below` another, or the same, and return its descriptor; `make` it if it is missing.

    Raises OSError: ELOOP if one of the folders in between is a link.
    """
    if make:
        os.makedirs(below, exist_ok=True)
    at = below
    descriptor = os.open(below, _FOLDER)
    try:
        for part in folder.relative_to(below).parts:
            at /= part
            if make:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, dir_fd=descriptor)
            inner = _open_part(part, descriptor, at, below)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _open_part(part: str, folder: int, path: Path, below: Path) -> int:
    try:
        return os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    except OSError:
        if stat.S_ISLNK(os.lstat(path).st_mode):
            inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(below))
            said = "it is a link, and links are not followed" if inside else f"it is a link that leads outside {below}"
            raise OSError(errno.ELOOP, said, str(path)) from None
        raise OSError(errno.ENOTDIR, "it is not a folder", str(path)) from None


def unwritable(path: Path, error: OSError) -> MachineProblem:
    """Return the message for a file that could not be written; if a link or file is in its way, name that instead."""
    more = "; the existing documents are unchanged" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    named = error.filename if error.errno in (errno.ELOOP, errno.ENOTDIR) else None
    return MachineProblem(f"{named or path} cannot be written: {error.strerror}{more}")
