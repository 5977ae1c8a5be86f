"""Render a plan's stale documents on an executor while others are planned; retry documents whose worker died."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from pathlib import Path

from generator.engine.pool import WorkerDied
from generator.engine.tasks import Entry, PlannedDocument, Rendered, render_document
from generator.problem import MachineProblem, SourceProblems


def render_all(
    stale: Iterable[PlannedDocument],
    root: Path,
    pool: Executor,
    progress: Callable[[str, int, int], None],
    note: Callable[[str], None],
) -> Iterator[tuple[Entry, bytes]]:
    """Yield the entry and bytes of each finished document; each is rendered as soon as `stale` gives it.

    Raises SourceProblems with the problems of all documents, after the others were yielded; MachineProblem at once, and
    documents still waiting for a worker are then dropped.
    """
    waiting: dict[Future[Rendered], tuple[PlannedDocument, int]] = {}
    try:
        for planned in stale:
            waiting[pool.submit(render_document, planned, root)] = (planned, 1)
        total, count, problems = len(waiting), 0, []
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                planned, attempt = waiting.pop(future)
                try:
                    result = future.result()
                except (WorkerDied, CancelledError) as death:  # canceled by a cluster that lost its workers
                    how = str(death) or "the cluster gave up on it"
                    if attempt == 2:
                        raise MachineProblem(
                            f"{planned.path}: the worker that rendered it ended twice ({how})"
                        ) from None
                    note(f"{planned.path}: the worker that rendered it ended ({how}); rendered again")
                    waiting[pool.submit(render_document, planned, root)] = (planned, 2)
                    continue
                if isinstance(result, str):
                    raise MachineProblem(result)
                count += 1
                progress(planned.path, count, total)
                if isinstance(result, list):
                    problems += result
                else:
                    yield result
        if problems:
            raise SourceProblems(problems)
    finally:
        for future in waiting:
            future.cancel()
