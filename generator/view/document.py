"""What a template is given: one document's data, from the policy, its edition and its publisher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.model.edition import ArtifactKind
from generator.source.editions import RESPONSES, ResolvedEdition
from generator.view.approval import VOTES, approved_by, earlier_text, votes_view
from generator.view.codes import article_sections, code_group_views
from generator.view.comments import comment_views
from generator.view.coverage import coverage_view, documented_criteria
from generator.view.deviations import deviations_view, with_deviations
from generator.view.evidence import participants, study_views
from generator.view.template_data import TemplateFunction
from generator.wording import phrases as words

if TYPE_CHECKING:
    from generator.model.votes import Standing

STATUS_WORDS = {
    "draft": "Draft",
    "in-review": "In review",
    "proposed": "Proposed",
    "comment": "Proposed, in comment",
    "notice": "In notice",
    "approved": "Approved",
    "active": "Active",
    "retired": "Retired",
    "superseded": "Superseded",
}
# Marks that stand on every page until an approved edition is built with --final.
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


# What templates can say through `words`.
PHRASES = (
    words.number,
    words.period,
    words.us_date,
    words.long_date,
    words.measure,
    words.duration,
    words.recency,
    words.interval,
    words.limit,
    words.units,
    words.effective,
    words.quantity,
    words.share,
    words.result_values,
)


@dataclass(frozen=True, eq=False)
class Document:
    """One artifact of one edition: what is rendered into one file. `votes` are those on the edition, if it has any."""

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
        """Title of the document, as the PDF carries it."""
        return f"{self.resolved.publisher.documents[self.kind].kind}: {self.resolved.source.policy.title}"

    @property
    def mark(self) -> str:
        """The mark on every page, such as DRAFT; empty for a final document that is approved or active."""
        status = self.resolved.status
        return "" if self.final and status in ("approved", "active") else MARKS[status]


def document_view(document: Document) -> dict[str, Any]:
    """Return the data of one document's templates: plain data, and functions that are `Given`."""
    resolved, policy = document.resolved, document.resolved.source.policy
    layout = resolved.publisher.documents[document.kind]
    if document.kind != RESPONSES:  # which prints no criterion that could deviate
        layout = layout.model_copy(update={"sections": with_deviations(layout.sections)})
    groups = code_group_views(policy)
    coverage = coverage_view(policy)
    return {
        "kind": document.kind,
        "document": {name: getattr(document, name) for name in ("path", "title", "final", "is_review_copy")},
        "policy": policy,
        "publisher": resolved.publisher,
        "logo": resolved.logo,
        "edition": resolved.edition,
        "lines_of_business": resolved.lines_of_business,
        "states": resolved.states,
        "deviations": deviations_view(resolved, coverage),
        "layout": layout,
        "number": resolved.number(document.kind),
        "version": resolved.version,
        "status_id": resolved.status,
        "status": STATUS_WORDS[resolved.status],
        "mark": document.mark,
        "dates": resolved.dates,
        "history": resolved.history,
        "votes": votes_view(document.votes),
        "approved_by": approved_by(document.votes),
        "earlier_text": earlier_text(document.votes) if document.votes else "",
        "vote_words": VOTES,
        "superseded_by": resolved.superseded_by,
        "proposed_lcd": proposed_lcd(resolved),
        "companions": companions(document),
        "comments": comment_views(resolved, coverage) if document.kind == RESPONSES else [],
        "commenter_count": sum(len(item.commenters) for item in resolved.edition.comments),
        "coverage": coverage,
        "documented": documented_criteria(coverage),
        "code_groups": groups,
        "article_sections": article_sections(groups),
        "prints_cpt": any(group.system == "CPT" for group in policy.codes),
        "studies": study_views(policy),
        "participants": participants(policy.evidence),
        "words": {
            "NOT_STATED": words.NOT_STATED,
            "NOT_APPLYING": words.NOT_APPLYING,
            **{phrase.__name__: TemplateFunction(phrase) for phrase in PHRASES},
        },
    }


def proposed_lcd(resolved: ResolvedEdition) -> str | None:
    """Return the id of the proposed LCD: stated, or the LCD's own while that is DL and five digits."""
    own = resolved.edition.numbers.lcd_draft
    return resolved.edition.numbers.proposed_lcd or (own if own and own.startswith("DL") else None)


def companions(document: Document) -> list[str]:
    """Return the numbered documents of the Medicare Coverage Database that go with one of them."""
    titles = {"lcd-draft": "", "billing-article": "Billing and Coding: ", RESPONSES: "Response to Comments: "}
    if document.kind not in titles:
        return []
    resolved = document.resolved
    return [
        f"{resolved.number(kind)}, {prefix}{resolved.source.policy.title}"
        for kind, prefix in titles.items()
        if kind != document.kind and kind in resolved.artifacts and resolved.number(kind)
    ]
