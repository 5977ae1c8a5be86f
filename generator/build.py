"""Build: check the sources, find what is stale, render it on all cores, publish it.

Three questions are asked, each cheaper than the next: did any file change (`engine.state`)? Did a document's own HTML
change (planning)? Only then is it rendered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator.engine.inputs import common_files
from generator.engine.plan import Plan, Record, make_plan
from generator.engine.pool import WorkerPool
from generator.engine.rendering import render_all
from generator.engine.state import FOLDER, State, read_state, recorded, state_bytes
from generator.engine.work import Choice, Planned
from generator.problem import Problem, SourceProblems
from generator.publish import MANIFEST, Staging, is_whole, locked, manifest_bytes, publish, read_manifest, write_whole


@dataclass(frozen=True)
class Request:
    """What a build is asked for; empty choices mean everything. `shard` is (number, of how many), from 1."""

    root: Path
    out: Path
    policies: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    force: bool = False
    final: bool = False
    strict: bool = False
    jobs: int | None = None
    shard: tuple[int, int] | None = None

    @property
    def is_whole(self) -> bool:
        """True when nothing is left out, so that documents no longer produced can be removed."""
        return not (self.policies or self.editions or self.artifacts or self.shard)


@dataclass
class Outcome:
    """What a build did: document paths, why each was rendered, and the warnings found."""

    rendered: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def build(request: Request, today: date, progress: Callable[[str, int, int], None] = lambda path, count, total: None,
          executor: Executor | None = None) -> Outcome:
    """Build documents into the output folder; `progress` is told each path when it is rendered.

    `executor` runs the work (default: a pool of worker processes, ended with the build). Nothing is published before
    every document of the request is finished. Raises SourceProblems and MachineProblem; what was built before then
    stays as it was.
    """
    pool = executor or WorkerPool(request.jobs)
    try:
        with locked(request.out, lambda: progress("waiting for another build", 0, 0)):
            outcome = _build(request, today, progress, pool)
    except BaseException:
        if executor is None:
            pool.shutdown(cancel_futures=True)
        raise
    if executor is None:
        pool.shutdown()
    return outcome


def _build(request: Request, today: date, progress: Callable[[str, int, int], None], pool: Executor) -> Outcome:
    scanned = time.time_ns()
    common = common_files(str(request.root.absolute()))
    state = read_state(str(request.out))
    choice = Choice(request.root, today, request.editions, request.artifacts, request.final)
    old = {entry["path"]: entry for entry in read_manifest(request.out)}
    whole = {path for path, entry in old.items() if is_whole(request.out, entry)}
    standing = {path: old[path].get("input_sha256") for path in whole}
    plan = make_plan(request, choice, state, lambda path, stamp: standing.get(path) == stamp, pool)
    refused = plan.problems if request.strict else [item for item in plan.problems if item.severity == "error"]
    if refused:
        raise SourceProblems(plan.problems)

    outcome = Outcome(warnings=plan.problems, unchanged=list(plan.kept))
    staging = Staging(request.out)
    finished, stale = [], []
    for planned in plan.documents:
        stamp = planned.entry["input_sha256"]
        reason = _stale(planned, old, whole, request.force)
        if not reason:
            outcome.unchanged.append(planned.path)
        elif not request.force and (entry := staging.get(stamp)):
            finished.append(entry)
            outcome.reasons[planned.path] = f"{reason}; rendered by an earlier build that was stopped"
        else:
            stale.append(planned)
            outcome.reasons[planned.path] = reason
    for entry, data in render_all(stale, request.root, pool, progress, outcome.notes.append):
        staging.put(entry, data)
        finished.append(entry)
    outcome.rendered = sorted(entry["path"] for entry in finished)
    outcome.unchanged.sort()
    _publish(request, old, finished, outcome)
    staging.clear()
    _remember(request, plan, choice, state, common, scanned)
    return outcome


def _stale(planned: Planned, old: dict[str, dict], whole: set[str], force: bool) -> str:
    """Return why a document has to be rendered; empty when it has not."""
    known = old.get(planned.path)
    if known is None:
        return "new"
    if known.get("input_sha256") != planned.entry["input_sha256"]:
        return "its text, layout or tools changed"
    if planned.path not in whole:
        return "the file in the output folder is not the one that was built"
    return "forced" if force else ""


def _publish(request: Request, old: dict[str, dict], finished: list[dict], outcome: Outcome) -> None:
    entries = old | {entry["path"]: entry for entry in finished}
    if request.is_whole:
        outcome.removed = sorted(entries.keys() - {*outcome.rendered, *outcome.unchanged})
        for path in outcome.removed:
            del entries[path]
    manifest = manifest_bytes(list(entries.values()))
    path = request.out / MANIFEST
    if finished or outcome.removed or not path.is_file() or path.read_bytes() != manifest:
        publish(request.out, finished, outcome.removed, manifest)


def _remember(request: Request, plan: Plan, choice: Choice, state: State | None, common: dict, scanned: int) -> None:
    """Write the state for the next build; not after a choice of documents, which knows only a part of each policy."""
    if request.editions or request.artifacts or request.shard:
        return
    before = state.common if state else {}
    files = {path: record for path in common if (record := recorded(path, before.get(path)))}
    policies = {path: record.data() for path, record in plan.records.items() if record.file}
    known = state.outputs if state else {}
    paths = [MANIFEST, *(entry["path"] for entry in read_manifest(request.out))]
    outputs = {path: record for path in paths if (record := recorded(str(request.out / path), known.get(path)))}
    write_whole(request.out / FOLDER / "state.json", state_bytes(
        str(request.root), choice.final, choice.today.isoformat(), files, policies, outputs, scanned))


__all__ = ["Outcome", "Record", "Request", "build"]
