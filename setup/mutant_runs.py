"""Run the tests that reach a mutant, in a forked process that contains the mutant."""

from __future__ import annotations

import functools
import gc
import os
import pickle
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from mutations import Mutant

_OPTIONS = ("-q", "-n0", "-p", "no:cacheprovider", "-W", "ignore")
_BUDGET = 40.0  # seconds of tests for one mutant: those that reach rare lines of its function come first
_OPTIMIZED = 0x1  # the flag of a function's code, which that of a module or class lacks


class Recorder:
    """A pytest plugin: which lines each test reaches, how long it takes, and whether it fails."""

    def __init__(self, measured: coverage.Coverage):
        self.measured = measured
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.measured.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)


class Reach:
    """Which tests reach which line, and how long each takes."""

    def __init__(self, copy: Path, packages: list[str]):
        self.folders = [package.replace("generator", "tests", 1) for package in packages]
        target = copy / "reach"
        if in_a_fork(lambda: self._measure(copy, packages, target), 3600) not in (0, 1):
            sys.exit("the tests of these packages could not be run")
        self.tests, self.seconds, self.failed = pickle.loads(target.read_bytes())

    def _measure(self, copy: Path, packages: list[str], target: Path) -> int:
        measured = coverage.Coverage(
            data_file=None, config_file=False, source=[str(copy / package) for package in packages]
        )
        recorder = Recorder(measured)
        measured.start()
        code = pytest.main([*self.folders, *_OPTIONS], plugins=[recorder])
        measured.stop()
        tests = {}
        for name in measured.get_data().measured_files():
            lines = measured.get_data().contexts_by_lineno(name).items()
            tests[str(Path(name).relative_to(copy))] = {
                line: {test for test in names if test and test not in recorder.failed} for line, names in lines
            }
        target.write_bytes(pickle.dumps((tests, dict(recorder.seconds), recorder.failed)))
        return code

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach a mutant's statement, those of its module first, then the most informative."""
        lines = self.tests.get(mutant.path, {})
        first, last = mutant.function
        inside = {line: names for line, names in lines.items() if not first or first <= line <= last}
        there = {name for line in range(mutant.lines[0], mutant.lines[1] + 1) for name in lines.get(line, ())}
        if not there:  # it runs when the module is imported
            there = {name for names in inside.values() for name in names}
        if not there:  # so does its whole function, such as a decorator
            there = {name for names in lines.values() for name in names}
        weight: Counter[str] = Counter()
        for names in inside.values():
            for name in names & there:
                weight[name] += 1 / len(names)  # type: ignore[assignment]
        chosen: list[str] = []
        left = _BUDGET
        module = Path(mutant.path.replace("generator", "tests", 1))
        own = f"{module.with_name(f'test_{module.name}')}::"
        order = {name: (not name.startswith(own), -weight[name] / (0.1 + self.seconds[name]), name) for name in there}
        for name in sorted(there, key=order.__getitem__):
            left -= self.seconds[name]
            if left < 0 and chosen:
                break
            chosen.append(name)
        return chosen

    def is_reached(self, mutant: Mutant) -> bool:
        """Return whether a test itself runs the statement, not only the import of its module."""
        lines = self.tests.get(mutant.path, {})
        return any(lines.get(line) for line in range(mutant.lines[0], mutant.lines[1] + 1))

    def limit(self, names: list[str]) -> float:
        """Return the number of seconds after which tests are assumed to run forever."""
        return 30 + 5 * sum(self.seconds[name] for name in names)


