"""The only way to open a file that a person, an editor, or another program may have created.

Whatever the path refers to, opening it never blocks: a pipe without a writer, a terminal, or a device is rejected. And
no file is read that is larger than its kind can be. The no-change build imports this module, so it imports almost
nothing.
"""

from __future__ import annotations

import errno
import io
import os
import stat

MIB = 2**20
# No source file of a document, such as a font, is larger; the limit for a kind of file is set where it is read.
MOST = 64 * MIB
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}
_LEFT_BEHIND = ("Thumbs.db", "desktop.ini")


def open_file(path: str | os.PathLike[str]) -> io.BufferedReader:
    """Open a regular file for reading bytes. Raises OSError, also if it is anything other than a regular file."""
    _require_file(os.stat(path), path)  # before it is opened: merely opening a device may activate it
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        _require_file(os.fstat(descriptor), path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_file(path: str | os.PathLike[str], most: int = MOST) -> bytes:
    """Return the content of a regular file of at most `most` bytes. Raises OSError."""
    with open_file(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most // MIB} MiB", os.fspath(path))
    return data


def is_there(path: str | os.PathLike[str]) -> bool:
    """Return whether anything has this name, even a pipe or a broken link, which reading will then report."""
    try:
        return os.path.lexists(path)
    except ValueError:  # a null byte in the name
        return False


def is_left_behind(name: str) -> bool:
    """Return whether a file's name is one that editors and systems leave behind: hidden files, backups, locks.

    Examples are `.#x.yaml` and `#x.yaml#` from Emacs, `.x.yaml.swp` from Vim, `x.yaml~`, `._x.yaml` and `.DS_Store`
    from macOS, and `Thumbs.db` from Windows. They are never intended as source, so every command ignores them.
    """
    return name.startswith((".", "#", "~$")) or name.endswith("~") or name in _LEFT_BEHIND


def _require_file(found: os.stat_result, path: str | os.PathLike[str]) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise OSError(errno.EINVAL, f"it is {kind}, not a file", os.fspath(path))
