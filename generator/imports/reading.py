"""Which format an export has: recognized by its content, because programs name the files differently."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from generator.files.reading import MIB
from generator.imports.bibtex import read_bibtex
from generator.imports.csl import read_csl_json, read_csl_yaml
from generator.imports.pubmed import read_pubmed
from generator.imports.record import Read, Record
from generator.imports.tagged import read_nbib, read_ris
from generator.problem import Place, Problem, SourceProblems
from generator.source.yaml_reader import decode, read_within

_MOST = 64 * MIB
_FORMATS: tuple[tuple[str, Callable[[str, str], Read]], ...] = (
    (r"\A\s*[\[{]", read_csl_json),
    (r"\A\s*<", read_pubmed),
    (r"(?m)^TY {1,2}- ", read_ris),
    (r"(?m)^PMID ?- ?", read_nbib),
    (r"(?m)^\s*@\s*\w+\s*[{(]", read_bibtex),
    (r"(?m)^\s*(?:- |references:)", read_csl_yaml),
)


def read_export(path: Path, shown: str) -> tuple[list[Record], list[Problem]]:
    """Return the records of an export, and what is wrong with those that could not be read.

    Raises SourceProblems if the file cannot be read or has none of the formats, and MachineProblem if the library that
    reads its format is not installed.
    """
    data = read_within(path, _MOST, shown, "IMPORT-001", "export fewer references at a time")
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = decode(data.decode("utf-16", "replace").encode() if is_wide else data, shown)
    for pattern, read in _FORMATS:
        if re.search(pattern, text):
            found = list(read(text, shown))
            return (
                [item for item in found if isinstance(item, Record)],
                [item for item in found if isinstance(item, Problem)],
            )
    raise SourceProblems(
        [
            Problem(
                Place(shown, 1, 1),
                "IMPORT-001",
                "this is not a list of references in a format that can be read",
                "RIS, nbib or XML from PubMed, BibTeX, CSL JSON, or CSL YAML",
            )
        ]
    )
