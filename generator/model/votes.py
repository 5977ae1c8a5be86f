"""Votes on an edition, as they are stored, and where they leave it."""

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
    """Return a name, role or declaration without the space around it.

    Raises ValueError where it is empty, not one line, or has characters that are not seen.
    """
    text = tidy(text.strip())
    if not text:
        raise ValueError("the text is empty")
    if found := re.search("[\t\n\r]", text):
        raise ValueError(f"the text has the character {named(found[0])}: this must be a single line")
    for suspect in unseen(text):
        raise ValueError(suspect.message)
    return text


def past_day(day: date) -> date:
    """Return a day. Raises ValueError where it has not begun anywhere on earth."""
    if day > (datetime.now(UTC) + timedelta(hours=14)).date():
        raise ValueError(f"the day is in the future: {day.isoformat()}")
    return day


Words = Annotated[Text, AfterValidator(plain_words)]


class Vote(Part):
    """The vote of one person on the content of one edition."""

    edition: Id
    """Edition that was voted on."""
    version: Ascii
    """Its version."""
    content: Text = Field(pattern=r"^[0-9a-f]{64}$")
    """Hash of what was voted on; `policypress approve` writes it."""
    who: Words
    """Who voted."""
    role: Words
    """In which role: chair, medical director, pharmacist."""
    date: Annotated[Day, AfterValidator(past_day)]
    """Day of the vote."""
    vote: Literal["for", "against", "abstain"]
    """The vote."""
    conflicts: Words
    """Conflicts of interest that were declared, or `none declared`."""
    print: Text | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    """Hash of the record of what is printed, a file in `policy/approvals/`; a vote without it does not count."""
    program: Text | None = None
    """Version of policypress that printed it."""


class Approvals(Part):
    """The file of votes of one policy."""

    format: Literal["1"]
    """Version of this file format: 1."""
    policy: Id
    """Id of the policy."""
    quorum: AtLeastOne = 1
    """How many votes `for` an approval needs; they must also be more than those against."""
    votes: tuple[Vote, ...] = ()
    """Votes, in the order in which they were cast."""


@dataclass(frozen=True)
class Standing:
    """Where an edition stands: votes on what it says and prints now, and votes on something else."""

    content: str
    quorum: int
    votes: tuple[Vote, ...]
    voided: tuple[Vote, ...]
    file: Path
    place: Place

    @property
    def in_favour(self) -> int:
        """Votes for the present content."""
        return sum(vote.vote == "for" for vote in self.votes)

    @property
    def against(self) -> int:
        """Votes against the present content."""
        return sum(vote.vote == "against" for vote in self.votes)

    @property
    def abstained(self) -> int:
        """Abstentions on the present content."""
        return sum(vote.vote == "abstain" for vote in self.votes)

    @property
    def is_approved(self) -> bool:
        """Whether the present content is approved."""
        return self.in_favour >= self.quorum and self.in_favour > self.against
