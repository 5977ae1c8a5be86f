"""Build: check the sources, find what is stale, render it on all cores, publish it.

Two questions come first, the cheaper one before the other: did any file change (the saved state)? Did a document's own
HTML change (planning)? Only then is the document rendered.
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
from typing import Any

from generator.engine.plan import Plan, make_plan, shares_planning
from generator.engine.pool import WorkerPool
from generator.engine.rendering import render_all
from generator.engine.request import Request, Selection
from generator.engine.tasks import Entry, PlannedDocument
from generator.files.inputs import common_files
from generator.files.signatures import Signature
from generator.files.writing import write_whole
from generator.problem import MachineProblem, Problem, SourceProblems
from generator.publish import FOLDER
from generator.publish.earlier_versions import keep_previous, previous_problems
from generator.publish.journal import Staging, locked, publish
from generator.publish.manifest import CATALOGUE, MANIFEST, Manifest, is_intact, read_manifest
from generator.publish.ownership import require_free
from generator.publish.state import State, read_state, recorded, settle, state_bytes

_STARTED = time.time_ns()
Progress = Callable[[str, int, int], None]


@dataclass
class BuildResult:
    """What a build did: document paths, why each was rendered, and warnings; `kept` are earlier versions."""

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
    progress: Progress = lambda path, count, total: None,
    executor: Executor | None = None,
) -> BuildResult:
    """Build documents into the output folder; `progress` is called with each path when it is rendered.

    `executor` runs the work (default: a pool of worker processes, ended with the build). Nothing is published before
    every document of the request is finished. Raises SourceProblems and MachineProblem; earlier output is then left
    unchanged.
    """
    request = replace(request, out=Path(os.path.realpath(request.out)))  # once: a link to it may change meanwhile
    with (
        nullcontext(executor) if executor else WorkerPool(request.jobs, plans=shares_planning(request)) as pool,
        locked(request.out, lambda: progress("waiting for another build", 0, 0)),
    ):
        return _build(request, today, progress, pool)


@dataclass(frozen=True)
class _Before:
    """What is in the output folder before the build: its manifest, and the documents that match it."""

    manifest: Manifest
    intact: set[str]

    @classmethod
    def read(cls, out: Path) -> _Before:
        manifest = read_manifest(out)
        return cls(manifest, {path for path, entry in manifest.documents.items() if is_intact(out, entry)})

    def has(self, path: str, stamp: str) -> bool:
        """Return whether a document made from this input is present."""
        return path in self.intact and self.manifest.documents[path].get("input_sha256") == stamp

    def why_stale(self, planned: PlannedDocument) -> str:
        """Return why a document has to be rendered; empty if it does not."""
        known = self.manifest.documents.get(planned.path)
        if known is None:
            return "new"
        if known.get("input_sha256") != planned.entry["input_sha256"]:
            return "its text, layout, or tools changed"
        if planned.path not in self.intact:
            return "the file in the output folder is not the one that was built"
        return ""


def _build(request: Request, today: date, progress: Progress, pool: Executor) -> BuildResult:
    scanned = time.time_ns()
    common = common_files(str(request.root.absolute()))
    state, before = read_state(str(request.out)), _Before.read(request.out)
    choice = request.selection(today)
    plan = make_plan(request, choice, state, before.has, pool)
    _refuse(plan.problems, request.strict)
    require_free(request.out, plan.wanted)

    outcome = BuildResult(
        warnings=plan.problems, unchanged=list(plan.kept), notes=[*plan.left_out_notes(), *plan.notes]
    )
    finished = _render_stale(request, plan, before, outcome, progress, pool)
    new = _publish(request, before.manifest, plan, finished, outcome)
    Staging(request.out).clear()
    damaged = previous_problems(request.out, new)
    outcome.notes += damaged
    if request.takes_whole_policies and not damaged:
        try:
            _remember(request, plan, choice, state, new, common, scanned)
        except MachineProblem:  # the documents are published, and the state only saves time
            outcome.notes.append("the state of the build could not be saved, so the next build reads everything again")
    return outcome


def _refuse(problems: list[Problem], strict: bool) -> None:
    """Raise SourceProblems with all problems if one of them prevents the build."""
    if problems and (strict or any(problem.severity == "error" for problem in problems)):
        raise SourceProblems(problems)


def _render_stale(
    request: Request, plan: Plan, before: _Before, outcome: BuildResult, progress: Progress, pool: Executor
) -> list[Entry]:
    """Render stale documents into the staging folder; return the entries of everything staged."""
    staging, finished = Staging(request.out), []

    def to_render() -> Iterator[PlannedDocument]:
        for planned in plan.each():
            reason = before.why_stale(planned) or ("forced" if request.force else "")
            if not reason:
                outcome.unchanged.append(planned.path)
            elif not request.force and (entry := staging.get(planned.entry["input_sha256"])):
                finished.append(_entry(planned, entry))
                outcome.reasons[planned.path] = f"{reason}; rendered by an earlier build that was interrupted"
            else:
                outcome.reasons[planned.path] = reason
                yield planned

    for entry, data in render_all(to_render(), request.root, pool, progress, outcome.notes.append):
        staging.put(entry, data)
        finished.append(entry)
    outcome.rendered = sorted(entry["path"] for entry in finished)
    outcome.unchanged.sort()
    return finished


def _entry(planned: PlannedDocument, rendered: Entry) -> Entry:
    """Return the entry of a document that was rendered earlier: its description may change, its bytes do not."""
    made = {name: rendered[name] for name in ("sha256", "bytes", "pages", "validation") if name in rendered}
    return planned.entry | made


def _publish(request: Request, old: Manifest, plan: Plan, finished: list[Entry], outcome: BuildResult) -> Manifest:
    """Publish the finished documents and the catalogue, keep earlier versions, remove what is no longer produced."""
    entries = _entries(old, plan, finished)
    if request.builds_everything:
        _drop_gone(request.out, entries, plan, outcome)
    previous, copies, notes = keep_previous(request.out, old, entries)
    outcome.kept = sorted(copies)
    staging = Staging(request.out)
    moves = {entry["path"]: entry["input_sha256"] for entry in finished}
    moves |= {path: staging.put_file(path, (request.out / source).read_bytes()) for path, source in copies.items()}

    def stage_catalogue(page: bytes) -> None:
        moves[CATALOGUE] = staging.put_file(CATALOGUE, page)

    new = with_catalogue(Manifest(entries, previous), old, request, stage_catalogue)
    data, file = new.data(), request.out / MANIFEST
    if moves or outcome.removed or not file.is_file() or file.read_bytes() != data:
        publish(request.out, moves, outcome.removed, data)
    outcome.notes += notes
    return new


def _entries(old: Manifest, plan: Plan, finished: list[Entry]) -> dict[str, Entry]:
    """Return the entries of existing and new documents; each description is the one just planned."""
    planned = {item.path: item for item in plan.documents}
    entries = {
        path: _entry(planned[path], entry) if path in planned else entry for path, entry in old.documents.items()
    }
    return entries | {entry["path"]: entry for entry in finished}


def _drop_gone(out: Path, entries: dict[str, Entry], plan: Plan, outcome: BuildResult) -> None:
    """Take out the documents that are no longer produced; a file that somebody has changed is left in place."""
    made = {*outcome.rendered, *outcome.unchanged}
    gone = sorted(path for path, entry in entries.items() if path not in made and not plan.leaves_standing(entry))
    for path in gone:
        if os.path.lexists(out / path) and not is_intact(out, entries[path]):
            outcome.notes.append(
                f"{path}: no longer produced, but was changed after it was built, so it is not removed"
            )
        else:
            outcome.removed.append(path)
        del entries[path]


def with_catalogue(new: Manifest, old: Manifest, request: Request, stage: Callable[[bytes], object]) -> Manifest:
    """Return the manifest with its catalogue; `stage` takes the page if it differs from the existing one."""
    from generator.publish.catalogue import catalogue, catalogue_input

    known = old.catalogue
    if known and known.get("input_sha256") == catalogue_input(new, request.root) and is_intact(request.out, known):
        return replace(new, catalogue=known)
    entry, data = catalogue(new, request.root)
    stage(data)
    return replace(new, catalogue=entry)


def _remember(
    request: Request,
    plan: Plan,
    choice: Selection,
    state: State | None,
    new: Manifest,
    common: dict[str, Signature],
    scanned: int,
) -> None:
    """Write the state for the next build; `common` are the files it may depend on, as they were at the start."""
    known = state.outputs | state.previous if state else {}

    def records(paths: Iterable[str]) -> dict[str, list[Any]]:
        return {path: record for path in paths if (record := recorded(str(request.out / path), known.get(path)))}

    files = _unchanged_files(common, state.common if state else {})
    policies = {path: data for path, record in plan.records.items() if (data := record.data())}
    settled = settle()
    content = state_bytes(
        str(request.root),
        choice.final,
        choice.today.isoformat(),
        files,
        policies,
        records([MANIFEST, CATALOGUE, *new.documents]),
        records(new.previous),
        scanned,
        settled,
    )
    write_whole(request.out / FOLDER / "state.json", content, below=request.out)


def _unchanged_files(common: dict[str, Signature], before: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the records of the files that did not change during the build.

    A file that did is left out, and so is code that changed while this process ran (a watch runs for hours): the next
    build then looks at everything.
    """
    return {
        path: record
        for path, found in common.items()
        if (record := recorded(path, before.get(path)))
        and record[:4] == found
        and not (path.endswith((".py", ".csl")) and max(found[1], found[2]) > _STARTED)
    }


__all__ = ["BuildResult", "Request", "build"]
