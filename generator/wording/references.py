"""References in AMA style (AMA Manual of Style, 11th edition, chapter 3), formatted by CSL, and their numbers."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from markupsafe import Markup

from generator.files.paths import templates_dir
from generator.model.references import Reference
from generator.wording.citations import Cited


class Entry(TypedDict):
    """One entry in the list of references."""

    key: str
    number: int
    html: Markup
    reference: Reference


class UnknownCitation(Exception):
    """A text cites a key that is not in the references; the message is the key."""


class LateCitation(Exception):
    """A reference is first mentioned after the list of references; the message is its key."""


class Citations:
    """Numbers a document's references in order of first mention and prints those that were cited.

    `late` are those that are first mentioned after the list; they come last in it.
    """

    def __init__(self, references: Iterable[Reference], late: Iterable[str] = ()):
        self._late = tuple(late)
        self._references = {reference.id: reference for reference in references}
        self._numbers: dict[str, int] = {}
        self._closed = False

    def cite(self, cited: Sequence[Cited]) -> Markup:
        """Return superscript links for the cited references, with a page in parentheses after a number (AMA 3.6)."""
        pages: dict[str, str] = {}
        for key, locator in cited:
            pages[key] = f"({locator})" if locator else pages.get(key, "")
            if key not in self._references:
                raise UnknownCitation(key)
            if key not in self._numbers:
                if self._closed:
                    raise LateCitation(key)
                self._numbers[key] = len(self._numbers) + 1
        numbers = sorted((self._numbers[key], key) for key in pages)
        links = [
            f'<a class="citation" href="#reference-{html.escape(key)}" title="Reference {number}">{number}</a>'
            + html.escape(pages[key])
            for number, key in numbers
        ]
        return Markup('<sup class="citations">' + ",".join(links) + "</sup>")

    def bibliography(self) -> list[Entry]:
        """Return the cited references in order of their numbers; nothing new may be cited afterwards."""
        for key in self._late:
            self._numbers.setdefault(key, len(self._numbers) + 1)
        self._closed = True
        cited = [self._references[key] for key in self._numbers]
        return [
            {"key": reference.id, "number": self._numbers[reference.id], "html": text, "reference": reference}
            for reference, text in zip(cited, format_references(cited), strict=True)
        ]


def short_author(reference: Reference) -> str:
    """Return a study's authors as cited: `Schwab et al`, `Shaffrey and Gilligan`, `Example Society`."""
    names = [_in_place(name.literal or name.family or "") for name in reference.author]
    if not names:
        return reference.title
    if reference.et_al or len(names) > 2:
        return f"{names[0]} et al"
    return " and ".join(names)


def _in_place(name: str) -> str:
    """Return a name such that what follows is displayed to its right, even if it ends in Arabic or Hebrew."""
    ends_leftward = name and unicodedata.bidirectional(name[-1]) in ("R", "AL")
    return f"{name}\u200e" if ends_leftward else name


def year(reference: Reference) -> str:
    """Return the year of publication, or `n.d.`."""
    return (reference.issued or "n.d.")[:4]


def format_references(references: list[Reference]) -> list[Markup]:
    """Return each reference as HTML in AMA style, in the given order."""
    return [_formatted(reference) for reference in references]


@functools.lru_cache(4096)
def _formatted(reference: Reference) -> Markup:
    """Return one reference; AMA style numbers them, so they do not depend on each other, and editions share them."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the processor warns about CSL terms that it does not know and we do not use
        bibliography = CitationStylesBibliography(_style(), CiteProcJSON([_csl(reference)]), formatter.html)
        bibliography.register(Citation([CitationItem("r")]))
        (entry,) = map(str, bibliography.bibliography())
    return Markup(_tidy(entry, reference))


@functools.cache
def _style() -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(str(templates_dir() / "csl" / "american-medical-association.csl"), validate=False)


def _csl(reference: Reference) -> dict[str, Any]:
    data = reference.model_dump(
        by_alias=True,
        exclude_none=True,
        exclude={"id", "et_al", "author", "source_number", "issued", "accessed", "URL", "PMID"},
    )
    data = {key: html.escape(value, quote=False) for key, value in data.items()}  # the processor does not escape
    data["id"] = "r"
    authors = [
        {key: html.escape(_in_place(part)) for key, part in name.model_dump(exclude_none=True).items()}
        for name in reference.author
    ]
    if reference.et_al:
        # AMA style prints three names and "et al" for seven or more authors: pad, so that the processor adds "et al"
        authors += [{"family": "and", "given": "others"}] * (7 - len(authors))
    if authors:
        data["author"] = authors
    for field in ("issued", "accessed"):
        if (value := getattr(reference, field)) is not None:
            data[field] = {"date-parts": [[int(part) for part in value.split("-")]]}
    if reference.URL and not reference.DOI:
        data["URL"] = html.escape(reference.URL)
    return data


def _tidy(entry: str, reference: Reference) -> str:
    """Remove the processor's own number, close gaps, and turn the DOI or address into a link."""
    text = re.sub(r"^\s*[0-9]+\.\s*", "", entry.strip())
    if not reference.author:
        # the title replaces the author and should then be empty (CSL 1.0.2, cs:substitute); the processor repeats it
        text = re.sub(r"^(.+?\. )\1", r"\1", text)
    text = re.sub(r"(, and others)+(?=, et al)", "", text.replace("..", "."))
    if not (reference.DOI or reference.URL):
        text = text.replace("Published online ", "")  # the style infers it from a missing volume
    if reference.DOI:
        address = html.escape(reference.DOI)
        text = re.sub(r"doi:\s*" + re.escape(address), f'<a href="https://doi.org/{address}">doi:{address}</a>', text)
    elif reference.URL:
        address = html.escape(reference.URL)
        text = text.replace(address, f'<a href="{address}">{address}</a>')
    return text
