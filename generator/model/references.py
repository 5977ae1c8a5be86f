"""References as CSL data, the format that Zotero, Better BibTeX, and Pandoc export and that is accepted unchanged."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from generator.model.base import Ascii, Count, Flag, Part, Text
from generator.model.csl_dates import read_csl_date

_Day = Annotated[Text, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_NAME_KEYS_NOT_PRINTED = """
affiliation authenticated-orcid comma-suffix isInstitution multi note ORCID parse-names role sequence
static-ordering static-particles
"""
# The variables of CSL 1.0.2 that AMA style does not print, and other keys of Zotero, Better BibTeX, and Pandoc
_KEYS_NOT_PRINTED = """
abstract annote archive archive-place archive_collection archive_location available-date call-number categories
chair citation-key citation-label citation-number citekey collection-editor collection-number compiler composer
container-author contributor curator custom dimensions director division editor-translator editorial-director
event-date executive-producer first-reference-note-number guest host illustrator interviewer ISBN ISSN jurisdiction
keyword keywords license locator medium multi narrator note number-of-pages number-of-volumes organizer
original-author original-date original-publisher original-publisher-place original-title page-first part-number
part-title performer PMCID printing-number producer publisher-place recipient references reviewed-author
reviewed-genre reviewed-title rights scale script-writer section series-creator shortTitle source status submitted
subtitle system_id title-short translator version volume-title year-suffix
"""
_FORMS = str | dict[str, Any] | list[Any] | None
_KEY = r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$"
_ZOTERO_ID = re.compile(r"(?:https?://(?:www\.)?zotero\.org/(?:users|groups)/(?:local/)?)?\w+(?:/items)?/([A-Z0-9]{8})")


def _accepted(schema: JsonDict, model: type[Exported]) -> None:
    """Add the keys that are accepted and not printed to the JSON Schema of a model."""
    keys = schema.setdefault("properties", {})
    assert isinstance(keys, dict)
    keys |= {key: {"description": "Accepted from an export; not printed."} for key in sorted(model.NOT_PRINTED)}
    keys |= {old: {"description": f"Read as {new}."} for old, new in model.OLD_NAMES.items()}


def _day(value: Any) -> Any:
    return value if isinstance(value, str) else read_csl_date(value)


class Exported(Part):
    """A part that other programs export: keys that no document prints are accepted by name, others are errors."""

    model_config = ConfigDict(json_schema_extra=_accepted)
    NOT_PRINTED: ClassVar[frozenset[str]] = frozenset()
    OLD_NAMES: ClassVar[dict[str, str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _as_exported(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return cls._read({key: value for key, value in cls.renamed(data).items() if key not in cls.NOT_PRINTED})

    @classmethod
    def renamed(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return data with its old keys under their names in CSL 1.0.2, which win if both are given."""
        found = {key: value for key, value in data.items() if key not in cls.OLD_NAMES}
        return {new: data[old] for old, new in cls.OLD_NAMES.items() if old in data} | found

    @classmethod
    def _read(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data with what exports write differently."""
        return data


class Name(Exported):
    """An author or editor: `family` and `given`, or `literal` for an organization."""

    NOT_PRINTED: ClassVar[frozenset[str]] = frozenset(_NAME_KEYS_NOT_PRINTED.split())

    family: Text | None = None
    """Family name."""
    given: Text | None = None
    """Given names, or initials with or without spaces (AMA style prints initials)."""
    dropping_particle: Text | None = Field(None, alias="dropping-particle")
    """Particle that is left out where the family name stands alone, such as `von`."""
    non_dropping_particle: Text | None = Field(None, alias="non-dropping-particle")
    """Particle that is part of the family name, such as `van der`."""
    suffix: Text | None = None
    """Jr, Sr, or a number."""
    literal: Text | None = None
    """Name of an organization, printed as written."""

    @classmethod
    def _read(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in data.items() if value != "" or key in ("family", "literal")}

    @model_validator(mode="after")
    def _one_form(self) -> Name:
        if (self.literal is None) == (self.family is None):
            raise ValueError("give `family` and `given`, or `literal` for an organization")
        return self


class Reference(Exported):
    """One reference. Field names are those of CSL. Other CSL keys, such as `abstract`, are accepted and not printed."""

    NOT_PRINTED: ClassVar[frozenset[str]] = frozenset(_KEYS_NOT_PRINTED.split())
    OLD_NAMES: ClassVar[dict[str, str]] = {"journalAbbreviation": "container-title-short", "event": "event-title"}

    id: Text = Field(pattern=_KEY, max_length=80, json_schema_extra={"pattern": f"{_KEY}|^{_ZOTERO_ID.pattern}$"})
    """Key used in citations. The address of a Zotero item is shortened to its last part."""
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
        "article",
        "article-magazine",
        "bill",
        "broadcast",
        "classic",
        "collection",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "event",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "regulation",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
    ]
    """CSL type."""
    author: tuple[Name, ...] = ()
    """All authors, or those that the source prints before 'et al' with `et_al: true`."""
    et_al: Flag = False
    """True when more authors follow than are listed."""
    editor: tuple[Name, ...] = ()
    """Editors of the book, or of the book that contains the chapter."""
    title: Text
    """Title in sentence case; may contain <i>, <b>, <sub>, <sup>, <sc>, and <span class="nocase">."""
    language: Text | None = None
    """Language of the title, such as de; titles of books in English are capitalized."""
    container_title: Text | None = Field(None, alias="container-title")
    """Full name of the journal, book, or site."""
    container_title_short: Text | None = Field(None, alias="container-title-short")
    """Journal abbreviation from the NLM Catalog; `journalAbbreviation` in older exports."""
    collection_title: Text | None = Field(None, alias="collection-title")
    """Series of the book that contains the chapter."""
    publisher: Text | None = None
    """Publisher."""
    edition: Text | None = None
    """Edition of the book, such as 2."""
    genre: Text | None = None
    """Kind of thesis or talk, such as Poster."""
    authority: Text | None = None
    """Court of a legal case."""
    event_title: Text | None = Field(None, alias="event-title")
    """Meeting at which a talk was presented; `event` in older exports."""
    event_place: Text | None = Field(None, alias="event-place")
    """Place of the meeting."""
    volume: Ascii | None = None
    """Volume."""
    issue: Ascii | None = None
    """Issue."""
    supplement_number: Text | None = Field(None, alias="supplement-number")
    """Supplement of a journal, such as 1."""
    chapter_number: Text | None = Field(None, alias="chapter-number")
    """Chapter, if no pages are given."""
    number: Text | None = None
    """Article number; printed instead of pages."""
    page: Text | None = None
    """Pages, or the article number."""
    issued: Annotated[Text | None, BeforeValidator(read_csl_date, json_schema_input_type=_FORMS)] = None
    """Date of publication: 2025, 2025-12, 2025-12-10, a range 2025-11/2026-01, about 2025~, or as CSL data."""
    accessed: Annotated[_Day | None, BeforeValidator(_day, json_schema_input_type=_FORMS)] = None
    """Date on which a web page was accessed: 2025-12-10, or as CSL data."""
    DOI: Ascii | None = None
    """DOI without a prefix."""
    PMID: Ascii | None = None
    """PubMed id."""
    URL: Text | None = Field(None, pattern=r"^https?://[!-~]+$")
    """Web address."""
    source_number: Count | None = None
    """Number of the reference in the guideline; absent: added by the editors of the policy."""

    @classmethod
    def _read(cls, data: dict[str, Any]) -> dict[str, Any]:
        item = _ZOTERO_ID.fullmatch(data["id"]) if isinstance(data.get("id"), str) else None
        return data | {"id": item[1]} if item else data
