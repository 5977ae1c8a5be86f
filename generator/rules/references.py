"""Rules on references: identifiers are well-formed, and no reference is listed twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import attrgetter

from generator.model.references import Name, Reference
from generator.rules.context import Context
from generator.rules.registry import Found, rule

_DOI = re.compile(r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+")


@rule("CITE-003", "error", "A DOI or PMID is malformed", "DOI: https://doi.org/10.1000/xyz", "DOI: 10.1000/xyz123")
def identifiers_well_formed(context: Context) -> Iterator[Found]:
    """Write a DOI without a prefix: `10.`, the registrant's number, a slash, and the rest, without a final period (DOI
    Handbook; AMA Manual of Style, 11th edition, chapter 3). A PMID is one to eight digits.
    """
    for index, reference in enumerate(context.policy.references):
        doi, pmid = reference.DOI, reference.PMID
        if doi is not None and (not _DOI.fullmatch(doi) or doi[-1] in ".,;"):
            bare = re.search(r"10\.[0-9]{4,9}(?![0-9])\S*/\S+?(?=[.,;]*$)", doi)
            yield Found(
                ("references", index, "DOI"),
                f"`{doi}` is not a DOI",
                f"write {bare[0]}" if bare else "a DOI looks like 10.1000/xyz123",
            )
        if pmid is not None and not re.fullmatch(r"[1-9][0-9]{0,7}", pmid):
            yield Found(("references", index, "PMID"), f"`{pmid}` is not a PMID", "write only its digits")


@rule(
    "CITE-004",
    "error",
    "Two references have the same DOI, PMID, or URL",
    """
      references:
        - {id: smith2023, DOI: 10.1000/xyz123, title: Pain after one year, type: article-journal}
        - {id: smith2024, DOI: 10.1000/xyz123, title: Pain after two years, type: article-journal}
      """,
    "# the actual DOI of the second paper\nDOI: 10.1000/xyz456",
)
def identifiers_unique(context: Context) -> Iterator[Found]:
    """A DOI or PMID identifies one publication. Two references with the same one are either the same paper listed
    twice, or one of the identifiers was copied incorrectly.
    """
    for field in ("DOI", "PMID", "URL"):
        yield from _shared(context, field, attrgetter(field))


@rule(
    "CITE-005",
    "warning",
    "Two references have the same title",
    """
      references:
        - {id: smith2023, title: Pain after one year, type: article-journal}
        - {id: smith2023b, title: 'Pain after one year.', type: article-journal}
      """,
    "# keep one, and cite it in both places",
)
def titles_unique(context: Context) -> Iterator[Found]:
    """Two references with the same title and the same first author are usually one publication entered twice. It would
    get two numbers and look like two sources.
    """
    yield from _shared(
        context, "title", lambda reference: (re.sub(r"\W+", "", reference.title.lower()), first_author(reference))
    )


def _shared(
    context: Context, field: str, value_of: Callable[[Reference], str | tuple[str, str] | None]
) -> Iterator[Found]:
    first: dict[str | tuple[str, str], str] = {}
    for index, reference in enumerate(context.policy.references):
        value = value_of(reference)
        if value is None:
            continue
        value = value.lower() if isinstance(value, str) else value
        if value in first:
            yield Found(
                ("references", index, field),
                f"`{first[value]}` and `{reference.id}` have the same {field}",
                "keep one of them, or correct the one that was copied",
            )
        first.setdefault(value, reference.id)


def first_author(reference: Reference) -> str:
    """Return the family name or the organization of the first author; empty if there is none."""
    return author_name(reference.author[0]) if reference.author else ""


def author_name(author: Name) -> str:
    """Return the family name of a person, or the name of an organization."""
    return str(author.family or author.literal)
