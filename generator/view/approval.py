"""The votes on an edition in words: who approved it and when, and votes that were for an earlier text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.wording.phrases import long_date

if TYPE_CHECKING:  # the votes are read by the build and handed in; views read no files
    from generator.model.votes import Standing

VOTES = {"for": "For", "against": "Against", "abstain": "Abstained"}


def votes_view(state: Standing | None) -> dict[str, Any] | None:
    """Return what templates print of the votes; None where the policy has no file of votes."""
    names = ("votes", "quorum", "content", "is_approved", "in_favour", "against", "abstained")
    return {name: getattr(state, name) for name in names} if state else None


def approved_by(state: Standing | None) -> str:
    """Return who approved the text that is printed and when; empty where it is not approved."""
    if state is None or not state.is_approved:
        return ""
    names = [f"{vote.who} ({vote.role})" for vote in state.votes if vote.vote == "for"]
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    day = max(vote.date for vote in state.votes)
    against = f", {state.against} against" if state.against else ""
    return f"Approved by {listed} on {long_date(day)}: {state.in_favour} in favor{against}."


def earlier_text(state: Standing) -> str:
    """Return how many votes were for an earlier text, and whose; empty when none were."""
    if not state.voided:
        return ""
    count, names = len(state.voided), ", ".join(dict.fromkeys(vote.who for vote in state.voided))
    return (f"{count} vote was" if count == 1 else f"{count} votes were") + (
        f" for an earlier text and {'does' if count == 1 else 'do'} not count: {names}."
    )
