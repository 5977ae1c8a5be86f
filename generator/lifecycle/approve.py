"""What `approve` does: binds a vote to an edition's content and printed text, and records both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from generator.lifecycle.approvals import add_vote, same_voters
from generator.lifecycle.content_hash import content_sha256
from generator.lifecycle.final import readable_record
from generator.lifecycle.printing import write_record
from generator.lifecycle.standing import version
from generator.model.votes import Vote
from generator.source.editions import ResolvedEdition


@dataclass(frozen=True)
class Ballot:
    """What a committee member enters: the vote itself, before it is bound to a text."""

    who: str
    role: str
    vote: Literal["for", "against", "abstain"]
    conflicts: str
    day: date


@dataclass(frozen=True)
class RecordedVote:
    """Where a vote and the printed text were recorded, and other spellings of the voter's name in earlier votes."""

    votes: Path
    printed: Path
    spellings: list[str]


def record_vote(resolved: ResolvedEdition, ballot: Ballot, root: Path) -> RecordedVote:
    """Record a vote on an edition as it is now.

    Raises SourceProblems if a document in force would print different lines than the copy under review, or if the votes
    file cannot be read; nothing is recorded then. Raises MachineProblem if a file cannot be written.
    """
    policy, record = resolved.source.policy.id, readable_record(resolved, root)
    vote = Vote(
        edition=resolved.edition.id,
        version=resolved.version,
        content=content_sha256(resolved),
        who=ballot.who,
        role=ballot.role,
        date=ballot.day,
        vote=ballot.vote,
        conflicts=ballot.conflicts,
        print=record.sha256,
        program=version(),
    )
    printed = write_record(record, root)
    spellings = same_voters(policy, vote, root)
    return RecordedVote(add_vote(policy, vote, root), printed, spellings)
