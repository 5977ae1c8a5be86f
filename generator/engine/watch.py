"""Watch: rebuild on every save. The worker processes keep running, with WeasyPrint imported and fonts loaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as changes

from generator.engine.plan import shares_planning
from generator.engine.pool import WorkerPool
from generator.engine.request import Request
from generator.files.inputs import example_publishers
from generator.files.paths import templates_dir
from generator.files.repository import for_person
from generator.printable import one_line
from generator.problem import SourceProblems

# Editors write in several steps (a temporary file, a rename, a second write): wait until it is quiet.
_QUIET_MS = 60


def watch(request: Request, say: Callable[[str], None], rounds: int | None = None) -> None:
    """Build now and after each change until Ctrl-C (or, in tests, a number of builds). Raises MachineProblem."""
    folders = [
        path
        for path in (request.root / "policy", request.root / "templates", templates_dir(), Path(example_publishers()))
        if path.is_dir()
    ]
    pool, done = WorkerPool(request.jobs, plans=shares_planning(request)), 0
    try:
        # The first round, without a change, is the first build: a save during it is noticed.
        for changed in changes(
            *dict.fromkeys(path.resolve() for path in folders),
            debounce=2000,
            step=_QUIET_MS,
            rust_timeout=_QUIET_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if changed:
                say("changed: " + ", ".join(_told(changed, request.root)))
            elif done:
                continue
            build_once(request, say, pool)
            done += 1
            if done == rounds:
                return
    finally:
        pool.shutdown(cancel_futures=True)


def build_once(request: Request, say: Callable[[str], None], pool: WorkerPool) -> None:
    """Build and report what happened, including any failure; the last good documents are kept."""
    from generator.engine.build import build
    from generator.failures import failure

    started = time.monotonic()
    try:
        outcome = build(request, date.today(), executor=pool)
    except SourceProblems as error:
        for problem in error.problems:
            say(str(for_person(problem, request.root)))
        say(f"{_clock()} not built, the existing documents are unchanged")
        return
    except Exception as error:  # whatever it is, the next save may fix it
        say(f"{_clock()} {failure(error)}")
        return
    warnings = [for_person(problem, request.root) for problem in outcome.warnings]
    for text in [*map(str, warnings), *outcome.notes]:
        say(text)
    for path in outcome.rendered:
        say(f"built {request.out / path}: {outcome.reasons[path]}")
    for path in outcome.removed:
        say(f"removed {request.out / path}")
    say(
        f"{_clock()} {len(outcome.rendered)} built, {len(outcome.unchanged)} unchanged in "
        f"{time.monotonic() - started:.1f} s"
    )


def _clock() -> str:
    return datetime.now().strftime("%H:%M:%S")


def _told(changed: set[tuple[Change, str]], root: Path) -> list[str]:
    """Return the changed files, each once, without editors' temporary files, which appear and disappear."""
    came = {path for change, path in changed if change == Change.added}
    paths = {path for _, path in changed}
    lasting = {path for path in paths if path not in came or Path(path).exists()}
    return sorted(one_line(_shown(path, root)) for path in lasting or paths)


def _shown(path: str, root: Path) -> str:
    found = Path(path)
    return found.relative_to(root.resolve()).as_posix() if found.is_relative_to(root.resolve()) else path
