"""Render the stale documents of a plan on an executor: largest first, a dead worker's document a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from pathlib import Path

from generator.engine.pool import WorkerDied
from generator.engine.work import Planned, render_document
from generator.problem import MachineProblem, SourceProblems


def render_all(stale: list[Planned], root: Path, pool: Executor, progress: Callable[[str, int, int], None],
               note: Callable[[str], None]) -> Iterator[tuple[dict, bytes]]:
    """Yield entry and bytes of each document as it is finished.

    Raises SourceProblems with the problems of all documents, after the others were yielded; MachineProblem at once.
    """
    # The largest first: the last one to finish decides the wall time. Packed size stands for the number of pages.
    waiting: dict[Future, tuple[Planned, int]] = {}
    for planned in sorted(stale, key=lambda item: (-len(item.packed), item.path)):
        waiting[pool.submit(render_document, planned, root)] = (planned, 1)
    problems, count = [], 0
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            planned, attempt = waiting.pop(future)
            try:
                result = future.result()
            except WorkerDied as death:
                if attempt == 2:
                    raise MachineProblem(f"{planned.path}: the worker that rendered it ended twice ({death})") from None
                note(f"{planned.path}: the worker that rendered it ended ({death}); rendered again")
                waiting[pool.submit(render_document, planned, root)] = (planned, 2)
                continue
            if isinstance(result, str):
                raise MachineProblem(result)
            count += 1
            progress(planned.path, count, len(stale))
            if isinstance(result, list):
                problems += result
            else:
                yield result
    if problems:
        raise SourceProblems(problems)
