"""Votes on an edition, kept in policy/approvals/ID.yaml: rows are only added, and each is bound to one content."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from generator.load import shown_path
from generator.model.base import Day, Id, Part, Text
from generator.problem import Place, SourceProblems
from generator.publish import write_whole
from generator.schema_problems import schema_problems
from generator.yaml_source import read_yaml


class Vote(Part):
    """The vote of one person on the content of one edition."""

    edition: Id
    """Edition that was voted on."""
    version: Text
    """Its version."""
    content: Text = Field(pattern=r"^[0-9a-f]{64}$")
    """Hash of what was voted on; `policypress approve` writes it."""
    who: Text
    """Who voted."""
    role: Text
    """In which role: chair, medical director, pharmacist."""
    date: Day
    """Day of the vote."""
    vote: Literal["for", "against", "abstain"]
    """The vote."""
    conflicts: Text
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
    quorum: int = Field(1, ge=1)
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
    shown = shown_path(path, root)
    if not path.is_file():
        return None, Place(shown, 1, 1)
    node = read_yaml(path, shown)
    try:
        return Approvals.model_validate(node.plain()), node.key_place(("votes",))
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Approvals)) from None


def add_vote(policy: str, vote: Vote, root: Path) -> Path:
    """Add a vote to a policy's file, which is made when it is the first. Raises SourceProblems and MachineProblem."""
    found, _ = read_approvals(policy, root)
    path = approvals_path(policy, root)
    if found is None:
        text = ("# Votes on this policy. Rows are only added; each is bound to what the edition said and printed\n"
                "# then, and a later change of that voids it. `policypress approve` writes them.\n"
                f"format: 1\npolicy: {policy}\nquorum: 1\nvotes:\n")
    else:
        text = path.read_text(encoding="utf-8").rstrip() + "\n"
        if not found.votes:
            text = text.replace("votes: []", "votes:")
            text += "" if "\nvotes:" in text else "votes:\n"
    rows = vote.model_dump(mode="json", exclude_none=True)
    lines = [f"{'  - ' if index == 0 else '    '}{key}: {_scalar(value)}\n"
             for index, (key, value) in enumerate(rows.items())]
    write_whole(path, (text + "".join(lines)).encode())
    read_approvals(policy, root)
    return path


def _scalar(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
