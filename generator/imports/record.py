"""One reference as it was read from an export, and what its values mean in CSL data."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from generator.model.csl_dates import as_csl_date, read_csl_date
from generator.problem import MachineProblem, Place, Problem

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd|4th)\.?", re.IGNORECASE)
_INITIALS = re.compile(r"([^\W\d_][\w'’-]+) ([A-Z]{1,3})")
_HYPHEN = re.compile("[\u2010\u2011]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


@dataclass(frozen=True)
class Record:
    """One reference of an export: where it is, what it is called there, and its CSL data.

    `left_out` names what no document prints; `lost` says which values could not be understood.
    """

    line: int
    name: str
    data: Mapping[str, Any]
    key: str = ""
    left_out: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


Read = Iterator[Record | Problem]
"""What a reader yields: the records, and what is wrong with those that could not be read."""


def required(module: str, what: str) -> Any:
    """Return a module of the extra `import`. Raises MachineProblem if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise MachineProblem(
            f"reading {what} requires the package {package}: pip install 'policypress[import]'"
        ) from None


def unreadable(shown: str, line: int, message: str, hint: str = "") -> Problem:
    """Return the problem that a record of an export cannot be taken."""
    return Problem(Place(shown, line, 1), "IMPORT-002", message, hint)


def one_line(text: str) -> str:
    """Return a text on one line, composed (NFC), with plain hyphens and without invisible characters."""
    return " ".join(unicodedata.normalize("NFC", _HYPHEN.sub("-", _INVISIBLE.sub("", text))).split())


def title_text(text: str) -> str:
    """Return a title without the period with which PubMed ends it."""
    found = one_line(text)
    return found[:-1] if found.endswith(".") and not found.endswith("..") else found


def doi(text: str | None) -> str | None:
    """Return the DOI in a text such as `https://doi.org/10.1000/x`, or None."""
    text = unquote(text) if text and "://" in text else text
    found = _DOI.search(text or "")
    return found[0].rstrip(".,;") if found else None


def pmid(text: str | None) -> str | None:
    """Return the PubMed id in a text such as `PMID: 123456`, or None."""
    found = re.fullmatch(r"(?:PMID:?\s*)?([1-9][0-9]{0,7})", (text or "").strip(), re.IGNORECASE)
    return found[1] if found else None


def issued(texts: list[str], lost: list[str], what: str) -> str | dict[str, str] | None:
    """Return the most precise date in texts, of the year of the first; what is not a date is added to `lost`."""
    found: list[str] = []
    for text in texts:
        try:
            made = read_csl_date({"raw": text})
        except ValueError:
            lost.append(f"{what} `{one_line(text)}` is not a date")
            continue
        if made:
            found.append(made)
    best = max((text for text in found if text[:4] == found[0][:4]), key=len, default=None)
    return as_csl_date(best) if best else None


def person(text: str) -> dict[str, str]:
    """Return a name written as `Family, Given` or `Family, Given, Jr`; without a comma it is an organization."""
    parts = [one_line(part) for part in text.split(",")]
    if len(parts) == 1:
        if found := _INITIALS.fullmatch(parts[0]):
            return {"family": found[1], "given": found[2]}
        return {"literal": parts[0]}
    family, *others = parts
    suffix = next((part for part in others if _SUFFIX.fullmatch(part)), "")
    others = [part for part in others if part and part != suffix]
    if len(others) > 1 or not family:
        return {"literal": one_line(text)}
    words = others[0].split() if others else []
    if not suffix and len(words) > 1 and _SUFFIX.fullmatch(words[-1]):  # MEDLINE: `King, Martin L Jr`
        suffix = words.pop()
    return filled({"family": family, "given": " ".join(words), "suffix": suffix.rstrip(".")})


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data without what is empty."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
