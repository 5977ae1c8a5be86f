"""Rules on citations and references: everything cited is listed, and everything listed is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.model.csl_dates import years
from generator.model.references import Reference
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.references import author_name, first_author
from generator.rules.registry import Found, found_in, nearest, rule
from generator.wording.citations import BadCitation, Citation, bare_keys, citations, cited_keys

_ADD = "add the reference, or correct the key"


def _citations(context: Context) -> Iterator[tuple[YamlPath, str, str]]:
    """Yield each key that a text cites, with the text and its path."""
    for path, text in context.prose:
        yield from ((path, text, key) for key in cited_keys(text))


@rule(
    "CITE-001",
    "error",
    "A citation has no reference",
    """
      text: Pain fell in most patients [@smiht2024].
      references:
        - {id: smith2024, type: article-journal, title: Pain after one year}
      """,
    "text: Pain fell in most patients [@smith2024].",
)
def citation_resolves(context: Context) -> Iterator[Found]:
    """Every key in `[@key]` must be the id of a reference. A key without a reference would print no number and leave
    the statement without its source. Source: AMA Manual of Style, 11th edition, chapter 3.
    """
    known = {reference.id for reference in context.policy.references}
    for path, text, key in _citations(context):
        if key not in known:
            yield found_in(path, text, f"@{key}", f"there is no reference `{key}`", nearest(key, known, _ADD))


def _single_citations(context: Context) -> Iterator[tuple[YamlPath, str, Citation]]:
    """Yield each citation of one reference, with its text and path."""
    for path, text in context.prose:
        yield from (
            (path, text, found) for found in citations(text) if isinstance(found, Citation) and len(found.cited) == 1
        )


@rule(
    "CITE-002",
    "warning",
    "A reference is never cited",
    """
      text: Pain fell in most patients.
      references:
        - {id: smith2024, type: article-journal, title: Pain after one year}
      """,
    "text: Pain fell in most patients [@smith2024].",
)
def reference_is_cited(context: Context) -> Iterator[Found]:
    """A reference list contains what the text cites, in order of first mention; a reference that is never cited is not
    printed in any document. Source: AMA Manual of Style, 11th edition, chapter 3.
    """
    cited = {key for _, _, key in _citations(context)}
    cited |= {study.citation for study in context.policy.evidence.studies}
    for index, reference in enumerate(context.policy.references):
        if reference.id not in cited:
            yield Found(
                ("references", index, "id"),
                f"the reference `{reference.id}` is never cited",
                f"cite it with [@{reference.id}], or delete it",
            )


@rule(
    "CITE-006",
    "error",
    "A study has no reference",
    "studies:\n  - {id: smith-2024, citation: smiht2024}",
    "studies:\n  - {id: smith-2024, citation: smith2024}",
)
def study_citation_resolves(context: Context) -> Iterator[Found]:
    """A row of the evidence table refers to the publication that it summarizes by the id of its reference."""
    known = {reference.id for reference in context.policy.references}
    for index, study in enumerate(context.policy.evidence.studies):
        if study.citation not in known:
            yield Found(
                ("evidence", "studies", index, "citation"),
                f"there is no reference `{study.citation}`",
                nearest(study.citation, known, _ADD),
            )


@rule(
    "CITE-007",
    "warning",
    "A citation is not in brackets",
    "text: Pain fell [@smith2024, and stayed low @lee2025.",
    "text: Pain fell [@smith2024], and stayed low [@lee2025].",
)
def citation_in_brackets(context: Context) -> Iterator[Found]:
    """Citations are written `[@key]` or `[@key; @key2]`. Without both brackets, the key is printed as text and does not
    count as a citation.
    """
    known = {reference.id for reference in context.policy.references}
    for path, text in context.prose:
        for key in bare_keys(text):
            if key[1] in known:
                yield found_in(path, text, key, f"`@{key[1]}` is not in brackets", f"write [@{key[1]}]")


@rule(
    "CITE-008",
    "warning",
    "The author or year in the text differs from the cited paper",
    """
      text: Lee et al, 2024 [@lee2025] found the same.
      references:
        - {id: lee2025, author: [{family: Lee}], issued: 2025-03, title: Two years on, type: article-journal}
      """,
    "text: Lee et al, 2025 [@lee2025] found the same.",
)
def named_author_is_cited(context: Context) -> Iterator[Found]:
    """If the text names a paper (`Lee et al, 2025`) right before its citation, the first author and the year must match
    the reference. A mismatch means that the citation points to a different paper, or that the year is that of the print
    issue rather than of first publication.
    """
    known = {reference.id: reference for reference in context.policy.references}
    named = re.compile(
        r"(?<!\w)([A-Z][\w’'-]{1,40}(?: [A-Z][\w’'-]{1,40}){0,4})"
        r"(?:,? et al\.?|(?: and| &) [A-Z][\w’'-]{1,40})?(?:'s|’s)?,? ?"
        r"\(?((?:19|20)[0-9][0-9])?\)?,? ?$"
    )
    for path, text, cited in _single_citations(context):
        if found := named.search(text[: cited.start]):
            (name, year), [(key, _)] = found.groups(), cited.cited
            reference = known.get(key)
            if reference is None or not reference.author or (not year and f"{name} et al" not in text):
                continue
            issued = years(reference.issued)
            if year and issued and year not in issued:
                yield found_in(
                    path,
                    text,
                    found,
                    f"the text says {year}, the reference `{key}` was issued in {' to '.join(issued)}",
                    "cite the intended paper, or correct the year",
                )
            elif not _is_author(name, reference) and any(
                _is_author(name, other) for other in known.values() if other is not reference
            ):
                yield found_in(
                    path,
                    text,
                    found,
                    f"the text names {name}, the reference `{key}` is by {first_author(reference)}",
                    "cite the intended paper",
                )


@rule(
    "CITE-009",
    "warning",
    "A study's id does not match its citation",
    """
      studies:
        - {id: lee-2025, citation: smith2024}
      """,
    "studies:\n  - {id: lee-2025, citation: lee2025}",
)
def study_id_matches_citation(context: Context) -> Iterator[Found]:
    """A study's id usually contains the first author's name and the year. If these match a reference other than the
    cited one, a row of the evidence table may have shifted, so that its results are printed under the wrong paper.
    """
    known = {reference.id: reference for reference in context.policy.references}
    for index, study in enumerate(context.policy.evidence.studies):
        cited = known.get(study.citation)
        if cited is None or not cited.author or _fits_id(study.id, cited):
            continue
        meant = [reference for reference in known.values() if _fits_id(study.id, reference)]
        if meant:
            yield Found(
                ("evidence", "studies", index, "citation"),
                f"the study is called `{study.id}`, but its citation is {first_author(cited)} "
                f"{' to '.join(years(cited.issued))}".rstrip(),
                f"did you mean `{meant[0].id}`?",
            )


@rule(
    "CITE-010",
    "error",
    "A citation cannot be printed",
    "text: Pain fell [see @smith2024, @lee2025].",
    "text: Pain fell; see [@smith2024; @lee2025, p. 3].",
)
def citation_can_be_printed(context: Context) -> Iterator[Found]:
    """Write citations in Pandoc's syntax: `[@key]`, several keys separated by semicolons, each with page numbers if
    needed (`[@key, p. 3]`). The documents print superscript numbers, which have no room for anything else. Source: AMA
    Manual of Style, 11th edition, 3.6.
    """
    for path, text in context.prose:
        for found in citations(text):
            if isinstance(found, BadCitation):
                yield found_in(path, text, text[found.start : found.end], found.reason, found.hint)


def _is_author(name: str, reference: Reference) -> bool:
    named = name.lower()
    authors = [author_name(author).lower() for author in reference.author]
    return any(named.endswith(author) or author.endswith(named) for author in authors)


def _fits_id(study_id: str, reference: Reference) -> bool:
    """Return whether a study's id contains a reference's first author and, if it contains a year, the right year."""
    author = re.sub(r"[^a-z0-9]", "", first_author(reference).lower())
    year = re.search(r"(?:19|20)[0-9][0-9]", study_id)
    issued = years(reference.issued)
    return (
        bool(author)
        and re.sub(r"[^a-z0-9]", "", study_id).startswith(author)
        and (year is None or not issued or year[0] in issued)
    )
