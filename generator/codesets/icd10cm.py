"""Look up codes in an ICD-10-CM release: descriptors, headers, Excludes notes, near misses.

Source of the rules: the ICD-10-CM Tabular List (CDC/NCHS) and the Official Guidelines for Coding and Reporting,
section I.A (conventions) and I.B.2 (a code is valid only at its full number of characters).
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import NamedTuple

from generator.codesets.icd10cm_cache import open_store
from generator.codesets.icd10cm_source import ReleaseFiles, find_source
from generator.problem import SourceProblems

_SHAPE = re.compile(r"[A-Z][0-9A-Z]{2}(?:\.?[0-9A-Z]{1,4})?")
# A code-first note that holds for every patient with the code; other notes list conditions that some of them have.
_ALWAYS = re.compile(r"(?:the )?underlying\b(?!.*\b(?:if|when)\b)", re.IGNORECASE)
_LEAST_LIKENESS = 0.6  # two characters of a category's three in common; below that a suggestion misleads
_COLUMNS = """
SELECT node.position, node.last, node.parent, node.code, coalesce(node.descriptor, above.descriptor || ', ' || meaning),
       above.code, above.kind
FROM node LEFT JOIN node AS above ON above.position = node.parent LEFT JOIN extension ON extension.id = node.extension
"""


@dataclass(frozen=True)
class Icd10Code:
    """A code as the release gives it: dotted; `billable` when it has no children; `parent` is None for a category."""

    code: str
    descriptor: str
    billable: bool
    parent: str | None


@dataclass(frozen=True)
class Note:
    """A note of the Tabular List; `holder` is the code, section or chapter under which it is printed."""

    kind: str
    holder: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.holder}: {self.text}"


class Conflict(NamedTuple):
    """Two codes that an Excludes1 note keeps apart: `excluded` is named by a note that applies to `code`."""

    code: str
    excluded: str
    note: Note


class _Row(NamedTuple):
    position: int
    last: int
    parent: int | None
    code: str
    descriptor: str
    parent_code: str | None
    parent_kind: str | None


def load(source: ReleaseFiles | None = None) -> Icd10cm:
    """Return a release, by default the included one. Later calls are free.

    Raises MachineProblem if the included release cannot be read, and SourceProblems if another one cannot.
    """
    found = _load(os.getpid(), source)
    if isinstance(found, SourceProblems):
        raise found
    return found


@lru_cache(maxsize=8)
def _load(_process: int, source: ReleaseFiles | None) -> Icd10cm | SourceProblems:
    # Keyed by process: an SQLite connection must not be carried through a fork. What is wrong with files is kept too:
    # they are read for every policy.
    source = source or find_source()
    try:
        return Icd10cm(source.release, open_store(source))
    except SourceProblems as error:
        return error


class Icd10cm:
    """One release. Codes are accepted with or without the dot, in any case, and returned dotted."""

    def __init__(self, release: str, store: sqlite3.Connection):
        self.release = release
        self._store = store

    def get(self, code: str) -> Icd10Code | None:
        """Return a code or header of this release, or None when it has no such code."""
        row = self._row(code)
        return _code(row) if row else None

    def children(self, header: str) -> list[Icd10Code]:
        """Return the codes directly below a header, in list order; empty for a billable or unknown code."""
        row = self._row(header)
        return self._codes("WHERE node.parent = ?", row.position) if row else []

    def expand(self, first: str, last: str) -> list[Icd10Code]:
        """Return the billable codes from `first` to `last` in list order, including all codes below `last`.

        ValueError when an end is not in this release or the ends are in the wrong order.
        """
        start, end = self._required(first), self._required(last)
        if end.last < start.position:
            raise ValueError(f"{_dotted(start.code)} comes after {_dotted(end.code)} in the Tabular List")
        return self._codes(
            "WHERE node.position BETWEEN ? AND ? AND node.last = node.position AND node.kind = 'code'",
            start.position,
            end.last,
        )

    def positions(self, first: str, last: str | None = None) -> tuple[int, int] | None:
        """Return where a code, or a range with all codes below `last`, begins and ends in the Tabular List.

        None when an end is not in this release or the ends are in the wrong order.
        """
        start, end = self._row(first), self._row(last or first)
        if start is None or end is None or end.last < start.position:
            return None
        return start.position, end.last if last else start.position

    def notes(self, code: str) -> list[Note]:
        """Return the Excludes1, Excludes2, code-first, and use-additional notes on a code, its own first.

        A note at a header, section, or chapter applies to every code below it (Guidelines I.A.7, I.A.11 to I.A.17).
        Empty for an unknown code.
        """
        row = self._row(code)
        return [note for _, note in self._notes_above(row.position)] if row else []

    def code_first(self, first: str, last: str | None = None) -> tuple[str, Note] | None:
        """Return the first of the codes, one or a range, that is never reported first, and the note that says so.

        Such a code names the manifestation of an underlying disease (Guidelines I.A.13). Other code-first notes apply
        only to some patients (heart failure due to hypertension). None if no code is such, or if an end is unknown.
        """
        found = self.positions(first, last)
        if found is None:
            return None
        for start, end, note in self._always_second:
            if start <= found[1] and found[0] <= end:
                condition = "WHERE node.position >= ? AND node.last = node.position AND node.kind = 'code'"
                return self._codes(condition, max(start, found[0]), most=1)[0].code, note
        return None

    @cached_property
    def _always_second(self) -> list[tuple[int, int, Note]]:
        """Where codes are that are never reported first, and the note that says so."""
        rows = self._store.execute(
            "SELECT node.position, node.last, node.kind, node.code, note.text FROM note JOIN node USING (position) "
            "WHERE note.id IN (SELECT min(id) FROM note WHERE kind = 'code-first' GROUP BY position) "
            "ORDER BY node.position"
        )
        return [  # the first note of a code introduces the others
            (position, last, Note("code-first", _dotted(code) if kind == "code" else code, text))
            for position, last, kind, code, text in rows
            if _ALWAYS.match(text)
        ]

    def excludes1_conflicts(self, codes: Iterable[str]) -> list[Conflict]:
        """Return the pairs among `codes` that an Excludes1 note, own or inherited, keeps apart in one encounter.

        Each pair is returned once. Unknown codes are skipped. Guidelines I.A.12.a allow both when the two conditions
        are unrelated, and codes in one list are not always billed together, so a pair is worth a look, not an error.
        Notes that narrow their codes in words ("with 5th character 9") are not read.
        """
        rows = list({row.position: row for row in map(self._row, codes) if row}.values())
        found: dict[frozenset[str], Conflict] = {}
        for row in rows:
            for number, note in self._notes_above(row.position, "excludes1"):
                for other in self._excluded_by(number, rows):
                    pair = frozenset((row.code, other.code))
                    if len(pair) == 2:
                        found.setdefault(pair, Conflict(_dotted(row.code), _dotted(other.code), note))
        return list(found.values())

    def suggest(self, code: str, limit: int = 5) -> list[Icd10Code]:
        """Return codes that may have been intended, best first; none for a billable code.

        For a header: its first billable codes. For an unknown code: the same code with letters read as the digits that
        they are mistaken for, otherwise the nearest spellings under the longest stem that exists.
        """
        wanted = _undotted(code)
        row = self._row(wanted)
        if row:
            return [] if row.position == row.last else self.expand(wanted, wanted)[:limit]
        swapped = self._row(_digits_for_letters(wanted))
        if swapped:
            return [_code(swapped)]
        stem = self._longest_stem(wanted)
        pool = self.expand(stem.code, stem.code) if stem else self._categories(wanted)
        likeness = {near: SequenceMatcher(None, wanted, _undotted(near.code)).ratio() for near in pool}
        near_enough = [near for near in pool if likeness[near] >= _LEAST_LIKENESS]
        return sorted(near_enough, key=lambda near: -likeness[near])[:limit]

    def _row(self, code: str) -> _Row | None:
        if not _SHAPE.fullmatch(code.strip().upper()):
            return None
        found = self._store.execute(f"{_COLUMNS} WHERE node.code = ?", (_undotted(code),)).fetchone()
        return _Row(*found) if found else None

    def _required(self, code: str) -> _Row:
        row = self._row(code)
        if row is None:
            raise ValueError(f"{code} is not in the ICD-10-CM release of {self.release}")
        return row

    def _codes(self, condition: str, *values: object, most: int = -1) -> list[Icd10Code]:
        rows = self._store.execute(f"{_COLUMNS} {condition} ORDER BY node.position LIMIT ?", (*values, most))
        return [_code(_Row(*row)) for row in rows]

    def _notes_above(self, position: int, kind: str = "") -> list[tuple[int, Note]]:
        rows = self._store.execute(
            """
            WITH RECURSIVE line(position, parent, code, kind) AS (
                SELECT position, parent, code, kind FROM node WHERE position = ?
                UNION ALL
                SELECT node.position, node.parent, node.code, node.kind
                FROM node JOIN line ON node.position = line.parent
            )
            SELECT note.id, note.kind, line.code, line.kind, note.text FROM line JOIN note USING (position)
            WHERE ? IN ('', note.kind) ORDER BY line.position DESC, note.id
            """,
            (position, kind),
        )
        return [
            (number, Note(kind, _dotted(holder) if holder_kind == "code" else holder, text))
            for number, kind, holder, holder_kind, text in rows
        ]

    def _excluded_by(self, note: int, rows: list[_Row]) -> list[_Row]:
        targets = self._store.execute("SELECT first, last FROM target WHERE note = ?", (note,)).fetchall()
        return [row for row in rows if any(first <= row.position <= last for first, last in targets)]

    def _longest_stem(self, wanted: str) -> _Row | None:
        for length in range(len(wanted) - 1, 2, -1):
            row = self._row(wanted[:length])
            if row:
                return row
        return None

    def _categories(self, wanted: str) -> list[Icd10Code]:
        condition = "WHERE node.kind = 'code' AND length(node.code) = 3 AND substr(node.code, 1, 1) = ?"
        return self._codes(condition, wanted[:1])


def _code(row: _Row) -> Icd10Code:
    parent = _dotted(row.parent_code) if row.parent_code and row.parent_kind == "code" else None
    return Icd10Code(_dotted(row.code), row.descriptor, row.position == row.last, parent)


def _undotted(code: str) -> str:
    return code.strip().upper().replace(".", "")


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def _digits_for_letters(code: str) -> str:
    """Read the letters O, I, and L after the first character as the digits that they are mistaken for."""
    return code[:1] + code[1:].translate(str.maketrans("OIL", "011"))
