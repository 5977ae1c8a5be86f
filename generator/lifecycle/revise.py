"""What `revise` does: finds the histories of each policy, drafts the rows that are due, and plans their edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from generator.diff import compare
from generator.diff.versions import WORKING_TREE, find_versions
from generator.lifecycle.draft_row import DraftRow, draft
from generator.lifecycle.histories import Scope, chosen, history_problems, scopes
from generator.lifecycle.stages import transition_problems
from generator.problem import Problem
from generator.source.edit_file import FileEdit
from generator.source.policies import Source, find_policies, load_policy, validated


@dataclass(frozen=True)
class Revision:
    """A policy before and now, with the histories to look at; `old` is None for a new policy.

    `is_told` is true if the policy's own history has a new row.
    """

    path: Path
    old: Source | None
    new: Source
    is_changed: bool
    scopes: tuple[Scope, ...] = ()
    is_told: bool = False

    @property
    def name(self) -> str:
        """The name of the policy in messages."""
        return self.path.stem

    def due(self) -> list[Scope]:
        """Return the histories that need a row; all of them if nothing changed, to say that the policy was reviewed."""
        return [scope for scope in self.scopes if not self.is_changed or self._history_problems(scope)]

    def problems(self, root: Path) -> list[Problem]:
        """Return the status changes that are not allowed, and the rows that are missing or wrong.

        Raises SourceProblems if the votes cannot be read.
        """
        steps = transition_problems(self.old, self.new, root) if self.old else []
        return steps + [problem for scope in self.scopes for problem in self._history_problems(scope)]

    def drafts(self, today: date, version: str | None = None) -> list[tuple[Scope, DraftRow]]:
        """Return a row for each history that needs one; how much the version rises depends on the change."""
        return [(scope, draft(scope, today, version)) for scope in self.due()]

    def file_edit(self, drafts: Sequence[tuple[Scope, DraftRow]], root: Path) -> FileEdit:
        """Return the edit that puts rows and versions into the policy's file."""
        edits = [edit for scope, row in drafts for edit in row.edits(scope.at)]
        check_again = partial(validated, path=self.path, shown=self.new.shown)
        return FileEdit(self.path, self.new.shown, root, edits, check_again, self.new.node)

    def _history_problems(self, scope: Scope) -> list[Problem]:
        return history_problems(self.new, scope, self.is_told)


def revisions(
    against: str, root: Path, policies: tuple[str, ...] = (), edition: str | None = None
) -> Iterator[Revision]:
    """Yield the policies as they are now, compared with a git revision; with `edition`, look only at its history.

    Raises SourceProblems when a policy, edition or revision is unknown or cannot be read, and MachineProblem when git
    fails.
    """
    changed = {item.policy: item for item in find_versions(against, WORKING_TREE, root, policies) if item.new}
    for path in find_policies(root, policies):
        item = changed.get(path.stem)
        new = (item and item.new) or load_policy(path, root)
        if item and item.old is None:
            yield Revision(path, None, new, is_changed=True)
            continue
        old = (item and item.old) or new
        every = scopes(old, new, compare(old, new) if item else [])
        wanted = [chosen(new, every, edition)] if edition else every if item else every[:1]
        is_told = len(every[0].rows) > len(every[0].old_rows)
        yield Revision(path, old, new, item is not None, tuple(wanted), is_told)
