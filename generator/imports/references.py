"""Adds the references of an export to a policy: which are new, under which key, and what was not taken."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.imports.reading import read_export
from generator.imports.record import Record, unreadable
from generator.model.csl_dates import as_csl_date, years
from generator.model.references import Reference
from generator.problem import Place, Problem, SourceProblems
from generator.source.edit_file import FileEdit
from generator.source.policies import Source, validated
from generator.source.schema_problems import schema_problems
from generator.source.yaml_edit import InsertItems
from generator.source.yaml_reader import parse_yaml
from generator.source.yaml_words import Plain, flow, item_lines
from generator.wording.reference_parts import family_name
from generator.wording.rich_text import plain_text

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
_Names = tuple[str, ...]
_WITH_ADDRESS = ("accessed", "URL")


@dataclass(frozen=True)
class Known:
    """A reference that an export repeats: its line there, its key in the policy, and what identifies it."""

    line: int
    key: str
    by: str


@dataclass(frozen=True)
class Addition:
    """What an export adds to a policy.

    `new` are references as they are stored, `known` those that the policy has or the export repeats, `left_out` counts
    the parts of the new ones that no document prints, by the names that the export gives them.
    """

    new: Sequence[dict[str, Any]]
    known: Sequence[Known]
    left_out: Counter[str]
    problems: Sequence[Problem]

    def lines(self, indent: int) -> list[str]:
        """Return the new references as YAML lines."""
        return [line for item in self.new for line in item_lines(item, indent)]

    def file_edit(self, source: Source, root: Path) -> FileEdit:
        """Return the edit that puts the new references after those of a policy."""
        edits = [InsertItems(("references",), self.new)]
        check_again = partial(validated, path=source.path, shown=source.shown)
        return FileEdit(source.path, source.shown, root, edits, check_again, source.node)


def addition(path: Path, source: Source) -> Addition:
    """Return what an export adds to a policy. Raises SourceProblems if the export cannot be read at all."""
    shown = str(path)
    records, problems = read_export(path, shown)
    shelf = _Shelf()
    for item in source.policy.references:
        shelf.add(item, item.id)
    taken = {item.id.lower() for item in source.policy.references}
    new: list[dict[str, Any]] = []
    known: list[Known] = []
    left_out: Counter[str] = Counter()
    for record in records:
        reference, found = _checked(record, shown)
        problems += found
        if reference is None:
            continue
        if same := shelf.same(reference):
            known.append(Known(record.line, *same))
            continue
        key = _key(record.key, reference, taken)
        taken.add(key.lower())
        shelf.add(reference, key)
        stored = _stored(reference, key)
        new.append(stored)
        left_out.update(
            [*record.left_out, *(name for name in _WITH_ADDRESS if name in record.data and name not in stored)]
        )
        problems += [
            Problem(Place(shown, record.line, 1), "IMPORT-003", f"`{key}`: {text}", severity="warning")
            for text in record.lost
        ]
    return Addition(new, known, left_out, sorted(problems))


def _checked(record: Record, shown: str) -> tuple[Reference | None, list[Problem]]:
    """Return a record as a reference that a policy accepts, or None and why it does not."""
    data = {"id": "new", **record.data}
    try:
        node = parse_yaml(flow(data), shown)
        read = Reference.model_validate(node.plain())
        # the address is not printed beside a DOI, and several records of an export may share one
        return (read.model_copy(update=dict.fromkeys(_WITH_ADDRESS)) if read.DOI else read), []
    except SourceProblems as error:
        found = error.problems
    except ValidationError as error:
        found = schema_problems(error, node, Reference)
    name = record.name if len(record.name) <= 60 else record.name[:57] + "…"
    return None, [
        unreadable(shown, record.line, f"`{name}` was not taken: {problem.message}", problem.hint) for problem in found
    ]


class _Shelf:
    """The references that are there, found by what identifies a publication."""

    def __init__(self) -> None:
        self._by_number: dict[_Names, str] = {}
        self._by_words: dict[_Names, list[tuple[str, bool]]] = {}  # with whether a DOI or PMID is known

    def add(self, reference: Reference, key: str) -> None:
        """Add a reference under its key in the policy."""
        numbers = _numbers(reference)
        self._by_number |= dict.fromkeys(numbers, key)
        for name in [*_address(reference), _title(reference)]:
            self._by_words.setdefault(name, []).append((key, bool(numbers)))

    def same(self, reference: Reference) -> tuple[str, str] | None:
        """Return the key of the same publication and by what it is the same, or None.

        Title, author, and year identify it only where one of the two has neither DOI nor PMID: a preprint and its
        article share them.
        """
        numbers = _numbers(reference)
        for name in numbers:
            if name in self._by_number:
                return self._by_number[name], name[0]
        for name in _address(reference):
            if name in self._by_words:
                return self._by_words[name][0][0], name[0]
        title = _title(reference)
        others = (key for key, is_numbered in self._by_words.get(title, ()) if not (numbers and is_numbered))
        key = next(others, None)
        return (key, title[0]) if key else None


def _numbers(reference: Reference) -> list[_Names]:
    doi, pmid = reference.DOI, reference.PMID
    return [*([("DOI", doi.lower())] if doi else []), *([("PMID", pmid)] if pmid else [])]


def _address(reference: Reference) -> list[_Names]:
    return [("URL", reference.URL.lower())] if reference.URL else []


def _title(reference: Reference) -> _Names:
    title = re.sub(r"\W+", "", plain_text(reference.title).casefold())
    return "title, author, and year", title, _first_author(reference).casefold(), *years(reference.issued)


def _first_author(reference: Reference) -> str:
    names = reference.author or reference.editor
    return family_name(names[0]) if names else ""


def _key(wanted: str, reference: Reference, taken: Iterable[str]) -> str:
    """Return the key of a new reference: the export's own, or the first author and the year, with a letter if taken."""
    if _KEY.fullmatch(wanted) and wanted.lower() not in taken:
        return wanted
    name = _ascii(_first_author(reference)) or _ascii(plain_text(reference.title))[:20] or "reference"
    base = name + next(iter(years(reference.issued)), "")
    number = 0
    while (key := base + _letters(number)) in taken:
        number += 1
    return key


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return re.sub(r"[^a-z0-9]", "", plain)[:40]


def _letters(number: int) -> str:
    """Return nothing for the first, then b, c, … z, ba, bb, …"""
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text = chr(ord("a") + rest) + text
    return text


def _stored(reference: Reference, key: str) -> dict[str, Any]:
    """Return a reference as it is written into a policy."""
    data: dict[str, Any] = reference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data |= {"id": key} | ({"et_al": Plain("true")} if reference.et_al else {})
    if reference.issued:
        data["issued"] = as_csl_date(reference.issued)
    return data
