"""Votes on an edition, kept in policy/approvals/ID.yaml: rows are only added, and each is bound to one content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from generator.files.reading import is_there
from generator.links import leads_out
from generator.load import shown_path
from generator.model.base import Ascii, AtLeastOne, Day, Id, Part, Text
from generator.problem import Place, SourceProblems
from generator.schema_problems import schema_problems
from generator.source.characters import named, tidy, unseen
from generator.source.edit_file import FileEdit, edit_files
from generator.source.lookalikes import look_alike
from generator.source.yaml_edit import InsertItem
from generator.yaml_source import Node, read_yaml


def plain_words(text: str) -> str:
    """Return a name, role or declaration without the space around it.

    Raises ValueError where it is empty, not one line, or has characters that are not seen.
    """
    text = tidy(text.strip())
    if not text:
        raise ValueError("the text is empty")
    if found := re.search("[\t\n\r]", text):
        raise ValueError(f"the text has the character {named(found[0])}: one line belongs here")
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


def approvals_path(policy: str, root: Path) -> Path:
    """Return the file of a policy's votes."""
    return root / "policy" / "approvals" / f"{policy}.yaml"


def read_approvals(policy: str, root: Path) -> tuple[Approvals | None, Place]:
    """Return a policy's votes, None without a file, and where the file starts. Raises SourceProblems."""
    path = approvals_path(policy, root)
    if problem := leads_out(path, root):
        raise SourceProblems([problem])
    shown = shown_path(path, root)
    if not is_there(path):
        return None, Place(shown, 1, 1)
    node = read_yaml(path, shown)
    return _validated(node), node.key_place(("votes",))


def _validated(node: Node) -> Approvals:
    try:
        return Approvals.model_validate(node.plain())
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Approvals)) from None


def same_voters(policy: str, vote: Vote, root: Path) -> list[str]:
    """Return other spellings of a voter's name in the votes on an edition. Raises SourceProblems."""
    found, _ = read_approvals(policy, root)
    names = {other.who for other in (found.votes if found else ()) if other.edition == vote.edition}
    return sorted(name for name in names if name != vote.who and look_alike(name, vote.who))


def add_vote(policy: str, vote: Vote, root: Path) -> Path:
    """Add a vote to a policy's file, which is made when it is the first; nothing else in it changes.

    Raises SourceProblems and MachineProblem; then the file is as it was.
    """
    path = approvals_path(policy, root)
    start = ("# Votes on this policy. Rows are only added; each is bound to what the edition said and printed\n"
             "# then, and a later change of that voids it. `policypress approve` writes them.\n"
             f"format: 1\npolicy: {policy}\nquorum: 1\nvotes:\n")
    row = InsertItem(("votes",), vote.model_dump(mode="json", exclude_none=True))
    edit_files([FileEdit(path, shown_path(path, root), root, [row], _validated, start=start)])
    return path
