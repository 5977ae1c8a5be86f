"""Verify: build in memory and compare with the output folder; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date

from generator.engine.plan import make_plan, shares_planning
from generator.engine.pool import WorkerPool
from generator.engine.rendering import render_all
from generator.engine.request import Request
from generator.problem import SourceProblems
from generator.publish.earlier_versions import previous_problems
from generator.publish.manifest import CATALOGUE, MANIFEST, Manifest, is_intact, read_manifest


def verify(
    request: Request,
    today: date,
    progress: Callable[[str, int, int], None] = lambda path, count, total: None,
    executor: Executor | None = None,
) -> tuple[int, list[str]]:
    """Return how many documents were compared, and every difference, one per line.

    Raises SourceProblems if the source has errors, and MachineProblem as the build does.
    """
    with executor or WorkerPool(request.jobs, plans=shares_planning(request)) as pool:
        plan = make_plan(request, request.selection(today), None, lambda path, stamp: False, pool)
        if any(problem.severity == "error" for problem in plan.problems):
            raise SourceProblems(plan.problems)
        manifest = read_manifest(request.out)
        listed = manifest.documents
        differences, entries = [], []
        for entry, data in render_all(plan.each(), request.root, pool, progress, lambda text: None):
            entries.append(entry)
            known = listed.get(entry["path"])
            if known is None:
                differences.append(f"{entry['path']}: not in the manifest")
            elif known["sha256"] != hashlib.sha256(data).hexdigest():
                same = known.get("input_sha256") == entry["input_sha256"]
                differences.append(
                    f"{entry['path']}: its bytes differ from the manifest, "
                    + ("from the same input" if same else "from a different input")
                )
            elif not is_intact(request.out, known):
                differences.append(f"{entry['path']}: the file is not the one in the manifest")
            elif known != entry:
                differences.append(f"{entry['path']}: the manifest entry differs")
    if request.builds_everything:
        made = {entry["path"]: entry for entry in entries}
        for path in listed.keys() - made.keys():
            if not plan.leaves_standing(listed[path]):
                differences.append(f"{path}: no longer produced")
            elif is_intact(request.out, listed[path]):
                made[path] = listed[path]
            else:
                differences.append(f"{path}: the file is not the one in the manifest")
        differences += previous_problems(request.out, manifest)
        if not differences:
            differences += _other(request, Manifest(made, manifest.previous))
    return len(plan.documents), sorted(differences)


def _other(request: Request, expected: Manifest) -> list[str]:
    """Return the differences of the catalogue and manifest from those that a build writes."""
    from generator.publish.catalogue import catalogue

    entry, page = catalogue(expected, request.root)
    files = {CATALOGUE: page, MANIFEST: replace(expected, catalogue=entry).data()}
    return [
        f"{name}: changed since it was written"
        for name, data in files.items()
        if not (path := request.out / name).is_file() or path.read_bytes() != data
    ]
