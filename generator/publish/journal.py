"""Publish: the output folder changes from one complete state to the next, and the manifest lists its contents.

New files are staged next to the old ones (fsync), then a journal of the moves is written: from then on, the new state
is in effect. Only then are files renamed into place. A build killed before the journal has changed nothing; one killed
after it is finished by the next build, which repeats the remaining renames.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypedDict, TypeGuard

from generator.files.writing import TEMPORARY, open_folder, unwritable, write_whole
from generator.problem import MachineProblem
from generator.publish import FOLDER
from generator.publish.manifest import (
    CATALOGUE,
    MANIFEST,
    Entry,
    file_sha256,
    is_kept_path,
    is_safe_path,
    is_sha256,
    read_json,
)
from generator.publish.ownership import owned_paths

_JOURNAL = "journal.json"
_NEXT_MANIFEST = "next-manifest.json"
_STAGED = re.compile(rf"[0-9a-f]{{64}}\.(file|json)|{re.escape(TEMPORARY)}.*")


class _Journal(TypedDict):
    """The remaining renames: for each path, the name of the file staged for it; and the paths to remove."""

    moves: dict[str, str]
    removes: list[str]


class Staging:
    """The folder, inside the output folder, where finished files wait for each other.

    Documents are named by what they were made from: the build after one that was stopped uses them again.
    """

    def __init__(self, out: Path):
        self.out = out
        self.folder = out / FOLDER / "staged"

    def put(self, entry: Entry, data: bytes) -> None:
        """Keep a finished document and its manifest entry."""
        self._write(f"{entry['input_sha256']}.file", data)
        self._write(f"{entry['input_sha256']}.json", json.dumps(entry).encode())

    def put_file(self, path: str, data: bytes) -> str:
        """Keep a file that is not a new document until `publish` moves it to `path`; return the name to move it by."""
        stamp = hashlib.sha256(path.encode() + b"\0" + data).hexdigest()
        self._write(f"{stamp}.file", data)
        return stamp

    def _write(self, name: str, data: bytes) -> None:
        write_whole(self.folder / name, data, below=self.out)

    def get(self, stamp: str) -> Entry | None:
        """Return the entry of a document staged earlier, if it is intact."""
        entry = read_json(self.folder / f"{stamp}.json")
        path = self.folder / f"{stamp}.file"
        if isinstance(entry, dict) and _is_file(path) and file_sha256(path) == entry.get("sha256"):
            return entry
        return None

    def clear(self) -> None:
        """Remove everything staged, and temporary files that a killed build left; nothing else."""
        with contextlib.suppress(OSError), open_folder(self.folder, self.out) as folder:
            for name in filter(_STAGED.fullmatch, os.listdir(folder)):
                os.unlink(name, dir_fd=folder)
            os.rmdir(self.folder)


def publish(out: Path, moves: dict[str, str], removed: list[str], manifest: bytes) -> None:
    """Bring the output folder to its new state; `moves` gives for each path the file of `Staging` to put there.

    Raises MachineProblem; the old state then remains, or (once the journal is written) the next build finishes. Every
    step that needs space or permissions is done or checked before the journal: only renames follow it.
    """
    for path in [*moves, *removed]:
        _prepare(out, path)
    write_whole(out / FOLDER / _NEXT_MANIFEST, manifest, below=out)
    write_whole(out / FOLDER / _JOURNAL, json.dumps({"moves": moves, "removes": removed}).encode(), below=out)
    _sync_folder(out / FOLDER)
    finish_publishing(out)


def finish_publishing(out: Path) -> None:
    """Carry out the journal, if there is one; each step may be repeated. Raises MachineProblem."""
    path = out / FOLDER / _JOURNAL
    journal = read_json(path) if _is_file(path) else None
    if _is_journal(journal):
        moves = [(out / FOLDER / "staged" / f"{stamp}.file", name) for name, stamp in journal["moves"].items()]
        moves.append((out / FOLDER / _NEXT_MANIFEST, MANIFEST))
        owned = owned_paths(out)
        for staged, name in moves:
            _refuse_to_replace(out, name, staged, owned)
        for name in owned.intersection(journal["removes"]):
            remove_published(out, name)
        for staged, name in moves:
            _move(staged, out / name, out)
        for folder in {(out / name).parent for _, name in moves}:
            _sync_folder(folder)
    with contextlib.suppress(OSError):
        path.unlink()


def _refuse_to_replace(out: Path, name: str, staged: Path, owned: set[str]) -> None:
    """Refuse to replace a file that somebody created after the build had looked, unless the bytes are equal."""
    target = out / name
    if name in owned or not _is_file(staged) or not os.path.lexists(target):
        return
    if not _is_file(target) or file_sha256(target) != file_sha256(staged):
        raise MachineProblem(f"{target} was not made by policypress and is not replaced; move it and build again")


def _is_file(path: Path) -> bool:
    """Return whether there is a regular file, not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_journal(journal: Any) -> TypeGuard[_Journal]:
    try:
        return all(
            (is_safe_path(name) or is_kept_path(name) or name == CATALOGUE) and is_sha256(stamp)
            for name, stamp in journal["moves"].items()
        ) and all(map(is_safe_path, journal["removes"]))
    except (KeyError, TypeError, AttributeError):
        return False


