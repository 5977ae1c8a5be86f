"""Publish: the output folder changes from one whole state to the next, and the manifest says what stands there.

New files are staged beside the old ones (fsync), then a journal of the moves is written: from that moment on the new
state holds. Only then are files renamed into place. A build that is killed before the journal has changed nothing;
one killed after it is finished by the next build, which repeats the renames that are left.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.engine.state import FOLDER
from generator.manifest import CATALOGUE, MANIFEST, file_sha256, is_kept_path, is_safe_path, is_sha256, read_json
from generator.problem import MachineProblem

_JOURNAL = "journal.json"
_NEXT_MANIFEST = "next-manifest.json"


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file, with its permissions, through a temporary one beside it: fsync, then rename.

    Raises MachineProblem.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".policypress-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, mode)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise _unwritable(path, error) from None


class Staging:
    """The folder, inside the output folder, where finished files wait for each other.

    Documents are named by what they were made from: after a build that was stopped, the next takes them up again.
    """

    def __init__(self, out: Path):
        self.out = out
        self.folder = out / FOLDER / "staged"

    def put(self, entry: dict, data: bytes) -> None:
        """Keep a finished document and its manifest entry."""
        write_whole(self.folder / f"{entry['input_sha256']}.file", data)
        write_whole(self.folder / f"{entry['input_sha256']}.json", json.dumps(entry).encode())

    def put_file(self, path: str, data: bytes) -> str:
        """Keep what is no new document until `publish` moves it to `path`; return the name that it is moved by."""
        stamp = hashlib.sha256(path.encode() + b"\0" + data).hexdigest()
        write_whole(self.folder / f"{stamp}.file", data)
        return stamp

    def get(self, stamp: str) -> dict | None:
        """Return the entry of a document staged earlier, if it is whole."""
        entry = read_json(self.folder / f"{stamp}.json")
        path = self.folder / f"{stamp}.file"
        if isinstance(entry, dict) and path.is_file() and file_sha256(path) == entry.get("sha256"):
            return entry
        return None

    def clear(self) -> None:
        """Remove everything staged, and temporary files that a killed build left."""
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                path.unlink()
            self.folder.rmdir()


def publish(out: Path, moves: dict[str, str], removed: list[str], manifest: bytes) -> None:
    """Bring the output folder to its new state; `moves` says for each path which file of `Staging` goes there.

    Raises MachineProblem; then the old state stands, or (once the journal is written) the next build finishes. All that
    needs space or rights is done or asked for before the journal: what follows it are renames.
    """
    for path in [*moves, *removed]:
        _prepare(out, path)
    write_whole(out / FOLDER / _NEXT_MANIFEST, manifest)
    write_whole(out / FOLDER / _JOURNAL, json.dumps({"moves": moves, "removes": removed}).encode())
    _sync_folder(out / FOLDER)
    finish_publishing(out)


def finish_publishing(out: Path) -> None:
    """Carry out the journal, if there is one; each step may be repeated. Raises MachineProblem."""
    path = out / FOLDER / _JOURNAL
    journal = read_json(path)
    if _is_journal(journal):
        moves = [(out / FOLDER / "staged" / f"{stamp}.file", out / name) for name, stamp in journal["moves"].items()]
        moves.append((out / FOLDER / _NEXT_MANIFEST, out / MANIFEST))
        for name in journal["removes"]:
            remove_published(out, name)
        for staged, target in moves:
            _move(staged, target, out)
        for folder in {target.parent for _, target in moves}:
            _sync_folder(folder)
    with contextlib.suppress(OSError):
        path.unlink()


def _is_journal(journal: object) -> bool:
    try:
        return (all((is_safe_path(name) or is_kept_path(name) or name == CATALOGUE) and is_sha256(stamp)
                    for name, stamp in journal["moves"].items())
                and all(map(is_safe_path, journal["removes"])))
    except (KeyError, TypeError, AttributeError):
        return False


def _prepare(out: Path, name: str) -> None:
    """Make a file's folder and ask for all that could stop the rename later on."""
    path = out / name
    _check_inside(out, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise MachineProblem(f"{path} cannot be written: {'it is a folder' if path.is_dir() else 'Permission denied'}")


def _move(staged: Path, path: Path, out: Path) -> None:
    if not staged.is_file():
        return  # moved before the build was killed
    _check_inside(out, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, path)
    except OSError as error:
        raise _unwritable(path, error) from None


def _check_inside(out: Path, path: Path) -> None:
    """Refuse to write through a link that leads out of the folder."""
    if not path.parent.resolve().is_relative_to(out.resolve()):
        raise MachineProblem(f"{path.parent} is a link that leads out of {out}; nothing was written")


def remove_published(out: Path, name: str) -> None:
    """Remove a document that is no longer produced, and folders that it leaves empty; nothing else."""
    path = out / name
    if not is_safe_path(name) or not path.parent.resolve().is_relative_to(out.resolve()):
        return  # a manifest edited by hand does not reach outside its folder
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        raise _unwritable(path, error) from None
    for folder in (path.parent, path.parent.parent):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _sync_folder(folder: Path) -> None:
    """Make renames last through a power cut; not every file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> MachineProblem:
    more = "; the earlier documents stand unchanged" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return MachineProblem(f"{path} cannot be written: {error.strerror}{more}")


@contextlib.contextmanager
def locked(out: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the output folder's lock (after another build) and finish what a killed one left. Raises MachineProblem.

    `waiting` is called when another build holds it.
    """
    import fcntl

    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        lock = (out / FOLDER / "lock").open("a")
    except OSError as error:
        raise _unwritable(out, error) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (out / FOLDER).glob(".policypress-*"):
            left.unlink(missing_ok=True)
        finish_publishing(out)
        yield
