"""Edits source files: they are read under a lock, edited, checked as a whole, and only then replaced.

The lock is on the folder itself (`flock`), so no lock file can be left behind, and it ends with its process.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.files.links import leads_out
from generator.files.reading import read_file
from generator.files.writing import write_whole
from generator.problem import MachineProblem, Place, Problem, SourceProblems
from generator.source.yaml_edit import Edit, edited
from generator.source.yaml_reader import MAX_BYTES, Node, decode, parse_yaml

PATIENCE = 6.0  # seconds that a command waits for another one that is editing the same folder
_BOM = b"\xef\xbb\xbf"
_LEFT = 3600  # seconds after which the temporary file of a killed command is deleted


@dataclass(frozen=True)
class FileEdit:
    """The edits to one file.

    A file below `root` stays there: a link that leads outside it is rejected. `seen` is the data that the edits were
    made for, None if any data is acceptable. `start` is the text of a new file, None if the file must exist. `validate`
    raises SourceProblems if the edited file is not valid.
    """

    path: Path
    shown: str
    root: Path
    edits: Sequence[Edit]
    validate: Callable[[Node], object]
    seen: Node | None = None
    start: str | None = None


def edit_files(files: Sequence[FileEdit]) -> None:
    """Edit files, all of them or none.

    Every file is read, edited, and checked before the first is written. Byte order marks, line breaks, comments, and
    permissions are kept. Raises SourceProblems if a file cannot be read, cannot be edited safely (EDIT-001), changed in
    the meantime (EDIT-002), or is behind a link that leads outside its root, and MachineProblem if it cannot be locked
    or written.
    """
    if outside := [problem for file in files if (problem := leads_out(file.path, file.root))]:
        raise SourceProblems(outside)
    with _locked({file.path.resolve().parent for file in files}):
        ready, problems = [], []
        for file in files:
            try:
                ready.append((file, *_prepared(file)))
            except SourceProblems as error:
                problems += error.problems
        problems += [_changed(file) for file, old, _ in ready if _content(file) != old]
        if problems:
            raise SourceProblems(problems)
        for file, old, new in ready:
            path = file.path.resolve()  # the target of a link, so that the link is kept
            write_whole(path, new, 0o644 if old is None else path.stat().st_mode & 0o777)


def _prepared(file: FileEdit) -> tuple[bytes | None, bytes]:
    """Return a file's bytes as they are (None: it is new) and as they will be."""
    old = _content(file)
    data = file.start.encode() if old is None and file.start is not None else old or b""
    bom = _BOM if data.startswith(_BOM) else b""
    text = decode(data, file.shown)
    if file.seen is not None and parse_yaml(text, file.shown).plain() != file.seen.plain():
        raise SourceProblems([_changed(file)])
    new = edited(text, file.shown, file.edits)
    file.validate(parse_yaml(new, file.shown))
    result = bom + new.encode()
    if len(result) > MAX_BYTES:
        raise SourceProblems(
            [
                Problem(
                    Place(file.shown, 1, 1),
                    "EDIT-001",
                    f"the file would be larger than {MAX_BYTES // 2**20} MiB; nothing was written",
                    "move old rows elsewhere",
                )
            ]
        )
    return old, result


def _content(file: FileEdit) -> bytes | None:
    try:
        return read_file(file.path)
    except FileNotFoundError:
        if file.start is not None and not file.path.is_symlink():
            return None
        raise SourceProblems([_changed(file)]) from None
    except OSError as error:
        raise SourceProblems(
            [Problem(Place(file.shown, 1, 1), "YAML-001", f"the file cannot be read: {error.strerror}")]
        ) from None


def _changed(file: FileEdit) -> Problem:
    return Problem(
        Place(file.shown, 1, 1),
        "EDIT-002",
        "another program changed the file in the meantime; nothing was written",
        "run the command again",
    )


@contextlib.contextmanager
def _locked(folders: set[Path]) -> Iterator[None]:
    """Lock folders, always in the same order, waiting for other programs' locks. Raises MachineProblem."""
    import fcntl

    with contextlib.ExitStack() as held:
        for folder in sorted(folders):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                held.callback(os.close, descriptor)
                _wait_for(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB), folder)  # noqa: B023
                _remove_litter(folder)
            except OSError as error:
                raise MachineProblem(f"cannot lock {folder} for editing: {error.strerror}") from None
        yield


def _wait_for(lock: Callable[[], None], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return lock()
        except BlockingIOError:
            if time.monotonic() > end:
                raise MachineProblem(f"another program is still editing {folder}; nothing was written") from None
            time.sleep(0.02)


def _remove_litter(folder: Path) -> None:
    """Remove old temporary files that killed commands left behind."""
    for left in folder.glob(".policypress-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > _LEFT:
                left.unlink()
