"""The data passed to a template: one document's data, from the policy, its edition, and its publisher."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from generator.model.edition import ArtifactKind
from generator.model.policy import Policy
from generator.model.publisher import DocumentKind, Publisher
from generator.model.votes import Standing
from generator.source.editions import RESPONSES, ResolvedEdition
from generator.view.approval import ApprovalView, approval_view
from generator.view.codes import CodingView, coding_view
from generator.view.comments import CommentsView, comments_view
from generator.view.coverage import CoverageView, coverage_view
from generator.view.deviations import DeviationsView, deviations_view, with_deviations
from generator.view.edition import EditionView, edition_view
from generator.view.evidence import StudiesView, studies_view
from generator.view.template_data import TemplateData
from generator.wording.citations import without_citations

# Marks printed on every page until an approved edition is built with --final.
MARKS = {
    "draft": "DRAFT",
    "in-review": "DRAFT",
    "proposed": "PROPOSED",
    "comment": "PROPOSED",
    "notice": "FUTURE",
    "retired": "RETIRED",
    "superseded": "SUPERSEDED",
    "approved": "APPROVED, NOT YET FINAL",
    "active": "NOT FINAL",
}
# The documents of the Medicare Coverage Database, which refer to each other, with their title prefixes there.
_COMPANIONS: dict[ArtifactKind, str] = {
    "lcd-draft": "",
    "billing-article": "Billing and Coding: ",
    RESPONSES: "Response to Comments: ",
}


@dataclass(frozen=True, eq=False)
class Document:
    """One artifact of one edition, rendered into one file. `votes` are those on the edition, if any."""

    resolved: ResolvedEdition
    kind: ArtifactKind
    final: bool = False
    votes: Standing | None = None

    @property
    def path(self) -> str:
        """Path below the output folder."""
        return f"{self.resolved.source.policy.id}/{self.resolved.edition.id}/{self.kind}.pdf"

    @property
    def is_review_copy(self) -> bool:
        """True for a proposed determination, whose paragraphs are numbered for public comment."""
        return self.kind == "lcd-draft" and self.resolved.status in ("proposed", "comment")

    @property
    def title(self) -> str:
        """Title of the document, as stored in the PDF."""
        kind = self.resolved.publisher.documents[self.kind].kind
        return f"{kind}: {without_citations(self.resolved.source.policy.title)}"

    @property
    def mark(self) -> str:
        """The mark on every page, such as DRAFT; empty for a final document that is approved or active."""
        status = self.resolved.status
        return "" if self.final and status in ("approved", "active") else MARKS[status]


@dataclass(frozen=True)
class Identity(TemplateData):
    """One document's own metadata; `logo` is the publisher's as a data URL, `mark` is such as DRAFT."""

    kind: ArtifactKind
    path: str
    title: str
    number: str | None
    mark: str
    logo: str
    final: bool
    is_review_copy: bool
    companions: tuple[str, ...]


@dataclass(frozen=True)
class DocumentView(TemplateData):
    """The data for one document's templates: each field is a name that they may use.

    `policy` is the source as changed by the edition, `layout` the publisher's title and sections for this kind of
    document; `approval` is None if the policy has no votes file.
    """

    policy: Policy
    publisher: Publisher
    layout: DocumentKind
    document: Identity
    edition: EditionView
    deviations: DeviationsView
    coverage: CoverageView
    coding: CodingView
    studies: StudiesView
    comments: CommentsView
    approval: ApprovalView | None

    def names(self) -> dict[str, Any]:
        """Return each part by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def document_view(document: Document) -> DocumentView:
    """Return the data for one document's templates: plain data, no functions."""
    resolved, policy = document.resolved, document.resolved.source.policy
    coverage = coverage_view(policy)
    return DocumentView(
        policy=policy,
        publisher=resolved.publisher,
        layout=_layout(document),
        document=_identity(document),
        edition=edition_view(resolved),
        deviations=deviations_view(resolved, coverage),
        coverage=coverage,
        coding=coding_view(policy),
        studies=studies_view(policy),
        comments=comments_view(resolved, coverage),
        approval=approval_view(document.votes) if document.votes else None,
    )


def _layout(document: Document) -> DocumentKind:
    layout = document.resolved.publisher.documents[document.kind]
    if document.kind == RESPONSES:  # it prints no criteria that could deviate
        return layout
    return layout.model_copy(update={"sections": with_deviations(layout.sections)})


def _identity(document: Document) -> Identity:
    return Identity(
        kind=document.kind,
        path=document.path,
        title=document.title,
        number=document.resolved.number(document.kind),
        mark=document.mark,
        logo=document.resolved.logo,
        final=document.final,
        is_review_copy=document.is_review_copy,
        companions=_companions(document),
    )


def _companions(document: Document) -> tuple[str, ...]:
    """Return the numbered Medicare Coverage Database documents that are associated with one of them."""
    resolved = document.resolved
    if document.kind not in _COMPANIONS:
        return ()
    return tuple(
        f"{resolved.number(kind)}, {prefix}{resolved.source.policy.title}"
        for kind, prefix in _COMPANIONS.items()
        if kind != document.kind and kind in resolved.artifacts and resolved.number(kind)
    )
