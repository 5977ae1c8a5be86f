"""The tables of the Medicare Coverage Database's article download: CSV files in Latin-1, in a ZIP inside a ZIP."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from generator.files.reading import MIB, open_file
from generator.problem import Place, Problem, SourceProblems

Row = dict[str, str]
_HINT = "use current_article.zip from the downloads of the Medicare Coverage Database (cms.gov), unchanged"
_MOST = 256 * MIB  # of one table; the largest, all covered diagnoses of all articles, has about 60 MB
_MOST_INNER = 256 * MIB
_LONGEST = 16 * MIB  # of one text; the article text of a current article may have more than csv's own limit of 128 KiB
# Windows wrote typographic signs at places that Latin-1 leaves to control characters.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


class ArticleTables:
    """The tables of a download, by name."""

    def __init__(self, archive: zipfile.ZipFile, shown: str):
        self._archive = archive
        self._shown = shown
        self._members = {Path(name).name.lower(): name for name in archive.namelist()}

    @property
    def names(self) -> list[str]:
        """The names of the tables, without `.csv`."""
        return sorted(name.removesuffix(".csv") for name in self._members if name.endswith(".csv"))

    def rows(self, table: str, columns: Sequence[str], article: tuple[str, str] | None = None) -> Iterator[Row]:
        """Yield the rows of a table, or those of one article (id and version). A table that is missing has none.

        Raises SourceProblems if the table cannot be read or lacks a column.
        """
        if table not in self.names:
            return
        shown = f"{self._shown}/{table}.csv"
        csv.field_size_limit(_LONGEST)
        line = 1
        try:
            with self._archive.open(self._members[f"{table}.csv"]) as file:
                reader = csv.reader(_lines(file, shown), strict=True)
                head = [name.strip().lower() for name in next(reader, [])]
                if missing := [name for name in columns if name not in head]:
                    raise bad_file(shown, 1, f"the first line lacks the column {', '.join(missing)}")
                ids = (head.index("article_id"), head.index("article_version"))
                line = reader.line_num + 1
                for values in reader:
                    if len(values) != len(head):
                        raise bad_file(shown, line, f"this line has {len(values)} values, not {len(head)}")
                    if article is None or tuple(values[index].strip() for index in ids) == article:
                        yield {name: text.translate(_WINDOWS).strip() for name, text in zip(head, values, strict=True)}
                    line = reader.line_num + 1
        except (csv.Error, zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as error:
            raise bad_file(shown, line, f"the table cannot be read: {error}") from None


def open_tables(path: Path, shown: str) -> ArticleTables:
    """Open a download: the ZIP of CMS, or the ZIP of tables inside it. Raises SourceProblems if it is neither."""
    try:
        archive = zipfile.ZipFile(open_file(path))
        inner = [info for info in archive.infolist() if info.filename.lower().endswith("_csv.zip")]
        if len(inner) == 1:
            if inner[0].file_size > _MOST_INNER:
                raise bad_file(shown, 0, f"{inner[0].filename} is larger than {_MOST_INNER // MIB} MiB")
            with archive.open(inner[0]) as file:
                archive = zipfile.ZipFile(io.BytesIO(file.read(_MOST_INNER)))
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError) as error:
        raise bad_file(shown, 0, f"this is not a readable ZIP file: {error}") from None
    tables = ArticleTables(archive, shown)
    if "article" not in tables.names:
        raise bad_file(shown, 0, "there is no table article.csv in it")
    return tables


def bad_file(shown: str, line: int, reason: str, hint: str = _HINT) -> SourceProblems:
    """Return the exception that a download cannot be used."""
    return SourceProblems([Problem(Place(shown, line, 1 if line else 0), "IMPORT-004", reason, hint)])


def _lines(file: IO[bytes], shown: str) -> Iterator[str]:
    """Yield the lines of a table, as long as it has the size of one."""
    read = 0
    text = io.TextIOWrapper(file, encoding="latin-1", newline="")
    while line := text.readline(_LONGEST):
        read += len(line)
        if len(line) == _LONGEST:
            raise bad_file(shown, 0, f"a line of the table is longer than {_LONGEST // MIB} MiB")
        if read > _MOST:
            raise bad_file(shown, 0, f"the table is larger than {_MOST // MIB} MiB")
        yield line
