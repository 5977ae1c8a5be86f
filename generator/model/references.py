"""References as CSL data, the format that Zotero and Pandoc use."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from generator.model.base import Ascii, Count, Flag, Part, Text


class Name(Part):
    """An author: `family` and `given`, or `literal` for an organization."""

    family: Text | None = None
    """Family name."""
    given: Text | None = None
    """Given names or initials, separated by spaces (AMA style prints initials)."""
    literal: Text | None = None
    """Name of an organization, printed as written."""

    @model_validator(mode="after")
    def _one_form(self) -> Name:
        if (self.literal is None) == (self.family is None):
            raise ValueError("give `family` and `given`, or `literal` for an organization")
        return self


class Reference(Part):
    """One reference. Field names are those of CSL."""

    id: Text = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$", max_length=80)
    """Key used in citations."""
    type: Literal[
        "article-journal",
        "webpage",
        "report",
        "book",
        "chapter",
        "legislation",
        "dataset",
        "post-weblog",
        "article-newspaper",
        "document",
    ]
    """CSL type."""
    author: tuple[Name, ...] = ()
    """All authors, or those that the source prints before 'et al' with `et_al: true`."""
    et_al: Flag = False
    """True when more authors follow than are listed."""
    title: Text
    """Title in sentence case."""
    container_title: Text | None = Field(None, alias="container-title")
    """Full name of the journal or site."""
    container_title_short: Text | None = Field(None, alias="container-title-short")
    """Journal abbreviation from the NLM Catalog."""
    publisher: Text | None = None
    """Publisher."""
    volume: Ascii | None = None
    """Volume."""
    issue: Ascii | None = None
    """Issue."""
    page: Text | None = None
    """Pages, or the article number."""
    issued: Text | None = Field(None, pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
    """Date of publication: 2025, 2025-12 or 2025-12-10."""
    accessed: Text | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    """Date on which a web page was accessed."""
    DOI: Ascii | None = None
    """DOI without a prefix."""
    PMID: Ascii | None = None
    """PubMed id."""
    URL: Text | None = Field(None, pattern=r"^https?://[!-~]+$")
    """Web address."""
    source_number: Count | None = None
    """Number of the reference in the guideline; absent: added by the editors of the policy."""
