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
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.engine.state import FOLDER
from generator.problem import MachineProblem

MANIFEST = "manifest.json"
_JOURNAL = "journal.json"
_NEXT_MANIFEST = "next-manifest.json"
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_PART}/{_PART}/{_PART}\.pdf")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_safe_path(path: object) -> bool:
    """Return whether a path is one that documents have: POLICY/EDITION/ARTIFACT.pdf, never out of the folder."""
    return isinstance(path, str) and _PATH.fullmatch(path) is not None and ".." not in path


def read_manifest(out: Path) -> list[dict]:
    """Return the documents that the manifest lists; none where it is missing or damaged.

    An entry that a hand has changed beyond use (a path that leads elsewhere, no hash) is left out.
    """
    return _entries(_read_json(out / MANIFEST))


def _entries(data: object) -> list[dict]:
    if not isinstance(data, dict) or data.get("format") != 1 or not isinstance(data.get("documents"), list):
        return []
    return list({entry["path"]: entry for entry in data["documents"] if _is_entry(entry)}.values())


def _is_entry(entry: object) -> bool:
    return (isinstance(entry, dict) and is_safe_path(entry.get("path")) and type(entry.get("bytes")) is int
            and _is_sha256(entry.get("sha256")))


def _is_sha256(text: object) -> bool:
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def is_whole(out: Path, entry: dict) -> bool:
    """Return whether a listed file stands there unchanged."""
    try:
        path = out / entry["path"]
        return not path.is_symlink() and path.stat().st_size == entry["bytes"] and file_sha256(path) == entry["sha256"]
    except OSError:
        return False


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_bytes(entries: list[dict]) -> bytes:
    """Return a manifest's content: sorted by path, so that it is the same whatever was rendered first."""
    documents = sorted(entries, key=lambda entry: entry["path"])
    return (json.dumps({"format": 1, "documents": documents}, indent=1, ensure_ascii=False) + "\n").encode()


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
        raise _unwritable(path, error) from None


class Staging:
    """The folder, inside the output folder, where finished documents wait for each other.

    They are named by what they were made from: after a build that was stopped, the next takes them up again.
    """

    def __init__(self, out: Path):
        self.out = out
        self.folder = out / FOLDER / "staged"

    def put(self, entry: dict, data: bytes) -> None:
        """Keep a finished document and its manifest entry."""
        write_whole(self.folder / f"{entry['input_sha256']}.pdf", data)
        write_whole(self.folder / f"{entry['input_sha256']}.json", json.dumps(entry).encode())

    def get(self, stamp: str) -> dict | None:
        """Return the entry of a document staged earlier, if it is whole."""
        entry = _read_json(self.folder / f"{stamp}.json")
        path = self.folder / f"{stamp}.pdf"
        if isinstance(entry, dict) and path.is_file() and file_sha256(path) == entry.get("sha256"):
            return entry
        return None

    def clear(self) -> None:
        """Remove everything staged, and temporary files that a killed build left."""
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                path.unlink()
            self.folder.rmdir()


def publish(out: Path, staged: list[dict], removed: list[str], manifest: bytes) -> None:
    """Bring the output folder to its new state; `staged` are entries whose files `Staging` holds.

    Raises MachineProblem; then the old state stands, or (once the journal is written) the next build finishes. All that
    needs space or rights is done or asked for before the journal: what follows it are renames.
    """
    for path in [entry["path"] for entry in staged] + removed:
        _prepare(out, path)
    write_whole(out / FOLDER / _NEXT_MANIFEST, manifest)
    journal = {"moves": {entry["path"]: entry["input_sha256"] for entry in staged}, "removes": removed}
    write_whole(out / FOLDER / _JOURNAL, json.dumps(journal).encode())
    _sync_folder(out / FOLDER)
    finish_publishing(out)


def finish_publishing(out: Path) -> None:
    """Carry out the journal, if there is one; each step may be repeated. Raises MachineProblem."""
    path = out / FOLDER / _JOURNAL
    journal = _read_json(path)
    if _is_journal(journal):
        moves = [(out / FOLDER / "staged" / f"{stamp}.pdf", out / name) for name, stamp in journal["moves"].items()]
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
        return (all(is_safe_path(name) and _is_sha256(stamp) for name, stamp in journal["moves"].items())
                and all(map(is_safe_path, journal["removes"])))
    except (KeyError, TypeError, AttributeError):
        return False


def _prepare(out: Path, name: str) -> None:
    """Make a document's folder and ask for all that could stop the rename later on."""
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
