"""Build: check the sources, find what is stale, render it on all cores, publish it.

Three questions are asked, each cheaper than the next: did any file change (`engine.state`)? Did a document's own HTML
change (planning)? Only then is it rendered.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator.engine.plan import Plan, PolicyRecord, make_plan
from generator.engine.pool import WorkerPool
from generator.engine.rendering import render_all
from generator.engine.tasks import PlannedDocument, Selection
from generator.files.inputs import common_files
from generator.files.writing import write_whole
from generator.problem import MachineProblem, Problem, SourceProblems
from generator.publish import FOLDER
from generator.publish.earlier_versions import keep_previous, previous_problems
from generator.publish.journal import Staging, locked, publish
from generator.publish.manifest import CATALOGUE, MANIFEST, Manifest, is_intact, read_manifest
from generator.publish.ownership import require_free
from generator.publish.state import State, read_state, recorded, settle, state_bytes

_STARTED = time.time_ns()


@dataclass(frozen=True)
class Request:
    """What a build is asked for; empty choices mean everything. `shard` is (number, of how many), from 1.

    `skip_drafts` lets a final build leave out editions whose status is not final.
    """

    root: Path
    out: Path
    policies: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    force: bool = False
    final: bool = False
    skip_drafts: bool = False
    strict: bool = False
    jobs: int | None = None
    shard: tuple[int, int] | None = None

    @property
    def builds_everything(self) -> bool:
        """True when nothing is left out, so that documents no longer produced can be removed."""
        return not (self.policies or self.editions or self.artifacts or self.shard)


@dataclass
class BuildResult:
    """What a build did: document paths, why each was rendered, and the warnings found; `kept` are earlier versions."""

    rendered: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def build(
    request: Request,
    today: date,
    progress: Callable[[str, int, int], None] = lambda path, count, total: None,
    executor: Executor | None = None,
) -> BuildResult:
    """Build documents into the output folder; `progress` is told each path when it is rendered.

    `executor` runs the work (default: a pool of worker processes, ended with the build). Nothing is published before
    every document of the request is finished. Raises SourceProblems and MachineProblem; what was built before then
    stays as it was.
    """
    request = replace(request, out=Path(os.path.realpath(request.out)))  # once: a link to it may change meanwhile
    with (
        nullcontext(executor) if executor else WorkerPool(request.jobs) as pool,
        locked(request.out, lambda: progress("waiting for another build", 0, 0)),
    ):
        return _build(request, today, progress, pool)


def _build(request: Request, today: date, progress: Callable[[str, int, int], None], pool: Executor) -> BuildResult:
    scanned = time.time_ns()
    common = common_files(str(request.root.absolute()))
    state = read_state(str(request.out))
    choice = Selection(request.root, today, request.editions, request.artifacts, request.final, request.skip_drafts)
    listed = read_manifest(request.out)
    old = listed.documents
    whole = {path for path, entry in old.items() if is_intact(request.out, entry)}
    standing = {path: old[path].get("input_sha256") for path in whole}
    plan = make_plan(request, choice, state, lambda path, stamp: standing.get(path) == stamp, pool)
    refused = plan.problems if request.strict else [item for item in plan.problems if item.severity == "error"]
    if refused:
        raise SourceProblems(plan.problems)
    require_free(request.out, plan.wanted)

    outcome = BuildResult(
        warnings=plan.problems, unchanged=list(plan.kept), notes=[*plan.left_out_notes(), *plan.notes]
    )
    staging = Staging(request.out)
    finished = []

    def stale() -> Iterator[PlannedDocument]:
        for planned in plan.each():
            reason = _stale(planned, old, whole, request.force)
            if not reason:
                outcome.unchanged.append(planned.path)
            elif not request.force and (entry := staging.get(planned.entry["input_sha256"])):
                finished.append(_entry(planned, entry))
                outcome.reasons[planned.path] = f"{reason}; rendered by an earlier build that was interrupted"
            else:
                outcome.reasons[planned.path] = reason
                yield planned

    for entry, data in render_all(stale(), request.root, pool, progress, outcome.notes.append):
        staging.put(entry, data)
        finished.append(entry)
    outcome.rendered = sorted(entry["path"] for entry in finished)
    outcome.unchanged.sort()
    new = _publish(request, listed, plan, finished, outcome)
    staging.clear()
    wrong = previous_problems(request.out, new)
    outcome.notes += wrong
    if not wrong:
        try:
            _remember(request, plan, choice, state, new, common, scanned)
        except MachineProblem:  # the documents stand, and the state only saves time
            outcome.notes.append("the state of the build could not be saved, so the next build reads everything again")
    return outcome


def _stale(planned: PlannedDocument, old: dict[str, dict], whole: set[str], force: bool) -> str:
    """Return why a document has to be rendered; empty when it has not."""
    known = old.get(planned.path)
    if known is None:
        return "new"
    if known.get("input_sha256") != planned.entry["input_sha256"]:
        return "its text, layout, or tools changed"
    if planned.path not in whole:
        return "the file in the output folder is not the one that was built"
    return "forced" if force else ""


def _entry(planned: PlannedDocument, rendered: dict) -> dict:
    """Return the entry of a document that was rendered earlier: what is said of it may change, its bytes do not."""
    made = {name: rendered[name] for name in ("sha256", "bytes", "pages", "validation") if name in rendered}
    return planned.entry | made


def _publish(request: Request, old: Manifest, plan: Plan, finished: list[dict], outcome: BuildResult) -> Manifest:
    """Publish what is finished with the catalogue, keep the earlier versions, remove what is no longer produced."""
    planned = {item.path: item for item in plan.documents}
    entries = {
        path: _entry(planned[path], entry) if path in planned else entry for path, entry in old.documents.items()
    }
    entries |= {entry["path"]: entry for entry in finished}
    if request.builds_everything:
        made = {*outcome.rendered, *outcome.unchanged}
        gone = sorted(path for path, entry in entries.items() if path not in made and not plan.leaves_standing(entry))
        for path in gone:
            if os.path.lexists(request.out / path) and not is_intact(request.out, entries[path]):
                outcome.notes.append(
                    f"{path}: no longer produced, but was changed after it was built, so it is not removed"
                )
            else:
                outcome.removed.append(path)
            del entries[path]
    previous, copies, notes = keep_previous(request.out, old, entries)
    outcome.kept = sorted(copies)
    staging = Staging(request.out)
    moves = {entry["path"]: entry["input_sha256"] for entry in finished}
    moves |= {path: staging.put_file(path, (request.out / source).read_bytes()) for path, source in copies.items()}
    new = with_catalogue(
        Manifest(entries, previous),
        old,
        request,
        lambda data: moves.update({CATALOGUE: staging.put_file(CATALOGUE, data)}),
    )
    manifest, path = new.data(), request.out / MANIFEST
    if moves or outcome.removed or not path.is_file() or path.read_bytes() != manifest:
        publish(request.out, moves, outcome.removed, manifest)
    outcome.notes += notes
    return new


def with_catalogue(new: Manifest, old: Manifest, request: Request, stage: Callable[[bytes], object]) -> Manifest:
    """Return the manifest with its catalogue; `stage` takes the page where the one that stands is not it."""
    from generator.publish.catalogue import catalogue, catalogue_input

    known = old.catalogue
    if known and known.get("input_sha256") == catalogue_input(new, request.root) and is_intact(request.out, known):
        return replace(new, catalogue=known)
    entry, data = catalogue(new, request.root)
    stage(data)
    return replace(new, catalogue=entry)


def _remember(
    request: Request, plan: Plan, choice: Selection, state: State | None, new: Manifest, common: dict, scanned: int
) -> None:
    """Write the state for the next build; not after a choice of documents, which knows only a part of each policy."""
    if request.editions or request.artifacts or request.shard or request.skip_drafts:
        return
    before = state.common if state else {}
    # A file that was changed while we built is left out, so is code that was while we ran, as a watch does for hours:
    # the next build will look at everything.
    files = {
        path: record
        for path, found in common.items()
        if (record := recorded(path, before.get(path)))
        and record[:4] == found
        and not (path.endswith((".py", ".csl")) and max(found[1], found[2]) > _STARTED)
    }
    policies = {path: record.data() for path, record in plan.records.items() if record.file}
    known = state.outputs | state.previous if state else {}

    def standing(paths: Iterable[str]) -> dict:
        return {path: record for path in paths if (record := recorded(str(request.out / path), known.get(path)))}

    settled = settle()
    outputs, previous = standing([MANIFEST, CATALOGUE, *new.documents]), standing(new.previous)
    write_whole(
        request.out / FOLDER / "state.json",
        state_bytes(
            str(request.root),
            choice.final,
            choice.today.isoformat(),
            files,
            policies,
            outputs,
            previous,
            scanned,
            settled,
        ),
        below=request.out,
    )


__all__ = ["BuildResult", "PolicyRecord", "Request", "build"]
