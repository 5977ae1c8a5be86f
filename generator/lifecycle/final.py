"""Why a final document, one without the draft mark, may not be built."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.editions import ResolvedEdition
from generator.lifecycle.approvals import Standing, standing
from generator.lifecycle.content import SHORT
from generator.load import Source
from generator.problem import Problem

FINAL_STATUSES = ("notice", "approved", "active", "retired", "superseded")


def final_problems(source: Source, edition: ResolvedEdition, root: Path, today: date,
                   found: list[Problem] | None = None) -> list[Problem]:
    """Return what forbids a final build of an edition; empty when it may be built.

    `found` are the problems of `check`, where the caller has them already. Raises SourceProblems when the file of
    votes cannot be read.
    """
    problems = []
    name = f"{source.policy.id}, edition {edition.edition.id}"
    status_place = source.node.at(("status",)).place
    if edition.status not in FINAL_STATUSES:
        problems.append(Problem(status_place, "FINAL-001", f"{name} is `{edition.status}`: no final document",
                                "a final build needs the status approved or active; leave out --final for a draft, or "
                                "leave the draft out with --skip-drafts"))
    state = standing(edition, root)
    if not state.is_approved:
        problems.append(_not_approved(source.policy.id, edition.edition.id, state))
    if found is None:
        from generator.checking import check_source

        found = check_source(source, root, today)
    if found:
        count = f"{len(found)} problem{'' if len(found) == 1 else 's'}"
        problems.append(Problem(status_place, "FINAL-004", f"`check --strict` is not clean: {count}",
                                "mend them, or accept a warning with a waiver; then vote on the mended text"))
    return problems


def _not_approved(policy: str, edition: str, state: Standing) -> Problem:
    name = f"{policy}, edition {edition},"
    vote = f"policypress approve {policy} --edition {edition} --who … --role …"
    if state.votes:
        return Problem(state.place, "FINAL-003", f"the votes do not approve {name[:-1]}: {state.in_favour} for, "
                       f"{state.against} against, {state.quorum} needed", f"each member votes with {vote}")
    if state.voided:
        last = state.voided[-1]
        return Problem(state.place, "FINAL-002", f"{name} was edited after it was approved: the votes of "
                       f"{last.date.isoformat()} are on content {last.content[:SHORT]}, now it is "
                       f"{state.content[:SHORT]}",
                       f"see `policypress diff` for what changed, and vote again: {vote}")
    return Problem(state.place, "FINAL-002", f"no one has voted on {name[:-1]}", f"each member votes with {vote}")
