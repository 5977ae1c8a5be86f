"""Plan a build: which documents there are, what they are made from, and which policies need not even be read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.engine.inputs import sha256 as file_sha256
from generator.engine.inputs import signature
from generator.engine.pool import WorkerDied
from generator.engine.state import State
from generator.engine.work import Choice, Planned, PolicyPlan, plan_policy
from generator.manifest import place
from generator.problem import MachineProblem, Place, Problem, SourceProblems

# One policy is planned in the build's own process: sending it to a worker costs more than it saves.
_WORTH_SHARING = 3


@dataclass(frozen=True)
class Record:
    """What the state keeps of a policy: its file, its warnings, its documents and their inputs."""

    file: list | None
    problems: list[Problem]
    documents: list[dict]

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        problems = [[item.place.file, item.place.line, item.place.column, item.rule, item.message, item.hint,
                     item.severity] for item in self.problems]
        return {"file": self.file, "problems": problems, "shown": [str(item) for item in self.problems],
                "documents": self.documents}

    @classmethod
    def read(cls, data: dict[str, Any]) -> Record:
        """Return it from JSON data."""
        problems = [Problem(Place(*item[:3]), *item[3:]) for item in data["problems"]]
        return cls(data["file"], problems, data["documents"])


@dataclass
class Plan:
    """All documents of a request: `kept` stand as they are and were not even planned, `documents` were.

    `left_out` are the editions, by policy and edition, that may not be final yet, with their status.
    """

    problems: list[Problem] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    documents: list[Planned] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    left_out: dict[tuple[str, str], str] = field(default_factory=dict)

    def leaves_standing(self, entry: dict) -> bool:
        """Return whether a document of a manifest stays although it was not planned: what its edition published."""
        return entry.get("final") is True and place(entry)[:2] in self.left_out

    def left_out_notes(self) -> list[str]:
        """Return a line for each edition that was left out."""
        return [f"left out: {policy}, edition {edition}, is {status}"
                for (policy, edition), status in sorted(self.left_out.items())]


def make_plan(request: Any, choice: Choice, state: State | None, stands: Callable[[str, str], bool],
              pool: Executor) -> Plan:
    """Plan a `build.Request`. `stands` tells if a document with this input stands in the output folder.

    Raises SourceProblems when a name or choice names nothing, MachineProblem when a template fails.
    """
    paths = _policy_paths(request)
    usable = state if _may_trust(request, choice, state) else None
    plan, to_read = Plan(), []
    if usable:
        plan.records = {path: Record.read(data) for path, data in usable.policies.items()
                        if request.policies and Path(path).is_file()}
    for path in paths:
        known = usable.policy(str(path)) if usable else None
        if known and all(stands(item["path"], item["input_sha256"]) for item in known["documents"]):
            record = Record.read(known)
            plan.records[str(path.absolute())] = record
            plan.problems += record.problems
            plan.kept += [item["path"] for item in known["documents"]]
        else:
            to_read.append(path)
    planned = _plan_policies(to_read, choice, pool) if to_read else []
    for path, (file, policy) in zip(to_read, planned, strict=True):
        plan.problems += policy.problems
        plan.documents += policy.documents
        plan.left_out |= {(name, edition): status for name, edition, status in policy.left_out}
        documents = [{"path": item.path, "input_sha256": item.entry["input_sha256"]} for item in policy.documents]
        plan.records[str(path.absolute())] = Record(file, policy.problems, documents)
    plan.problems = sorted(set(plan.problems))
    _check_choices(request, [policy for _, policy in planned], plan.problems)
    if request.shard:
        number, count = request.shard
        plan.documents = [item for index, item in enumerate(sorted(plan.documents, key=_size))
                          if index % count == number - 1]
    return plan


def _policy_paths(request: Any) -> list[Path]:
    """Return the files of a request, each once."""
    from generator.load import find_policies

    return list({path.resolve(): path for path in find_policies(request.root, request.policies)}.values())


def _may_trust(request: Any, choice: Choice, state: State | None) -> bool:
    if state is None or request.force or request.editions or request.artifacts or request.shard or request.skip_drafts:
        return False
    return state.same_surroundings(str(request.root), choice.final, choice.today.isoformat())


def _plan_policies(paths: list[Path], choice: Choice, pool: Executor) -> list[tuple[list | None, PolicyPlan]]:
    """Return for each policy its file as it was before it was read (so that a later change is seen), and its plan."""
    from generator.render import surroundings_sha256

    surroundings = surroundings_sha256(choice.root)
    files = [_recorded(path) for path in paths]
    if len(paths) < _WORTH_SHARING:
        return [(file, plan_policy(path, choice, surroundings)) for file, path in zip(files, paths, strict=True)]
    futures = [pool.submit(plan_policy, path, choice, surroundings) for path in paths]
    plans = []
    for file, path, future in zip(files, paths, futures, strict=True):
        try:
            plans.append((file, future.result()))
        except WorkerDied as death:
            raise MachineProblem(f"{path}: the worker that read it ended ({death})") from None
    return plans


def _recorded(path: Path) -> list | None:
    now = signature(str(path))
    return [*now, file_sha256(str(path))] if now else None


def _check_choices(request: Any, plans: list[PolicyPlan], found: list[Problem]) -> None:
    """Raise SourceProblems where an edition or artifact is asked for that no policy has."""
    from generator.load import shown_path

    if any(problem.severity == "error" for problem in found):
        return  # what an unreadable policy has is not known
    problems = []
    for name, chosen in (("edition", request.editions), ("artifact", request.artifacts)):
        known = {item for plan in plans for item in getattr(plan, name + "s")}
        problems += [Problem(Place(shown_path(request.root / "policy", request.root), 1, 1), "FILE-005",
                             f"no policy has the {name} `{item}`", f"here are: {', '.join(sorted(known))}")
                     for item in chosen if item not in known]
    if problems:
        raise SourceProblems(problems)


def _size(planned: Planned) -> tuple[int, str]:
    return -len(planned.packed), planned.path
