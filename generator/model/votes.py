"""Votes on an edition, as stored, and the approval status that follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from generator.characters.unseen import named, tidy, unseen
from generator.model.base import Ascii, AtLeastOne, Day, Id, Part, Text
from generator.problem import Place


def plain_words(text: str) -> str:
    """Return a name, role, or declaration without surrounding white space.

    Raises ValueError if it is empty, not a single line, or contains invisible characters.
    """
    text = tidy(text.strip())
    if not text:
        raise ValueError("the text is empty")
    if found := re.search("[\t\n\r]", text):
        raise ValueError(f"the text contains the character {named(found[0])}: this must be a single line")
    for suspect in unseen(text):
        raise ValueError(suspect.message)
    return text


def past_day(day: date) -> date:
    """Return a day. Raises ValueError if it has not yet begun anywhere on earth."""
    if day > (datetime.now(UTC) + timedelta(hours=14)).date():
        raise ValueError(f"the date is in the future: {day.isoformat()}")
    return day


Words = Annotated[Text, AfterValidator(plain_words)]


class Vote(Part):
    """The vote of one person on the content of one edition."""

    edition: Id
    """Edition voted on."""
    version: Ascii
    """Its version."""
    content: Text = Field(pattern=r"^[0-9a-f]{64}$")
    """Hash of the content voted on; `policypress approve` writes it."""
    who: Words
    """Who voted."""
    role: Words
    """Role of the person who votes: chair, medical director, pharmacist."""
    date: Annotated[Day, AfterValidator(past_day)]
    """Date of the vote."""
    vote: Literal["for", "against", "abstain"]
    """The vote."""
    conflicts: Words
    """Declared conflicts of interest, or `none declared`."""
    print: Text | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    """Hash of the record of what is printed, a file in `policy/approvals/`; a vote without it does not count."""
    program: Text | None = None
    """Version of policypress that printed it."""


class Approvals(Part):
    """The votes file of one policy."""

    format: Literal["1"]
    """Version of this file format: 1."""
    policy: Id
    """Id of the policy."""
    quorum: AtLeastOne = 1
    """Number of votes `for` required for approval; they must also outnumber those against."""
    votes: tuple[Vote, ...] = ()
    """Votes, in the order in which they were cast."""


@dataclass(frozen=True)
class Standing:
    """Approval status of an edition: votes on its current content and printed text, and votes on anything else."""

    content: str
    quorum: int
    votes: tuple[Vote, ...]
    voided: tuple[Vote, ...]
    file: Path
    place: Place

    @property
    def in_favor(self) -> int:
        """Votes for the current content."""
        return sum(vote.vote == "for" for vote in self.votes)

    @property
    def against(self) -> int:
        """Votes against the current content."""
        return sum(vote.vote == "against" for vote in self.votes)

    @property
    def abstained(self) -> int:
        """Abstentions on the current content."""
        return sum(vote.vote == "abstain" for vote in self.votes)

    @property
    def is_approved(self) -> bool:
        """Whether the current content is approved."""
        return self.in_favor >= self.quorum and self.in_favor > self.against
