"""Read descriptors of CPT codes, HCPCS codes, and modifiers from the licensee's own file; none are shipped.

Two formats: a CSV file with the columns `code`, `long`, `short` (and optionally `effective`, `end`), and the public
HCPCS quarterly file of CMS with fixed columns ("HCPCS Record Layout"): code 1-5, record id 11, long descriptor 12-91,
short descriptor 92-119, effective date 277-284, end date 285-292. Record ids: 3 a procedure, 4 its continuation, 7 a
modifier, 8 its continuation. CPT descriptors are copyrighted by the AMA: printing them requires a license.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from generator.codesets.formats import problem_with
from generator.files.reading import read_file
from generator.problem import Place, Problem, SourceProblems
from generator.source.deceptive import deceptive_lines

RULE = "DESCRIPTORS-001"
FORMATS = (".csv", ".txt")
_COLUMNS = ("code", "long", "short")


@dataclass(frozen=True)
class Descriptors:
    """What the file states about a code; `effective` and `end` are None where it states no date."""

    long: str
    short: str
    effective: date | None = None
    end: date | None = None


class _BadLine(Exception):
    """A line that cannot be used; the message gives the reason."""


def read_descriptors(path: Path) -> dict[str, Descriptors]:
    """Read a descriptor file: CSV when its name ends in .csv, otherwise the HCPCS quarterly file.

    Raises SourceProblems with every bad line (file:line) when it is missing, unreadable, or incomplete, or lists a code
    twice.
    """
    is_csv = path.suffix.lower() == ".csv"
    try:
        text = _decoded(read_file(path), is_csv)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceProblems([_problem(path, 0, f"the descriptor file cannot be read: {error}")]) from error
    found: dict[str, Descriptors] = {}
    problems = deceptive_lines(text, str(path), RULE) if is_csv else []
    for line, entry in _csv_entries(text) if is_csv else _fixed_entries(text):
        if isinstance(entry, _BadLine):
            problems.append(_problem(path, line, str(entry)))
        elif entry[0] in found:
            problems.append(_problem(path, line, f"{entry[0]} is listed twice"))
        else:
            found[entry[0]] = entry[1]
    if not found and not problems:
        problems.append(_problem(path, 0, "the descriptor file contains no codes"))
    if problems:
        raise SourceProblems(problems)
    return found


_Entries = Iterator[tuple[int, "tuple[str, Descriptors] | _BadLine"]]


def _decoded(content: bytes, is_csv: bool) -> str:
    # CMS writes its file in the Windows code page; a CSV file must be UTF-8, with or without a byte order mark.
    return content.decode("utf-8-sig" if is_csv else "cp1252")


def _csv_entries(text: str) -> _Entries:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            yield 1, _BadLine(f"the first line lacks the column {', '.join(missing)}; required: {', '.join(_COLUMNS)}")
            return
        for row in rows:
            try:
                yield rows.line_num, _csv_entry(row)
            except _BadLine as reason:
                yield rows.line_num, reason
    except csv.Error as error:
        yield rows.line_num, _BadLine(f"not a valid CSV line: {error}")


def _csv_entry(row: dict[str, str | None]) -> tuple[str, Descriptors]:
    if None in row:
        raise _BadLine("more values than columns: quote a descriptor that contains a comma")
    code, long, short = ((row[name] or "").strip() for name in _COLUMNS)
    effective, end = ((row.get(name) or "").strip() for name in ("effective", "end"))
    _require(code, long)
    return code, Descriptors(long, short, _day(effective, "%Y-%m-%d"), _day(end, "%Y-%m-%d"))


def _fixed_entries(text: str) -> _Entries:
    """Join each first record with its continuations; for a record that cannot be read, yield the reason."""
    pending: tuple[int, str, Descriptors] | None = None
    for number, line in enumerate(io.StringIO(text), 1):
        if not line.strip("\x1a\r\n "):  # the file may end with a control-Z
            continue
        code, record, part = line[0:5].strip(), line[10:11], line[11:91].strip()
        if record in ("4", "8"):
            if pending and pending[1] == code:
                pending = (*pending[:2], replace(pending[2], long=f"{pending[2].long} {part}"))
            else:
                yield number, _BadLine(f"a continuation of {code or 'no code'} without its first record")
            continue
        if pending:
            yield pending[0], pending[1:]
            pending = None
        try:
            pending = (number, code, _fixed_descriptors(line, record, code, part))
        except _BadLine as reason:
            yield number, reason
    if pending:
        yield pending[0], pending[1:]


def _fixed_descriptors(line: str, record: str, code: str, long: str) -> Descriptors:
    if record not in ("3", "7"):
        raise _BadLine(f"column 11 is {record!r}, not a record id 3, 4, 7, or 8: this is not the HCPCS quarterly file")
    _require(code, long)
    return Descriptors(long, line[91:119].strip(), _day(line[276:284], "%Y%m%d"), _day(line[284:292], "%Y%m%d"))


def _require(code: str, long: str) -> None:
    reasons = [problem_with(system, code) for system in ("CPT", "HCPCS", "modifier")]
    if all(reasons):
        raise _BadLine(f"{code!r} is not a CPT code, HCPCS code, or modifier")
    if not long:
        raise _BadLine(f"{code} has no long descriptor")


def _day(text: str, form: str) -> date | None:
    if not text.strip():
        return None
    try:
        ascii_only = text.strip().encode("ascii").decode()  # strptime accepts digits of any script
        return datetime.strptime(ascii_only, form).date()
    except ValueError:
        raise _BadLine(f"{text.strip()} is not a date in the format {form}") from None


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(Place(str(path), line, 1 if line else 0), RULE, message)
