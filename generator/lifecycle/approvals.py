"""Votes on an edition, stored in policy/approvals/ID.yaml: rows are only added, and each is bound to one content."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from generator.characters.lookalikes import look_alike
from generator.files.links import leads_out
from generator.files.reading import is_there
from generator.model.votes import Approvals, Vote
from generator.problem import Place, SourceProblems
from generator.source.edit_file import FileEdit, edit_files
from generator.source.policies import shown_path
from generator.source.schema_problems import schema_problems
from generator.source.yaml_edit import InsertItem
from generator.source.yaml_reader import Node, read_yaml


def approvals_path(policy: str, root: Path) -> Path:
    """Return the path of a policy's votes file."""
    return root / "policy" / "approvals" / f"{policy}.yaml"


def read_approvals(policy: str, root: Path) -> tuple[Approvals | None, Place]:
    """Return a policy's votes (None if there is no file) and the start of the file. Raises SourceProblems."""
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
    """Add a vote to a policy's file, which is created for the first vote; nothing else in it changes.

    Raises SourceProblems and MachineProblem; the file is then unchanged.
    """
    path = approvals_path(policy, root)
    start = (
        "# Votes on this policy. Rows are only added; each is bound to what the edition said and printed\n"
        "# then, and a later change of that voids it. `policypress approve` writes them.\n"
        f"format: 1\npolicy: {policy}\nquorum: 1\nvotes:\n"
    )
    row = InsertItem(("votes",), vote.model_dump(mode="json", exclude_none=True))
    edit_files([FileEdit(path, shown_path(path, root), root, [row], _validated, start=start)])
    return path
