"""The approval status of an edition: which votes are on its current content and print, and what voids the others."""

from __future__ import annotations

import functools
import importlib.metadata
from pathlib import Path

from generator.characters.lookalikes import look_alike
from generator.files.reading import is_there
from generator.lifecycle.approvals import approvals_path, read_approvals
from generator.lifecycle.content_hash import content_sha256
from generator.lifecycle.print_record import PrintRecord, differences
from generator.lifecycle.printing import compared_state, print_record, recorded
from generator.model.votes import Standing, Vote
from generator.source.editions import ResolvedEdition

MOST_CHANGES = 3  # lines that a message quotes


def votes_of(resolved: ResolvedEdition, root: Path) -> Standing | None:
    """Return an edition's approval status, or None if its policy has no votes file. Raises what `standing` raises."""
    return standing(resolved, root) if is_there(approvals_path(resolved.source.policy.id, root)) else None


def standing(resolved: ResolvedEdition, root: Path) -> Standing:
    """Return an edition's approval status; a person's last vote on the current content and print counts.

    Renders the documents if there are votes on the current content. Raises SourceProblems if the votes file cannot be
    read, and SourceProblems or MachineProblem if a template fails.
    """
    policy = resolved.source.policy.id
    found, place = read_approvals(policy, root)
    content = content_sha256(resolved)
    rows = [vote for vote in (found.votes if found else ()) if vote.edition == resolved.edition.id]
    printed = {vote.print for vote in rows if vote.content == content and vote.print}
    now = print_record(resolved, root, [compared_state(resolved)]) if printed else None
    same = {digest for digest in printed if now and not _otherwise(digest, resolved, root, now)}
    counted = [vote for vote in rows if vote.content == content and vote.print in same]
    return Standing(
        content,
        found.quorum if found else 1,
        _last_votes(counted),
        tuple(vote for vote in rows if vote not in counted),
        approvals_path(policy, root),
        place,
    )


def _last_votes(votes: list[Vote]) -> tuple[Vote, ...]:
    """Return the last vote of each person; names that look alike are one person."""
    kept: list[Vote] = []
    for vote in votes:
        number = next((at for at, other in enumerate(kept) if look_alike(other.who, vote.who)), len(kept))
        kept[number : number + 1] = [vote]
    return tuple(kept)


def why_void(vote: Vote, resolved: ResolvedEdition, root: Path) -> str:
    """Return why a vote that does not count is void, with the files and lines that changed since."""
    if vote.print is None:
        return "it does not record what was printed, because an earlier version of policypress wrote it"
    changed = _otherwise(vote.print, resolved, root, print_record(resolved, root, [compared_state(resolved)]))
    if isinstance(changed, str):
        return changed
    more = len(changed) - MOST_CHANGES
    said = "; ".join(changed[:MOST_CHANGES]) + (f"; {more} more" if more > 0 else "")
    if vote.content == content_sha256(resolved):
        return f"what is printed changed: {said}"
    return f"the text was edited: {said}" if said else "the text was edited in a part that no document prints"


def program_notes(resolved: ResolvedEdition, state: Standing | None) -> list[str]:
    """Return a line if votes that count were recorded with another version of policypress."""
    programs = {vote.program for vote in (state.votes if state else ()) if vote.program is not None}
    others = sorted(programs - {version()})
    return (
        [
            f"{resolved.source.policy.id}, edition {resolved.edition.id}, was approved as policypress "
            f"{', '.join(others)} printed it; policypress {version()} prints the same words"
        ]
        if others
        else []
    )


@functools.cache
def version() -> str:
    """Return the version of policypress."""
    return importlib.metadata.version("policypress")


def _otherwise(digest: str, resolved: ResolvedEdition, root: Path, now: PrintRecord) -> str | list[str]:
    """Return how the current print differs from the record with this hash, or what is wrong with that record."""
    before = recorded(resolved.source.policy.id, resolved.edition.id, digest, root)
    return before if isinstance(before, str) else differences(before, now, compared_state(resolved))
