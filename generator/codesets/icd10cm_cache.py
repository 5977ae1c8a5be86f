"""The compact form of an ICD-10-CM release: one SQLite file in the user's cache folder, built once.

A file that was damaged later is never trusted: its checksum is in its header, and it is rebuilt.

The file's name contains the release, the version of this format, and the sizes of the source files (for files in a
root: the hash of their content), so that another release or another version of policypress never reads it. It is
written next to its final name and moved there in one step: several processes may build it at once, and each gets a
complete file. Where nothing can be written, it is built in memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from contextlib import closing, suppress
from pathlib import Path

from generator.codesets.icd10cm_notes import codes_in_note
from generator.codesets.icd10cm_source import ReleaseFiles, TabularEntry, read_nodes, release_problem
from generator.files.reading import read_file
from generator.files.writing import write_whole
from generator.problem import MachineProblem

_SUM = slice(68, 72)  # "application id" in the header (SQLite's database file format, 1.3)
_FORM = 2  # increment it whenever the tables or the way the source is read change

_TABLES = """
CREATE TABLE node (position INTEGER PRIMARY KEY, last INTEGER, parent INTEGER, kind TEXT, code TEXT, descriptor TEXT,
                   extension INTEGER);
CREATE TABLE extension (id INTEGER PRIMARY KEY, meaning TEXT);
CREATE TABLE note (id INTEGER PRIMARY KEY, position INTEGER, kind TEXT, text TEXT);
CREATE TABLE target (note INTEGER, first INTEGER, last INTEGER);
"""
_INDEXES = """
CREATE UNIQUE INDEX node_code ON node (code);
CREATE INDEX node_parent ON node (parent);
CREATE INDEX note_position ON note (position);
CREATE INDEX target_note ON target (note);
"""


def open_store(source: ReleaseFiles) -> sqlite3.Connection:
    """Open the compact form of a release, building it if missing. Raises what `read_nodes` raises."""
    path = cache_path(source)
    store = _open_file(path) if path else None
    if store is None:
        nodes = read_nodes(source)
        if path:
            _write_file(nodes, path)
            store = _open_file(path)
        store = store or _in_memory(nodes)
    return store


def cache_path(source: ReleaseFiles) -> Path | None:
    """Return where the compact form of a release is: `$XDG_CACHE_HOME/policypress`, else `~/.cache/policypress`.

    None where the user has no home.
    """
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG Base Directory Specification requires that a relative path be ignored.
    base = Path(configured) if os.path.isabs(configured) else Path(os.path.expanduser("~")) / ".cache"
    if not base.is_absolute():
        return None
    return base / "policypress" / f"icd10cm-{source.release}-form{_FORM}-{_content(source)}.sqlite"


def _content(source: ReleaseFiles) -> str:
    """Return what tells the content of the files from any other: people may edit those in a root."""
    if not source.shown:
        return f"{source.tabular.stat().st_size}-{source.code_list.stat().st_size}"
    sums = hashlib.blake2b(digest_size=16)
    for path in (source.tabular, source.code_list):
        try:
            sums.update(hashlib.blake2b(read_file(path)).digest())
        except OSError as error:
            raise release_problem(source, path, 0, str(error)) from None
    return sums.hexdigest()


def _open_file(path: Path) -> sqlite3.Connection | None:
    """Open a finished file for reading; None when it is missing or damaged."""
    try:
        data = read_file(path)
    except OSError:
        return None
    if data[_SUM] != _checksum(data):
        return None
    try:
        # immutable: a finished file is only ever replaced as a whole, so no locks are needed.
        store = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    except sqlite3.Error:
        return None
    try:
        pages = store.execute("PRAGMA page_count").fetchone()[0] * store.execute("PRAGMA page_size").fetchone()[0]
        version = store.execute("PRAGMA user_version").fetchone()[0]
        if version == _FORM and pages == path.stat().st_size:
            return store
    except (sqlite3.Error, OSError):
        pass
    store.close()
    return None


def _checksum(data: bytes | bytearray) -> bytes:
    """Return the checksum of a file's bytes except the four that store it, a free field of SQLite's header."""
    return zlib.crc32(data[_SUM.stop :], zlib.crc32(data[: _SUM.start])).to_bytes(4, "big")


def _in_memory(nodes: list[TabularEntry]) -> sqlite3.Connection:
    store = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(store, nodes)
    return store


def _write_file(nodes: list[TabularEntry], path: Path) -> None:
    """Write the file in one step; leaves nothing behind when that fails (read-only home, disk full)."""
    with closing(_in_memory(nodes)) as store:
        data = bytearray(store.serialize())
    data[_SUM] = _checksum(data)
    with suppress(MachineProblem):
        write_whole(path, bytes(data))


def _fill(store: sqlite3.Connection, nodes: list[TabularEntry]) -> None:
    store.execute("PRAGMA journal_mode = OFF")  # nobody sees the file before it is complete
    store.executescript(_TABLES)
    extensions = sorted({node.extension for node in nodes if node.extension})
    meanings = {meaning: number for number, meaning in enumerate(extensions, 1)}
    store.executemany("INSERT INTO extension VALUES (?, ?)", ((number, text) for text, number in meanings.items()))
    store.executemany(
        "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (node.position, node.last, node.parent, node.kind, node.code, node.descriptor or None, extension)
            for node in nodes
            for extension in [meanings.get(node.extension)]
        ),
    )
    notes = [(node.position, kind, text) for node in nodes for kind, text in node.notes]
    store.executemany("INSERT INTO note VALUES (?, ?, ?, ?)", ((number, *note) for number, note in enumerate(notes, 1)))
    by_code = {node.code: node for node in nodes}
    store.executemany(
        "INSERT INTO target VALUES (?, ?, ?)",
        (
            (number, by_code[first].position, by_code[last].last)
            for number, (_, kind, text) in enumerate(notes, 1)
            if kind == "excludes1"
            for first, last in codes_in_note(text)
            if first in by_code and last in by_code
        ),
    )
    store.executescript(_INDEXES)
    store.execute(f"PRAGMA user_version = {_FORM}")
    store.commit()
