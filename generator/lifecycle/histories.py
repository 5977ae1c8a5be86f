"""The revision histories of a policy: what each must record, and whether it does.

The policy has a history, and so does each edition with its own version: readers of that edition see its version, not
the policy's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.diff import Change, compare
from generator.model.edition import Edition
from generator.model.people import HistoryRow
from generator.problem import Problem, SourceProblems, YamlPath
from generator.source.editions import edition_indexes, edition_source, no_such_edition
from generator.source.policies import Source
from generator.wording.phrases import how_many

# What a revision writes is not itself a revision, but a new start or end date of coverage is. Comments are answered
# outside the text.
_OF_THE_REVISION = (
    "history",
    "version",
    "dates",
    "status",
    "superseded_by",
    "supersedes",
    "waivers",
    "comments",
    "artifacts",
)


@dataclass(frozen=True)
class Scope:
    """What has a revision history: a policy (`edition` is empty), or an edition of it with a version of its own."""

    edition: str
    at: YamlPath
    version: str
    before: str
    rows: tuple[HistoryRow, ...]
    old_rows: tuple[HistoryRow, ...]
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """How a message names it."""
        return f"edition {self.edition}" if self.edition else "the policy"


def scopes(old: Source, new: Source, changes: list[Change]) -> list[Scope]:
    """Return the histories of a policy, each with the changes it must record; `changes` are those of the files."""
    own = {edition.id for edition in new.policy.editions if edition.version is not None}
    shared = [change for change in changes if change.path.split("/")[:2] not in [["editions", name] for name in own]]
    found = [
        Scope(
            "",
            (),
            new.policy.version,
            old.policy.version,
            new.policy.history,
            old.policy.history,
            tuple(revising(shared)),
        )
    ]
    earlier = edition_indexes(old.policy)
    for index, edition in enumerate(new.policy.editions):
        if edition.version is None or edition.id not in earlier:
            continue  # a new edition says New in its first row
        before = old.policy.editions[earlier[edition.id]]
        between = compare(edition_source(old, earlier[edition.id]), edition_source(new, index)) if changes else []
        found.append(
            Scope(
                edition.id,
                ("editions", index),
                edition.version,
                before.version or old.policy.version,
                edition.history,
                before.history,
                tuple(revising(_of_edition(between, edition))),
            )
        )
    return found


def chosen(new: Source, every: list[Scope], edition: str) -> Scope:
    """Return the history of one edition. Raises SourceProblems when it has none of its own."""
    found = next((scope for scope in every if scope.edition == edition), None)
    if found:
        return found
    index = edition_indexes(new.policy).get(edition)
    if index is None:
        raise SourceProblems([no_such_edition(new, edition, "HISTORY-004")])
    raise SourceProblems(
        [
            Problem(
                new.node.at(("editions", index)).place,
                "HISTORY-004",
                f"edition {edition} does not have its own version both before and after",
                "it follows the policy's version and history; leave out --edition, or give it a `version`",
            )
        ]
    )


def _of_edition(changes: list[Change], edition: Edition) -> list[Change]:
    """Return the changes that an edition shows; the path of its own changes starts at the edition."""
    prefix = f"editions/{edition.id}/"
    replaced = {f"dates/{name}" for name in edition.dates.model_fields_set} if edition.dates else set()
    kept = []
    for change in changes:
        if change.path.startswith(prefix):
            if _part(change) == "changes":
                continue  # their effect on the text is compared separately
            kept.append(replace(change, path=change.path.removeprefix(prefix)))
        elif not change.path.startswith("editions/") and change.path not in replaced:
            kept.append(change)
    return kept


def revising(changes: list[Change]) -> list[Change]:
    """Return the changes that need a history row: all but those of the history, version, status and dates."""
    return [
        change
        for change in changes
        if _part(change) not in _OF_THE_REVISION or (change.kind == "date-changed" and change.effect != "editorial")
    ]


def _part(change: Change) -> str:
    """Return the part of the policy or edition that changed."""
    steps = change.path.split("/")
    return steps[2] if steps[0] == "editions" and len(steps) > 2 else steps[0]


def history_problems(new: Source, scope: Scope, told: bool) -> list[Problem]:
    """Return where a history does not record a change; `told` if the policy's own history has a new row for it."""
    place = new.node.key_place((*scope.at, "history") if scope.rows or not scope.at else (*scope.at, "version"))
    command = "`policypress revise` drafts the row"
    if scope.rows[len(scope.rows) - len(scope.old_rows) :] != scope.old_rows:
        return [
            Problem(
                place,
                "HISTORY-003",
                f"a row of the history of {scope.name} was changed or removed",
                "rows are only added, newest first; put the old row back",
            )
        ]
    added = scope.rows[: len(scope.rows) - len(scope.old_rows)]
    changed = len(scope.changes)
    if changed and not added:
        if scope.at and not scope.rows and told and scope.version == new.policy.version:
            return []  # the edition follows the policy's versions, and the policy's history records them
        return [
            Problem(
                place,
                "HISTORY-001",
                f"{scope.name} changed ({how_many(changed, 'change')}) without a new row here",
                command,
            )
        ]
    problems = []
    if changed and added[0].version == scope.before:
        problems.append(
            Problem(
                place,
                "HISTORY-001",
                f"the new row has the old version {scope.before}",
                "a changed text needs a new version; " + command,
            )
        )
    if changed and added[0].action == "Reviewed":
        problems.append(
            Problem(
                place,
                "HISTORY-002",
                "the new row says Reviewed, which means that nothing changed",
                "write `action: Revised` and describe what changed; " + command,
            )
        )
    if added and not changed and added[0].action == "Revised":
        problems.append(
            Problem(place, "HISTORY-002", "the new row says Revised, but nothing changed", "write `action: Reviewed`")
        )
    return problems
