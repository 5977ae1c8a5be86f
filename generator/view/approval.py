"""The votes on an edition in words: who approved it and when, and votes that were for an earlier text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.votes import Standing
from generator.view.template_data import TemplateData
from generator.wording.phrases import long_date

_VOTES = {"for": "For", "against": "Against", "abstain": "Abstained"}


@dataclass(frozen=True)
class VoteView(TemplateData):
    """One vote on the printed text; `vote` in words."""

    who: str
    role: str
    date: date
    vote: str
    conflicts: str


@dataclass(frozen=True)
class ApprovalView(TemplateData):
    """The votes on one edition: those on the printed text (its hash is `content`), and their result.

    `approved_by` states who approved the text and when, `earlier_text` how many votes were for another text; each is
    empty if there is nothing to state.
    """

    votes: tuple[VoteView, ...]
    content: str
    quorum: int
    in_favor: int
    against: int
    abstained: int
    is_approved: bool
    approved_by: str
    earlier_text: str


def approval_view(state: Standing) -> ApprovalView:
    """Return what templates print of the votes."""
    return ApprovalView(
        votes=tuple(
            VoteView(vote.who, vote.role, vote.date, _VOTES[vote.vote], vote.conflicts) for vote in state.votes
        ),
        content=state.content,
        quorum=state.quorum,
        in_favor=state.in_favor,
        against=state.against,
        abstained=state.abstained,
        is_approved=state.is_approved,
        approved_by=_approved_by(state),
        earlier_text=earlier_text(state),
    )


def _approved_by(state: Standing) -> str:
    """Return who approved the printed text and when; empty if it is not approved."""
    if not state.is_approved:
        return ""
    names = [f"{vote.who} ({vote.role})" for vote in state.votes if vote.vote == "for"]
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    day = max(vote.date for vote in state.votes)
    against = f", {state.against} against" if state.against else ""
    return f"Approved by {listed} on {long_date(day)}: {state.in_favor} in favor{against}."


def earlier_text(state: Standing) -> str:
    """Return how many votes were for an earlier text, and whose; empty when none were."""
    if not state.voided:
        return ""
    count, names = len(state.voided), ", ".join(dict.fromkeys(vote.who for vote in state.voided))
    return (f"{count} vote was" if count == 1 else f"{count} votes were") + (
        f" for an earlier text and {'does' if count == 1 else 'do'} not count: {names}."
    )
