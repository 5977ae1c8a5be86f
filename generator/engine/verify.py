"""Verify: build in memory and compare with what stands in the output folder; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date
from typing import TYPE_CHECKING

from generator.engine.plan import make_plan
from generator.engine.pool import WorkerPool
from generator.engine.rendering import render_all
from generator.engine.work import Choice
from generator.problem import SourceProblems
from generator.publish import MANIFEST, is_whole, manifest_bytes, read_manifest

if TYPE_CHECKING:
    from generator.build import Request


def verify(request: Request, today: date, progress: Callable[[str, int, int], None] = lambda path, count, total: None,
           executor: Executor | None = None) -> tuple[int, list[str]]:
    """Return how many documents were compared, and every difference, a line each.

    Raises SourceProblems when the source has errors, MachineProblem as the build does.
    """
    with executor or WorkerPool(request.jobs) as pool:
        plan = make_plan(request, Choice(request.root, today, request.editions, request.artifacts, request.final), None,
                         lambda path, stamp: False, pool)
        if any(problem.severity == "error" for problem in plan.problems):
            raise SourceProblems(plan.problems)
        listed = {entry["path"]: entry for entry in read_manifest(request.out)}
        differences, entries = [], []
        for entry, data in render_all(plan.documents, request.root, pool, progress, lambda text: None):
            entries.append(entry)
            known = listed.get(entry["path"])
            if known is None:
                differences.append(f"{entry['path']}: not in the manifest")
            elif known["sha256"] != hashlib.sha256(data).hexdigest():
                same = known.get("input_sha256") == entry["input_sha256"]
                differences.append(f"{entry['path']}: other bytes than the manifest says, "
                                   + ("from the same input" if same else "from another input"))
            elif not is_whole(request.out, known):
                differences.append(f"{entry['path']}: the file is not the one in the manifest")
            elif known != entry:
                differences.append(f"{entry['path']}: the manifest says other things of it")
    if request.is_whole:
        made = {entry["path"] for entry in entries}
        differences += [f"{path}: no longer produced" for path in listed if path not in made]
        if not differences and (request.out / MANIFEST).read_bytes() != manifest_bytes(entries):
            differences.append(f"{MANIFEST}: not as it was written")
    return len(plan.documents), sorted(differences)
