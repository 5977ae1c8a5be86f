"""Plan a build: which documents exist, what they are made from, and which policies need not even be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.engine.pool import WorkerDied
from generator.engine.request import Request, Selection
from generator.engine.tasks import Entry, PlannedDocument, PolicyFindings, plan_document, plan_policy, read_policy
from generator.problem import MachineProblem, Place, Problem, SourceProblems
from generator.publish.manifest import MANIFEST, document_key
from generator.publish.state import State, recorded

if TYPE_CHECKING:  # they are there for the type checker alone
    from generator.publish.state import KnownDocument, KnownPolicy, Recorded

# One policy is planned in the build's own process: sending it to a worker costs more than it saves.
_WORTH_SHARING = 3
# The kinds of document that take longest, used while sizes are not known yet.
_LONG = ("coverage-policy", "lcd-draft")


@dataclass(frozen=True)
class PolicyRecord:
    """What the state keeps about a policy: its file, its warnings, its documents and their inputs."""

    file: Recorded | None
    problems: list[Problem]
    documents: list[KnownDocument]

    def data(self) -> KnownPolicy | None:
        """Return it as JSON data; None if the file disappeared before it was read."""
        if self.file is None:
            return None
        problems: list[list[Any]] = [
            [item.place.file, item.place.line, item.place.column, item.rule, item.message, item.hint, item.severity]
            for item in self.problems
        ]
        return {
            "file": self.file,
            "problems": problems,
            "shown": [str(item) for item in self.problems],
            "documents": self.documents,
        }

    @classmethod
    def read(cls, data: KnownPolicy) -> PolicyRecord:
        """Return it from JSON data."""
        problems = [Problem(Place(*item[:3]), *item[3:]) for item in data["problems"]]
        return cls(data["file"], problems, data["documents"])


@dataclass
class Plan:
    """All documents of a request: `kept` are unchanged and not even planned, `each` gives the others.

    All problems are known before the first document is planned. `wanted` are the paths of those that `each` gives;
    `documents` and `records` are filled by it.
    `left_out` are the editions, by policy and edition, that may not be final yet, with their status.
    """

    problems: list[Problem] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    documents: list[PlannedDocument] = field(default_factory=list)
    records: dict[str, PolicyRecord] = field(default_factory=dict)
    left_out: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    coming: Iterable[tuple[Path, PlannedDocument]] = ()

    def each(self) -> Iterator[PlannedDocument]:
        """Yield each document, the longest first, as soon as it is planned: it is rendered while the next is planned.

        Raises SourceProblems and MachineProblem if a template fails.
        """
        for path, planned in self.coming:
            self.documents.append(planned)
            self.records[str(path.absolute())].documents.append(
                {"path": planned.path, "input_sha256": planned.entry["input_sha256"]}
            )
            yield planned

    def leaves_standing(self, entry: Entry) -> bool:
        """Return whether a document in the manifest stays although it was not planned: its edition was left out."""
        return entry.get("final") is True and document_key(entry)[:2] in self.left_out

    def left_out_notes(self) -> list[str]:
        """Return a line for each edition that was left out."""
        return [
            f"left out: {policy}, edition {edition}, is {status}"
            for (policy, edition), status in sorted(self.left_out.items())
        ]


def make_plan(
    request: Request, choice: Selection, state: State | None, stands: Callable[[str, str], bool], pool: Executor
) -> Plan:
    """Plan a request. `stands` returns whether a document with this input is in the output folder.

    Raises SourceProblems if a name or choice does not exist, MachineProblem if a template fails.
    """
    plan = Plan()
    to_read = _keep_known(plan, request, state if _may_trust(request, choice, state) else None, stands)
    files = [recorded(str(path)) for path in to_read]  # as they are before they are read, so a later change is noticed
    read, plan.coming = _plan_policies(to_read, choice, pool)
    for path, file, policy in zip(to_read, files, read, strict=True):
        plan.problems += policy.problems
        plan.left_out |= {(name, edition): status for name, edition, status in policy.left_out}
        plan.notes += policy.notes
        plan.records[str(path.absolute())] = PolicyRecord(file, policy.problems, [])
    plan.problems = sorted(set(plan.problems))
    _check_choices(request, read, plan.problems)
    plan.wanted = [path for policy in read for path in policy.paths]
    if request.shard:
        _take_shard(plan, *request.shard)
    return plan


def _keep_known(plan: Plan, request: Request, state: State | None, stands: Callable[[str, str], bool]) -> list[Path]:
    """Put into a plan what the state knows and is still current; return the policies that have to be read."""
    if state and request.policies:  # the next state is to keep what is known of the others
        plan.records = {path: PolicyRecord.read(data) for path, data in state.policies.items() if Path(path).is_file()}
    to_read = []
    for path in _policy_paths(request):
        known = state.policy(str(path)) if state else None
        if known and all(stands(item["path"], item["input_sha256"]) for item in known["documents"]):
            record = PolicyRecord.read(known)
            plan.records[str(path.absolute())] = record
            plan.problems += record.problems
            plan.kept += [item["path"] for item in known["documents"]]
        else:
            to_read.append(path)
    return to_read


def _take_shard(plan: Plan, number: int, count: int) -> None:
    """Reduce a plan to what one of several machines renders."""
    plan.coming = sorted(plan.coming, key=_size)[number - 1 :: count]
    plan.wanted = [planned.path for _, planned in plan.coming]


def shares_planning(request: Request) -> bool:
    """Return, before anything is read, whether workers will plan the policies of a request; it only affects speed."""
    return len(request.policies or list((request.root / "policy").glob("*.yaml"))) >= _WORTH_SHARING


def _policy_paths(request: Request) -> list[Path]:
    """Return the files of a request, each once."""
    from generator.source.policies import find_policies

    return list({path.resolve(): path for path in find_policies(request.root, request.policies)}.values())


def _may_trust(request: Request, choice: Selection, state: State | None) -> bool:
    if state is None or request.force or not request.takes_whole_policies:
        return False
    # A manifest edited by hand may say anything about a document: only planning shows what is true.
    return state.stands(str(request.out), MANIFEST) and state.same_surroundings(
        str(request.root), choice.final, choice.today.isoformat()
    )


def _plan_policies(
    paths: list[Path], choice: Selection, pool: Executor
) -> tuple[list[PolicyFindings], Iterable[tuple[Path, PlannedDocument]]]:
    """Read and check all policies; return what was found, and their documents with the policies' files."""
    if not paths:
        return [], ()
    from generator.render.document import toolchain_sha256

    surroundings = toolchain_sha256(choice.root)
    if len(paths) < _WORTH_SHARING:
        return _read_here(paths, choice, surroundings)
    futures = [pool.submit(plan_policy, path, choice, surroundings) for path in paths]
    found, documents = [], []
    try:
        for path, future in zip(paths, futures, strict=True):
            try:
                policy, planned = future.result()
            except WorkerDied as death:
                raise MachineProblem(f"{path}: the worker that read it ended ({death})") from None
            found.append(policy)
            documents += [(path, document) for document in planned]
    finally:
        for future in futures:  # where one failed, the next build of a watch does not wait for the others
            future.cancel()
    return found, sorted(documents, key=_size)