class Swaps:
    """A pytest plugin: instead of running all tests, try each mutant with its own tests.

    A mutant inside a function is put in place by giving its code to the live function, so nothing is imported again.
    `noticed` has the answers; None for a mutant that only an import puts in place.
    """

    def __init__(self, copy: Path, mutants: list[Mutant], reach: Reach, target: Path):
        self.copy, self.mutants, self.reach, self.target = copy, mutants, reach, target
        self.has_failed = False

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.has_failed = self.has_failed or report.failed

    def pytest_runtestloop(self, session: Any) -> bool:
        items = {item.nodeid: item for item in session.items}
        self.target.write_bytes(pickle.dumps([self._is_noticed(mutant, items) for mutant in self.mutants]))
        return True

    def _is_noticed(self, mutant: Mutant, items: dict[str, Any]) -> bool | None:
        chosen = self.reach.of(mutant)
        with in_place(self.copy, mutant) as (before, after):
            filename = str(self.copy / mutant.path)
            old, new = (functions(compile(text, filename, "exec", dont_inherit=True)) for text in (before, after))
            changed = {key: code for key, code in new.items() if code != old.get(key)}
            if not self.reach.is_reached(mutant) or not changed or any(key not in old for key in changed):
                return None if chosen else False

            def work() -> int:
                put_in_place(filename, changed)
                for name, following in zip(chosen, [*chosen[1:], None], strict=True):
                    items[name].ihook.pytest_runtest_protocol(item=items[name], nextitem=items.get(following))
                    if self.has_failed:
                        return 1
                return 0

            return in_a_fork(work, self.reach.limit(chosen)) != 0 if chosen else False


class Selector:
    """A pytest plugin: only these tests, in this order."""

    def __init__(self, names: list[str]):
        self.order = {name: index for index, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        chosen = (item for item in items if item.nodeid in self.order)
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


def noticed(copy: Path, mutants: list[Mutant], reach: Reach) -> list[bool]:
    """Return for each mutant whether a test fails, or never ends, with it in place."""
    target = copy / "noticed"
    plugin = Swaps(copy, mutants, reach, target)
    in_a_fork(lambda: pytest.main([*reach.folders, *_OPTIONS], plugins=[plugin]), 36_000)
    found = pickle.loads(target.read_bytes())
    return [_is_noticed_anew(copy, mutants[at], reach) if is_noticed is None else is_noticed
            for at, is_noticed in enumerate(found)]  # fmt: skip


def _is_noticed_anew(copy: Path, mutant: Mutant, reach: Reach) -> bool:
    """Return whether a test fails when the mutant is imported."""
    chosen = reach.of(mutant)
    files = sorted({name.partition("::")[0] for name in chosen})
    with in_place(copy, mutant):
        work = functools.partial(pytest.main, [*files, "-x", *_OPTIONS], plugins=[Selector(chosen)])
        return in_a_fork(work, reach.limit(chosen)) != 0


@contextmanager
def in_place(copy: Path, mutant: Mutant):
    """Keep the mutant in its file, for commands that tests start; yield the text before and after."""
    path = copy / mutant.path
    text, times = path.read_text(encoding="utf-8"), path.stat()
    changed = mutant.apply(text)
    path.write_text(changed, encoding="utf-8")
    try:
        yield text, changed
    finally:
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # its compiled form is valid again


def functions(code: CodeType) -> dict[tuple[str, int], CodeType]:
    """Return the code of a module's functions and methods, not of those inside them."""
    found = {}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_function = inner.co_flags & _OPTIMIZED
            found |= {(inner.co_qualname, inner.co_firstlineno): inner} if is_function else functions(inner)
    return found


def put_in_place(filename: str, changed: dict[tuple[str, int], CodeType]) -> None:
    """Give the live functions of a file different code, and clear the caches of our functions."""
    gc.unfreeze()
    for item in gc.get_objects():
        if isinstance(item, functools._lru_cache_wrapper) and item.__module__.startswith("generator"):
            item.cache_clear()
        elif type(item) is FunctionType and item.__code__.co_filename == filename:
            code = changed.get((item.__code__.co_qualname, item.__code__.co_firstlineno))
            if code is not None:
                item.__code__ = code


def in_a_fork(work: Callable[[], int], seconds: float) -> int | None:
    """Run something quietly in a separate process; return its exit code, None if it took too long."""
    child = os.fork()
    if child == 0:
        os.setsid()
        for stream in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        try:
            code = int(work())
        except BaseException:
            code = 70
        os._exit(code)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
