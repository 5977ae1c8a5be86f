"""Public comments as the response-to-comments article prints them: commenter, subject, response, outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.comments import Comment, Commenter
from generator.model.people import HistoryRow
from generator.model.policy import Policy
from generator.source.editions import ResolvedEdition
from generator.view.coverage import CoverageView, every_criterion
from generator.view.template_data import TemplateData
from generator.wording.phrases import us_date
from generator.wording.references import short_author, year

KINDS = {
    "physician": "physician",
    "other-clinician": "clinician",
    "facility": "facility",
    "society": "society",
    "manufacturer": "manufacturer",
    "payer": "payer",
    "patient": "patient",
    "beneficiary": "beneficiary",
    "caregiver": "caregiver",
    "other": "other",
}


@dataclass(frozen=True)
class CommentView(TemplateData):
    """One row of the article; `about` and `changed` are in words."""

    comment: Comment
    commenters: tuple[str, ...]
    about: tuple[str, ...]
    changed: tuple[str, ...]
    row: HistoryRow | None


@dataclass(frozen=True)
class CommentsView(TemplateData):
    """The comments on an edition in order of their numbers, and the number of submissions."""

    rows: tuple[CommentView, ...]
    submissions: int


def comments_view(resolved: ResolvedEdition, coverage: CoverageView) -> CommentsView:
    """Return the comments on an edition as its article prints them."""
    if not resolved.edition.comments:
        return CommentsView((), 0)
    names = _names(resolved.source.policy, coverage)
    rows = {row.version: row for row in reversed(resolved.history)}
    views = tuple(
        CommentView(
            item,
            tuple(_commenter(one) for one in item.commenters),
            tuple(names.get(name, f"paragraph {name} of the proposed document") for name in item.about),
            tuple(names.get(name, name) for name in item.changed),
            rows.get(item.version or ""),
        )
        for item in sorted(resolved.edition.comments, key=lambda item: item.number)
    )
    return CommentsView(views, sum(len(item.commenters) for item in resolved.edition.comments))


def _commenter(one: Commenter) -> str:
    return f"{one.name} ({KINDS[one.kind]}), received {us_date(one.received)}"


def _names(policy: Policy, coverage: CoverageView) -> dict[str, str]:
    """Return the printed name of each part that a comment can refer to."""
    names = dict(_parts(policy))
    for _, view in every_criterion(coverage):
        names.setdefault(view.id, f"criterion {view.number} ({view.id})")
    return names


def _parts(policy: Policy) -> Iterator[tuple[str, str]]:
    coverage, evidence = policy.coverage, policy.evidence
    yield "coverage", "the summary of coverage"
    yield "other-uses", "all other uses"
    for indication in coverage.indications:
        yield indication.id, indication.title
        for track in (*indication.pathways, *indication.phases):
            yield track.id, f"{indication.title}: {track.title}"
    for section in (*policy.background, *evidence.summary, *evidence.topics, *evidence.analysis, *policy.payer_trends):
        yield section.id, section.title
    for group in policy.codes:
        yield group.id, f"codes, {group.title}"
    references = {reference.id: reference for reference in policy.references}
    for study in evidence.studies:
        cited = references.get(study.citation)
        yield study.id, f"the study of {short_author(cited)}, {year(cited)}" if cited else f"the study {study.id}"