def _read_here(
    paths: list[Path], choice: Selection, surroundings: str
) -> tuple[list[PolicyFindings], Iterator[tuple[Path, PlannedDocument]]]:
    """Read the policies now, and plan each document when it is asked for: it is rendered while the next is planned."""
    found, wanted = [], []
    for path in paths:
        policy, documents = read_policy(path, choice)
        found.append(policy)
        wanted += [(path, document) for document in documents]
    wanted.sort(key=lambda item: item[1].kind not in _LONG)
    return found, ((path, plan_document(document, choice.root, surroundings)) for path, document in wanted)


def _check_choices(request: Request, plans: list[PolicyFindings], found: list[Problem]) -> None:
    """Raise SourceProblems if no policy has an edition or artifact that was asked for."""
    from generator.source.policies import shown_path

    if any(problem.severity == "error" for problem in found):
        return  # the editions of an unreadable policy are not known
    problems = []
    for name, chosen in (("edition", request.editions), ("artifact", request.artifacts)):
        known = {item for plan in plans for item in getattr(plan, name + "s")}
        problems += [
            Problem(
                Place(shown_path(request.root / "policy", request.root), 1, 1),
                "FILE-005",
                f"no policy has the {name} `{item}`",
                f"available: {', '.join(sorted(known))}",
            )
            for item in chosen
            if item not in known
        ]
    if problems:
        raise SourceProblems(problems)


def _size(item: tuple[Path, PlannedDocument]) -> tuple[int, str]:
    """Sort the largest first: the last one to finish decides the wall time. Packed size is a proxy for pages."""
    return -len(item[1].packed), item[1].path
