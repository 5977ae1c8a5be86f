"""References in AMA style (AMA Manual of Style, 11th edition, chapter 3), formatted by CSL, and their numbers."""

from __future__ import annotations

import functools
import html
from collections.abc import Iterable, Sequence
from typing import TypedDict

from markupsafe import Markup

from generator.model.references import Reference
from generator.wording.ama import format_entry
from generator.wording.citations import Cited
from generator.wording.reference_parts import family_name, in_place, year_words
from generator.wording.rich_text import plain_text


class Entry(TypedDict):
    """One entry in the list of references."""

    key: str
    number: int
    html: Markup
    reference: Reference


class UnknownCitation(Exception):
    """A text cites a key that is not in the references; the message is the key."""


class Citations:
    """Numbers a document's references in order of first mention and prints those that were cited.

    `late` are those that are first mentioned after the list; they come last in it. `missed` collects those that are not
    in `late`: with them, the document must be printed again.
    """

    def __init__(self, references: Iterable[Reference], late: Iterable[str] = ()):
        self.missed: list[str] = []
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
                    self.missed.append(key)
                self._numbers[key] = len(self._numbers) + 1
        numbers = sorted((self._numbers[key], key) for key in pages)
        links = [
            f'<a class="citation" href="#reference-{html.escape(key)}" title="Reference {number}">{number}</a>'
            + html.escape(pages[key])
            for number, key in numbers
        ]
        return Markup('<sup class="citations">' + ",".join(links) + "</sup>")

    def bibliography(self) -> list[Entry]:
        """Return the cited references in order of their numbers; what is new afterwards is missed."""
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
    names = [in_place(family_name(name)) for name in reference.author or reference.editor]
    if not names:
        return plain_text(reference.title)
    if reference.et_al or len(names) > 2:
        return f"{names[0]} et al"
    return " and ".join(names)


def year(reference: Reference) -> str:
    """Return the year of publication, `n.d.` if there is none, or words such as `in press`."""
    return year_words(reference.issued) if reference.issued else "n.d."


def format_references(references: list[Reference]) -> list[Markup]:
    """Return each reference as HTML in AMA style, in the given order."""
    return [_formatted(reference) for reference in references]


@functools.lru_cache(4096)
def _formatted(reference: Reference) -> Markup:
    """Return one reference; AMA style numbers them, so they do not depend on each other, and editions share them."""
    return Markup(format_entry(reference))