def _prepare(out: Path, name: str) -> None:
    """Create a file's folder and check for everything that could stop the rename later."""
    path = out / name
    try:
        with open_folder(path.parent, out, make=True) as folder:
            writable = os.access(".", os.W_OK | os.X_OK, dir_fd=folder)
    except OSError as error:
        raise unwritable(path, error) from None
    if not writable or (path.is_dir() and not path.is_symlink()):
        raise unwritable(path, PermissionError(errno.EACCES, "it is a folder" if writable else "Permission denied"))


def _move(staged: Path, path: Path, out: Path) -> None:
    """Move a staged file to its place, unless that was done before the build was killed."""
    if not os.path.lexists(staged):
        return
    if not _is_file(staged):
        raise MachineProblem(f"{staged} is not a file that a build made; delete it and build again")
    try:
        with open_folder(staged.parent, out) as source, open_folder(path.parent, out, make=True) as target:
            os.replace(staged.name, path.name, src_dir_fd=source, dst_dir_fd=target)
    except OSError as error:
        raise unwritable(path, error) from None


def remove_published(out: Path, name: str) -> None:
    """Remove a document that is no longer produced, and folders that it leaves empty; nothing else."""
    path = out / name
    if not is_safe_path(name):
        return  # a manifest edited by hand must not affect files outside its folder
    try:
        with open_folder(path.parent, out) as folder:
            os.unlink(path.name, dir_fd=folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            return  # whatever a link leads to is not ours
        raise unwritable(path, error) from None
    for emptied in (path.parent, path.parent.parent):
        with contextlib.suppress(OSError):
            emptied.rmdir()


def _sync_folder(folder: Path) -> None:
    """Make renames survive a power failure; not every file system supports this."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def locked(out: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the output folder's lock (after another build) and finish what a killed one left. Raises MachineProblem.

    `waiting` is called when another build holds it.
    """
    import fcntl

    with contextlib.ExitStack() as held:
        try:
            folder = held.enter_context(open_folder(out / FOLDER, out, make=True))
            lock = _open_lock(folder, out / FOLDER / "lock")
            held.callback(os.close, lock)
        except OSError as error:
            raise unwritable(out / FOLDER, error) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        for name in os.listdir(folder):
            if name.startswith(TEMPORARY):
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=folder)
        finish_publishing(out)
        yield


def _open_lock(folder: int, path: Path) -> int:
    if os.path.lexists(path) and not _is_file(path):
        raise OSError(errno.ELOOP, "it is not a file", str(path))
    how = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.open(path.name, how, 0o644, dir_fd=folder)
