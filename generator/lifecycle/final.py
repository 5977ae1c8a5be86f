"""Why a final document (one without the draft mark) may not be built."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.cases.testing import case_problems
from generator.lifecycle.print_record import PrintRecord
from generator.lifecycle.printing import FINAL_STATUSES, print_record, unread_lines
from generator.lifecycle.standing import standing, why_void
from generator.model.votes import Standing
from generator.problem import Place, Problem, SourceProblems
from generator.source.editions import ResolvedEdition
from generator.source.policies import Source
from generator.wording.phrases import how_many

__all__ = ["FINAL_STATUSES", "final_problems"]


def final_problems(
    source: Source,
    edition: ResolvedEdition,
    root: Path,
    today: date,
    found: list[Problem] | None = None,
    state: Standing | None = None,
) -> list[Problem]:
    """Return what prevents a final build of an edition; empty when it may be built.

    `found` are the problems from `check` and `state` is the state of the votes, if the caller already has them. Raises
    what `standing` raises.
    """
    problems = []
    name = f"{source.policy.id}, edition {edition.edition.id}"
    status_place = source.node.at(("status",)).place
    if edition.status not in FINAL_STATUSES:
        problems.append(
            Problem(
                status_place,
                "FINAL-001",
                f"{name} is `{edition.status}`, which does not allow a final document",
                "a final build requires the status approved or active; omit --final for a draft, or "
                "skip the draft with --skip-drafts",
            )
        )
    state = state or standing(edition, root)
    if not state.is_approved:
        problems.append(_not_approved(edition, state, root))
    if found is None:
        from generator.rules.checking import check_source

        found = check_source(source, root, today)
    if found:
        count = how_many(len(found), "problem")
        problems.append(
            Problem(
                status_place,
                "FINAL-004",
                f"`check --strict` is not clean: {count}",
                "fix them, or waive a warning; then vote on the corrected text",
            )
        )
    if edition.publisher.require_cases:
        problems += _without_cases(source, edition, root)
    return problems


def _without_cases(source: Source, edition: ResolvedEdition, root: Path) -> list[Problem]:
    """Return the problem of a policy with cases that do not pass or are not confirmed."""
    found = case_problems(source, root)
    if not found:
        return []
    count = how_many(len(found), "problem")
    message = (
        f"the publisher `{edition.publisher.id}` requires cases that pass, and `test --final` is not clean: {count}"
    )
    hint = f"`policypress test {source.policy.id} --final` lists them; the first: {found[0].message}"
    return [Problem(found[0].place, "FINAL-006", message, hint)]


def readable_record(edition: ResolvedEdition, root: Path) -> PrintRecord:
    """Return the print record to which a vote on an edition is bound.

    Raises SourceProblems when a document in force would print different lines than the copy under review: nobody could
    vote on them. Also raises what `print_record` raises.
    """
    record = print_record(edition, root)
    name = f"{edition.source.policy.id}, edition {edition.edition.id}"
    if problems := [
        Problem(
            Place(edition.source.shown, 1, 1),
            "FINAL-005",
            f"{name}: {difference}, unlike the copy that is voted on",
            "a template may print the status and its mark, but no other words that depend on them",
        )
        for difference in unread_lines(record)
    ]:
        raise SourceProblems(problems)
    return record


def _not_approved(resolved: ResolvedEdition, state: Standing, root: Path) -> Problem:
    policy, edition = resolved.source.policy.id, resolved.edition.id
    name = f"{policy}, edition {edition}"
    vote = f"policypress approve {policy} --edition {edition} --who … --role …"
    if state.votes:
        return Problem(
            state.place,
            "FINAL-003",
            f"the votes do not approve {name}: {state.in_favor} for, {state.against} against, {state.quorum} needed",
            f"each member can vote with {vote}",
        )
    if state.voided:
        last = state.voided[-1]
        return Problem(
            state.place,
            "FINAL-002",
            f"the votes on {name}, the last of {last.date.isoformat()}, are void: {why_void(last, resolved, root)}",
            f"undo that, or vote again: {vote}",
        )
    return Problem(state.place, "FINAL-002", f"nobody has voted on {name}", f"each member can vote with {vote}")
