"""The order of the stages: which status may follow which between two versions of a policy."""

from __future__ import annotations

from pathlib import Path

from generator.lifecycle.standing import standing
from generator.problem import Place, Problem
from generator.source.editions import resolve_editions
from generator.source.policies import Source

# Steps of one publication. A status on the left changes only to one listed beside it, unless the steps between were
# taken and votes approve the text.
_NEXT = {
    "draft": ("in-review",),
    "in-review": ("draft", "approved", "proposed", "notice"),
    "proposed": ("comment", "in-review", "draft", "retired"),
    "comment": ("in-review", "notice", "proposed", "retired"),
    "notice": ("active", "approved", "in-review", "retired"),
    "approved": ("active", "notice", "in-review", "draft", "retired"),
    "active": ("retired", "superseded"),
    "superseded": ("retired",),
    "retired": (),
}
_REVISED = ("draft", "in-review")  # where an active edition goes when its next version is written
_BINDING = ("notice", "approved", "active", "retired", "superseded")


def statuses(source: Source) -> dict[str, tuple[str, str, Place]]:
    """Return the status of each edition by its id, its version, and the location of the status."""
    policy, node = source.policy, source.node
    if not policy.editions:
        return {"model": (policy.status, policy.version, node.at(("status",)).place)}
    return {
        edition.id: (
            edition.status or policy.status,
            edition.version or policy.version,
            node.at(("editions", index, "status") if edition.status else ("status",)).place,
        )
        for index, edition in enumerate(policy.editions)
    }


def transition_problems(old: Source, new: Source, root: Path) -> list[Problem]:
    """Return the editions whose status may not follow the previous one. Raises SourceProblems."""
    before, problems = statuses(old), []
    for name, (status, version, place) in statuses(new).items():
        was, old_version, _ = before.get(name, (status, version, place))
        if status == was or status in _NEXT[was]:
            continue
        revised = was == "active" and version != old_version
        if revised and status in _REVISED:
            continue
        skipped = _between("in-review" if revised else was, status)
        if skipped is None or (revised and status != "approved"):
            problems.append(
                Problem(
                    place,
                    "STATUS-006",
                    f"edition {name} goes from {was} to {status}",
                    _way_out(was, status, version == old_version),
                )
            )
        elif status in _BINDING and not _is_approved(new, name, root):
            over = f" over {', '.join(skipped)}" if skipped else ""
            problems.append(
                Problem(
                    place,
                    "STATUS-006",
                    f"edition {name} goes from {was} to {status}{over}, and no votes approve its text",
                    f"vote with `policypress approve {new.policy.id} --edition {name}`, or take one step at a time",
                )
            )
    return sorted(dict.fromkeys(problems))


def _between(was: str, status: str) -> list[str] | None:
    """Return the shortest series of stages between two, or None if no path leads from one to the other."""
    ways = [[was]]
    seen = {was}
    while ways:
        way = ways.pop(0)
        for step in _NEXT[way[-1]]:
            if step == status:
                return way[1:]
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return None


def _way_out(was: str, status: str, same_version: bool) -> str:
    if was in ("retired", "superseded"):
        return "a retired edition stays retired; publish the text again as a new edition or policy"
    if status in ("proposed", "comment", "notice"):
        return "create a separate edition for the proposal: a version in force stays in force meanwhile"
    return "a revision needs a new version" if same_version else "it must go to draft or in-review first"


def _is_approved(new: Source, name: str, root: Path) -> bool:
    return any(standing(item, root).is_approved for item in resolve_editions(new, root) if item.edition.id == name)
